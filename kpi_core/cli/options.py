"""The options of every command, and their checks in one sentence each."""

import argparse
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from kpi_core.errors import BadInput, nearest
from kpi_core.model import Cadence

FORMATS = ("table", "csv", "json")
COMPARISONS = ("none", "previous", "year")  # these two as a View offers them; the catalogue is not loaded for --help
SORTS = ("value", "change", "n", "name")
DOCUMENTS = ("markdown", "glossary")  # about no data: the catalogue, and the words of the house
_REPORTS = ("text", "json")


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one sentence."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message[0].upper()}{message[1:].rstrip('.')}; see `{self.prog} --help`.")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = _Parser(prog="python -m kpi_core", description="Customer-service KPIs from contact exports.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    commands.add_parser("presets", help="the platforms whose exports are known")

    kpis = commands.add_parser("kpis", help="the catalogue; with data, what it can answer and what the others lack")
    _data(kpis, "*")
    kpis.add_argument("--format", choices=(*FORMATS, *DOCUMENTS), default="table", help="default: table")

    health = commands.add_parser(
        "health", help="what became of every row, what is odd, and which KPIs the data can answer"
    )
    _data(health, "+")
    health.add_argument(
        "--format", choices=("table", *_REPORTS), default="table", help="how to print it (default: table)"
    )

    imports = commands.add_parser("import", help="read export files once and keep them as a dataset folder")
    _data(imports, "+")
    imports.add_argument("--out", required=True, metavar="DIR", help="the dataset folder to write")
    imports.add_argument("--append", action="store_true", help="add the files to the dataset that is there already")
    imports.add_argument("--name", help="the dataset's name (default: the first file's)")
    imports.add_argument("--format", choices=_REPORTS, default="text", help="how to print the report (default: text)")

    measure = commands.add_parser("measure", help="KPI values with n and interval")
    _data(measure, "+")
    _view(measure, usual="all")
    measure.set_defaults(cadence=Cadence.ALL)
    _format(measure)
    _analyses(commands)
    return top


def _analyses(commands: "argparse._SubParsersAction[_Parser]") -> None:
    """Add the commands that say what the pages say."""

    def page(name: str, question: str) -> _Parser:
        command = commands.add_parser(name, help=question)
        _data(command, "+")
        _view(command, usual="those of a first look")
        _format(command)
        return command

    trend = page("trend", "is it changing? each KPI over time, and what moved by more than chance")
    trend.add_argument("--compare", choices=COMPARISONS, default="none", help="with other periods (default: none)")
    segments = page("segments", "where is it different? one KPI by segment, against the rest and against before")
    segments.add_argument("--sort", choices=SORTS, default="value", help="the order (default: value)")
    tail = page("tail", "whom does the average hide? percentiles of one KPI beside its mean")
    tail.add_argument("--limit", type=_limit, metavar="AMOUNT", help="the promise (default: each contact's own)")
    pairing = page("pairing", "what moves first? two KPIs on one time axis; the first --kpi leads, the second follows")
    pairing.add_argument("--lag", type=int, default=0, metavar="PERIODS", help="how much later the second (default: 0)")
    whatif = page("whatif", "what if these were left out? cut A as the options say it, beside cut B")
    for name, words in (("--b-where", "keep these values in B"), ("--b-without", "leave these out of B")):
        whatif.add_argument(
            name, action="append", default=[], metavar="SEGMENT=VALUE", help=f"{words}; repeat for more"
        )
    for name, words in (("--b-since", "first"), ("--b-until", "last")):
        whatif.add_argument(name, type=_day, metavar="DATE", help=f"{words} day of B (default: A's)")


def _format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=FORMATS, default="table", help="how to print it (default: table)")


def _data(command: argparse.ArgumentParser, how_many: str) -> None:
    """Add what says where the data come from and how they are read."""
    command.add_argument("paths", nargs=how_many, metavar="PATH", help="export files, or one dataset folder")
    how = command.add_mutually_exclusive_group()
    several = "; repeat for files of several kinds"
    how.add_argument(
        "--preset", action="append", default=[], metavar="NAME", help=f"read as this platform's export{several}"
    )
    how.add_argument("--mapping", action="append", default=[], metavar="FILE", help=f"read by this mapping{several}")
    command.add_argument("--definitions", metavar="FILE", help="thresholds, windows and business hours")


def _view(command: argparse.ArgumentParser, *, usual: str) -> None:
    """Add what a View says; `usual` are the KPIs of a command that names none."""
    add = command.add_argument
    add("--kpi", action="append", default=[], metavar="KEY", help=f"a KPI; repeat for more (default: {usual})")
    add("--variant", action="append", default=[], metavar="KEY=NAME", help="count a KPI another accepted way")
    add("--by", action="append", default=[], metavar="SEGMENT", help="cut by a segment; repeat to cross")
    add("--cadence", type=_cadence, metavar="|".join(Cadence))
    add("--since", type=_day, metavar="DATE", help="first day, inclusive")
    add("--until", type=_day, metavar="DATE", help="last day, inclusive")
    add("--where", action="append", default=[], metavar="SEGMENT=VALUE", help="keep these values; repeat for more")
    add("--without", action="append", default=[], metavar="SEGMENT=VALUE", help="leave these out; repeat for more")
    add("--strict", action="store_true", help="end with status 3 where one of several KPIs cannot be given")
    add("--quantile", action="append", default=[], type=_quantile, metavar="Q", help="a percentile too, like 0.9")


def _cadence(text: str) -> Cadence:
    if text in set(Cadence):
        return Cadence(text)
    guess = nearest(text, list(Cadence))
    hint = f"did you mean '{guess}'?" if guess else f"choose from {', '.join(Cadence)}"
    raise argparse.ArgumentTypeError(f"there is no cadence '{text}'; {hint}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2026-01-31") from error


def _quantile(text: str) -> float:
    try:
        q = float(text)
    except ValueError:
        q = float("nan")
    if not 0 < q < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a quantile between 0 and 1, like 0.9")
    return q


def _limit(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = float("nan")
    if not 0 <= amount < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not an amount of the KPI's unit, like 120")
    return amount


def pairs(items: Sequence[str], option: str) -> list[tuple[str, str]]:
    """Split NAME=VALUE at the first equals sign; a value may hold more."""
    found = []
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise BadInput(f"{option} takes NAME=VALUE, and '{item}' is not of that form.")
        found.append((name.strip(), value))
    return found
