"""The one place where failures of the readers become a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from kpi_core.errors import BadInput


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Turn errors of Polars and of the file system into BadInput: `what` names the file and what was being done.

    Polars' PanicException is a BaseException and would otherwise pass every handler.
    """
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise BadInput(f"{what}: it is damaged or holds what cannot be read ({brief(error)}).") from error
    except MemoryError as error:
        raise BadInput(f"{what}: it needs more memory than there is; split it into smaller files.") from error
    except OSError as error:
        raise BadInput(f"{what}: {brief(error)}.") from error


def brief(error: BaseException) -> str:
    """Return an error's first line, bounded and without paths."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    line = lines[0] if lines else type(error).__name__
    return line[:117] + "..." if len(line) > 120 else line.rstrip(".")
