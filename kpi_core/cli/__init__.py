"""The command line: command in, exit status out.

main        runs one command; no traceback leaves it
options     what can be asked
commands    what each command does
analyses    the commands that say what the pages say
asking      the Selection and the View of the options
named       what was asked for by name
reading     the data and the definitions that a command is about
answers     a sentence and its rows as a document
output      documents on standard output, remarks on standard error
"""

from kpi_core.cli.main import main

__all__ = ["main"]
