"""What stands around the runs: who is let in, how much may be brought, and when the server is ready.

closed     hosts, origins and routes that are refused, and the headers of every answer
uploads    whose files are taken, and how many bytes of them are held
leaving    what a visitor brought goes when the visitor does
warm       what pages need is there before the first visitor is
"""

from starlette.middleware import Middleware

from pages.server.closed import Closed
from pages.server.uploads import Uploads
from pages.server.warm import ready

CLOSED = (Middleware(Closed), Middleware(Uploads))

__all__ = ["CLOSED", "ready"]
