"""Closed by default: hosts, origins and routes that are refused, and the headers of every answer."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

CORE = "/_stcore/"
_SHUT = {"metrics", "agent"}  # of the framework's own routes: figures of the process, and a driver of the app
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Referrer-Policy": "same-origin",  # the address holds the View, with values of segments
}


class Closed:
    """Refuses what comes for another host, from another origin or to a route that is shut, before anything is run."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refused = _refused(scope)
        if not refused:
            await self._app(scope, receive, marked)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008, refused[1])(scope, receive, send)
        else:
            await PlainTextResponse(refused[1], refused[0])(scope, receive, marked)


def core_route(scope: Scope) -> list[str]:
    """Return the parts of a path within the framework's own routes, whatever stands before them."""
    return [part for part in str(scope["path"]).partition(CORE)[2].split("/") if part]


def _refused(scope: Scope) -> tuple[int, str] | None:
    """Why a request is not answered, with its status; None where it is."""
    headers = Headers(scope=scope)
    host, origin = headers.get("host"), headers.get("origin")
    if not is_host_allowed(host):
        return 400, "This app does not answer to this host name; whoever runs it can allow it (server.allowedHosts)."
    # Asked about any other origin, the framework would ask a service outside for this computer's own address.
    if origin and urlsplit(origin).netloc != host and origin.rstrip("/") not in _trusted():
        return 403, "This app does not answer to pages of another site."
    if core_route(scope)[:1] and core_route(scope)[0] in _SHUT:
        return 404, "Not found."
    return None


def _trusted() -> set[str]:
    """The origins that whoever runs the app has named."""
    named: list[str] = config.get_option("server.corsAllowedOrigins")
    return {origin.rstrip("/") for origin in named}
