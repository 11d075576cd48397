"""How headers are compared: without outer and repeated spaces, case, and what cannot be seen."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from unicodedata import category, normalize


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
    names = []
    for position, cell in enumerate(cells, 1):
        name = clean(cell) or f"column_{position}"
        candidate, count = name, 1
        while normal(candidate) in seen or (count > 1 and normal(candidate) in taken):
            count += 1
            candidate = f"{name}_{count}"
        seen.add(normal(candidate))
        names.append(candidate)
    return tuple(names)


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
