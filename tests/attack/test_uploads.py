"""A failure here means that what one visitor brings takes the server's memory from the others."""

import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

from tests.attack.visitor import Visitor, health_s

_CLAIMED = 190 << 20  # bytes that a file is said to have


def _announced(visitor: Visitor, number: int, length: str) -> socket.socket:
    """Begin to send a file and send nothing of it."""
    parts = urlsplit(visitor.url)
    sender = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30)
    sender.sendall(
        f"PUT /_stcore/upload_file/{visitor.session}/{number} HTTP/1.1\r\nHost: {parts.netloc}\r\n{length}"
        f"X-Xsrftoken: {visitor.token}\r\nCookie: _streamlit_xsrf={visitor.token}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode()
    )
    return sender


def test_files_that_nobody_uses_take_no_more_room_than_a_visit_may_have(server: str) -> None:
    with Visitor(server, "load").run() as visitor, Visitor(server, "load").run() as other, ExitStack() as sending:
        for number in range(2):
            sending.enter_context(_announced(visitor, number, f"Content-Length: {_CLAIMED}\r\n"))
        time.sleep(0.5)
        refused = visitor.bring("third.csv", bytes(140 << 20))[1]
        assert (refused.status, "as much as one visit may" in refused.text) == (413, True)
        assert other.bring("a.csv", b"at\n")[1].status == 204
        sending.close()
        time.sleep(0.5)
        assert visitor.bring("third.csv", b"at\n")[1].status == 204


def test_a_file_of_unknown_size_is_not_taken(server: str) -> None:
    chunked = "Transfer-Encoding: chunked\r\n"
    with Visitor(server, "load").run() as visitor, _announced(visitor, 1, chunked) as sender:
        sender.sendall(b"0\r\n\r\n")
        assert b" 411 " in sender.recv(100)


def test_a_million_headers_are_refused_in_a_sentence_and_nobody_else_waits(server: str) -> None:
    bomb = b",".join(b"column%d" % i for i in range(1_000_000)) + b"\n" + b"1," * 999_999 + b"1\n"
    with Visitor(server, "load").run() as visitor:
        page = visitor.offer("wide.csv", bomb)
        assert "'wide.csv' has 1,000,000 columns; at most 20,000 are read." in page.words
        assert health_s(server) < 2
