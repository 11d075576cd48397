"""Whom does the average hide?"""

import pages

pages.question("Whom does the average hide?")
pages.parts.crumbs()
pages.percentiles.controls()
found = pages.percentiles.read()
if found:
    pages.said(found.sentence, found.remarks)
    pages.percentiles.show(found)
    pages.percentiles.tables(found)
    pages.percentiles.computed(found)
