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
        await asyncio.sleep(min(_EVERY_S, float(config.get_option("server.disconnectedSessionTTL"))))
        _end(gone, time.monotonic())


def _end(gone: dict[str, float], now: float) -> None:
    """End the visits that are gone for long enough; `gone` says since when each is."""
    here, files = runtime.get_instance(), runtime.get_instance().uploaded_file_mgr
    visits = set(files.file_storage) if isinstance(files, MemoryUploadedFileManager) else set()
    away = {visit for visit in visits if not here.is_active_session(visit)}
    for visit in set(gone) - away:
        del gone[visit]
    late = now - float(config.get_option("server.disconnectedSessionTTL"))
    for visit in away:
        if gone.setdefault(visit, now) <= late:
            here.close_session(visit)
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
