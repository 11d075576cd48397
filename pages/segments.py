"""Where is it different?"""

import pages

pages.question("Where is it different?")
pages.parts.crumbs()
pages.segments.controls()
board = pages.segments.read()
if board:
    pages.said(board.sentence, board.remarks)
    pages.segments.show(board)
    pages.segments.table(board)
    pages.week.show()
pages.contacts.show(board.kpi if board else None)
if board:
    pages.segments.computed(board)
