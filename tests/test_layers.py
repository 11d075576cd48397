"""Who may import whom, read off the syntax trees. A failure here means a wall of the house has a hole."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "kpi_core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
SCRIPTS = [p for p in PAGES if not p.name.startswith("_")]
DATA_LIBRARIES = {"polars", "altair", "pandas", "numpy", "pyarrow"}


def _imports(path: Path) -> list[str]:
    """Return every module that a file imports, wherever it does."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
    return found


def _under(path: Path, folder: str) -> bool:
    return path.is_relative_to(ROOT / "kpi_core" / folder)


def _touches(path: Path, *modules: str) -> list[str]:
    return [i for i in _imports(path) if any(i == m or i.startswith(f"{m}.") for m in modules)]


@pytest.mark.parametrize("path", CORE, ids=str)
def test_the_core_knows_neither_streamlit_nor_the_pages(path: Path) -> None:
    assert _touches(path, "streamlit", "pages", "app") == []


@pytest.mark.parametrize("path", [*PAGES, ROOT / "app.py"], ids=str)
def test_pages_compute_nothing(path: Path) -> None:
    assert _touches(path, *DATA_LIBRARIES) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_a_page_begins_at_the_front_door(path: Path) -> None:
    first = next(n for n in ast.parse(path.read_text(encoding="utf-8")).body[1:] if isinstance(n, ast.Expr))
    assert ast.unparse(first.value).startswith(("pages.question(", "pages.entered("))


def test_what_all_pages_use_is_imported_to_its_end() -> None:
    """An import that ends in the middle leaves a half-made module to the visitor who comes at the same moment."""
    package = ast.parse((ROOT / "pages" / "__init__.py").read_text(encoding="utf-8"))
    assert not [n for n in package.body[1:] if not isinstance(n, ast.ImportFrom | ast.Assign)]


def test_no_helper_takes_the_address_of_a_page() -> None:
    """On a cold server every file of the folder is a page: `_load.py` and `load.py` would both be /load."""
    addresses = [p.stem.lstrip("_") for p in PAGES if p.name != "__init__.py"]
    assert len(addresses) == len(set(addresses))


@pytest.mark.parametrize("path", [p for p in CORE if _under(p, "analysis")], ids=str)
def test_an_analysis_imports_no_other_and_draws_nothing(path: Path) -> None:
    others = [p.stem for p in CORE if _under(p, "analysis") and not p.name.startswith("_") and p != path]
    assert _touches(path, "altair", "kpi_core.charts", *(f"kpi_core.analysis.{o}" for o in others)) == []


@pytest.mark.parametrize("path", [p for p in CORE if _under(p, "charts")], ids=str)
def test_charts_draw_and_do_not_compute(path: Path) -> None:
    assert _touches(path, "kpi_core.measure", "kpi_core.analysis", "kpi_core.prepare") == []


@pytest.mark.parametrize("path", [p for p in CORE if _under(p, "catalogue")], ids=str)
def test_the_catalogue_imports_only_the_kpi(path: Path) -> None:
    mine = [i for i in _touches(path, "kpi_core") if not i.startswith("kpi_core.catalogue")]
    assert all(i.startswith(("kpi_core.model.kpi", "kpi_core.model.columns")) for i in mine), mine


@pytest.mark.parametrize("path", [p for p in CORE if _under(p, "statistics")], ids=str)
def test_statistics_know_nothing_of_the_project(path: Path) -> None:
    assert [i for i in _touches(path, "kpi_core") if not i.startswith("kpi_core.statistics")] == []


@pytest.mark.parametrize("path", [*PAGES, ROOT / "app.py"], ids=str)
def test_only_the_front_door_touches_state_address_and_cache(path: Path) -> None:
    if path.name.startswith("_"):
        return
    names = {n.attr for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Attribute)}
    assert names & {"session_state", "query_params", "cache_data", "cache_resource", "fragment"} == set()


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_pages_hold_no_mutable_module_state(path: Path) -> None:
    """Names in capitals are constants; nothing in a function says `global`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.Global)]
    for node in tree.body if path not in SCRIPTS else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.Dict | ast.Set):
            names = [t.id for t in node.targets if isinstance(t, ast.Name)]
            assert all(n.isupper() or n == "__all__" for n in names), names
