"""The command line: the app's headless twin. See `python -m kpi_core --help`."""

import os
import sys

from kpi_core.memory import SPARING

if __name__ == "__main__":
    os.environ |= {name: os.environ.get(name, value) for name, value in SPARING.items()}

from kpi_core.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
