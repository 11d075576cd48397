"""Can I trust this data?"""

import pages

pages.question("Can I trust this data?")
found = pages.health.read()
pages.said(found.sentence, [line for line in (found.account, found.covered) if line])
pages.health.odd(found)
pages.health.covered(found)
pages.health.rows(found)
pages.health.columns(found)
pages.health.answers(found)
pages.totals.reconcile()
pages.health.method()
