"""A failure here means that somebody reaches the app, or what is behind it, who should not."""

import socket
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.attack.visitor import Visitor, ask


def test_every_answer_forbids_guessing_framing_and_telling_the_address_on(server: str) -> None:
    for path in ("/", "/trend", "/_stcore/health", "/_stcore/metrics", "/none"):
        headers = ask(f"{server}{path}").headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["content-security-policy"] == "frame-ancestors 'self'"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact"])
def test_figures_of_the_process_and_the_driver_of_the_app_are_shut(server: str, path: str) -> None:
    assert ask(f"{server}{path}").status == 404
    assert ask(f"{server}{path}", "POST", b"{}", Content_Type="application/json").status == 404


def test_another_host_name_and_another_origin_are_refused(server: str) -> None:
    assert ask(f"{server}/", Host="evil.example").status == 400
    assert ask(f"{server}/_stcore/health", Origin="http://evil.example").status == 403
    stream = f"ws://{urlsplit(server).netloc}/_stcore/stream"
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}):
        with pytest.raises(InvalidStatus):
            connect(stream, additional_headers=headers)


def test_no_other_computer_is_listened_to(server: str) -> None:
    port = urlsplit(server).port
    assert port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 1))  # nothing is sent; it tells the address of this computer
        own = probe.getsockname()[0]
    with socket.socket() as probe:
        probe.settimeout(2)
        assert own.startswith("127.") or probe.connect_ex((own, port)) != 0


def test_a_visit_takes_files_from_its_own_browser_alone(server: str) -> None:
    with Visitor(server, "load").run() as one, Visitor(server, "load").run() as other:
        assert one.bring("a.csv", b"at\n")[1].status == 204
        assert other.bring("a.csv", b"at\n", session=one.session)[1].status == 403
        assert (
            other.bring("a.csv", b"at\n", session=one.session, token=one.token)[1].status == 204
        )  # who has both, is it
