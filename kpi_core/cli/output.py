"""Documents on standard output, remarks on standard error."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from kpi_core.data import Prepared, from_dict
from kpi_core.intake import remarks_on
from kpi_core.measure import ask, sourced, told
from kpi_core.model import Cadence, Calendar, Fact, Kpi, label, value_text
from kpi_core.report import to_csv
from kpi_core.view import EVERYTHING

AFTER = ("quantile", "n", "numerator", "denominator", "value", "low", "high", "complete", "mature")


def measured(
    frame: pl.DataFrame, kpis: Mapping[str, Kpi], by: Sequence[str], cadence: Cadence, how: str, data: Prepared
) -> None:
    """Print a measured frame as JSON, CSV or a table; where something must be known of a KPI, rows have a `remark`."""
    columns = ["kpi", "period", *dict.fromkeys(by), *AFTER]
    rows = [{c: plain(c, row[c]) for c in columns} for row in frame.iter_rows(named=True)]
    told = {key: " ".join(data.cautions_on(kpi.columns)) for key, kpi in kpis.items()}
    if any(told.values()) and "remark" not in columns:
        rows = [row | {"remark": told[row["kpi"]] or None} for row in rows]
        columns.append("remark")
    if how == "json":
        print(json.dumps(rows, indent=1, ensure_ascii=False, default=str))
    elif how == "csv":
        csv(columns, rows)
    else:
        table(head(by), [line(r, kpis[r["kpi"]], by, cadence) for r in rows])


def plain(column: str, value: Any) -> Any:
    """Return a cell as a document holds it: whole sums as whole numbers, dates as ISO."""
    if column in {"numerator", "denominator"} and isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if column == "period" and value is not None else value


def csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows as CSV."""
    print(to_csv(columns, [list(row.values()) for row in rows]), end="")


def head(by: Sequence[str]) -> list[str]:
    """Return what stands over the columns of `line`."""
    return ["kpi", "period", *by, "", "value", "low", "high", "n", ""]


def line(row: Mapping[str, Any], kpi: Kpi, by: Sequence[str], cadence: Cadence) -> list[str]:
    """Return one line of a table, in words."""
    remarks = [w for w, said in (("unfinished", not row["complete"]), ("not mature", not row["mature"])) if said]
    name = f"{kpi.key} ({kpi.variant})" if kpi.variant else kpi.key
    period = row["period"] or label(None, cadence, Calendar())
    return [
        name,
        period,
        *("(blank)" if row[b] is None else str(row[b]) for b in by),
        f"P{row['quantile'] * 100:g}" if row["quantile"] is not None else "",
        *(value_text(row[c], kpi.unit) for c in ("value", "low", "high")),
        f"{row['n']:,}",
        ", ".join(remarks),
    ]


def table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Print columns that line up."""
    widths = [max(len(cells[i]) for cells in [heads, *lines]) for i in range(len(heads))]
    for cells in [heads, *lines]:
        print("  ".join(cell.ljust(w) for cell, w in zip(cells, widths, strict=True)).rstrip())


def catalogue(kpis: Sequence[Kpi], data: Prepared | None, how: str) -> None:
    """Print every KPI; with data, whether it can be answered and what is missing."""
    asked = None if data is None else ask(data, kpis, EVERYTHING)
    rows = [
        {
            "kpi": k.key,
            "name": k.name,
            "category": str(k.category),
            "unit": str(k.unit),
            "role": str(k.role),
            "packs": ", ".join(k.packs),
            "formula": k.formula,
            "variants": ", ".join(k.ways),
            "choices": "; ".join(n for n in k.variants if n not in k.ways),
            "source": k.source,
            **({} if asked is None else {"answered": asked.why(k) is None, "lacks": asked.why(k)}),
        }
        for k in kpis
    ]
    if how == "json":
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    elif how == "csv":
        csv(list(rows[0]), rows)
    elif data is None:
        table(
            ["kpi", "unit", "formula", "variants", "choices of rows"],
            [[str(r[c]) for c in ("kpi", "unit", "formula", "variants", "choices")] for r in rows],
        )
    else:
        table(
            ["kpi", "", "formula or what is missing"],
            [[str(r["kpi"]), "yes" if r["answered"] else "no", str(r["lacks"] or r["formula"])] for r in rows],
        )


def report(content: Mapping[str, Any], how: str) -> None:
    """Print an import report."""
    print(json.dumps(content, indent=1, ensure_ascii=False, default=str) if how == "json" else text(content))


def health(content: Mapping[str, Any], how: str) -> None:
    """Print a report, what each source column looks like, and which KPIs can be answered."""
    if how == "json":
        report(content, how)
        return
    said = dict(content)
    columns, kpis = said.pop("columns", ()), said.pop("kpis", ())
    print(text(said))
    if columns:
        print()
        table(["column", "looks like", "filled", "values", "could be", ""], [_profiled(c) for c in columns])
    if kpis:
        able = [k["kpi"] for k in kpis if k["answered"]]
        print(f"\n{len(able)} of {len(kpis)} KPIs can be answered: {', '.join(able)}")
        table(["kpi", "what is missing"], [[k["kpi"], str(k["lacks"])] for k in kpis if not k["answered"]])


def _profiled(column: Mapping[str, Any]) -> list[str]:
    """One source column as a line of the table."""
    empty = column["empty_share"]
    kind = f"{column['looks_like'] or '-'}{', ' + column['unit'] if column['unit'] else ''}"
    filled = "-" if empty is None else f"{100 * (1 - empty):.1f} %"
    remarks = "; ".join(remarks_on(dict(column)))
    return [column["column"], kind, filled, f"{column['distinct']:,}", column["could_be"] or "", remarks]


def text(content: Mapping[str, Any]) -> str:
    """Return an import report for people; a dataset that was not imported from files has none."""
    return from_dict(dict(content)).to_text() if content else "This dataset holds no import report."


def remarks(data: Prepared, kpis: Sequence[Kpi], left_out: Sequence[str]) -> None:
    """Say on standard error what was read, from which rows, what was taken for granted and what is not answered."""
    lines = text(data.dataset.report).splitlines()
    lines_told = [
        line for i, line in enumerate(lines) if i == 0 or line.strip().startswith(("dropped", "refused", "note"))
    ]
    lines_told += [f"  note: {k.name} is read from {rows}." for k, rows in _elsewhere(data, kpis)]
    lines_told += [f"  note: {note}" for note in data.notes] + [f"  left out: {why}" for why in left_out]
    print("\n".join(lines_told), file=sys.stderr)


def _elsewhere(data: Prepared, kpis: Sequence[Kpi]) -> list[tuple[Kpi, str]]:
    """Those of the KPIs that are not read from contacts alone, with the rows that they are read from."""
    found = [(k, sourced(data, k)) for k in kpis]
    return [(k, told(data, k)) for k, s in found if s.allocated or s.facts != (Fact.CONTACT,)]
