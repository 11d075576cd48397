"""Can I trust this data?"""

import pages

pages.question("Can I trust this data?")
found = pages.trust.read()
pages.said(found.sentence, [line for line in (found.account, found.covered) if line])
pages.trust.odd(found)
pages.trust.covered(found)
pages.trust.rows(found)
pages.trust.columns(found)
pages.trust.answers(found)
pages.totals.reconcile()
pages.trust.method()
