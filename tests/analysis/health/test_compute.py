"""The health of a dataset: every row accounted for, the worst oddity first, each with the KPIs that it touches."""

from kpi_core import intake
from kpi_core.analysis.health import Health, health
from kpi_core.analysis.health.text import ADVICE
from kpi_core.prepare import prepare
from kpi_core.view import View
from tests.rows import contacts, dataset


def judged(text: str) -> Health:
    return health(prepare(intake.load(("t.csv", text.encode()))), View())


def export(extra: str = "") -> str:
    """Forty answered contacts in March and May, wrap-up 15 s on all but two, no sign of April."""
    lines = [
        f"2026-0{3 if i < 20 else 5}-{1 + i % 20:02d} 10:00,c{i},yes,{i},{60 + i},{15 if i > 1 else 20 + i}"
        for i in range(40)
    ]
    return "at,contact_id,answered,wait_s,talk_s,wrap_s\n" + "\n".join(lines) + "\n" + extra


def test_the_worst_stands_first_with_what_it_touches() -> None:
    found = judged(export("2026-03-02 10:00,c99,yes,1\n"))
    assert found.account == "41 rows read = 40 kept + 0 dropped + 1 refused."
    titles = [o.title for o in found.odd]
    assert titles[:2] == ["Most values are one and the same", "Days without contacts"]
    capped = found.odd[0]
    assert (capped.column, capped.rows, capped.example) == ("wrap_s", 38, "t.csv, line 4")
    assert {"Average handle time", "Average after-call work"} <= set(capped.kpis)
    assert "Rows that could not be read" in titles
    assert found.refusals[0][:2] == ("t.csv", 42)


def test_a_month_without_contacts_is_drawn_as_none() -> None:
    months = judged(export()).months
    assert months.select("month", "rows").rows() == [("2026-03", 20), ("2026-04", 0), ("2026-05", 20)]


def test_what_cannot_be_answered_says_what_is_missing() -> None:
    answers = dict(judged(export()).answers)
    assert answers["Answer rate"] == ""
    assert "csat" in answers["Customer satisfaction"]


def test_an_empty_part_of_handle_time_is_said_to_lower_it() -> None:
    odd = judged(export("2026-03-02 10:00,c99,yes,1,60,\n")).odd
    sister = next(o for o in odd if o.title == ADVICE["sister"].title)
    assert "too low" in sister.means


def test_rows_that_came_from_no_file_are_judged_as_well() -> None:
    found = health(prepare(dataset(contacts())), View())
    assert found.sentence.startswith("This dataset keeps no import report")
    assert found.months["rows"].sum() == 400


def test_every_check_has_its_words() -> None:
    checks = {"duplicates", "legs", "capped", "constant", "empty", "sister", "agentless", "backwards", "negative"}
    checks |= {"unread", "order", "refused", "gaps", "unit", "far", "placeholder", "copies", "shortened"}
    assert checks == set(ADVICE)
