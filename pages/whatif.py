"""What if these were left out?"""

import pages
from kpi_core.analysis.whatif import says_b

pages.question("What if these were left out?")
pages.whatif.controls()
result = pages.whatif.read()
if result:
    pages.said(result.sentence, result.remarks)
    if says_b(result.view):
        pages.whatif.charts(result)
        pages.whatif.table(result)
        pages.whatif.method(result)
    else:
        pages.whatif.examples(result)
