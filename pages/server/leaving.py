"""What a visitor brought leaves with the visitor: by a timer, and at the start what a killed server left."""

import asyncio
import gc
import logging
import re
import time

from streamlit import config, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

_EVERY_S = 5.0
_NUMBER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def watch() -> None:
    """End visits that brought files and whose browser is gone; the framework ends none before the next one is."""
    gone: dict[str, float] = {}
    while True:
        keeps_s = float(config.get_option("server.disconnectedSessionTTL"))
        every_s = min(_EVERY_S, keeps_s / 10)
        await asyncio.sleep(every_s)
        # A little earlier than the framework forgets a visit: one that it has forgotten it cannot end.
        _end(gone, time.monotonic(), keeps_s - 3 * every_s)


def _end(gone: dict[str, float], now: float, after_s: float) -> None:
    """End the visits that are gone for so long; `gone` says since when each is."""
    here, files = runtime.get_instance(), runtime.get_instance().uploaded_file_mgr
    visits = set(files.file_storage) if isinstance(files, MemoryUploadedFileManager) else set()
    away = {visit for visit in visits if not here.is_active_session(visit)}
    for visit in set(gone) - away:
        del gone[visit]
    for visit in away:
        if now - gone.setdefault(visit, now) >= after_s:
            # The framework's own loop holds on to the last visit that it served: what it held is let go of here.
            held = here._session_mgr.get_session_info(visit)  # noqa: SLF001 - nothing public leads to it
            here.close_session(visit)
            if held is not None:
                held.session.session_state.clear()
            files.remove_session_files(visit)
            del gone[visit]
    if away - set(gone):
        gc.collect()  # what was read of the files goes too, also where nobody else comes


def unnamed(record: logging.LogRecord) -> bool:
    """Take the numbers of visits out of a line of the log: who knows one can join the visit."""
    said = record.getMessage()
    if _NUMBER.search(said):
        record.msg, record.args = _NUMBER.sub("(a visit)", said), ()
    return True
