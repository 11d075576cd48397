"""What do we mean by it?"""

import pages

pages.question("What do we mean by it?")
pages.definitions.controls()
every, shown = pages.definitions.read()
pages.said(shown.sentence)
pages.definitions.table(shown)
pages.definitions.downloads(every)
pages.definitions.settings()
pages.definitions.ruled()
pages.redefine.change()
pages.definitions.in_full(shown)
pages.definitions.method()
