"""What several pages are made of.

answer      question, answer, and how a number is computed
parts       crumbs, lists, tables and files to take away
pictures    a chart with its name, its text and its files
pickers     choices that change the View
filters     segment values kept and left out
markdown    a label reaches a page as its literal characters
"""
