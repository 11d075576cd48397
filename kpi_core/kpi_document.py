"""The catalogue as a document: `python -m kpi_core kpis --format markdown > docs/kpis.md`. A test compares both."""

from kpi_core.catalogue import CATALOGUE
from kpi_core.catalogue.benchmarks import BENCHMARKS, COPIED_LABEL
from kpi_core.columns import COLUMNS, Fact
from kpi_core.kpi import Category, Kpi
from kpi_core.words import METHODS, SOURCES, several, sources

_HEAD = """# The KPIs

Made from the catalogue by `make kpis`; do not edit it here. Every KPI is the sum of its numerator over the sum of its
denominator, on the rows where both are known. {count} KPIs, {ways} ways of counting them.
"""


def document() -> str:
    """Return the catalogue as Markdown: a table for each category, the ways of counting, the facts."""
    ways = sum(len(k.variants) for k in CATALOGUE.values())
    parts = [_HEAD.format(count=len(CATALOGUE), ways=ways)]
    for category in Category:
        mine = [k for k in CATALOGUE.values() if k.category is category]
        parts += [f"## {str(category).capitalize()}\n", _table(mine), *[_ways(k) for k in mine if k.variants]]
    copied = [f"- {CATALOGUE[k].name}: {w} ({SOURCES[s]})" for k, found in BENCHMARKS.items() for w, s in found]
    parts += [f"## {COPIED_LABEL}s\n", "\n".join(copied) + "\n", "## Facts and their columns\n", _facts()]
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
    return "\n".join(_line(r) for r in [heads, ["---"] * len(heads), *rows]) + "\n"


def _ways(kpi: Kpi) -> str:
    lines = [f"- `{name}`: {v.definition} {v.formula}" for name, v in kpi.variants.items()]
    return f"Ways of counting `{kpi.key}`, the first is the usual one:\n\n" + "\n".join(lines) + "\n"


def _facts() -> str:
    rows = []
    for fact in Fact:
        own = [f"`{c.name}`" for c in COLUMNS if fact in c.facts and not c.derived and not c.segment]
        labels = [f"`{c.name}`" for c in COLUMNS if fact in c.facts and not c.derived and c.segment]
        rows.append([str(fact), ", ".join(own), ", ".join(labels)])
    return "\n".join(_line(r) for r in [["fact", "columns", "segments"], ["---"] * 3, *rows]) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
