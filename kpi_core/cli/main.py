"""The command line: command in, exit status out.

main        runs one command; no traceback leaves it
options     what can be asked
commands    what each command does
output      documents on standard output, remarks on standard error
"""

import os
import sys
from collections.abc import Sequence

from kpi_core.cli.commands import run
from kpi_core.cli.options import parser
from kpi_core.errors import KpiError


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; no traceback leaves here."""
    try:
        run(parser().parse_args(arguments))
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
