"""What each command does: load, prepare, measure, print."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from kpi_core import intake
from kpi_core.catalogue import CATALOGUE
from kpi_core.cli import analyses, asking, output
from kpi_core.cli.named import Named
from kpi_core.cli.options import DOCUMENTS
from kpi_core.cli.reading import definitions_of, mappings_of, prepared
from kpi_core.data import Dataset, Prepared, is_dataset, open_dataset, open_record, save
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import Asked, ask, measure
from kpi_core.model import Fact, Kpi
from kpi_core.prepare import prepare
from kpi_core.report import document, glossary
from kpi_core.rollup import FOLDER as PREPARED_FOLDER
from kpi_core.rollup import ready
from kpi_core.view import EVERYTHING


def run(options: argparse.Namespace) -> None:
    """Run the command that the options name."""
    own = {"presets": _presets, "kpis": _kpis, "health": _health, "import": _import, "measure": _measure}
    own.get(options.command, analyses.run)(options)


def _presets(_options: argparse.Namespace) -> None:
    for name, preset in sorted(intake.presets().items()):
        print(f"{name:<20} {preset.name}")


def _kpis(options: argparse.Namespace) -> None:
    if options.format in DOCUMENTS:
        if options.paths:
            raise BadInput("The catalogue as a document is about no data; leave the paths out.")
        print(document() if options.format == "markdown" else glossary(), end="")
        return
    data = prepared(options) if options.paths else None
    output.catalogue(list(CATALOGUE.values()), data, options.format)


def _health(options: argparse.Namespace) -> None:
    definitions = definitions_of(options)
    if len(options.paths) == 1 and is_dataset(Path(options.paths[0])):
        dataset: Dataset | None = open_dataset(Path(options.paths[0]))
        said = dict(dataset.report) if dataset else {}
    else:
        dataset, said = intake.examine(options.paths, mappings_of(options))
    if dataset and Fact.CONTACT in dataset.tables:
        data = prepare(dataset, definitions)
        asked = ask(data, CATALOGUE.values(), EVERYTHING)
        whys = {key: asked.why(kpi) for key, kpi in CATALOGUE.items()}
        said["kpis"] = [{"kpi": key, "answered": why is None, "lacks": why} for key, why in whys.items()]
    output.health(said, options.format)
    if said.get("read") and not said.get("kept"):
        raise BadInput(f"None of the {said['read']:,} rows can be used; the report says why.")


def _import(options: argparse.Namespace) -> None:
    folder = Path(options.out)
    definitions_of(options)  # a fault in them is said before anything is read
    if options.append:
        _append(options, folder)
        return
    dataset = intake.load(options.paths, mappings_of(options), name=options.name, packed=True)
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
    found = intake.append(before, options.paths, mappings_of(options), name=options.name)
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
    if not ready(folder, definitions_of(options)):
        print("The contacts could not be prepared beforehand; the first to open them waits for it.", file=sys.stderr)


def _measure(options: argparse.Namespace) -> None:
    variants, looked_at = asking.variants(options), asking.selection(options)
    data = prepared(options)
    kpis = _chosen(options, dict(variants))
    asked = ask(data, _with_quantiles(options, kpis), looked_at, options.by, options.cadence)
    left_out = _left_out(asked, Named.of(options))
    frame = measure(asked)
    given = {k.key for k in asked.kpis}
    kpis = [k for k in kpis if k.key in given]
    output.measured(frame, {k.key: k for k in kpis}, options.by, options.cadence, options.format, data)
    output.remarks(data, kpis, left_out if options.kpi else _in_one_line(left_out, data))


def _in_one_line(left_out: Sequence[str], data: Prepared) -> list[str]:
    """How many KPIs are left out, where the reason of each stands, and which columns were understood in part."""
    if not left_out:
        return []
    many = f"{len(left_out):,} KPI{'s' if len(left_out) > 1 else ''} that this data cannot answer"
    partly = dict.fromkeys(why for columns in data.unread.values() for why in columns.values())
    return [f"{many}; `python -m kpi_core kpis` with its path says what each lacks.", *(f"{w}." for w in partly)]


def _chosen(options: argparse.Namespace, variants: dict[str, str]) -> list[Kpi]:
    """The KPIs asked for, in their variants; without any, the whole catalogue."""
    keys = list(dict.fromkeys(options.kpi)) or list(CATALOGUE)
    return [CATALOGUE[k].as_variant(variants[k]) if k in variants else CATALOGUE[k] for k in keys]


def _with_quantiles(options: argparse.Namespace, kpis: Sequence[Kpi]) -> list[Kpi]:
    """Each KPI, followed by its quantiles where some are asked for; a KPI asked for by name must have them."""
    wanted = []
    for kpi in kpis:
        wanted.append(kpi)
        if options.quantile and (kpi.has_quantiles or options.kpi):
            wanted += [kpi.at(q) for q in dict.fromkeys(options.quantile)]
    return wanted


def _left_out(asked: Asked, named: Named) -> list[str]:
    """Why each KPI that the data cannot answer is left out; one that is given has its quantiles too."""
    if not asked.kpis and not named.kpis:
        raise CannotAnswer("This data can answer no KPI; `python -m kpi_core kpis` with its path says what each lacks.")
    whys = {k.key: why for k, why in asked.refused.items() if k.quantile is None}
    of_quantiles = {k.key: why for k, why in asked.refused.items() if k.key not in whys}
    if of_quantiles and not named.kpis:
        raise CannotAnswer(next(iter(of_quantiles.values())))
    return list(named.left_out(whys | of_quantiles))
