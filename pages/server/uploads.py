"""What visitors bring: taken from the browser that the visit belongs to, and no more bytes than the server can hold.

The framework keeps each file in memory until its visit is over, used or not, and takes one from whoever knows the
number of a visit.
"""

import hmac
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from kpi_core.intake import FULL, room
from pages.server.closed import core_route

OWN = 512 << 20  # bytes of one visit
ALL = 2 << 30  # of all visits together


class Uploads:
    """Refuses a file that is not its visit's own, or for which there is no room."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._coming: dict[str, int] = {}  # bytes that are on their way, by visit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        route = core_route(scope) if scope["type"] == "http" else []
        if route[:1] != ["upload_file"] or len(route) != 3 or scope["method"] not in {"PUT", "DELETE"}:
            await self._app(scope, receive, send)
            return
        visit, headers = route[1], Headers(scope=scope)
        said = headers.get("content-length", "")
        size = int(said) if said.isdigit() else 0
        if not _is_its_own(visit, headers):
            await PlainTextResponse("This visit is another browser's.", 403)(scope, receive, send)
        elif scope["method"] == "DELETE":
            await self._app(scope, receive, send)
        elif not said.isdigit():
            await PlainTextResponse("Say how large the file is (Content-Length).", 411)(scope, receive, send)
        elif refused := self._full(visit, size):
            if size <= ALL:  # a browser that is answered while it still sends hears nothing
                await _passed_over(receive)
            await PlainTextResponse(refused, 413)(scope, receive, send)
        else:
            self._coming[visit] = self._coming.get(visit, 0) + size
            try:
                await self._app(scope, receive, send)
            finally:
                self._coming[visit] -= size
                if not self._coming[visit]:
                    del self._coming[visit]

    def _full(self, visit: str, size: int) -> str:
        """Why there is no room for so many bytes more."""
        held = _held()
        if held.get(visit, 0) + self._coming.get(visit, 0) + size > OWN:
            return "You have brought as much as one visit may; take files out, or reload the page to begin anew."
        if sum(held.values()) + sum(self._coming.values()) + size > ALL:
            return "All visitors together have brought as much as this server holds; try again later."
        if room() < size + (64 << 20):  # a file that comes is laid there until it is whole
            return FULL
        return ""


async def _passed_over(receive: Receive) -> None:
    """Read a request to its end and keep nothing."""
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass


def _held() -> Mapping[str, int]:
    """The bytes of the files that are held, by visit."""
    files = runtime.get_instance().uploaded_file_mgr
    if not isinstance(files, MemoryUploadedFileManager):
        return {}
    return {visit: sum(len(f.data) for f in list(own.values())) for visit, own in list(files.file_storage.items())}


def _is_its_own(visit: str, headers: Headers) -> bool:
    """Whether a request comes from the browser that opened the visit: both have the same secret in a cookie."""
    client = runtime.get_instance().get_client(visit)
    opened = getattr(client, "client_context", None)
    if opened is None:
        return True  # there is no such visit: the framework refuses it
    theirs = opened.cookies.get(XSRF_COOKIE_NAME, "")
    mine = cookie_parser(headers.get("cookie", "")).get(XSRF_COOKIE_NAME, "")
    a, b = (decode_xsrf_token_string(token)[0] or b"" for token in (theirs, mine))
    return not a or hmac.compare_digest(a, b)
