"""Does a View fit the data it is opened on? What does not is named and left out; what differs is said."""

from dataclasses import replace

from kpi_core.data import Prepared
from kpi_core.definitions import version_of
from kpi_core.errors import unknown
from kpi_core.measure.availability import fits
from kpi_core.model import SEGMENTS, Cadence
from kpi_core.view import Cut, Selection, View

_SHOWN = 60


def fit(view: View, data: Prepared) -> tuple[View, tuple[str, ...]]:
    """Return the View as this data can show it, and one sentence for each part that differs or was left out."""
    said: list[str] = []
    if view.dataset and view.dataset != data.dataset.fingerprint:
        said.append(
            f"The link was made on other data (fingerprint {view.dataset}, here {data.dataset.fingerprint}): "
            "the numbers may differ from what its sender saw."
        )
    if view.definitions and view.definitions != version_of(data.definitions):
        said.append(
            f"The link was made under other definitions (version {view.definitions}, here "
            f"{version_of(data.definitions)}), so thresholds, windows, targets or months may differ. To see what its "
            "sender saw, ask for the definitions file and import it on the page Definitions; it shows what differs."
        )
    by = tuple(s for s in view.by if _known(s, data, said))
    since, until = view.selection.since, view.selection.until
    if (since and since > data.last_day) or (until and until < data.first_day):
        said.append(
            f"The dates asked for lie outside the data, which run from {data.first_day} to {data.last_day}; "
            "all of it is shown."
        )
        since, until = data.first_day, data.last_day
    fitted = replace(
        view,
        dataset=data.dataset.fingerprint,
        definitions=version_of(data.definitions),
        by=by,
        selection=replace(_known_part(view.selection, data, said), since=since, until=until),
        other=_known_part(view.other, data, said),
    )
    return fitted, tuple(said)


def _known_part(one: Selection, data: Prepared, said: list[str]) -> Selection:
    """The selection without the segments and values that this data does not know."""
    return replace(one, where=_cut(one.where, data, said), without=_cut(one.without, data, said))


def _cut(cut: Cut, data: Prepared, said: list[str]) -> Cut:
    """The part of a cut that this data knows."""
    found = []
    for segment, values in cut:
        if not _known(segment, data, said):
            continue
        have = data.values(segment)
        gone = [v for v in values if v not in have]
        said += [f"No contact here has {segment} '{v[:_SHOWN]}'; it was left out of the filter." for v in gone]
        good = tuple(v for v in values if v in have)
        if good:
            found.append((segment, good))
    return tuple(found)


def _known(segment: str, data: Prepared, said: list[str]) -> bool:
    """Whether the data can be cut by the segment; say why not."""
    if segment in data.segments:
        return True
    if segment in SEGMENTS:
        said.append(f"This data has no {segment}; the cut by it was left out.")
    else:
        said.append(unknown("segment", segment[:_SHOWN], data.segments))
    return False


def default_view(data: Prepared, kpis: tuple[str, ...] = ()) -> View:
    """Return the View of a first look: all of the data, week by week or as fine as they are, every part said."""
    usual = (Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR)
    return View(
        dataset=data.dataset.fingerprint,
        definitions=version_of(data.definitions),
        kpis=kpis,
        selection=Selection(since=data.first_day, until=data.last_day),
        cadence=next((c for c in usual if fits(data, data.main, c)), Cadence.ALL),
    )
