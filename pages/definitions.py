"""What do we mean by it?"""

import pages

pages.question("What do we mean by it?")
pages.meanings.controls()
every, shown = pages.meanings.read()
pages.said(shown.sentence)
pages.meanings.table(shown)
pages.meanings.downloads(every)
pages.meanings.settings()
pages.meanings.ruled()
pages.redefine.change()
pages.meanings.in_full(shown)
pages.meanings.method()
