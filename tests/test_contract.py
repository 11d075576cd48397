"""Who may import whom, read off the syntax trees. A failure here means a wall of the house has a hole."""

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import kpi_core

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "kpi_core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = [p for p in PAGES if p.parent.name == "pages" and p.name != "__init__.py"]
APP = [ROOT / "app.py"]
KEYS = ROOT / "pages" / "state" / "keys.py"
DATA_LIBRARIES = {"polars", "altair", "pandas", "numpy", "pyarrow"}

# Each package, from the ground floor up, with those that it may import; from a package only what its face shows.
_GROUND = {"errors", "model"}
_RULES = _GROUND | {"catalogue", "definitions", "view"}
_ROWS = _RULES | {"data", "statistics"}
_ASKS = _ROWS | {"measure", "prepare"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "memory": set(),
    "statistics": set(),
    "charts": set(),
    "model": {"errors"},
    "catalogue": {"model"},
    "definitions": _GROUND | {"catalogue"},
    "view": _GROUND | {"catalogue"},
    "data": _RULES,
    "intake": _GROUND | {"catalogue", "data", "memory"},
    "prepare": _ROWS,
    "measure": _ROWS,
    "rollup": _ASKS | {"memory"},
    "analysis": _ASKS | {"intake"},  # figures and health read what an export writes
    "report": _ROWS | {"analysis", "charts"},
    "cli": _ASKS | {"analysis", "intake", "report", "rollup", "memory"},
    "__main__": {"cli", "memory"},
}
_SHARED = {"noise"}  # what several analyses need
ANALYSES = sorted(
    p.parent.name for p in (ROOT / "kpi_core" / "analysis").glob("*/__init__.py") if p.parent.name not in _SHARED
)
FACES = sorted(p.parent for p in CORE if p.name == "__init__.py" and p.parent.name != "kpi_core")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _imports(path: Path) -> tuple[tuple[str, str], ...]:
    """Every module that a file imports, wherever it does, each with the name that it takes from it."""
    found: list[tuple[str, str]] = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found += ((a.name, "") for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += ((node.module or "", a.name) for a in node.names)
    return tuple(found)


@cache
def _attributes() -> set[str]:
    """Every name that core and pages take with a dot."""
    return {n.attr for p in [*CORE, *PAGES] for n in ast.walk(_tree(p)) if isinstance(n, ast.Attribute)}


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_module(name: str) -> bool:
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def _targets(path: Path) -> list[tuple[str, str]]:
    """The modules of the core that a file imports, each with the name taken; a module is taken as a whole."""
    found = []
    for module, name in _imports(path):
        if module.split(".")[0] == "kpi_core":
            whole = module == "kpi_core" and _is_module(f"{module}.{name}")
            found.append((f"{module}.{name}", "") if whole else (module, name))
    return found


def _room(module: str) -> str:
    """The package of the core that a module belongs to."""
    return module.partition(".")[2].partition(".")[0]


def _home(module: str) -> str:
    """The folder whose face a module stands behind: an analysis has one of its own."""
    parts = module.split(".")
    return ".".join(parts[:3] if parts[1:2] == ["analysis"] and len(parts) > 2 and parts[2] in ANALYSES else parts[:2])


def _touches(path: Path, *modules: str) -> list[str]:
    named = [f"{m}.{n}" if n else m for m, n in _imports(path)]
    return [i for i in named if any(i == m or i.startswith(f"{m}.") for m in modules)]


@pytest.mark.parametrize("path", [p for p in CORE if p.parent.name != "kpi_core" or p.name != "__init__.py"], ids=str)
def test_a_package_imports_only_from_floors_below_it(path: Path) -> None:
    mine = _room(_module(path))
    assert {_room(m) for m, _ in _targets(path)} - {mine} <= MAY_IMPORT[mine]


def test_the_floors_have_no_way_back() -> None:
    below: set[str] = set()
    for room, allowed in MAY_IMPORT.items():
        assert allowed <= below | {room}, room
        below.add(room)
    assert set(MAY_IMPORT) == {_room(_module(p)) for p in CORE} - {""}


def test_no_modules_import_each_other_in_a_circle() -> None:
    taken = {
        _module(path): {f"{m}.{n}" if n and _is_module(f"{m}.{n}") else m for m, n in _targets(path)} for path in CORE
    }
    assert len(list(TopologicalSorter(taken).static_order())) >= len(CORE)  # raises CycleError and names the circle


@pytest.mark.parametrize("path", [*CORE, *PAGES, *APP], ids=str)
def test_only_the_face_of_another_package_is_used(path: Path) -> None:
    mine = _home(_module(path)) if path in CORE else ""
    for module, _ in _targets(path):
        shared = mine.startswith("kpi_core.analysis") and _home(module).count(".") == 1
        if _home(module) != mine and not (shared and _room(module) == "analysis"):
            assert module == _home(module), f"{path} reaches into {module}"


@pytest.mark.parametrize("folder", FACES, ids=str)
def test_a_face_is_what_is_there(folder: Path) -> None:
    tree = _tree(folder / "__init__.py")
    shown = [a.asname or a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names]
    found = import_module(_module(folder / "__init__.py"))
    assert sorted(shown) == sorted(getattr(found, "__all__", []))
    assert sorted(shown) == [n for n in sorted(shown) if hasattr(found, n)]


@pytest.mark.parametrize("folder", FACES, ids=str)
def test_a_face_shows_no_name_that_nobody_asks_for(folder: Path) -> None:
    mine = _module(folder / "__init__.py")
    asked = {n for p in [*CORE, *PAGES, *TESTS, *APP] if _home(_module(p)) != mine for m, n in _imports(p) if m == mine}
    shown = set(getattr(import_module(mine), "__all__", []))
    assert shown - asked <= _attributes()


@pytest.mark.parametrize("folder", [*FACES, *(ROOT / "pages" / f for f in ("sections", "state", "widgets"))], ids=str)
def test_the_docstring_of_a_package_names_its_modules(folder: Path) -> None:
    words = (ast.get_docstring(_tree(folder / "__init__.py")) or "").replace(",", " ").split()
    rooms = {p.stem for p in folder.glob("*.py")} | {p.parent.name for p in folder.glob("*/__init__.py")}
    assert rooms - {"__init__"} <= set(words)


@pytest.mark.parametrize("path", CORE, ids=str)
def test_the_core_knows_neither_streamlit_nor_the_pages(path: Path) -> None:
    assert _touches(path, "streamlit", "pages", "app") == []


@pytest.mark.parametrize("path", [*PAGES, *APP], ids=str)
def test_pages_compute_nothing(path: Path) -> None:
    assert _touches(path, *DATA_LIBRARIES) == []


@pytest.mark.parametrize("path", [p for p in CORE if _room(_module(p)) in {"statistics", "charts"}], ids=str)
def test_charts_draw_and_formulas_do_not_draw(path: Path) -> None:
    assert _touches(path, *({"altair"} if _room(_module(path)) == "statistics" else {"polars", "numpy"})) == [] or (
        "statistics" in path.parts and _touches(path, "altair") == []
    )


@pytest.mark.parametrize("path", [p for p in CORE if p.parent.name in ANALYSES], ids=str)
def test_an_analysis_imports_no_other_and_draws_nothing(path: Path) -> None:
    others = [f"kpi_core.analysis.{a}" for a in ANALYSES if a != path.parent.name]
    assert _touches(path, "altair", "kpi_core.charts", *others) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_a_page_begins_at_the_front_door(path: Path) -> None:
    body = _tree(path).body[1:]
    assert isinstance(body[0], ast.Import | ast.ImportFrom)
    first = next(n for n in body if isinstance(n, ast.Expr))
    assert ast.unparse(first.value).startswith(("pages.question(", "pages.entered("))


def test_scripts_stand_on_sections_on_widgets_on_state() -> None:
    below = {
        "server": {"server", "state"},
        "state": {"state"},
        "widgets": {"state", "widgets"},
        "sections": {"state", "widgets", "sections"},
    }
    for path in PAGES:
        if path.parent.name in below:
            used = {m.split(".")[1] for m, _ in _imports(path) if m.startswith("pages.")}
            assert used <= below[path.parent.name], path


def test_what_all_pages_use_is_imported_to_its_end() -> None:
    """An import that ends in the middle leaves a half-made module to the visitor who comes at the same moment."""
    package = _tree(ROOT / "pages" / "__init__.py")
    assert not [n for n in package.body[1:] if not isinstance(n, ast.ImportFrom | ast.Assign)]


@pytest.mark.parametrize("path", [*SCRIPTS, *APP], ids=str)
def test_only_the_front_door_touches_state_address_and_cache(path: Path) -> None:
    names = {n.attr for n in ast.walk(_tree(path)) if isinstance(n, ast.Attribute)}
    assert names & {"session_state", "query_params", "cache_data", "cache_resource", "fragment"} == set()


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_pages_hold_no_mutable_module_state(path: Path) -> None:
    """Names in capitals are constants; nothing in a function says `global`."""
    tree = _tree(path)
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.Global)]
    for node in tree.body if path not in SCRIPTS else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.Dict | ast.Set):
            names = [t.id for t in node.targets if isinstance(t, ast.Name)]
            assert all(n.isupper() or n == "__all__" for n in names), names


