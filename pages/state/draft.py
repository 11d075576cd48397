"""Files on their way in: by layout what is in them, the mapping that reads them, and the import that runs beside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kpi_core import intake
from kpi_core.analysis.health import Health
from kpi_core.analysis.trend import Trend
from kpi_core.data import Dataset
from kpi_core.errors import KpiError
from kpi_core.intake import Job, Look, apart, checked, looks_apart, refusal, start
from kpi_core.model import several

Files = tuple[tuple[str, bytes | Path], ...]


@dataclass(eq=False)
class Draft:
    """One session's files on their way in, by layout. A layout's mapping is None while nobody knows it."""

    key: tuple[str, ...]
    files: Files
    seen: list[Look] = field(default_factory=list)
    mappings: list[intake.Mapping | None] = field(default_factory=list)
    whys: list[str] = field(default_factory=list)  # how each mapping was found
    problem: str = ""
    asks: bool = False
    job: Job | None = None
    dataset: Dataset | None = None
    first: tuple[Trend | None, Health] | None = None


def begun(draft: Draft, how: str, own: Sequence[Any]) -> Draft:
    """Look at the files and begin to read them by own mapping files or the preset `how`; a refusal is kept."""
    try:
        given = [intake.from_toml(bytes(f.getbuffer()).decode("utf-8-sig", "replace"), f.name) for f in own]
        given += [intake.presets()[how]] if how and not own else []
        said = "your mapping file says so" if own else "you chose it"
        draft.seen = list(looks_apart(list(draft.files), given))
        draft.mappings = [seen.mapping for seen in draft.seen]
        draft.whys = [
            said if seen.mapping in given else several(seen.known.reasons) if seen.known else "" for seen in draft.seen
        ]
    except KpiError as error:
        draft.problem = str(error)
        return draft
    return again(draft)


def again(draft: Draft) -> Draft:
    """Begin to read all rows by the draft's mappings, or say for which files one is lacking."""
    draft.dataset, draft.first, draft.problem, draft.asks, draft.job = None, None, "", False, None
    headers, mappings = [seen.headers for seen in draft.seen], []
    try:
        for at, (seen, mapping) in enumerate(zip(draft.seen, draft.mappings, strict=True)):
            if mapping is None:
                draft.problem = refusal(seen)
                return draft
            mappings.append(apart(checked(mapping), headers[at], [*headers[:at], *headers[at + 1 :]]))
        by_headers = all(s.known and s.known.mapping == m for s, m in zip(draft.seen, draft.mappings, strict=True))
        draft.job = start(draft.files, None if by_headers and len(mappings) > 1 else mappings)
    except KpiError as error:
        draft.problem = str(error)
    return draft
