"""Where is it different?"""

import pages

pages.question("Where is it different?")
pages.parts.crumbs()
pages.board.controls()
board = pages.board.read()
if board:
    pages.said(board.sentence, board.remarks)
    pages.board.show(board)
    pages.board.table(board)
    pages.week.show()
pages.contacts.show(board.kpi if board else None)
if board:
    pages.board.computed(board)
