"""Examples from the data for a page that has nothing to compare yet: leave out where a KPI is worst."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from kpi_core.analysis.target_level import FEW
from kpi_core.definitions import Definitions, judged
from kpi_core.model import Better, Kpi, plain, value_text
from kpi_core.view import DEFAULT_KPIS, Cut, View, counted

_SEGMENTS = ("vendor", "queue", "time_band", "team", "location", "channel", "reason", "coverage")
_MOST = 3
_LARGEST = 0.8  # of what was counted: leaving out more leaves nothing to compare

Measured = Callable[[Kpi, str], pl.DataFrame | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A cut B that is one click away."""

    without: Cut
    label: str
    why: str


def examples(
    view: View, segments: tuple[str, ...], measured: Measured, definitions: Definitions
) -> tuple[Example, ...]:
    """Return up to three: for each of the usual segments its worst value, the worst by its likely range first."""
    for key in dict.fromkeys(("service_level", "abandonment_rate", *view.kpis, *DEFAULT_KPIS)):
        kpi = judged(counted(key, view), definitions)
        if kpi.better not in {Better.UP, Better.DOWN}:
            continue
        found = []
        for segment in dict.fromkeys((*(s for s in _SEGMENTS if s in segments), *segments[:1])):
            frame = measured(kpi, segment)
            worst = _worst(kpi, segment, frame) if frame is not None else None
            if worst:
                found.append(worst)
        if found:
            return tuple(example for _, example in sorted(found, key=lambda f: f[0])[:_MOST])
    return ()


def _worst(kpi: Kpi, segment: str, frame: pl.DataFrame) -> tuple[float, Example] | None:
    """The value of a segment that is worst even at the good end of its range: few contacts alone put nobody here."""
    rows = [r for r in frame.to_dicts() if r[segment] and r["n"] >= FEW and r["low"] is not None]
    total = sum(r["n"] for r in frame.to_dicts())
    rows = [r for r in rows if r["n"] <= _LARGEST * total]
    if len(rows) < 1 or frame.height < 2:
        return None
    up = kpi.better is Better.UP
    bad = min(rows, key=lambda r: float(r["high"]) if up else -float(r["low"]))
    value, name = str(bad[segment]), plain(segment.replace("_", " "))
    return (
        float(bad["high"]) if up else -float(bad["low"]),
        Example(
            without=((segment, (value,)),),
            label=f"Leave out {name} {plain(value)}",
            why=f"{kpi.name} there is {value_text(bad['value'], kpi.unit)}, the worst of any {name} "
            "by the good end of its range; the two cuts tell whether that is more than chance.",
        ),
    )
