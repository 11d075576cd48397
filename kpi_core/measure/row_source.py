"""Which rows a KPI is read from, and what they lack. One fact answers it, never two added together."""

from kpi_core.data import Prepared
from kpi_core.model import BY_NAME, Fact, Kpi


def sourced(data: Prepared, kpi: Kpi) -> Kpi:
    """Return the KPI as this data holds it: from its own fact, else from the first stand-in that has its columns.

    Where none has them, it is the first whose rows are there at all, so that what is said to be missing helps.
    """
    if not kpi.stand_ins or lacks(data, kpi) is None:
        return kpi
    others = [kpi, *(kpi.with_sides(sides) for sides in kpi.stand_ins)]
    able = [k for k in others if lacks(data, k) is None]
    return next(iter((*able, *(k for k in others if set(k.facts) <= set(data.tables)), kpi)))


def ways(data: Prepared, kpi: Kpi) -> tuple[str, ...]:
    """Return the variants to choose from: the accepted ways, and those choices of rows that this data holds."""
    return tuple(
        name for name in kpi.variants
        if name in kpi.ways or all(fact in data.tables for fact in _read(kpi.as_variant(name)))
    )  # fmt: skip


def _read(kpi: Kpi) -> tuple[Fact, ...]:
    """The facts that it is read from, the cost that is spread included."""
    return tuple(dict.fromkeys((Fact.COST, *kpi.facts))) if kpi.allocated else kpi.facts


def reads_contacts(kpi: Kpi) -> bool:
    """Whether one of its sides is read from single contacts."""
    return Fact.CONTACT in kpi.facts


def lacks(data: Prepared, kpi: Kpi) -> str | None:
    """Return one sentence saying what this data lacks for the KPI, or None where it has everything."""
    return _columns(data, kpi) or _assumed(data, kpi) or _unread(data, kpi)


def told(data: Prepared, kpi: Kpi) -> str:
    """Return in words which rows the KPI is read from: `cost rows by month and contact rows`."""
    found = sourced(data, kpi)
    named = []
    for fact in _read(found):
        grain = data.spans[fact].grain if fact in data.spans else None
        named.append(f"{fact} rows" + (f" by {grain}" if grain and grain != "moment" else ""))
    return " and ".join(named)


def _columns(data: Prepared, kpi: Kpi) -> str | None:
    """Facts and columns that are not there."""
    for fact in kpi.facts:
        if fact not in data.tables:
            return f"{kpi.name} ({kpi.key}) needs {fact} rows, which this data does not have."
    missing = [c for fact, side in kpi.sides for c in side.meta.root_names() if c not in data.tables[fact].columns]
    if not missing:
        return None
    words = list(dict.fromkeys(data.lacking.get(c, c) for c in missing))
    where = "" if kpi.facts == (Fact.CONTACT,) else f" on its {' and '.join(kpi.facts)} rows"
    needed = " and ".join(_meaning(w) for w in words)
    return f"{kpi.name} ({kpi.key}) needs {needed}{where}, which this data does not have."


def _meaning(words: str) -> str:
    """A column with its plain meaning; anything else as it is."""
    return f"{words} ({BY_NAME[words].meaning.lower()})" if words in BY_NAME else words.replace("|", " or ")


def _assumed(data: Prepared, kpi: Kpi) -> str | None:
    """Columns that were only taken for granted (rule 3)."""
    if not kpi.given or Fact.CONTACT not in kpi.facts:
        return None
    if "outbound" in kpi.given:
        held = bool(data.tables[Fact.CONTACT]["outbound"].any())
        return None if held else f"{kpi.name} ({kpi.key}) needs outbound contacts, and none in this data is."
    if any(a.column == "outcome" for a in data.dataset.assumptions):
        return (
            f"{kpi.name} ({kpi.key}) needs answered or abandoned, which this data does not have: "
            "every contact was taken as handled."
        )
    return None


def _unread(data: Prepared, kpi: Kpi) -> str | None:
    """Columns of which only a part was understood."""
    if not data.unread:
        return None
    for fact, side in kpi.sides:
        of_fact = data.unread.get(fact, {})
        why = next((of_fact[c] for c in ("at", *side.meta.root_names()) if c in of_fact), None)
        if why:
            return f"{kpi.name} ({kpi.key}) cannot be given: {why}."
    return None
