"""Every table has its CSV beside it: on each page, and after the clicks that show more tables."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from kpi_core.definitions import DEFAULT, version_of
from tests.pages.test_pages import APP

PAGES = sorted(p.stem for p in APP.parent.joinpath("pages").glob("[!_]*.py"))


def opened(page: str, **query: str | list[str]) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=120)
    for name, value in ({"v": "1", "d": "..", "vs": "none"} | query if query else {}).items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{page}.py").run()


def elements(block: Block) -> Iterator[Element]:
    """The page from top to bottom."""
    for child in block.children.values():
        if isinstance(child, Block):
            yield from elements(child)
        else:
            yield child


def alone(app: AppTest) -> list[str]:
    """The tables that no CSV follows before the next table, picture or heading."""
    found: list[str] = []
    waiting = ""
    for element in elements(app.main):
        if element.type == "download_button" and "CSV" in element.proto.label:
            waiting = ""
        elif element.type in {"dataframe", "vega_lite_chart", "title", "header", "subheader"}:
            found += [waiting] if waiting else []
            waiting = element.proto.alt or "a table" if element.type == "dataframe" else ""
    return [*found, *([waiting] if waiting else [])]


def tables(app: AppTest) -> int:
    return len(app.get("dataframe"))


@pytest.mark.parametrize("page", PAGES)
def test_every_table_of_a_page_has_its_csv_beside_it(page: str) -> None:
    app = opened(page)
    assert not app.exception
    assert alone(app) == []
    assert tables(app) or page in {"load", "whatif"}


def test_the_contacts_behind_a_number_and_two_cuts_have_theirs() -> None:
    app = opened("whatif", k="service_level", bx="queue=Voice night Meridian")
    assert tables(app) == 1
    assert alone(app) == []


def test_the_effect_of_other_definitions_has_its_csv() -> None:
    app = opened("definitions")
    before = tables(app)
    app.number_input(key=f"set {version_of(DEFAULT)} threshold voice").set_value(60.0).run()
    assert tables(app) == before + 2
    assert alone(app) == []


def test_totals_beside_ours_have_their_csv() -> None:
    app = opened("health")
    before = tables(app)
    app.text_area(key="totals").set_value("Contact volume, 5000").run()
    assert tables(app) == before + 1
    assert alone(app) == []
