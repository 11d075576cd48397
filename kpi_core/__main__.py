"""The command line: the app's headless twin. See `python -m kpi_core --help`."""

import sys

from kpi_core.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