def test_the_face_of_the_core_loads_nothing_before_it_is_asked() -> None:
    said = "import sys, kpi_core; assert 'polars' not in sys.modules; kpi_core.View; assert kpi_core.__version__"
    subprocess.run([sys.executable, "-c", said], cwd=ROOT, check=True)
    assert {n for n in kpi_core.__all__ if not hasattr(kpi_core, n)} == set()


def _said(tree: ast.AST) -> list[str]:
    """Return every literal text."""
    return [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _state_literals(tree: ast.AST) -> list[str]:
    """Return the literal names by which a module takes something of the session state."""
    nodes = list(ast.walk(tree))
    calls = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.args]
    places = [n.slice for n in nodes if isinstance(n, ast.Subscript) and _is_state(n.value)]
    places += [n.args[0] for n in calls if isinstance(n.func, ast.Attribute) and _is_state(n.func.value)]
    return [p.value for p in places if isinstance(p, ast.Constant)]


def _is_state(node: ast.AST) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "session_state") or (
        isinstance(node, ast.Name) and node.id == "state"
    )


@pytest.mark.parametrize("path", [p for p in PAGES if p != KEYS], ids=str)
def test_what_is_kept_for_a_visit_is_named_in_one_place(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept = set(_said(ast.parse(KEYS.read_text(encoding="utf-8"))))
    assert [s for s in _said(tree) if s in kept or re.fullmatch(r"_[a-z]\w*", s)] == []
    assert _state_literals(tree) == []


def test_no_two_things_are_kept_for_a_visit_under_one_name() -> None:
    names = [
        s for n in ast.parse(KEYS.read_text(encoding="utf-8")).body if isinstance(n, ast.Assign) for s in _said(n.value)
    ]
    assert len(names) == len(set(names)) > 10


def _formatting() -> set[str]:
    tree = _tree(ROOT / "kpi_core" / "model" / "formatting.py")
    return {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}


@pytest.mark.parametrize("path", [p for p in CORE if p.parent.name in ANALYSES and p.stem == "compute"], ids=str)
def test_what_computes_has_no_words(path: Path) -> None:
    assert [n for m, n in _imports(path) if m == "kpi_core.model" and n in _formatting()] == []


@pytest.mark.parametrize(
    "path", [p for p in CORE if p.parent.name in ANALYSES and p.stem in {"frames", "text"}], ids=str
)
def test_what_draws_and_tells_measures_nothing(path: Path) -> None:
    measures = {"measure", "ask", "compare_cuts", "distribution"}
    assert [n for m, n in _imports(path) if m == "kpi_core.measure" and n in measures] == []
    if path.stem == "text":
        assert _touches(path, "kpi_core.statistics", "statistics", "numpy") == []


@pytest.mark.parametrize("path", [*CORE, *PAGES, *APP], ids=str)
def test_a_module_over_300_lines_says_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300 or "One module, since" in (ast.get_docstring(ast.parse(text)) or "")
