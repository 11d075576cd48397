"""Tables of Markdown documents."""

from collections.abc import Iterable


def table(heads: list[str], rows: Iterable[list[str]]) -> str:
    """Return a table with its line of heads; it ends with a line break."""
    return "\n".join(_line(cells) for cells in [heads, ["---"] * len(heads), *rows]) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
