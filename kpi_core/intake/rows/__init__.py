"""Which rows go on, and the canonical frame.

convert     a bound mapping applied to the rows that were read
filters     keep, drop, and the newest row of each contact
legs        one row for each leg becomes one row for each contact
reading     one mapping and the files that it reads
join        what rows of other systems say goes to the contacts they are about
roster      who sat where and when
defaults    what is taken for granted where an export is silent
findings    what is odd about canonical rows
stack       several readings become one dataset
"""
