"""Whether a newer export is told as a dataset is: the same clock, units, columns and customers."""

from collections.abc import Mapping as Table

import polars as pl

from kpi_core.data import Dataset
from kpi_core.errors import BadInput
from kpi_core.intake.appending.overlap import Overlap
from kpi_core.model import Fact, count, several

_ENOUGH = 200  # customers of whom none would be known by chance


def refuse_other_clock(before: Dataset, new: Dataset) -> None:
    """Raise BadInput where times of the two cannot be compared."""
    if Fact.CONTACT not in before.tables or Fact.CONTACT not in new.tables:
        return
    zones = [d.timezone or "no time zone" for d in (before, new)]
    utc = ["at_utc" in d.contacts.columns for d in (before, new)]
    if zones[0] != zones[1] or utc[0] != utc[1]:
        told = " or ".join(z + (" with UTC known" if u else "") for z, u in zip(zones, utc, strict=True))
        raise BadInput(
            f"The dataset's times and this export's are told by different clocks ({told}): give the mapping the "
            "timezone under [file] that the dataset has, or import all exports at once."
        )


def refuse_other_units(before: Dataset, new: Dataset) -> None:
    """Raise BadInput where the unit of a duration was guessed and was another one before."""
    known: dict[tuple[str, str], set[str]] = {}
    for c in before.report.get("conversions", ()):
        known.setdefault((c["fact"], c["column"]), set()).add(_unit(c["how"]))
    for c in new.report["conversions"]:
        units = known.get((c["fact"], c["column"]), set()) - {""}
        if units and _unit(c["how"]) and _unit(c["how"]) not in units and "guessed" in c["how"]:
            raise BadInput(
                f"'{c['source']}' seems to be in {_unit(c['how'])} and was in {several(sorted(units))} in the dataset: "
                f'say its unit in the mapping, as in {c["column"]} = {{ column = "{c["source"]}", unit = "s" }}.'
            )


def _unit(how: str) -> str:
    return how.split(",", maxsplit=1)[0].removeprefix("unit ") if how.startswith("unit ") else ""


def differences(before: Dataset, told: Table[Fact, pl.DataFrame], contacts: Overlap | None) -> list[str]:
    """Return what a reader must know of newer rows beside those of before; `contacts` is the contacts' overlap."""
    twice = _twice(contacts, before.contacts, told[Fact.CONTACT]) if contacts else []
    return [*_columns(before, told), *twice, *_strangers(before, told)]


def _columns(before: Dataset, told: Table[Fact, pl.DataFrame]) -> list[str]:
    """Say which columns one of the two does not have."""
    said = []
    for fact, new in told.items():
        old = before.tables[fact]
        for here, there, whose in ((old, new, "rows that were added"), (new, old, "rows of before")):
            names = [c for c in here.columns if c not in there.columns]
            if names:
                said.append(f"The {fact} {whose} have no {several(names)}: it is blank there.")
    return said


def _twice(found: Overlap, old: pl.DataFrame, new: pl.DataFrame) -> list[str]:
    """Say how many contact ids stand on a row of before and on a newer one, which both count."""
    if any("contact_id" not in t.columns for t in (old, new)):
        return []
    ids, known = (t["contact_id"].drop_nulls().unique() for t in (new.filter(found.comes), old.filter(found.stays)))
    n = int(ids.is_in(known.implode()).sum())
    said = (
        f"Contact ids that stand on rows of before and on newer rows that say something else ({count(n)}) count on "
        'all: put dedupe = "contact_id" at the top of the mapping to keep the last of each.'
    )
    return [said] if n else []


def _strangers(before: Dataset, told: Table[Fact, pl.DataFrame]) -> list[str]:
    """Say where none of the customers was known: their keys may be hashed by another secret."""
    if Fact.CONTACT not in told or any("customer_key" not in t.columns for t in (before.contacts, told[Fact.CONTACT])):
        return []
    keys, known = (t["customer_key"].drop_nulls().unique() for t in (told[Fact.CONTACT], before.contacts))
    if min(len(keys), len(known)) < _ENOUGH or keys.is_in(known.implode()).any():
        return []
    said = (
        f"None of the export's {count(len(keys))} customers was in the dataset before: if they should have been, their "
        "keys were hashed by another secret (KPI_SECRET), and repeats between the two are not found."
    )
    return [said]
