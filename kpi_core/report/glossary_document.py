"""The words of the house as a document: `python -m kpi_core kpis --format glossary > docs/glossary.md`.

What columns, units and the catalogue say is read from them; only the words that no value of the code holds are written
here. A test compares the document with this module.
"""

from collections.abc import Iterable

from kpi_core.catalogue import CATALOGUE, SOURCES
from kpi_core.model import COLUMNS, METHODS, Better, Cadence, Category, Column, Fact, Method, Pack, Role, Unit
from kpi_core.report.markdown import table
from kpi_core.view import CHOICES

_HEAD = """# Glossary

Made by `make docs`; do not edit it here. One word for one thing, in columns, pages, links and documents. What each KPI
means stands in [kpis.md](kpis.md), why rows count or do not in [rules.md](rules.md).
"""

_WORDS: dict[str, str] = {
    "abandoned": "The customer left before an answer.",
    "answered": "The contact reached a person, or the bot that handled it.",
    "at": "When a row happened, on the site's wall clock and without a zone: hours are compared as people saw them.",
    "base": "The rows of the denominator: what a share is a share of.",
    "cadence": "How often a number is read: by hour, by day, by week and so on, or once for all.",
    "companion": "A KPI that is shown because another one must not stand alone.",
    "complete": "A period whose first to last day the data, and the range asked for, cover to their end.",
    "contact": "One call, chat, message or e-mail between a customer and the organisation, whatever became of it.",
    "cube": "Sums of contacts by day and a few segments, added up beforehand.",
    "cut": "The part of the rows that given values of segments keep or leave out; also to show each value by itself.",
    "dataset": "What was read from export files, with the report on every row; in memory or as a folder on disk.",
    "definitions": "Thresholds, windows, business hours, rules and targets: what the organisation means by its KPIs.",
    "derived column": "A column that is made from others when rows are prepared; no mapping can name it.",
    "export": "A file that a contact platform wrote.",
    "fact": "The code's word for a kind of row; see below.",
    "fingerprint": "A few characters made from a dataset's content; a link says by it which data it is about.",
    "grain": "How fine the rows of a kind are: a moment, a quarter hour, a day, a month.",
    "kept, dropped, refused": "What becomes of a row that is read: it counts; a rule of the mapping, a copy or a total "
    "leaves it out; it cannot be read, and its line and the reason are listed.",
    "legs": "Rows of an export that are parts of one contact, as after a transfer.",
    "link": "The address of a page: a View, written out.",
    "mapping": "A text file that says which header of an export is which column. A preset is one for a known platform.",
    "mature": "A period in which every contact is old enough for the KPI's window.",
    "measured frame": "What measuring gives: a row for each KPI, period and segment value with n, both sums, value, "
    "range, complete and mature.",
    "n": "How many rows a value is made of.",
    "offered": "An inbound contact arrived.",
    "pack": "The KPIs that one regular review reads.",
    "pair": "A leading and a lagging KPI of which the one may move before the other.",
    "period": "One day, week or month of a cadence; it is named by its first day.",
    "practical cut": "Channel, reason, time band, location, team and coverage: the smallest set of segments that Go "
    "Answer calls practical. Sums by all of them are added up beforehand.",
    "prepared": "Rows with every derived column, ready to be measured under given definitions.",
    "promise": "The wait that a contact was promised: its own target, else that of its queue, vendor or channel.",
    "range": "The likely range of a value, `low` to `high`: it holds the true value in 95 of 100 cases.",
    "refused": "Said of a KPI: this data, cut or cadence cannot give it, and a sentence says why.",
    "segment": "A label to cut by, such as channel or team; an export may have further ones of its own.",
    "Selection": "A range of whole days and the values of segments that are kept and left out. A View holds two.",
    "tail": "The contacts that waited longest, which an average hides.",
    "target": "Where a KPI shall be, from a day on, in the definitions.",
    "threshold": "The promised wait of a channel, in the definitions.",
    "verdict": "What a comparison comes to: it moved, it did not by more than chance explains, or there are too few "
    "contacts to tell.",
    "View": "Everything that a link says: data, KPIs, days, cadence, cuts, what is compared, and the page's choices.",
    "way of counting": "Another accepted formula of the same KPI; the code and the link call it a variant.",
    "window": "How old a contact must be before a KPI can be judged on it.",
    "young": "Contacts left out of a value because their window is not over; they are counted.",
}
_UNITS: dict[Unit, str] = {
    Unit.PERCENT: "A share; kept as a fraction, so 81.1 % is 0.811.",
    Unit.SECONDS: "A duration; kept as seconds.",
    Unit.POINTS: "An answer or a score on its own scale.",
    Unit.NPS: "Promoters less detractors, of a hundred answers.",
    Unit.COUNT: "How many there were.",
    Unit.PER_CONTACT: "How many for each contact.",
    Unit.PER_AGENT: "How many for each agent.",
    Unit.PER_ACCOUNT: "How many for each account.",
    Unit.MONEY: "An amount in the currency of the export, which is never converted.",
    Unit.RATIO: "One duration over another, where it may be above 1.",
}
_BETTER: dict[Better, str] = {
    Better.UP: "More is better.",
    Better.DOWN: "Less is better.",
    Better.BAND: "Too low is as bad as too high.",
    Better.CONTEXT: "Neither: it explains others.",
}
_ROLES: dict[Role, str] = {
    Role.LEAD: "It moves first, and people can act on it.",
    Role.LAG: "It shows the result.",
    Role.BOTH: "It leads one KPI and follows another; the pair says which.",
}
_ROWS: dict[Fact, str] = {
    Fact.CONTACT: "A contact.",
    Fact.INTERVAL: "A queue's counts and totals over a stretch of time.",
    Fact.AGENT_TIME: "A stretch of an agent's time.",
    Fact.ACCOUNT_MONTH: "A month of a customer's account.",
    Fact.SURVEY: "A customer's or an employee's answers.",
    Fact.QA_ITEM: "One item of a review.",
    Fact.COST: "An amount that was spent.",
}
_PARTS: dict[str, str] = {
    "v": "The version of the link itself.",
    "ds": "The data: its fingerprint.",
    "def": "The version of the definitions.",
    "k": "The KPIs, in their order.",
    "var": "KPIs that are counted in another way: `kpi:variant`.",
    "d": "The first and the last day, `since..until`; an end that is left empty is that of the data.",
    "c": "The cadence.",
    "by": "The segments whose values are shown each by itself.",
    "w": "What is kept: `segment=value`, once for each value.",
    "x": "What is left out: `segment=value`.",
    "q": "The percentiles, as fractions.",
    "vs": "What it is compared with.",
    "bd": "The days of cut B, where they are others.",
    "bw": "What cut B keeps.",
    "bx": "What cut B leaves out.",
    "f": "The one KPI that the page is about; of a pair the leading one.",
    "g": "The lagging KPI of a pair.",
    "sort": "What rows are sorted by.",
    "lag": "How many periods the leading KPI is set forward.",
    "lim": "The promise that is drawn, in the KPI's unit.",
    "p": "The page of the contacts behind a number; 0 shows none.",
    "cat": "The category of the KPIs that are listed.",
    "list": "Which KPIs are listed.",
    "find": "Words that a listed KPI holds.",
}


