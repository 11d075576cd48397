"""Looks at files in a process of its own: `python -m kpi_core.intake.look_worker FOLDER`, which holds the order."""

import sys
from pathlib import Path

from kpi_core.errors import KpiError
from kpi_core.intake.look_apart import REFUSED, write_looks
from kpi_core.intake.order import Order, read_order
from kpi_core.intake.preview import Look, look, looks


def main(folder: Path) -> int:
    """Do what the folder's order says."""
    order = read_order(folder)
    try:
        write_looks(_looks(order), order, folder)
    except KpiError as error:
        sys.stdout.buffer.write(str(error).encode())
        return REFUSED
    return 0


def _looks(order: Order) -> tuple[Look, ...]:
    if order.together:
        return (look(order.sources, sheet=order.sheet, header=order.header, limits=order.limits),)
    return looks(order.sources, order.mappings, limits=order.limits)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
