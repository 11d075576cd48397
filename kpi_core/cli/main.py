"""Runs one command: standard output holds only the document, everything else goes to standard error.

Status 0 done, 2 bad input, 3 the data cannot answer, 1 a fault of ours; each with one sentence. What the commands
need is loaded when one runs, so that `--help` and a misspelled option answer at once.
"""

import os
import sys
from collections.abc import Sequence

from kpi_core.cli.options import parser
from kpi_core.errors import KpiError


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; no traceback leaves here."""
    try:
        options = parser().parse_args(arguments)
        from kpi_core.cli.commands import run

        run(options)
    except KpiError as error:
        return _fail(str(error), error.status)
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _fail("Stopped.", 130)
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if os.environ.get("KPI_DEBUG"):
            raise
        kind = type(error).__name__
        return _fail(f"Something unexpected went wrong ({kind}); set KPI_DEBUG=1 and run again to see where.", 1)
    return 0


def _fail(sentence: str, status: int) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return status
