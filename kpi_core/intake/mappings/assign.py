"""Which mapping reads which file, by their headers alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kpi_core.errors import BadInput
from kpi_core.intake.mappings.bind import lacks
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.mappings.recognise import CANONICAL, Recognition, recognise
from kpi_core.intake.sources.detect import Part, shown
from kpi_core.intake.sources.headers import find, normal
from kpi_core.intake.sources.heads import Head, heads, union


@dataclass(frozen=True, slots=True)
class Share:
    """The files that one mapping reads; without a mapping nothing recognises them."""

    heads: tuple[Head, ...]
    mapping: Mapping | None
    known: Recognition | None = None


def assigned(found: Sequence[Head], mappings: Sequence[Mapping]) -> tuple[Share, ...]:
    """Return each mapping with its files: of several mappings a file takes the one that fits it.

    A lone mapping takes every file that has its time, so that months of one export may differ in columns. A file
    that no given mapping fits is recognised by its headers, as all are where none is given. Raises BadInput for a
    file that fits nothing or two mappings, and for a mapping without a file.
    """
    if not mappings:
        return _recognised(found)
    taken: list[list[Head]] = [[] for _ in mappings]
    others = []
    for head in found:
        place = 0 if len(found) == 1 == len(mappings) else _fitting(head, mappings)
        if place is None:
            others.append(head)
        else:
            taken[place].append(head)
    for mapping, own in zip(mappings, taken, strict=True):
        if not own:
            why = f"; {_nearest(others[0], mappings)}" if others else ""
            raise BadInput(f"No file has the headers of the mapping '{mapping.name}'{why}.")
    shares = tuple(Share(tuple(h), m) for m, h in zip(mappings, taken, strict=True))
    more = _recognised(others)
    for share in more:
        if share.mapping is None:
            raise BadInput(f"{_nearest(share.heads[0], mappings)}, and it is no known export: give its mapping too.")
    return shares + more


def unknown_export(share: Share) -> BadInput:
    """Return the refusal of files that nothing recognises."""
    headers = list(union(share.heads).values())
    rest = f" and {len(headers) - 30} more" if len(headers) > 30 else ""
    listed = ", ".join(f"'{shown(h, 60)}'" for h in headers[:30]) + rest
    return BadInput(
        f"The export '{share.heads[0].part.name}' is not a known one; give --mapping FILE or --preset NAME. "
        f"Its headers are {listed}."
    )


def apart(mapping: Mapping, own: Sequence[str], others: Sequence[Sequence[str]]) -> Mapping:
    """Return the mapping so that it fits files with its own headers and not those with others, where it fits both."""
    if all(lacks(mapping, {normal(h): h for h in headers}) for headers in others):
        return mapping
    theirs = {normal(h) for headers in others for h in headers}
    only = next((h for h in own if normal(h) not in theirs), None)
    return replace(mapping, match=(*mapping.match, (only,))) if only else mapping


def has_header(mappings: Sequence[Mapping]) -> bool:
    """Whether the first line of the files is one of headers."""
    return all(m.header is not False for m in mappings)


def heads_by(parts: Sequence[Part], folder: Path, mappings: Sequence[Mapping]) -> tuple[Head, ...]:
    """Return the layout and headers of each file, as the mappings say that files are written."""
    return heads(
        parts,
        folder,
        _the_one("sheets", [m.sheet for m in mappings]),
        header=has_header(mappings),
        ragged=any(m.ragged for m in mappings),
        encoding=_the_one("encodings", [m.encoding for m in mappings]),
    )


def _the_one(what: str, said: Sequence[str | None]) -> str | None:
    """The one sheet or encoding that the mappings name."""
    named = dict.fromkeys(one for one in said if one)
    if len(named) > 1:
        raise BadInput(f"The mappings name the {what} {', '.join(named)}; read these files in calls of their own.")
    return next(iter(named), None)


def _fitting(head: Head, mappings: Sequence[Mapping]) -> int | None:
    """The one mapping that fits a file, or None."""
    headers = union([head])
    if len(mappings) == 1 and not mappings[0].join:
        time = dict(mappings[0].columns).get("at")
        return 0 if time is None or all(find(names, headers) for names in time.headers()) else None
    fits = [i for i, m in enumerate(mappings) if not lacks(m, headers)]
    if len(fits) > 1:
        names = " and ".join(f"'{mappings[i].name}'" for i in fits)
        raise BadInput(
            f"'{head.part.name}' fits the mappings {names}; add to 'match' of one a header that only its file has."
        )
    return fits[0] if fits else None


def _nearest(head: Head, mappings: Sequence[Mapping]) -> str:
    """Which mapping a file comes nearest to, and the header that it lacks."""
    missing = [(lacks(m, union([head])), m.name) for m in mappings]
    lacking, name = min(missing, key=lambda m: len(m[0]))
    which = f"the mapping '{name}'" if len(mappings) == 1 else f"any of the mappings, the nearest being '{name}'"
    return f"'{head.part.name}' does not fit {which}: it has no header '{shown(lacking[0] if lacking else '', 60)}'"


def _recognised(found: Sequence[Head]) -> tuple[Share, ...]:
    """Files that one preset, or the canonical columns of one fact, explain are one share."""
    groups: dict[tuple[str, str], list[Head]] = {}
    for head in found:
        known = recognise(list(union([head]).values()))
        key = (known.preset, str(known.mapping.fact)) if known else ("", "")
        groups.setdefault(key, []).append(head)
    shares = []
    for (preset, _), own in groups.items():
        # The canonical mapping names the headers that are there, so it is made anew for all files of the share.
        known = recognise(list(union(own).values())) if preset else None
        if known and preset not in {known.preset, CANONICAL}:
            known = recognise(list(union(own[:1]).values()))
        shares.append(Share(tuple(own), known.mapping if known else None, known))
    return tuple(shares)
