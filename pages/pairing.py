"""What moves first?"""

import pages

pages.question("What moves first?")
pages.pairs.controls()
result = pages.pairs.read()
if result:
    pages.said(result.sentence, result.remarks)
    pages.pairs.beside(result)
    pages.pairs.pictures(result)
    pages.pairs.table(result)
    pages.pairs.method(result)
