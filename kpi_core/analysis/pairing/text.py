"""What stands beside what, in words."""

import polars as pl

from kpi_core.analysis.points import Scale
from kpi_core.model import Cadence, Kpi, several, value_text

NOT_TESTED = (
    "This page shows and does not test: two lines that rise together may do so by chance, by season, or because a "
    "third thing moves both. Look whether turns of the upper line come back in the lower one, more than once."
)
WEEKS_SHOWN = "The whole range is one point, so weeks are shown; choose another cadence in the sidebar."


def later(shift: int, cadence: Cadence) -> str:
    """Return a lag in words: `3 weeks later`, `in the same week`."""
    if not shift:
        return f"in the same {cadence.noun}"
    return f"{shift} {cadence.noun if shift == 1 else cadence.plural} later"


def heading(kpi: Kpi, scale: Scale, shift: int, cadence: Cadence) -> str:
    """Return what stands over a series: its unit, and where it is drawn later than it was."""
    named = kpi.name if scale.title == "percent" else f"{kpi.name} ({scale.title})"
    return f"{named}, drawn {later(shift, cadence)}" if shift else named


def picture(kpi: Kpi, scale: Scale, shift: int, cadence: Cadence, points: int) -> str:
    """Return what the picture of a series shows, for those who do not see it."""
    return f"{heading(kpi, scale, shift, cadence)}, by {cadence.noun}: {points} points."


def scatter(kpis: tuple[Kpi, Kpi], points: pl.DataFrame, shift: int, cadence: Cadence) -> str:
    """Return what the picture of the pairs shows, for those who do not see it."""
    lead, lag = kpis
    return (
        f"{lag.name} {later(shift, cadence)} against {lead.name}: {points.height} points, "
        f"one for each complete {cadence.noun}; {several([k.name for k in kpis])} on the axes."
    )


def sentence(kpis: tuple[Kpi, Kpi], points: pl.DataFrame, shift: int, cadence: Cadence) -> str:
    """Return the answer: what stands beside what, how far each one moved, and that nothing is tested."""
    lead, lag = kpis
    if points.height < 2:
        return (
            f"There are not yet two complete {cadence.plural} of both to put beside each other; "
            "widen the dates, choose a finer cadence or a shorter lag."
        )
    least, most = points.select(pl.col("lead", "lag").min()), points.select(pl.col("lead", "lag").max())
    spans = [
        f"{value_text(least[c].item(), k.unit)} and {value_text(most[c].item(), k.unit)}"
        for c, k in (("lead", lead), ("lag", lag))
    ]
    return (
        f"{points.height} complete {cadence.plural} stand beside each other: "
        f"{lead.name.lower()} lay between {spans[0]}, {lag.name.lower()} {later(shift, cadence)} "
        f"between {spans[1]}. Whether the one moves with the other is shown here and not yet tested."
    )
