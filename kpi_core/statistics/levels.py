"""What the rows of one agent, customer or review have in common, and how much a difference varies by it.

Each of them has a level of its own. How far the levels lie apart is estimated from all of them together, by moments:
the mean product of what two rows of one cluster part from the value that they count in (the intraclass covariance;
Rao 1973). A value that stands on the rows of few varies by their levels, however many rows there are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kpi_core.statistics.clusters import LEAST
from kpi_core.statistics.intervals import Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Grouped:
    """Sums of rows by cluster and by value: one entry for each pair of them that has rows.

    `cluster` and `value` number them from 0; `top` and `bottom` are the sums of both sides, `xx`, `xd` and `dd` those
    of the rows' squares and products. `values` says how many values there are; each row counts in one.
    """

    cluster: NDArray[np.int64]
    value: NDArray[np.int64]
    top: Floats
    bottom: Floats
    xx: Floats
    xd: Floats
    dd: Floats
    values: int

    def by_value(self, each: Floats) -> Floats:
        """Return entries added up by value."""
        return np.asarray(np.bincount(self.value, each, self.values), float)

    def by_cluster(self, each: Floats) -> Floats:
        """Return entries added up by cluster."""
        return np.asarray(np.bincount(self.cluster, each), float)


def between(rows: Grouped) -> tuple[float, float]:
    """Return the variance between the clusters' levels, at least 0, and its degrees of freedom.

    Both are NaN where clusters with two rows or more are too few to tell.
    """
    if not len(rows.value):
        return np.nan, np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        total = rows.by_value(rows.bottom)
        ratio = (rows.by_value(rows.top) / total)[rows.value]
        apart = rows.by_cluster(rows.top - ratio * rows.bottom)
        alone = np.maximum(rows.xx - 2 * ratio * rows.xd + ratio**2 * rows.dd, 0.0)
        taken = (rows.by_value(alone) / total**2)[rows.value] * (rows.bottom**2 - rows.dd)  # by the ratio, of its own
        own = rows.by_cluster(rows.bottom)
        pairs = own**2 - rows.by_cluster(rows.dd)
        kept = 1 - rows.by_cluster(rows.bottom**2 / total[rows.value]) / own
    several = pairs > 1e-9 * own**2
    freedom = float(kept[several].sum())
    if freedom < LEAST:
        return np.nan, np.nan
    found = ((apart**2).sum() - alone.sum() + taken.sum()) / (kept * pairs)[several].sum()
    return max(float(found), 0.0), freedom


def of_each(rows: Grouped, total: Floats) -> Floats:
    """Return by how much of the variance between levels each value varies, beyond that of its rows.

    `total` is each value's denominator, with the rows that belong to no cluster.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return (rows.by_value(rows.bottom**2) - rows.by_value(rows.dd)) / total**2


def against_others(rows: Grouped, total: Floats) -> Floats:
    """Return the same of each value less that of all others together."""
    own = rows.by_cluster(rows.bottom)
    with np.errstate(divide="ignore", invalid="ignore"):
        here, there = 1 / total, 1 / (total.sum() - total)
        squares = rows.by_value(rows.dd)
        clusters = (
            (here + there) ** 2 * rows.by_value(rows.bottom**2)
            - 2 * (here + there) * there * rows.by_value(rows.bottom * own[rows.cluster])
            + there**2 * (own**2).sum()
        )
        return np.asarray(clusters - here**2 * squares - there**2 * (squares.sum() - squares))


def weighed(rows: Grouped, weights: Floats) -> float:
    """Return the same of a sum of all rows, each with its value's weight."""
    each = weights[rows.value]
    return float((rows.by_cluster(each * rows.bottom) ** 2).sum() - (each**2 * rows.dd).sum())
