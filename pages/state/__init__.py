"""What is kept for a visit, and the data that a visitor may open.

session     the View and the address in step, and the cache of answers
datasets    which data there are, opened and prepared
draft       an import on its way
keys        the names of what is kept
"""
