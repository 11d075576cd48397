"""What moves first?"""

import pages

pages.question("What moves first?")
pages.pairing.controls()
result = pages.pairing.read()
if result:
    pages.said(result.sentence, result.remarks)
    pages.pairing.beside(result)
    pages.pairing.charts(result)
    pages.pairing.table(result)
    pages.pairing.method(result)