def glossary() -> str:
    """Return the glossary as Markdown: the house's words, then what values of the code mean."""
    parts = [
        _HEAD,
        _section("Words", ["word", "what it means"], ([w, m] for w, m in _WORDS.items())),
        _section("Kinds of rows", ["rows", "one row is"], ([f"`{f}`", _ROWS[f]] for f in Fact)),
        _section("Categories", ["category", "KPIs"], ([str(c), _of(c)] for c in Category)),
        _section("Packs", ["review", "KPIs"], ([str(p), _read_in(p)] for p in Pack)),
        _section("Roles", ["role", "what it means"], ([str(r), _ROLES[r]] for r in Role)),
        _section("What is good", ["good is", "what it means"], ([str(b), _BETTER[b]] for b in Better)),
        _section("Units", ["unit", "what it means"], ([str(u), _UNITS[u]] for u in Unit)),
        _section("Ranges", ["method", "what it means"], (_method(m) for m in Method)),
        _section("Cadences", ["cadence", "one period is"], ([f"`{c}`", _period(c)] for c in Cadence)),
        _section("Parts of a link", ["part", "what it says"], ([f"`{c.key}`", _PARTS[c.key]] for c in CHOICES)),
        _section("Segments", ["segment", "what it is", "from"], (_column(c) for c in COLUMNS if c.segment)),
        _section("Other columns", ["column", "what it is", "from"], (_column(c) for c in COLUMNS if not c.segment)),
        _section("Articles", ["in the code", "article"], ([f"`{key}`", name] for key, name in SOURCES.items())),
    ]
    return "\n".join(parts)


def _section(title: str, heads: list[str], rows: Iterable[list[str]]) -> str:
    return f"## {title}\n\n{table(heads, rows)}"


def _of(category: Category) -> str:
    return ", ".join(k.name for k in CATALOGUE.values() if k.category is category)


def _read_in(pack: Pack) -> str:
    return ", ".join(k.name for k in CATALOGUE.values() if pack in k.packs)


def _method(method: Method) -> list[str]:
    name, _, meaning = METHODS[method].partition(": ")
    return [name, f"{meaning[0].upper()}{meaning[1:]}."]


def _period(cadence: Cadence) -> str:
    return "everything at once" if cadence is Cadence.ALL else f"a {cadence.noun}".replace("a hour", "an hour")


def _column(column: Column) -> list[str]:
    made = column.derived or column.name == "at_utc"
    whence = "made from others" if made else "the export"
    if column.personal:
        whence += ", personal"
    ends = column.meaning.endswith(".")
    return [f"`{column.name}`", column.meaning if ends else f"{column.meaning}.", whence]
