"""The command line: command in, exit status out.

main        runs one command; no traceback leaves it
options     what can be asked
commands    what each command does
output      documents on standard output, remarks on standard error
"""

from kpi_core.cli.main import main

__all__ = ["main"]
