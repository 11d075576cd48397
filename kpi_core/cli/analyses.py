"""The commands that say what the pages say: the very analysis that a page shows, as a sentence and rows."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from kpi_core.analysis import Verdict, would_show
from kpi_core.analysis.pairing import moves_first
from kpi_core.analysis.segments import board
from kpi_core.analysis.tail import hidden
from kpi_core.analysis.trend import trend
from kpi_core.analysis.whatif import cuts, side_by_side
from kpi_core.catalogue import CATALOGUE
from kpi_core.cli import asking, output
from kpi_core.cli.answers import Answer, Row, iso, measured, show
from kpi_core.cli.named import Named
from kpi_core.cli.reading import prepared
from kpi_core.data import Prepared
from kpi_core.errors import CannotAnswer
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence, Kpi, Unit
from kpi_core.view import View

_TAIL = 0.9
_JUDGED = (
    "verdict", "against", "difference", "difference_low", "difference_high", "unit", "small", "early", "reach",
    "reach_low", "reach_high",
)  # fmt: skip
_ADDED = (  # names of cells beside `measure`'s
    "verdict", "against", "difference", "unit", "early", "reach", "change", "table", "ratio",
)  # fmt: skip
_JUDGES = ("trend", "segments", "whatif")
_NO_VERDICT = (
    "Percentiles have a range and no verdict: that of the rest does not follow from sums, and how days vary is not "
    "known of them; `tail` judges the share of contacts beyond one."
)


def run(options: argparse.Namespace) -> None:
    """Run one analysis and print what it says."""
    asking.check(options)
    data = prepared(options)
    view = asking.view(options, data)
    clash = next((s for s in view.by if s in _ADDED), None)
    if clash:
        raise CannotAnswer(f"A segment called '{clash}' cannot stand beside the {clash} of a row; rename the segment.")
    answers = {"trend": _trend, "segments": _segments, "tail": _tail, "pairing": _pairing, "whatif": _whatif}
    answer = answers[options.command](data, view, Named.of(options))
    if options.quantile and options.command in _JUDGES:
        answer = replace(answer, remarks=(*answer.remarks, _NO_VERDICT))
    show(answer, options.format)
    output.remarks(data, list({r.kpi.key: r.kpi for r in answer.rows}.values()), ())


def _judged(kpi: Kpi, value: float | None, verdict: Verdict | None) -> dict[str, object]:
    """What was made of a value, and against what."""
    if verdict is None:
        return dict.fromkeys(_JUDGED)
    usual = None if value is None or verdict.difference is None else value - verdict.difference
    found = (
        str(verdict.kind), iso(verdict.against), verdict.difference, verdict.low, verdict.high, str(verdict.cluster),
        verdict.small, verdict.early, verdict.reach, *would_show(kpi, usual, verdict.reach),
    )  # fmt: skip
    return dict(zip(_JUDGED, found, strict=True))


def _trend(data: Prepared, view: View, named: Named) -> Answer:
    result = trend(data, view)
    whys = named.left_out({p.kpi.key: p.why_not for p in result.panels})
    if result.frame is None:
        raise CannotAnswer(whys[0])
    by = (result.split,) if result.split else ()
    kpis = {p.kpi.key: p.kpi for p in result.panels if not p.why_not}
    frame = named.beside(result.frame, data, kpis.values(), view.selection, by, view.cadence)
    judged = [*((m.kpi, m.now, m.verdict) for m in result.moves), *((e.kpi, e.highest, e.verdict) for e in result.ends)]
    told = {(k.key, None, row["period"], *(row[s] for s in by)): verdict for k, row, verdict in judged}
    rows = tuple(
        Row(
            kpis[r["kpi"]],
            measured(r, by)
            | _judged(
                kpis[r["kpi"]], r["value"], told.get((r["kpi"], r["quantile"], r["period"], *(r[s] for s in by)))
            ),
        )
        for r in frame.iter_rows(named=True)
    )
    return Answer(sentence=result.sentence, remarks=(*result.remarks, *whys), rows=rows, by=by)


def _segments(data: Prepared, view: View, named: Named) -> Answer:
    result = board(data, view)
    found, by = result.found, result.by
    before = iso(found.periods[0]) if found.periods else None
    frame = named.beside(found.frame, data, [result.kpi], view.selection, by)
    rows = tuple(
        Row(
            result.kpi,
            measured(r, by) | _against_rest(result.kpi, r, _rest(r)) | _against_before(result.kpi, r, before),
        )
        for r in frame.iter_rows(named=True)
    )
    return Answer(sentence=result.sentence, remarks=result.remarks, rows=rows, by=by)


def _against_rest(kpi: Kpi, row: Mapping[str, Any], rest: float | None) -> dict[str, object]:
    """How a value differs from that of the rest, where this is known; nulls for a part of the whole."""
    if row["apart"] is None:
        return dict.fromkeys(_JUDGED)
    found = (
        row["apart"], "rest", row["apart_by"], row["apart_low"], row["apart_high"], row["apart_cluster"],
        False, False, row["apart_reach"], *would_show(kpi, rest, row["apart_reach"]),
    )  # fmt: skip
    return dict(zip(_JUDGED, found, strict=True))


def _rest(row: Mapping[str, Any]) -> float | None:
    return None if row["value"] is None or row["apart_by"] is None else row["value"] - row["apart_by"]


def _against_before(kpi: Kpi, row: Mapping[str, Any], before: object) -> dict[str, object]:
    """What changed from the period before; nulls where there is none."""
    known = row["signal"] is not None
    usual = None if row["now"] is None or row["change"] is None else row["now"] - row["change"]
    low, high = would_show(kpi, usual, row["change_reach"])
    return {
        "change_verdict": row["signal"],
        "change_against": before if known else None,
        "change": row["change"],
        "change_low": row["change_low"],
        "change_high": row["change_high"],
        "change_unit": row["change_cluster"] if known else None,
        "change_small": row["small"] if known else None,
        "change_reach": row["change_reach"],
        "change_reach_low": low,
        "change_reach_high": high,
    }


def _tail(data: Prepared, view: View, named: Named) -> Answer:
    if view.focus:
        CATALOGUE[view.focus].at(_TAIL)  # the page takes another KPI in place of one without percentiles
    result = hidden(data, view)
    found, by, kpi = result.found, (result.by,), result.kpi
    cadence = Cadence.MONTH if view.cadence.whole else view.cadence
    places = found.places.rename({"tail": "value"}).with_columns(kpi=pl.lit(kpi.key), quantile=pl.lit(_TAIL))
    tables: list[tuple[str, Kpi, pl.DataFrame]] = [
        ("places", kpi, places),
        ("groups", kpi, named.beside(found.groups, data, [kpi], view.selection, by)),
        ("periods", kpi, named.beside(found.trend, data, [kpi], view.selection, (), cadence)),
    ]
    if found.exceptions is not None:
        tables.append(("exceptions", kpi.beyond(view.limit), found.exceptions))
    rows = tuple(
        Row(one, measured({by[0]: None, **r}, by) | _told(name, one, r), apart_in=_SHARES.get(name))
        for name, one, frame in tables
        for r in frame.iter_rows(named=True)
    )
    return Answer(sentence=result.sentence, remarks=result.remarks, rows=rows, by=by)


_SHARES = {"places": Unit.PERCENT}  # a place is judged by the share of its contacts beyond the P90 of the whole
_APART = ("apart", "apart_by", "apart_low", "apart_high", "apart_cluster", "apart_reach")


def _told(table: str, kpi: Kpi, row: Mapping[str, Any]) -> dict[str, object]:
    """The table that a row stands in; of a place, its P90 over the whole's, and the verdict on how many lie beyond."""
    place = row if "apart" in row else dict.fromkeys(_APART)
    return {"table": table, "ratio": row.get("ratio")} | _against_rest(kpi, place, None)


