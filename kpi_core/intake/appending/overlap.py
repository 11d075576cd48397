"""What of a newer export stands in a dataset already: rows to leave out, rows of before to replace, rows to add.

Which rows those are is said by two masks, `stays` over the rows of before and `comes` over the newer ones
(`docs/decisions/appending.md`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl
from polars import col

from kpi_core.errors import BadInput
from kpi_core.model import Fact, count, day

TOTALS = (Fact.INTERVAL, Fact.AGENT_TIME, Fact.ACCOUNT_MONTH, Fact.COST)
_NUMBER, _ROW = "__number", "__row"


@dataclass(frozen=True, eq=False)
class Overlap:
    """Masks over the rows of before and the newer rows, and how many rows were left out for which reason."""

    stays: pl.Series
    comes: pl.Series
    again: int = 0  # newer rows that the dataset holds already
    later: int = 0  # legs of contacts that began in an earlier export

    @property
    def replaced(self) -> int:
        """Rows of before that newer ones replace."""
        return int((~self.stays).sum())

    @property
    def added(self) -> int:
        """Newer rows that come in."""
        return int(self.comes.sum())


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of one fact that share `column` are one contact: the newest stays, or as legs the one that began first."""

    column: str
    legs: bool = False


def events(old: pl.DataFrame, new: pl.DataFrame, rule: Rule | None, gone: pl.Series | None = None) -> Overlap:
    """Return the overlap of contacts, surveys or reviewed items; `gone` are keys whose newest row is left out."""
    again = _copies(old, new)
    found = Overlap(_all(old), ~again, int(again.sum()))
    if rule is None or rule.column not in old.columns:
        return found
    key = rule.column
    if key in new.columns:
        if rule.legs:
            began = old.select(key, began="at").drop_nulls().group_by(key).agg(col("began").min())
            later = new.join(began, on=key, how="left", maintain_order="left").select(
                (col("at") > col("began")).fill_null(value=False) & found.comes
            )["at"]
            found = replace(found, comes=found.comes & ~later, later=int(later.sum()))
        found = replace(found, stays=found.stays & ~_in(old[key], new.filter(found.comes)[key]))
    return found if gone is None else replace(found, stays=found.stays & ~_in(old[key], gone))


def totals(fact: Fact, old: pl.DataFrame, new: pl.DataFrame) -> Overlap:
    """Return the overlap of rows that sum up a time: of one time and one set of labels the newer numbers count.

    Raises BadInput for cost, where a newer amount may be a correction or one more bill.
    """
    again = _copies(old, new)
    old, new = _aligned(old, new)
    month = fact is Fact.ACCOUNT_MONTH
    unit = (col("at").dt.truncate("1mo") if month else col("at")).alias("at")
    labels = [c for c, kind in old.schema.items() if kind == pl.String]
    mine, theirs = (t.select(unit, *labels) for t in (old, new))
    told = _among(mine, theirs.filter(~again))
    if fact is Fact.COST and told.any():
        first = _first(old.filter(told))
        raise BadInput(
            f"Cost rows of the dataset ({count(int(told.sum()))}, the first of {first}) have the time and the labels "
            "of rows in this export with other amounts: leave out what the dataset has already, or import all exports "
            "at once where both amounts count."
        )
    comes = ~again | _among(theirs, mine.filter(told))
    return Overlap(~told, comes, int((~comes).sum()))


def of_contacts(
    old: pl.DataFrame, new: pl.DataFrame, contacts: tuple[pl.DataFrame, pl.DataFrame], found: Overlap
) -> Overlap:
    """Return the overlap of cost rows that were made from contacts: they come and go with their contact.

    `contacts` are those of before and the newer ones, `found` is their overlap. Raises BadInput where contacts of the
    same moment and labels part ways, since a cost row does not say whose it is.
    """
    masks = []
    for cost, rows, kept in zip((old, new), contacts, (found.stays, found.comes), strict=True):
        on = [c for c in cost.columns if c in rows.columns]
        lost = _among(cost.select(on), rows.filter(~kept).select(on))
        if (lost & _among(cost.select(on), rows.filter(kept).select(on))).any():
            raise BadInput(
                "Contacts of one moment and with the same labels stand partly in the dataset and partly not, so that "
                "it cannot be told whose cost is new: import all exports at once."
            )
        masks.append(~lost)
    return Overlap(masks[0], masks[1])


def within(old: pl.DataFrame, new: pl.DataFrame) -> str:
    """Say how many of the newer rows lie before the end of the dataset, nothing where none does."""
    if old.is_empty():
        return ""
    early = new.filter(col("at") <= old["at"].max())
    if early.is_empty():
        return ""
    return f"Before the last row of the dataset lie {count(early.height)} of them, the first on {_first(early)}."


def _first(rows: pl.DataFrame) -> str:
    """The first day of some rows, in words."""
    return day(rows.select(col("at").min().dt.date()).item())


def _copies(old: pl.DataFrame, new: pl.DataFrame) -> pl.Series:
    """Which newer rows repeat one of before in every value.

    Of rows without a contact id as many count as repeated as there were: two equal ones may be two contacts.
    """
    near = old.filter(_in(old["at"], new["at"]))
    if near.is_empty():
        return ~_all(new)
    near, new = _aligned(near, new)
    return _among(_numbered(new), _numbered(near))


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    number = pl.int_range(pl.len()).over(rows.columns)
    if "contact_id" in rows.columns:
        number = pl.when(col("contact_id").is_null()).then(number).otherwise(0)
    return rows.with_columns(number.alias(_NUMBER))


def _among(rows: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Which rows stand among the others, a blank being a value like any other."""
    on = rows.columns
    found = rows.with_row_index(_ROW).join(others.unique(), on=on, how="semi", nulls_equal=True)[_ROW]
    return (~_all(rows)).scatter(found, values=True)


def _in(values: pl.Series, others: pl.Series) -> pl.Series:
    """Which values stand among the others; a blank never does."""
    return values.is_in(others.drop_nulls().unique().implode()).fill_null(value=False)


def _all(rows: pl.DataFrame) -> pl.Series:
    return pl.repeat(value=True, n=rows.height, eager=True)


def _aligned(old: pl.DataFrame, new: pl.DataFrame) -> Sequence[pl.DataFrame]:
    """Both tables with the columns of both."""
    both = (pl.concat([old, new.clear()], how="diagonal"), pl.concat([old.clear(), new], how="diagonal"))
    return both[0], both[1].select(both[0].columns)
