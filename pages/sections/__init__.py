"""The parts of each page, one module a page; what a page shows beside its own has a module of its own.

frame       one run of one page, and the net under it
sidebar     the View's controls
trend, segments, week, tail, pairing, whatif, contacts    what was measured
load, load_columns, load_fields    the way in
health, totals    whether the data can be trusted
definitions, redefine    what is meant, and what else could be
hint        a word to the first visitor
"""
