"""What if these were left out?"""

import pages
from kpi_core.analysis.whatif import says_b

pages.question("What if these were left out?")
pages.sides.controls()
result = pages.sides.read()
if result:
    pages.said(result.sentence, result.remarks)
    if says_b(result.view):
        pages.sides.charts(result)
        pages.sides.table(result)
        pages.sides.method(result)
    else:
        pages.sides.examples(result)
