"""Which header is which canonical column.

field           one entry of a mapping, and the units of durations
mapping         the whole of it, a frozen value
read_mapping    it is read from TOML
toml_text       it is written as TOML
bind            its names become the export's own spelling
recognise       known exports, by the presets beside it
suggest         what an unmapped header looks like
assign          which mapping reads which file
edit            a mapping changed one column at a time
"""
