"""What documents and code cite is there; what they count is counted."""

import re
import tomllib
from pathlib import Path

import pytest

import kpi_core
from kpi_core.catalogue import CATALOGUE
from tests.docs.reading import DOCUMENTS, ROOT, SOURCES, anchors, section, text

KEYS = (ROOT / "tests" / "data" / "kpi_keys.txt").read_text(encoding="utf-8").split()
RULES = re.findall(r"^## Rule (\d+): ", text("docs/rules.md"), flags=re.MULTILINE)
VERSIONS = re.findall(r"^## (.*)$", text("CHANGELOG.md"), flags=re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_the_catalogue_is_the_listed_kpis_in_their_order() -> None:
    """A KPI that comes or goes is a change that everybody must see: of the list, the README and the changelog."""
    assert list(CATALOGUE) == KEYS


@pytest.mark.parametrize("document", [p for p in DOCUMENTS if p.name != "CHANGELOG.md"], ids=lambda p: p.name)
def test_a_document_counts_the_kpis_of_the_catalogue(document: Path) -> None:
    words = document.read_text(encoding="utf-8")
    counts = re.findall(r"\b[Aa]ll (\d+)\b, with their formulas|\b(\d+) KPIs, \d+ ways|\ball (\d+) KPIs", words)
    assert {n for found in counts for n in found if n} <= {str(len(KEYS))}


def test_the_readme_and_the_list_of_kpis_say_how_many_there_are() -> None:
    assert f"All {len(KEYS)}, with their formulas" in text("README.md")
    ways = sum(len(k.variants) for k in CATALOGUE.values())
    assert f"{len(KEYS)} KPIs, {ways} ways" in text("docs/kpis.md")


def test_the_readme_lists_the_pages_of_the_menu_each_with_its_question() -> None:
    menu = text("menu.py").partition("MENU")[2].partition("}")[0]
    pages = re.findall(r'"(pages/\w+\.py)", title="([^"]+)"', menu)
    questions = [(title, text(script).split('"""')[1].rstrip(".")) for script, title in pages]
    listed = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", section("README.md", "The pages"), flags=re.MULTILINE)
    assert listed[1:] == questions


def test_the_rules_are_nine_and_each_names_modules_that_are_there() -> None:
    assert [str(n) for n in range(1, 10)] == RULES
    for number in RULES:
        title = re.search(rf"^## (Rule {number}: .*)$", text("docs/rules.md"), flags=re.MULTILINE)
        assert title
        words = section("docs/rules.md", title[1])
        assert "*Why:*" in words
        held = words.partition("*Held by*")[2]
        named = re.findall(r"`(kpi_core/[\w/]+\.py)`(?: \(([^)]*)\))?", held)
        assert named
        for module, names in named:
            for name in re.findall(r"`(\w+)`", names):
                assert re.search(rf"\b{name}\b", text(module)), f"{module} holds no {name}"


@pytest.mark.parametrize("path", [*DOCUMENTS, *SOURCES], ids=lambda p: str(p.relative_to(ROOT)))
def test_every_rule_and_document_that_is_cited_exists(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\brules? (\d)\b(?!\d|\.\d)", words, flags=re.IGNORECASE)) <= set(RULES)
    for cited in re.findall(r"(?<![\w/])docs/[\w/]+\.\w+", words):
        assert (ROOT / cited).exists(), f"{path.name} cites {cited}"
    assert not re.search(r"(?<![\w/])kpis\.md, rule", words), f"{path.name} cites rules where they do not stand"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_are_there(document: Path) -> None:
    words = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in _LINK.findall(words):
        if "://" in link or link.startswith("mailto:"):
            continue
        place, _, anchor = link.partition("#")
        target = (document.parent / place).resolve() if place else document
        assert target.exists(), f"{document.name}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{document.name}: {link}"


def test_the_readme_leads_to_every_document() -> None:
    for path in (ROOT / "docs").glob("*.md"):
        assert f"](docs/{path.name})" in text("README.md")


def test_modules_and_tests_that_documents_name_are_there() -> None:
    for document in DOCUMENTS:
        if document.name == "CHANGELOG.md" or document.parent.name == "tests":  # `tests/test_mirror.py` reads that one
            continue
        for named in re.findall(r"`((?:kpi_core|pages|tests|sample_data)/[\w/.]+?)/?`", document.read_text("utf-8")):
            assert "NAME" in named or (ROOT / named).exists(), f"{document.name} names {named}"


def test_the_version_is_said_once() -> None:
    version = kpi_core.__version__
    assert tomllib.loads(text("pyproject.toml"))["project"]["version"] == version
    locked = {p["name"]: p.get("version") for p in tomllib.loads(text("uv.lock"))["package"]}
    assert locked["kpi-core"] == version
    assert VERSIONS[0].split()[0] == version
    assert f"version {version}" in text("README.md")


def test_every_version_has_its_day_the_latest_first() -> None:
    found = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) \((\d{4}-\d\d-\d\d)\)", v) for v in VERSIONS]
    assert all(found)
    order = [(tuple(int(n) for n in m.groups()[:3]), m[4]) for m in found if m]
    assert order == sorted(order, reverse=True)


def test_changes_of_meaning_are_numbered_and_stand_first() -> None:
    entries = re.findall(r"^- (.*)$", text("CHANGELOG.md"), flags=re.MULTILINE)
    numbers = [int(m[1]) for e in entries if (m := re.match(r"Meaning (\d+): ", e))]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for version in VERSIONS:
        mine = [
            e.startswith("Meaning ") for e in re.findall(r"^- (.*)$", section("CHANGELOG.md", version), re.MULTILINE)
        ]
        assert mine == sorted(mine, reverse=True)
