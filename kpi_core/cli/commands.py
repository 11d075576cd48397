"""What each command does: load, prepare, measure, print."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from kpi_core import definitions, intake
from kpi_core.catalogue import CATALOGUE
from kpi_core.cli import output
from kpi_core.cli.options import DOCUMENTS, pairs
from kpi_core.data import Dataset, Prepared, is_dataset, open_dataset, open_record, save
from kpi_core.definitions import Definitions
from kpi_core.errors import BadInput, CannotAnswer, unknown
from kpi_core.measure import measure, refusal
from kpi_core.model import Fact, Kpi
from kpi_core.prepare import prepare
from kpi_core.report import document, glossary
from kpi_core.rollup import FOLDER as PREPARED_FOLDER
from kpi_core.rollup import open_ready, ready


def run(options: argparse.Namespace) -> None:
    """Run the command that the options name."""
    {"presets": _presets, "kpis": _kpis, "health": _health, "import": _import, "measure": _measure}[options.command](
        options
    )


def _presets(_options: argparse.Namespace) -> None:
    for name, preset in sorted(intake.presets().items()):
        print(f"{name:<20} {preset.name}")


def _kpis(options: argparse.Namespace) -> None:
    if options.format in DOCUMENTS:
        if options.paths:
            raise BadInput("The catalogue as a document is about no data; leave the paths out.")
        print(document() if options.format == "markdown" else glossary(), end="")
        return
    data = _prepared(options) if options.paths else None
    output.catalogue(list(CATALOGUE.values()), data, options.format)


def _health(options: argparse.Namespace) -> None:
    definitions = _definitions(options)
    if len(options.paths) == 1 and is_dataset(Path(options.paths[0])):
        dataset: Dataset | None = open_dataset(Path(options.paths[0]))
        said = dict(dataset.report) if dataset else {}
    else:
        dataset, said = intake.examine(options.paths, _mappings(options))
    if dataset and Fact.CONTACT in dataset.tables:
        data = prepare(dataset, definitions)
        whys = {k.key: refusal(data, k) for k in CATALOGUE.values()}
        said["kpis"] = [{"kpi": key, "answered": why is None, "lacks": why} for key, why in whys.items()]
    output.health(said, options.format)


def _import(options: argparse.Namespace) -> None:
    folder = Path(options.out)
    _definitions(options)  # a fault in them is said before anything is read
    if options.append:
        _append(options, folder)
        return
    dataset = intake.load(options.paths, _mappings(options), name=options.name, packed=True)
    replaced = _held(folder)
    save(dataset, folder, keep=PREPARED_FOLDER)  # a longer export of the same contacts finds its cubes
    report, fingerprint = dataset.report, dataset.fingerprint
    del dataset  # its rows are not held while they are prepared
    _ready(options, folder)
    output.report(report, options.format)
    if replaced and replaced[0] != fingerprint:
        print(f"It replaced the dataset that was there ({replaced[1]}); --append adds to one.", file=sys.stderr)
    print(f"Kept as a dataset in {folder}, fingerprint {fingerprint}.", file=sys.stderr)


def _held(folder: Path) -> tuple[str, str] | None:
    """The fingerprint of the dataset in a folder and its rows in words; None where there is none that can be read."""
    with suppress(BadInput):
        bare, sizes = open_record(folder)
        return bare.fingerprint, ", ".join(f"{rows:,} {fact} rows" for fact, rows in sizes.items())
    return None


def _append(options: argparse.Namespace, folder: Path) -> None:
    """Add export files to the dataset in a folder."""
    before = open_dataset(folder)
    found = intake.append(before, options.paths, _mappings(options), name=options.name)
    if found.changed:
        if open_record(folder)[0].fingerprint != before.fingerprint:
            raise BadInput(f"The dataset in '{folder}' was changed by somebody else meanwhile; append again.")
        save(found.dataset, folder, keep=PREPARED_FOLDER)
    report, fingerprint = found.dataset.report, found.dataset.fingerprint
    said, changed = found.said, found.changed
    del before, found  # their rows are not held while they are prepared
    if changed:
        _ready(options, folder)
    output.report(report, options.format)
    for sentence in said:
        print(sentence, file=sys.stderr)
    how = "Kept as" if changed else "Left as it was:"
    print(f"{how} a dataset in {folder}, fingerprint {fingerprint}.", file=sys.stderr)


def _ready(options: argparse.Namespace, folder: Path) -> None:
    """Prepare a dataset under the definitions, so that the first to open it does not wait."""
    if not ready(folder, _definitions(options)):
        print("The contacts could not be prepared beforehand; the first to open them waits for it.", file=sys.stderr)


def _measure(options: argparse.Namespace) -> None:
    variants = pairs(options.variant, "--variant")
    for key, _ in variants:
        _known(key)
    for key in options.kpi:
        _known(key)
    where = _where(options.where)
    data = _prepared(options)
    kpis, left_out = _chosen(data, options, dict(variants), where)
    asked = []
    for kpi in kpis:
        asked.append(kpi)
        if options.quantile and (kpi.has_quantiles or options.kpi):
            asked += [kpi.at(q) for q in dict.fromkeys(options.quantile)]
    frame = measure(
        data,
        asked,
        by=options.by,
        cadence=options.cadence,
        since=options.since,
        until=options.until,
        where=where,
    )
    output.measured(frame, {k.key: k for k in kpis}, options.by, options.cadence, options.format)
    output.remarks(data, kpis, left_out)


def _known(key: str) -> None:
    if key not in CATALOGUE:
        raise BadInput(unknown("KPI", key, CATALOGUE))


def _chosen(
    data: Prepared, options: argparse.Namespace, variants: dict[str, str], where: Sequence[tuple[str, Sequence[str]]]
) -> tuple[list[Kpi], list[str]]:
    """The KPIs asked for, in their variants; without any, all that the data can answer, and why not the others."""
    keys = list(dict.fromkeys(options.kpi)) or list(CATALOGUE)
    kpis = [CATALOGUE[k].as_variant(variants[k]) if k in variants else CATALOGUE[k] for k in keys]
    if options.kpi:
        return kpis, []
    asked = {"cadence": options.cadence, "since": options.since, "until": options.until}
    whys = {
        k.key: refusal(data, k, by=options.by, where=where, **asked) for k in kpis if _cuts_exist(data, options, where)
    }
    kpis = [k for k in kpis if not whys.get(k.key)]
    if not kpis:
        raise CannotAnswer("This data can answer no KPI; `python -m kpi_core kpis` with its path says what each lacks.")
    return kpis, [why for why in whys.values() if why]


def _cuts_exist(data: Prepared, options: argparse.Namespace, where: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Whether every cut is one of the data's; if not, `measure` says so once instead of each KPI for itself."""
    return all(s in data.segments for s in [*options.by, *(s for s, _ in where)])


def _where(items: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Values gathered by segment."""
    found: dict[str, list[str]] = {}
    for segment, value in pairs(items, "--where"):
        found.setdefault(segment, []).append(value)
    return list(found.items())


def _definitions(options: argparse.Namespace) -> Definitions:
    return definitions.read(Path(options.definitions)) if options.definitions else definitions.DEFAULT


def _mappings(options: argparse.Namespace) -> list[intake.Mapping]:
    return [intake.read_mapping(Path(m)) for m in options.mapping] + [intake.preset(p) for p in options.preset]


def _prepared(options: argparse.Namespace) -> Prepared:
    """The dataset folder, or the export files read by the mapping, ready to be measured."""
    if len(options.paths) == 1 and is_dataset(Path(options.paths[0])):
        if options.mapping or options.preset:
            raise BadInput(
                f"{options.paths[0]} is a dataset that has been read already; leave out --mapping and --preset."
            )
        return open_ready(Path(options.paths[0]), _definitions(options))
    return prepare(intake.load(options.paths, _mappings(options)), _definitions(options))
