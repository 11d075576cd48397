"""Whom does the average hide? Percentiles beside the mean, and the places where the tail is far from it."""

from dataclasses import dataclass, replace

import polars as pl
from polars import col

from kpi_core.analysis.noise import longer
from kpi_core.analysis.points import Scale, scale_of
from kpi_core.analysis.subject import abandoned, beside, choices
from kpi_core.analysis.tail import frames, tables
from kpi_core.analysis.tail import text as words
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import judged
from kpi_core.errors import CannotAnswer
from kpi_core.measure import ask, distribution, measure, promises, sourced, still_open
from kpi_core.model import Cadence, Kpi
from kpi_core.view import EVERYTHING, Selection, View, counted

QUANTILES = (0.5, 0.75, 0.9, 0.95)
MOST_POINTS = 1_000  # of the lines over time
ENOUGH = words.ENOUGH  # from so many contacts on the interval of a P95 has an upper end
MOST_GROUPS = words.MOST_GROUPS  # values of a segment whose tail is looked at, the largest
_TAIL = 0.9
_USUAL = ("queue_delay", "average_speed_of_answer")


@dataclass(frozen=True, eq=False, kw_only=True)
class Tail:
    """Measured frames: `trend` by period and `groups` by segment hold the mean (quantile null) and percentiles.

    `places`: one row a segment value and quarter, where the tail is farthest from the whole's first:
    `*by, period, n, numerator, denominator, low, high, mature, tail, mean, complete, ratio, over, over_low, over_high,
    beyond, promised, apart, apart_by, apart_low, apart_high, apart_cluster, apart_reach`. `ratio` is the P90 over the
    P90 of all contacts in the selection, `apart` the kind of the verdict on the place against the rest, and `apart_by`
    by how much: whether a larger share of its contacts lies above that P90. `exceptions`: by segment, contacts beyond
    the promise; None where there is no promise. `whole` holds mean and percentiles of the whole selection.
    """

    kpi: Kpi
    by: str | None
    trend: pl.DataFrame
    groups: pl.DataFrame
    places: pl.DataFrame
    exceptions: pl.DataFrame | None
    whole: pl.DataFrame


@dataclass(frozen=True, eq=False, kw_only=True)
class Hidden:
    """What the page shows: the answer, what charts draw (`lines`, `dots`, `bars`) and the tables by their names."""

    kpi: Kpi
    by: str
    scale: Scale
    limit: float | None
    sentence: str
    remarks: tuple[str, ...]
    lines: pl.DataFrame
    dots: pl.DataFrame
    bars: pl.DataFrame
    texts: dict[str, str]  # what each picture shows, in words
    places: pl.DataFrame
    groups: pl.DataFrame
    periods: pl.DataFrame
    exceptions: pl.DataFrame | None
    methods: tuple[str, ...]
    found: Tail


def hidden(data: Prepared, view: View) -> Hidden:
    """Return the tail of the View's focus by its first segment, ready to be shown."""
    kpi, by = subject(data, view)
    found = tail(data, kpi, replace(view, by=(by,)), limit=view.limit)
    cadence = Cadence.MONTH if view.cadence.whole else view.cadence
    calendar = data.definitions.calendar
    latest, cut = _latest(found.trend)
    scale = scale_of(kpi, found.places.rename({"tail": "value"}), found.groups)
    spread = distribution(data, kpi, view, limit=view.limit)
    worst = tables.worst_of(found.places, by)
    groups = tables.ranked(tables.wide(found.groups, [by]), by, worst)
    promised = found.exceptions is not None
    drawn = promises(data, view) if promised else []
    together = beside(data, kpi, view)
    return Hidden(
        kpi=kpi,
        by=by,
        scale=scale,
        limit=view.limit,
        sentence=words.sentence(kpi, by, found.places, found.whole, calendar),
        remarks=(
            *words.instead(kpi, view.focus),
            *data.cautions_on(kpi.columns),
            *([together] if together else []),
            *data.cautions_on(kpi.columns),
            *_open(data, kpi, view),
            *words.remarks(kpi, by, len(groups), cut, cadence, promised=promised),
        ),
        lines=frames.lines(kpi, scale, latest, cadence, calendar),
        dots=frames.dots(kpi, scale, groups, by, worst, view.limit, calendar),
        bars=frames.bars(kpi, scale, spread, drawn, promised=promised),
        texts=words.texts(kpi, by, groups, spread),
        places=tables.places(scale, found.places, by, calendar),
        groups=tables.groups(scale, groups, by),
        periods=tables.periods(scale, found.trend, cadence, calendar),
        exceptions=None if found.exceptions is None else tables.exceptions(found.exceptions, by),
        methods=words.methods(kpi, found.whole, found.places.height, abandoned(kpi)),
        found=found,
    )


def _open(data: Prepared, kpi: Kpi, view: View) -> list[str]:
    """What must be said about contacts that are still open."""
    try:
        found = still_open(data, kpi, view)
    except CannotAnswer:
        return []
    return [found.sentence(kpi)] if found else []


