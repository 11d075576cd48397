"""A visitor without a browser: it speaks the framework's own protocol, so it can also say what no browser would."""

import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

_XSRF = "_streamlit_xsrf"
_PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: its status, its headers in small letters, and its text."""

    status: int
    headers: Mapping[str, str]
    text: str


def ask(url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """Send one request; a header's `_` stands for `-`."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=body, headers=said, method=method)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_S) as got:  # noqa: S310
            return Answer(got.status, {k.lower(): v for k, v in got.headers.items()}, got.read().decode())
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read().decode())


def health_s(url: str) -> float:
    """Return how long the server takes to say that it is well."""
    start = time.monotonic()
    assert ask(f"{url}/_stcore/health").text == "ok"
    return time.monotonic() - start


class Visitor:
    """One visit. `elements` is what the page shows after the last run, in order; `words` its texts."""

    def __init__(self, url: str, page: str = "", query: str = "") -> None:
        self.url, self.page, self.query = url, page, query
        self.token = ask(f"{url}/_stcore/health").headers["set-cookie"].split(f"{_XSRF}=")[1].split(";")[0]
        self.session = ""
        self.elements: dict[tuple[int, ...], Any] = {}
        self._kept: dict[str, Any] = {}
        self._socket: ClientConnection = connect(
            f"ws://{urlsplit(url).netloc}/_stcore/stream",
            origin=url,  # type: ignore[arg-type]
            subprotocols=["streamlit", self.token],  # type: ignore[list-item]
            additional_headers={"Cookie": f"{_XSRF}={self.token}"},
            max_size=None, open_timeout=_PATIENCE_S, legacy=True,
        )  # fmt: skip

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """End the visit as a closed tab does."""
        self._socket.close()

    def run(self, *, patience_s: float = _PATIENCE_S, **widgets: Any) -> "Visitor":
        """Run the page once, with these widget states by the end of their keys, and wait for its end."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        for key, fill in widgets.items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = key
            fill(state)
        self._socket.send(message.SerializeToString())
        end = time.monotonic() + patience_s
        while True:
            got = self._next(end)
            kind = got.WhichOneof("type")
            if kind == "new_session":
                self.session = got.new_session.initialize.session_id or self.session
                self.elements = {}
            elif kind == "delta" and got.delta.WhichOneof("type") == "new_element":
                self.elements[tuple(got.metadata.delta_path)] = got.delta.new_element
            elif kind == "script_finished" and got.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return self

    def _next(self, end: float) -> ForwardMsg:
        got = ForwardMsg()
        got.ParseFromString(self._socket.recv(max(0.01, end - time.monotonic())))  # type: ignore[arg-type]
        if got.WhichOneof("type") == "ref_hash":
            got = self._kept.get(got.ref_hash, got)
        elif got.hash:
            self._kept[got.hash] = got
        return got

    @property
    def words(self) -> str:
        """All texts of the page, as a reader sees them."""
        kinds = [(e.WhichOneof("type"), e) for e in self.elements.values()]
        bodies = [getattr(e, kind).body for kind, e in kinds if kind in {"markdown", "alert", "heading", "text"}]
        return "\n".join(bodies).replace("\\", "")  # before a sign that would mean something in Markdown

    def widget(self, kind: str, at: int = 0) -> Any:
        """Return one of the page's widgets of a kind."""
        return [getattr(e, kind) for e in self.elements.values() if e.WhichOneof("type") == kind][at]

    def bring(self, name: str, content: bytes, *, session: str = "", token: str = "") -> tuple[str, Answer]:
        """Send a file as the uploader does; return its number and the answer."""
        file, mark = str(uuid.uuid4()), uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        token = token or self.token
        return file, ask(
            f"{self.url}/_stcore/upload_file/{session or self.session}/{file}", "PUT",
            head + content + f"\r\n--{mark}--\r\n".encode(),
            Content_Type=f"multipart/form-data; boundary={mark}", X_Xsrftoken=token, Cookie=f"{_XSRF}={token}",
        )  # fmt: skip

    def offer(self, name: str, content: bytes, **options: Any) -> "Visitor":
        """Bring a file to the page's uploader and run the page with it."""
        number, answer = self.bring(name, content)
        assert answer.status < 300, answer

        def filled(state: Any) -> None:
            info = state.file_uploader_state_value.uploaded_file_info.add()
            info.file_id, info.name, info.size = number, name, len(content)
            info.file_urls.file_id = number

        return self.run(**{self.widget("file_uploader").id: filled}, **options)
