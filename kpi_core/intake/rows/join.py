"""Outcomes, reviews and surveys of other systems: what their rows say goes to the contacts they are about.

A row never makes or multiplies a contact: it goes to one contact, and of several rows for it the newest counts.
"""

from dataclasses import replace

import polars as pl
from polars import col

from kpi_core.data import Refusal, Report
from kpi_core.errors import BadInput
from kpi_core.intake.mappings.mapping import Join
from kpi_core.intake.rows.reading import Reading
from kpi_core.intake.sources.detect import shown
from kpi_core.intake.sources.read import FILE, MOST_REFUSALS
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.values.pseudonyms import HIDDEN
from kpi_core.model import BY_NAME

_PLACE = "__place"  # position of a contact
_ROW = "__row"  # position of a row that is joined


def joined(contacts: pl.DataFrame, one: Reading) -> tuple[pl.DataFrame, Report]:
    """Return the contacts with the columns of a reading, in their order, and its report with what found a contact.

    What a contact holds already stays. Raises BadInput where the contacts lack the key.
    """
    join = one.mapping.join
    if join is None or join.by not in contacts.columns:
        by = join.by if join else ""
        raise BadInput(f"'{one.mapping.name}' is joined by {by}, which the contacts do not have; map it there.")
    rows = one.frame.with_row_index(_ROW)
    placed = _placed(contacts, rows, join)
    found = rows.join(placed, on=_ROW, how="left", maintain_order="left")
    order = ["at", _ROW] if "at" in rows.columns else [_ROW]
    last = found.filter(col(_PLACE).is_not_null()).sort(order, nulls_last=False)
    last = last.group_by(_PLACE, maintain_order=True).last()
    names = [c for c in rows.columns if c not in {FILE, LINE, _ROW, "at", "at_utc", join.by}]
    whole = contacts.with_row_index(_PLACE).join(
        last.select(_PLACE, *(col(n).alias(f"__new_{n}") for n in names)),
        on=_PLACE, how="left", maintain_order="left", validate="1:1",
    )  # fmt: skip
    notes = []
    for name in names:
        new = col(f"__new_{name}")
        if name in contacts.columns:
            other = whole.filter(col(name).is_not_null() & (col(name) != new)).height
            if other:
                notes.append(f"{name}: {other:,} contacts hold another value already, and theirs is kept.")
            new = pl.coalesce(name, f"__new_{name}")
        whole = whole.with_columns(new.alias(name))
    whole = whole.drop(_PLACE, *(f"__new_{n}" for n in names))
    return whole, _told(one, join, found, last.height, [*_several(contacts, join), *notes])


def _placed(contacts: pl.DataFrame, rows: pl.DataFrame, join: Join) -> pl.DataFrame:
    """For each row the contact that it is about: of one id the newest, of one customer the last one before it."""
    known = contacts.select(join.by, "at").with_row_index(_PLACE).filter(col(join.by).is_not_null())
    known = known.sort("at", _PLACE)
    if join.within_h is None:
        newest = known.group_by(join.by).agg(col(_PLACE).last())
        return rows.select(_ROW, join.by).join(newest, on=join.by, how="inner").select(_ROW, _PLACE)
    asked = rows.filter(col(join.by).is_not_null()).select(_ROW, join.by, "at").sort("at")
    window = pl.duration(microseconds=round(join.within_h * 3_600_000_000))
    found = asked.join_asof(known.with_columns(since="at"), on="at", by=join.by, check_sortedness=False)
    return found.filter(col("at") - col("since") <= window).select(_ROW, _PLACE)


def _several(contacts: pl.DataFrame, join: Join) -> list[str]:
    if join.by != "contact_id":
        return []
    many = contacts.height - contacts["contact_id"].null_count() - contacts["contact_id"].drop_nulls().n_unique()
    return [f"{many:,} contacts share their id with a newer one, and only the newest was joined to."] if many else []


def _told(one: Reading, join: Join, found: pl.DataFrame, matched: int, notes: list[str]) -> Report:
    """The reading's report: matched rows are kept, the others dropped and the unmatched listed."""
    blank = found.filter(col(join.by).is_null()).height
    lost = found.filter(col(_PLACE).is_null() & col(join.by).is_not_null())
    earlier = found.height - matched - blank - lost.height
    within = f" in the {join.within_h:g} hours before" if join.within_h is not None else ""
    counted = {
        f"no {join.by} is given": blank,
        f"no contact has their {join.by}{within}": lost.height,
        "a newer row is about the same contact": earlier,
    }
    hide = BY_NAME[join.by].personal or dict(one.mapping.columns)[join.by].personal
    unmatched = tuple(
        Refusal(
            line, join.by, f"no contact {HIDDEN if hide else shown(key, 60)}{within}",
            one.export.heads[file].part.name,
        )
        for file, line, key in lost.select(FILE, LINE, join.by).head(MOST_REFUSALS).iter_rows()
    )  # fmt: skip
    sentence = (
        f"{one.mapping.name}: {matched + earlier:,} of {found.height:,} rows found their contact by {join.by}, "
        f"{lost.height + blank:,} did not"
    )
    sentence += f"; of rows about the same contact the newest counts ({earlier:,} left out)." if earlier else "."
    report = one.report
    return replace(
        report,
        kept=matched,
        dropped=report.dropped | {why: n for why, n in counted.items() if n},
        notes=(*(n for n in report.notes if "contact ids stand on" not in n), sentence, *notes),
        unmatched=unmatched,
    )