def subject(data: Prepared, view: View) -> tuple[Kpi, str]:
    """Return the KPI whose tail is looked at, and the segment: the View's, else queue, else the first there is."""
    can = sizes(data)
    if view.focus and CATALOGUE[view.focus].has_quantiles:
        key = view.focus
    elif can:
        key = next((k for k in _USUAL if k in can), can[0])
    else:
        raise CannotAnswer(
            "This data holds no duration, score or money of single contacts, so no average hides anything here; "
            "the Load page says what is missing."
        )
    kpi = judged(sourced(data, counted(key, view)), data.definitions)
    if view.by:
        return kpi, view.by[0]
    segments = choices(data, kpi)
    if not segments:
        ask(data, [kpi], EVERYTHING).all()
        raise CannotAnswer(f"{kpi.name} cannot be cut by any segment of this data.")
    alone = {s for s, values in view.selection.where if len(values) == 1}
    open_to = [s for s in segments if s not in alone] or list(segments)
    return kpi, next((s for s in (kpi.read_by, "queue") if s in open_to), open_to[0])


def _latest(trend: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The periods that a chart holds, the latest, and how many are left out."""
    starts = trend["period"].unique().sort()
    most = MOST_POINTS // (len(QUANTILES) + 1)
    if starts.len() <= most:
        return trend, 0
    return trend.filter(col("period") >= starts[-most]), starts.len() - most


def tail(data: Prepared, kpi: Kpi, view: View, *, limit: float | None = None) -> Tail:
    """Return the tail of one KPI; `limit` is the promise in the KPI's unit, without it each contact's own."""
    by = view.by[:1]
    each = [kpi, *(kpi.at(q) for q in QUANTILES)]
    cadence = Cadence.MONTH if view.cadence.whole else view.cadence
    trend = measure(ask(data, each, view.selection, (), cadence).all())
    whole = measure(ask(data, each, view.selection).all())
    largest = _largest(data, kpi, view.selection, by)
    groups = measure(ask(data, each, largest, by).all()) if by else whole
    beyond = _beyond(data, kpi, limit)
    exceptions = measure(ask(data, [beyond], largest, by).all()) if beyond else None
    return Tail(
        kpi=kpi,
        by=by[0] if by else None,
        trend=trend,
        groups=groups,
        places=_places(data, kpi, beyond, by, largest, whole),
        exceptions=exceptions,
        whole=whole,
    )


def _largest(data: Prepared, kpi: Kpi, selection: Selection, by: tuple[str, ...]) -> Selection:
    """Return the selection cut to the largest values of the segment, where it has more than can be looked at."""
    if not by or len(data.values(by[0])) <= MOST_GROUPS:
        return selection
    found = measure(ask(data, [kpi], selection, by).all()).filter(col("n") > 0)
    if found.height <= MOST_GROUPS:
        return selection
    largest = found.sort("n", descending=True, maintain_order=True).head(MOST_GROUPS)[by[0]]
    values = tuple(v or "" for v in largest.to_list())
    return replace(selection, where=(*((s, v) for s, v in selection.where if s != by[0]), (by[0], values)))


def sizes(data: Prepared) -> tuple[str, ...]:
    """Return the keys of the KPIs that have a tail and that this data can answer."""
    tails = (kpi.at(_TAIL) for kpi in CATALOGUE.values() if kpi.has_quantiles)
    return tuple(k.key for k in ask(data, tails, EVERYTHING).kpis)


def _beyond(data: Prepared, kpi: Kpi, limit: float | None) -> Kpi | None:
    """The share beyond the promise, where there is one."""
    if limit is None and "wait_s" not in kpi.numerator.meta.root_names():
        return None
    found = kpi.beyond(limit)
    return found if ask(data, [found], EVERYTHING).kpis else None


def _places(
    data: Prepared,
    kpi: Kpi,
    beyond: Kpi | None,
    by: tuple[str, ...],
    selection: Selection,
    whole: pl.DataFrame,
) -> pl.DataFrame:
    """Each segment value in each quarter, the longest tail against the whole's first."""
    frame = measure(ask(data, [kpi, kpi.at(_TAIL)], selection, by, Cadence.QUARTER).all())
    keys = ["period", *by]
    usual = whole.filter(col("quantile") == _TAIL)["value"]
    if usual.is_empty() or usual[0] is None or usual[0] <= 0:
        raise CannotAnswer(
            f"{kpi.name} has no tail in this selection: its 90th percentile is not known or not above 0."
        )
    means = frame.filter(col("quantile").is_null()).select(*keys, mean="value", complete="complete")
    tails = frame.filter(col("quantile") == _TAIL).select(
        *keys, "n", "numerator", "denominator", "low", "high", "mature", tail="value"
    )
    places = tails.join(means, on=keys, how="left", nulls_equal=True).with_columns(ratio=col("tail") / usual[0])
    if beyond:
        over = measure(ask(data, [beyond], selection, by, Cadence.QUARTER).all())
        over = over.select(
            *keys, over="value", over_low="low", over_high="high", beyond="numerator", promised="denominator"
        )
        places = places.join(over, on=keys, how="left", nulls_equal=True)
    places = places.filter(col("n") >= ENOUGH)
    told = longer(data, kpi, float(usual[0]), places.select(keys), selection, Cadence.QUARTER)
    places = places.with_columns(
        apart=pl.Series([v.kind for v in told], dtype=pl.String),
        apart_by=pl.Series([v.difference for v in told], dtype=pl.Float64),
        apart_low=pl.Series([v.low for v in told], dtype=pl.Float64),
        apart_high=pl.Series([v.high for v in told], dtype=pl.Float64),
        apart_cluster=pl.Series([v.cluster for v in told], dtype=pl.String),
        apart_reach=pl.Series([v.reach for v in told], dtype=pl.Float64),
    )
    return places.sort("ratio", "n", descending=True, nulls_last=True)
