"""Which packages of the core a module stands on."""

import ast
from pathlib import Path

CORE = Path(__file__).parents[1] / "kpi_core"


def packages_behind(module: Path) -> set[str]:
    """Return the packages that a module imports from, and those that they import from, to the end."""
    reached: set[str] = set()
    left = [module]
    while left:
        tree = ast.parse(left.pop().read_text(encoding="utf-8"))
        taken = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module]
        names = {n.module.split(".")[1] for n in taken if n.module and n.module.startswith("kpi_core.")}
        names |= {a.name for n in taken if n.module == "kpi_core" for a in n.names if (CORE / a.name).is_dir()}
        left += [p for name in names - reached for p in (CORE / name).rglob("*.py")]
        reached |= names
    return reached
