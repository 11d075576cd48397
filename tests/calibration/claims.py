"""How often something is said of centres: by kind of claim, the share of worlds in which any is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scipy.stats import beta

from kpi_core.analysis.segments.compute import segments
from kpi_core.analysis.tail.compute import tail
from kpi_core.analysis.trend import trend
from kpi_core.analysis.verdict import BEYOND
from kpi_core.analysis.whatif.compute import whatif
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.model import Cadence
from kpi_core.view import Selection, View
from tests.calibration.worlds import World, prepared

Claim = Callable[[Prepared], bool]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """In how many of `runs` worlds something was claimed."""

    claimed: int
    runs: int

    @property
    def share(self) -> float:
        """The share of worlds."""
        return self.claimed / self.runs

    @property
    def ends(self) -> tuple[float, float]:
        """The exact range of the share at 95 % (Clopper and Pearson 1934)."""
        k, n = self.claimed, self.runs
        low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
        return low, float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0


def rate(world: World, claims: Sequence[Claim], runs: int, seed: int = 0) -> tuple[Rate, ...]:
    """Return how often each claim is made in so many worlds of one kind."""
    made = [0] * len(claims)
    for run in range(runs):
        data = prepared(world, seed + run)
        for i, claim in enumerate(claims):
            made[i] += claim(data)
    return tuple(Rate(claimed=m, runs=runs) for m in made)


def by_queue(key: str, cadence: Cadence = Cadence.WEEK) -> Claim:
    """Return whether the segments page names any queue, as different or as changed."""

    def claimed(data: Prepared) -> bool:
        frame = segments(data, CATALOGUE[key], View(by=("queue",), cadence=cadence)).frame
        return bool(frame["apart"].is_in(BEYOND).any() or frame["signal"].is_in(BEYOND).any())

    return claimed


def first_queue_found(key: str) -> Claim:
    """Return whether the segments page names the first queue, where something was planted."""

    def claimed(data: Prepared) -> bool:
        frame = segments(data, CATALOGUE[key], View(by=("queue",), cadence=Cadence.WEEK), sort="name").frame
        return frame["apart"][0] in BEYOND

    return claimed


def place_named(key: str) -> Claim:
    """Return whether the page of tails names any queue in any quarter."""

    def claimed(data: Prepared) -> bool:
        found = tail(data, CATALOGUE[key], View(by=("queue",)))
        return bool(found.places["apart"].is_in(BEYOND).any())

    return claimed


def newest_of(key: str) -> Claim:
    """Return whether the trend page names the newest week of one KPI, shown alone."""
    return newest_moved((key,))


def newest_moved(keys: tuple[str, ...], cadence: Cadence = Cadence.WEEK) -> Claim:
    """Return whether the trend page names any of its KPIs as moved in the newest period."""

    def claimed(data: Prepared) -> bool:
        shown = trend(data, View(kpis=keys, cadence=cadence))
        return any(m.verdict.kind in BEYOND for m in shown.moves)

    return claimed


def cut_differs(keys: tuple[str, ...], other: Selection) -> Claim:
    """Return whether the what-if page calls any of its KPIs better, worse or different in a second cut."""

    def claimed(data: Prepared) -> bool:
        found = whatif(data, tuple(CATALOGUE[k] for k in keys), View(other=other))
        return any(v.kind in BEYOND for v in found.verdicts.values())

    return claimed