def _pairing(data: Prepared, view: View, named: Named) -> Answer:
    result = moves_first(data, view)
    found = result.pairing
    kpis = {k.key: k for k in (found.lead, found.lag)}
    frame = named.beside(found.series, data, kpis.values(), view.selection, (), found.cadence)
    pairs = found.points.select("lead_period", "period").rows()
    beside = {found.lead.key: dict(pairs), found.lag.key: {later: first for first, later in pairs}}
    rows = tuple(
        Row(
            kpis[r["kpi"]],
            measured(r, ())
            | {
                "side": "leads" if r["kpi"] == found.lead.key else "follows",
                "beside": iso(beside[r["kpi"]].get(r["period"])),
            },
        )
        for r in frame.iter_rows(named=True)
    )
    return Answer(sentence=result.sentence, remarks=result.remarks, rows=rows)


def _whatif(data: Prepared, view: View, named: Named) -> Answer:
    result = side_by_side(data, view)
    whys = named.left_out({p.kpi.key: p.why_not for p in result.panels})
    panels = {p.kpi.key: p for p in result.panels if not p.why_not}
    kpis = {key: p.kpi for key, p in panels.items()}
    rows = []
    for name, one in zip("AB", cuts(view), strict=True):
        frame = named.beside(measure(ask(data, kpis.values(), one).all()), data, kpis.values(), one)
        for r in frame.iter_rows(named=True):
            panel, mean = panels[r["kpi"]], r["quantile"] is None
            shown = {c: (panel.row or r)[f"{c}_{name.lower()}"] for c in ("n", "value", "low", "high")} if mean else {}
            verdict = panel.verdict if mean and name == "B" else None
            cells = measured({**r, **shown}, ()) | {"cut": name} | _judged(panel.kpi, shown.get("value"), verdict)
            rows.append((list(panels).index(r["kpi"]), r["quantile"] or 0.0, name, Row(panel.kpi, cells)))
    ordered = tuple(row for *_, row in sorted(rows, key=lambda found: found[:3]))
    words = tuple(f"Cut {name}: {said}." for name, said in zip("AB", result.words, strict=True))
    return Answer(sentence=result.sentence, remarks=(*words, *result.remarks, *whys), rows=ordered)
