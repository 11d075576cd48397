"""Whom does the average hide?"""

import pages

pages.question("Whom does the average hide?")
pages.parts.crumbs()
pages.tail.controls()
found = pages.tail.read()
if found:
    pages.said(found.sentence, found.remarks)
    pages.tail.show(found)
    pages.tail.tables(found)
    pages.tail.computed(found)
