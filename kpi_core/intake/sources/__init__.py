"""Files become one frame of source text, each row with its line; malformed records are refused.

detect           what a file is, by its bytes; packed files are opened within bounds
guard            failures of the readers become a sentence
headers          how headers are compared
repeated_text    text whose cells repeat, held as codes
open_quotes      records where quotes leave a riddle
records          which records have the header's number of fields
code_pages       the code page of a text that is no UTF-8
delimited        encoding, delimiter, lines above the header
typed            XLSX and Parquet files
limited          a process that may take so much memory and time
process_memory   how much memory another process holds
typed_worker     the process that reads them
heads            the layout and headers of each file
stretches        the rows of one file, some at a time
read             any files as one frame
"""
