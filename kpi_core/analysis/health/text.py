"""What each oddity means and what to do about it, how wrong it can make a number, and the sentences of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpi_core.data import Report
from kpi_core.model import count, day, several

_SHOWN_KPIS = 6


@dataclass(frozen=True, slots=True)
class Advice:
    """`weight` orders oddities: it is multiplied with the share of the rows that are touched."""

    title: str
    weight: float
    means: str
    do: str


ADVICE: dict[str, Advice] = {
    "refused": Advice(
        "Rows that could not be read", 4, "They are missing from every number.",
        "Look at the first of them in the file. Where many share a reason, export again or change the mapping.",
    ),
    "duplicates": Advice(
        "The same rows twice", 4, "Each copy counts as a contact of its own: volumes are too high.",
        'Keep one of each: dedupe = "contact_id" in the mapping, or export every period once.',
    ),
    "legs": Advice(
        "One contact on several rows", 4, "Each leg or update counts as a contact: volumes, transfers and repeats are "
        "too high.", 'Keep the last row of each: dedupe = "contact_id" in the mapping, or [latest] with an order.',
    ),
    "copies": Advice(
        "The same rows in two files", 4, "They count twice: volumes and totals are too high.",
        "Look whether the files cover the same days, and leave one of them out, or map the contact's number.",
    ),
    "shortened": Advice(
        "Keys that a spreadsheet has shortened", 3, "Many customers or contacts would be one: they are taken as "
        "unknown.", "Export the file again without opening it in a spreadsheet, or format the column as text there.",
    ),
    "gaps": Advice(
        "Days without contacts", 4, "Volumes of these periods are too low, and repeats on these days are not seen.",
        "Ask whether the site was closed. If not, these days are missing from the export: fetch and load them too.",
    ),
    "capped": Advice(
        "Most values are one and the same", 3, "The platform probably cuts the value off or fills it in: averages and "
        "percentiles of it say little.", "Ask who runs the platform whether this is a limit or a fixed entry.",
    ),
    "unread": Advice(
        "Cells that were not understood", 3, "They count as unknown, so they are in no numerator and no denominator.",
        "Look at the example. Another unit, other words for yes and no, or a word for missing may be needed.",
    ),
    "unit": Advice(
        "A unit told by its size alone", 4, "If it is the other one, every value is a thousand times too large or too "
        "small.", "Look up one contact that you know, and set unit for the column in the mapping.",
    ),
    "far": Advice(
        "Rows long after all others", 400, "Periods and follow-ups before them look finished although they are not: "
        "the last row says up to when the data go.", "Look at their dates in the platform, correct or leave them out.",
    ),
    "placeholder": Advice(
        "Customer keys that are nobody's", 1, "These contacts are in no repeat and in no count of customers.",
        "Fine for withheld numbers. If it is a real customer's key, give it another spelling in the export.",
    ),
    "backwards": Advice(
        "Ends before their starts", 3, "The duration is taken as unknown.",
        "If the clock passes midnight, set wrap = true for the column; otherwise look at the rows in the platform.",
    ),
    "negative": Advice(
        "Negative durations", 3, "They are taken as unknown.",
        "Look at the rows in the platform: its clock may be off.",
    ),
    "order": Advice(
        "Day and month not seen in this column", 3, "If it is written otherwise than the other date columns, its days "
        "are wrong.", "Check one date that you know. If it is wrong, set day_first in the mapping.",
    ),
    "sister": Advice(
        "Empty where a related column is filled",
        2, "The empty ones are left out, so the average is one of the others.",
        "Ask whether empty means zero, nobody or not recorded.",
    ),
    "agentless": Advice(
        "Agent and outcome do not fit", 1, "Values by agent leave them out or give them to the wrong one.",
        "Look at some of them: automatic answers and test calls are usual reasons.",
    ),
    "empty": Advice(
        "Columns without a value", 1, "What needs the column cannot be answered.",
        "Leave it out of the export's mapping, or export it with its values.",
    ),
    "constant": Advice(
        "Columns with one value only", 0.3, "It cannot be compared by, and a rate made of it is 0 or 100 %.",
        "Fine if there is only one; otherwise the export is filtered or the column is not filled in.",
    ),
}  # fmt: skip


# Where an empty cell of one column means something else than "unknown" (see `kpi_core.intake.rows.defaults`
# and docs/rules.md, rule 4).
EMPTY_MEANS: dict[str, str] = {
    **dict.fromkeys(
        ("hold_s", "wrap_s"),
        "Its own average leaves the empty ones out; handle time is then the sum of the other parts, so it is too low "
        "if empty is not zero.",
    ),
    **dict.fromkeys(("team", "reviewer"), "Cut by it, they stand together as those without one."),
    "compliance_met": "Where compliance was required, empty counts as not met: the rate may be too low.",
}


def sentence(report: Report | None, odd: int, able: int, kpis: int) -> str:
    """Return the answer: whether every row is accounted for, how much is odd, how many KPIs can be answered."""
    kept = "This dataset keeps no import report"
    if report and report.read:
        used = (
            f"all {count(report.read)}"
            if report.kept == report.read
            else f"{count(report.kept)} of {count(report.read)}"
        )
        kept = f"Every row is accounted for and {used} are used"
    what = f"{odd} {'thing looks' if odd == 1 else 'things look'} odd" if odd else "nothing looks odd"
    return f"{kept}; {what}; {able} of {kpis} KPIs can be answered."


def account(report: Report) -> str:
    """Return the sum of rows: read = kept + dropped + refused."""
    dropped = sum(report.dropped.values())
    return (
        f"{count(report.read)} rows read = {count(report.kept)} kept + {count(dropped)} dropped + "
        f"{count(report.refused)} refused."
    )


def covered(span: dict[str, Any], end: str = "") -> str:
    """Return from when to when there are contacts, with how many gaps, and that the last day is not over."""
    first, last = date.fromisoformat(span["first"]), date.fromisoformat(span["last"])
    many = span["gap_count"]
    holes = f"{many} {'gap' if many == 1 else 'gaps'}" if many else "no gaps"
    said = f"Contacts from {day(first)} to {day(last)}, with {holes} on days that usually have some."
    return f"{said} {end}" if end else said


def gaps(span: dict[str, Any]) -> tuple[str, ...]:
    """Return a sentence for each run of days without contacts."""
    return tuple(f"No contacts {g['words']}." for g in span["gaps"])


def touches(kpis: Sequence[str]) -> str:
    """Return the KPIs that an oddity is about, the first few by name."""
    if not kpis:
        return "No KPI reads it."
    more = len(kpis) - _SHOWN_KPIS
    named = several(list(kpis[:_SHOWN_KPIS])) if more <= 0 else ", ".join(kpis[:_SHOWN_KPIS])
    return f"Touches {named}{f' and {more} more' if more > 0 else ''}."


def place(file: str, line: int | None) -> str:
    """Return where in a file something stands; nothing where the line is not known."""
    return f"{file}, line {count(line)}" if line is not None else ""


def refused(report: Report) -> str:
    """Return how many rows were refused, and why the first was."""
    reason = report.refusals[0].reason
    return f"{count(report.refused)} of {count(report.read)} rows were refused, the first since {reason}."


def missing(span: dict[str, Any]) -> str:
    """Return how many days have no contacts that usually have some."""
    return f"{count(span['missing'])} of {count(span['expected'])} days that usually have contacts have none."


def first_gap(span: dict[str, Any]) -> str:
    """Return the first run of days without contacts."""
    return f"the first {span['gaps'][0]['words']}"
