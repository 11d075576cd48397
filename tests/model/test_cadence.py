"""What follows from a cadence stands in its record, and nowhere else."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from kpi_core.model import Cadence
from kpi_core.model.cadence import RECORDS

ROOT = Path(__file__).parents[2]
# The modules outside the model that may name single cadences, each with those that it names and the reason.
NAMED = {
    "kpi_core/view/view.py": {"WEEK"},  # a View that says nothing is read week by week
    "kpi_core/view/choices.py": {"WEEK"},  # the same
    "kpi_core/measure/fit.py": {"WEEK"},  # the first look is as fine as that, or coarser where the rows are
    "kpi_core/measure/ask.py": {"ALL"},  # the same
    "kpi_core/report/glossary_document.py": {"ALL"},  # the same
    "kpi_core/cli/options.py": {"ALL"},  # the same
    "kpi_core/cli/answers.py": {"ALL"},  # the same
    "kpi_core/cli/named.py": {"ALL"},  # the same
    "kpi_core/cli/analyses.py": {"MONTH"},  # the tail's lines where the whole is asked for
    "kpi_core/analysis/noise/day_sums.py": {"DAY"},  # the contacts of a day vary as one
    "kpi_core/analysis/noise/ends.py": {"DAY", "ALL"},  # how days vary, and what the whole range comes to
    "kpi_core/analysis/noise/levels.py": {"ALL"},  # parts of the whole, unless they are of periods
    "kpi_core/analysis/segments/compute.py": {"DAY", "MONTH"},  # groups over the range, changes in two steps
    "kpi_core/analysis/tail/compute.py": {"MONTH", "QUARTER"},  # groups over the range, places by quarter
    "kpi_core/analysis/tail/frames.py": {"QUARTER"},  # names those places
    "kpi_core/analysis/tail/tables.py": {"QUARTER"},
    "kpi_core/analysis/tail/text.py": {"QUARTER"},
    "kpi_core/analysis/targets/compute.py": {"QUARTER", "WEEK"},  # agreed for a quarter, from its weeks
    "kpi_core/analysis/pairing/compute.py": {"WEEK"},  # one point makes no pair, so the whole is drawn by week
    "pages/sections/sidebar.py": {"HOUR"},  # says for how many days hours are offered
}


@pytest.mark.parametrize("cadence", Cadence)
def test_every_cadence_has_a_whole_record(cadence: Cadence) -> None:
    assert cadence.noun
    assert cadence.plural
    assert cadence.control
    lengths = [n for n in (cadence.minutes, cadence.days, cadence.months) if n]
    assert len(lengths) == (0 if cadence.whole else 1)
    assert cadence.coarser in Cadence
    assert (cadence.coarser is cadence) == cadence.whole
    assert cadence.called


@pytest.mark.parametrize(
    "lengths", [{"months": 5}, {"months": 24}, {"days": 14}, {"minutes": 50}, {"days": 7, "months": 1}], ids=str
)
def test_a_length_that_no_calendar_can_tell_is_refused(lengths: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="'all' needs one length"):
        replace(RECORDS[Cadence.ALL], **lengths)


def test_the_cadences_stand_from_the_finest_to_the_whole() -> None:
    every = list(Cadence)
    lengths = [c.minutes / 1440 + c.days + c.months * 30 for c in every if not c.whole]
    assert lengths == sorted(set(lengths))
    assert every[-1].whole
    assert all(every.index(c.coarser) > every.index(c) for c in every[:-1])


def test_from_weeks_upwards_come_months_quarters_years_and_the_whole() -> None:
    assert Cadence.WEEK.upwards == ("week", "month", "quarter", "year", "all")
    assert Cadence.ALL.upwards == ("all",)


def test_controls_and_words_are_those_that_people_use() -> None:
    assert [c.control for c in Cadence] == [
        "15 min", "30 min", "Hour", "Day", "Week", "Month", "Quarter", "Year", "Whole",
    ]  # fmt: skip
    assert [c.plural for c in (Cadence.QUARTER_HOUR, Cadence.DAY)] == ["quarter hours", "days"]


def test_days_and_hours_repeat_by_themselves_and_nothing_longer_does() -> None:
    assert [c for c in Cadence if c.repeats] == [c for c in Cadence if c.within_a_day]
    assert [days for days, _ in Cadence.DAY.repeats] == [7]
    assert [days for days, _ in Cadence.HOUR.repeats] == [7, 1]


def test_single_cadences_are_named_only_where_the_house_says_so() -> None:
    model = ROOT / "kpi_core" / "model"
    found: dict[str, set[str]] = {}
    for top in ("kpi_core", "pages", "sample_data"):
        for path in sorted((ROOT / top).rglob("*.py")):
            named = set() if model in path.parents else _named(ast.parse(path.read_text(encoding="utf-8")))
            if named:
                found[path.relative_to(ROOT).as_posix()] = named
    assert found == NAMED


def _named(tree: ast.Module) -> set[str]:
    return {
        n.attr
        for n in ast.walk(tree)
        if isinstance(n, ast.Attribute)
        and isinstance(n.value, ast.Name)
        and n.value.id == "Cadence"
        and n.attr in Cadence.__members__
    }
