"""Which known export this is: presets beside this module, and exports whose headers are the canonical names."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kpi_core.errors import BadInput, unknown
from kpi_core.intake.mappings.field import DurationUnit, Field
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.mappings.read_mapping import from_toml
from kpi_core.intake.sources.headers import find, normal
from kpi_core.model import BY_NAME, Fact, of_fact

CANONICAL = "canonical"


@dataclass(frozen=True, slots=True)
class Recognition:
    """A mapping that fits, the preset it is from, and why it was chosen."""

    preset: str
    mapping: Mapping
    reasons: tuple[str, ...]


@cache
def presets() -> dict[str, Mapping]:
    """Return every known preset by its short name (its file's), in the order of the names."""
    found = {}
    for file in sorted(files(__package__).joinpath("presets").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            found[file.name.removesuffix(".toml")] = from_toml(file.read_text(encoding="utf-8"), where=file.name)
    return found


def preset(name: str) -> Mapping:
    """Return one preset by its short name or its title."""
    known = presets()
    by_title = {normal(m.name): m for m in known.values()}
    found = known.get(name) or by_title.get(normal(name))
    if found is None:
        raise BadInput(unknown("preset", name, known))
    return found


def recognise(headers: Sequence[str]) -> Recognition | None:
    """Return the preset whose headers fit best, else an identity mapping for canonical headers, else None."""
    folded = {normal(h): h for h in reversed(headers)}
    fitting = []
    for name, mapping in presets().items():
        if not mapping.match or any(find(names, folded) is None for names in mapping.match):
            continue
        fields = [f for _, f in (*mapping.columns, *mapping.segments)]
        wanted = [names for f in fields for names in f.headers()]
        lacking = [names[0] for names in wanted if find(names, folded) is None]
        if lacking and not mapping.optional:
            continue
        fitting.append((len(wanted) - len(lacking), -len(lacking), name, mapping))
    if not fitting:
        return _identity(folded)
    score, lacking_count, name, mapping = max(fitting, key=lambda f: (f[0], f[1], f[2]))
    reasons = [f"all {len(mapping.match)} headers that tell {mapping.name} are there"]
    reasons.append(f"{score} of {score - lacking_count} mapped headers are there")
    return Recognition(name, mapping, tuple(reasons))


def _identity(folded: dict[str, str]) -> Recognition | None:
    """A mapping of every canonical header to itself: `at` and at least one more must be there."""
    if "at" not in folded:
        return None
    best: tuple[int, Fact, list[str]] = (0, Fact.CONTACT, [])
    for fact in Fact:
        names = [c.name for c in of_fact(fact) if c.name in folded and not c.derived and c.name != "at_utc"]
        if len(names) > best[0]:
            best = (len(names), fact, names)
    count, fact, names = best
    if count < 2:
        return None
    columns = tuple(
        (n, Field(((folded[n],),), unit=DurationUnit.S if BY_NAME[n].name.endswith("_s") else None)) for n in names
    )
    mapping = Mapping(name="canonical columns", fact=fact, columns=columns)
    return Recognition(CANONICAL, mapping, (f"{count} headers are canonical column names",))
