"""The catalogue as a document: `python -m kpi_core kpis --format markdown > docs/kpis.md`. A test compares both."""

from kpi_core.catalogue import BENCHMARKS, CATALOGUE, SOURCES, sources
from kpi_core.model import COLUMNS, METHODS, Category, Fact, Kpi, several
from kpi_core.report.markdown import table

_HEAD = """# The KPIs

Made from the catalogue by `make docs`; do not edit it here. Every KPI is the sum of its numerator over the sum of its
denominator, on the rows where both are known. {count} KPIs, {ways} ways of counting them.
"""


_COLUMNS = """What a mapping may name, under `[columns]`. Durations are kept as seconds; a segment is a label to cut by.
"""


def document() -> str:
    """Return the catalogue as Markdown: a table for each category, the ways of counting, the facts."""
    ways = sum(len(k.variants) for k in CATALOGUE.values())
    parts = [_HEAD.format(count=len(CATALOGUE), ways=ways)]
    for category in Category:
        mine = [k for k in CATALOGUE.values() if k.category is category]
        parts += [f"## {str(category).capitalize()}\n", _table(mine), *[_ways(k) for k in mine if k.variants]]
    copied = [f"- {CATALOGUE[k].name}: {w} ({SOURCES[s]})" for k, found in BENCHMARKS.items() for w, s in found]
    parts += ["## Copied benchmarks, not targets\n", "\n".join(copied) + "\n", "## Columns\n", _COLUMNS, _columns()]
    return "\n".join(parts)


def _table(kpis: list[Kpi]) -> str:
    rows = [
        [
            f"`{k.key}`", k.name, k.definition, k.formula, str(k.unit), str(k.better), str(k.role),
            several([str(p) for p in k.packs]) or "-", " and ".join(k.facts), METHODS[k.method].partition(":")[0],
            sources(k),
        ]
        for k in kpis
    ]  # fmt: skip
    heads = ["key", "name", "what it is", "formula", "unit", "good is", "role", "read in", "rows", "range", "from"]
    return table(heads, rows)


def _ways(kpi: Kpi) -> str:
    lines = [f"- `{name}`: {v.definition} {v.formula}" for name, v in kpi.variants.items()]
    return f"Ways of counting `{kpi.key}`, the first is the usual one:\n\n" + "\n".join(lines) + "\n"


def _columns() -> str:
    every = tuple(Fact)
    rows = [
        [f"`{c.name}`", str(c.kind), c.meaning, "every one" if c.facts == every else ", ".join(c.facts)]
        for c in COLUMNS
        if not c.derived and c.name != "at_utc"
    ]
    heads = ["column", "holds", "what it is", "rows"]
    return table(heads, rows)
