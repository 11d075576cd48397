"""How headers are compared: without outer and repeated spaces, case, and what cannot be seen."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from unicodedata import category, normalize

from kpi_core.errors import BadInput

MOST_COLUMNS = 20_000  # of all files of a call together; from some hundred on a table is no export of contacts
_LONGEST = 5_000  # characters of a header; whole questions of a survey have some hundreds


def clean(text: str) -> str:
    """Return a header or a word as it is meant: in one Unicode form, single spaces, nothing that cannot be seen."""
    seen = "".join(c for c in normalize("NFC", text) if category(c) != "Cf")
    return " ".join(seen.split())


def normal(header: str) -> str:
    """Return the form in which two headers are compared."""
    return (" ".join(header.split()) if header.isascii() else clean(header)).casefold()


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Return one distinct name for each header cell: blank ones are numbered, repeated ones get `_2`, `_3`."""
    taken = {normal(c) for c in cells}
    seen: set[str] = set()
    counts: dict[str, int] = {}  # of each name how far it was counted, since thousands may be alike
    names = []
    for position, cell in enumerate(cells, 1):
        name = clean(cell) or f"column_{position}"
        candidate, count = name, counts.get(normal(name), 1)
        if count > 1:
            candidate = f"{name}_{count}"
        while normal(candidate) in seen or (count > 1 and normal(candidate) in taken):
            count += 1
            candidate = f"{name}_{count}"
        counts[normal(name)] = count
        seen.add(normal(candidate))
        names.append(candidate)
    return tuple(names)


def refuse_many(what: str, columns: int) -> None:
    """Raise BadInput where there are more columns than are read, before anything is made of them."""
    if columns > MOST_COLUMNS:
        raise BadInput(f"{what} has {columns:,} columns; at most {MOST_COLUMNS:,} are read. Export fewer columns.")


def refuse_wordy(name: str, cells: Iterable[str]) -> None:
    """Raise BadInput for a header that is a text of its own: a quote above it is not closed, or it is none."""
    for place, cell in enumerate(cells, 1):
        if len(cell) > _LONGEST:
            raise BadInput(
                f"The header of column {place:,} of '{name}' has {len(cell):,} characters; at most {_LONGEST:,} are "
                "read. Check the quotes of its first lines."
            )


def find(wanted: Iterable[str], headers: Mapping[str, str]) -> str | None:
    """Return the first of the wanted headers that is there, as the export spells it.

    `headers` maps normal forms to spellings. A wanted header may hold `*` for a part that changes, such as a zone.
    """
    for header in wanted:
        key = normal(header)
        if key in headers:
            return headers[key]
        if "*" in key:
            pattern = key.replace("[", "[[]")
            for other, spelling in headers.items():
                if fnmatchcase(other, pattern):
                    return spelling
    return None
