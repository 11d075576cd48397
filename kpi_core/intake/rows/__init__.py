"""Which rows go on, and the canonical frame.

convert        a bound mapping applied to the rows that were read
column         one column of it
kinds          how the cells of each kind of column become values
mends          the line of a mapping that would read what was not understood
source_text    the cells that a field names, as one text
work           what the columns share while they are read
filters        keep, drop, and the newest row of each contact
parts          totals of an interval that are more than their whole
copies         the same rows in two files
legs           one row for each leg becomes one row for each contact
reading        one mapping and the files that it reads
join           what rows of other systems say goes to the contacts they are about
roster         who sat where and when
defaults       what is taken for granted where an export is silent
findings       what is odd about canonical rows
ends           until when the rows of each fact run
stack          several readings become one dataset
"""
