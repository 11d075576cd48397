"""The dated roster: who sat in which team, site, vendor and coverage when; it fills segments of every fact by date."""

from dataclasses import replace

import polars as pl
from polars import col

from kpi_core.data import Report
from kpi_core.errors import BadInput
from kpi_core.intake.rows.reading import Reading
from kpi_core.intake.sources.detect import shown
from kpi_core.intake.sources.read import FILE
from kpi_core.intake.sources.records import LINE
from kpi_core.model import Fact

_ROW, _KEY = "__row", "__agent"
_NAMED = 10  # agents without a line that are named


def lines_of(one: Reading) -> tuple[pl.DataFrame, Report]:
    """Return the roster's usable lines with `start` and `stop` (exclusive), and its report.

    A `to` without a time of day is the last whole day. An empty `from` or `to` is open; one that is no date is
    refused, since it must not become open. Raises BadInput for it.
    """
    for c in one.report.conversions:
        if c.column in {"from", "to"} and c.failed:
            first = c.examples[0]
            raise BadInput(
                f"On line {first['line']:,} of the roster '{first['file']}' stands {first['value']}, which is no date; "
                f"write '{c.source}' as a date, or leave it empty where it is open."
            )
    frame = one.frame
    missing = [pl.lit(None, dtype=pl.Datetime("us")).alias(n) for n in ("from", "to") if n not in frame.columns]
    frame = frame.with_columns(missing)
    whole_day = col("to").dt.truncate("1d") == col("to")
    stop = pl.when(whole_day).then(col("to").dt.offset_by("1d")).otherwise(col("to").dt.offset_by("1us"))
    frame = frame.with_columns(
        _key(col("agent")),
        start=col("from").fill_null(pl.datetime(1, 1, 1)),
        stop=stop.fill_null(pl.datetime(9999, 1, 1)),
    ).drop("from", "to")
    nameless, backwards = col("agent").is_null(), col("start") >= col("stop")
    good = frame.filter(~nameless & ~backwards)
    counted = {
        "no agent is given": frame.filter(nameless).height,
        "'to' lies before 'from'": frame.filter(~nameless & backwards).height,
    }
    dropped = one.report.dropped | {why: n for why, n in counted.items() if n}
    return good, replace(one.report, kept=good.height, dropped=dropped)


def filled(table: pl.DataFrame, fact: Fact, lines: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return a fact's rows with the roster's segments where they had none, and sentences that count them."""
    if "agent" not in table.columns or "at" not in table.columns:
        return table, []
    names = [c for c in lines.columns if c not in {FILE, LINE, "agent", _KEY, "start", "stop"}]
    asked = table.select(_key(col("agent")), "at").with_row_index(_ROW).filter(col(_KEY).is_not_null())
    fitting = (
        asked.join(lines, on=_KEY)
        .filter((col("start") <= col("at")) & (col("at") < col("stop")))
        .sort(_ROW, "start", FILE, LINE)
    )
    found = fitting.group_by(_ROW, maintain_order=True).last()
    whole = table.with_row_index(_ROW).join(
        found.select(_ROW, *(col(n).alias(f"__new_{n}") for n in names)),
        on=_ROW, how="left", maintain_order="left", validate="1:1",
    )  # fmt: skip
    notes = [_told(table, fact, asked, found)]
    if fitting.height > found.height:
        notes.append(
            f"{fitting.height - found.height:,} times two lines of the roster cover the same {fact}; the one that "
            "began last counts."
        )
    for name in names:
        new = col(f"__new_{name}")
        if name in table.columns:
            other = whole.filter(col(name).is_not_null() & (col(name) != new)).height
            if other:
                notes.append(f"{name}: {other:,} rows of {fact} hold another value already, and theirs is kept.")
            new = pl.coalesce(name, f"__new_{name}")
        whole = whole.with_columns(new.alias(name))
    return whole.drop(_ROW, *(f"__new_{n}" for n in names)), notes


def _told(table: pl.DataFrame, fact: Fact, asked: pl.DataFrame, found: pl.DataFrame) -> str:
    lost = asked.join(found, on=_ROW, how="anti")
    sentence = f"The roster covers {found.height:,} of {asked.height:,} rows of {fact} with an agent"
    if not lost.height:
        return sentence + "."
    agents = table[lost[_ROW]]["agent"].value_counts(sort=True)["agent"].to_list()
    rest = f" and {len(agents) - _NAMED:,} more" if len(agents) > _NAMED else ""
    return f"{sentence}; no line at the time for {', '.join(shown(a, 40) for a in agents[:_NAMED])}{rest}."


def _key(agent: pl.Expr) -> pl.Expr:
    return agent.str.to_lowercase().str.replace_all(r"\s+", " ").alias(_KEY)
