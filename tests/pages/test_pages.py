"""The pages without a browser: what they say, and what they never show."""

from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from kpi_core.model import Cadence

APP = Path(__file__).parents[2] / "menu.py"
INSIDE = "Traceback /home/secret 0.1.0"


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(APP, default_timeout=60)


def _texts(app: AppTest) -> str:
    return " ".join(str(e.value) for kind in (app.markdown, app.error, app.warning, app.info, app.title) for e in kind)


def test_the_first_look_needs_no_choice(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert [t.value for t in app.title] == ["Is it changing?"]
    assert len(app.get("vega_lite_chart")) == 6
    assert app.query_params == {}


def test_a_speed_kpi_never_stands_alone(app: AppTest) -> None:
    app.query_params["v"] = "1"
    app.query_params["k"] = ["average_handle_time"]
    app.run()
    assert [c.proto.alt.split(",")[0] for c in app.get("vega_lite_chart")] == [
        "Average handle time",
        "Customer satisfaction",
        "First contact resolution",
    ]


def test_a_change_makes_the_address_explicit(app: AppTest) -> None:
    app.run()
    app.session_state["v_cadence"] = Cadence.MONTH
    app.run()
    assert app.query_params["c"] == "month"
    assert {"v", "ds", "def", "k", "d", "vs"} <= set(app.query_params)


def test_bad_parts_are_named(app: AppTest) -> None:
    app.query_params["v"] = "1"
    app.query_params["by"] = "a" * 400
    app.query_params["d"] = "9999-01-01..2025-01-01"
    app.query_params["k"] = [f"x{i}" for i in range(60)]
    app.run()
    assert not app.exception
    assert "too long" in _texts(app)
    assert "9999" in _texts(app)
    assert "only the first 50" in _texts(app)


def test_a_selection_without_contacts_says_what_to_do(app: AppTest) -> None:
    app.query_params["v"] = "1"
    app.query_params["w"] = ["queue=Voice night Meridian", "channel=Chat"]
    app.run()
    assert not app.exception
    assert "widen the dates or keep more" in _texts(app)


@pytest.mark.parametrize("error", [RuntimeError(INSIDE), pl.exceptions.PanicException(INSIDE)])
def test_a_fault_shows_a_reference_and_nothing_else(
    app: AppTest, error: BaseException, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("kpi_core.analysis.trend.compute.measure", broken)
    app.query_params["v"] = "1"
    app.query_params["c"] = "quarter" if isinstance(error, RuntimeError) else "year"
    app.query_params["k"] = ["nps"]
    app.run()
    shown = [e.value for e in app.error]
    assert len(shown) == 1
    reference = shown[0].split("reference ")[1][:8]
    assert reference in caplog.text
    assert INSIDE not in _texts(app) + caplog.text
    assert not app.exception


def test_the_menu_holds_finished_pages_only(app: AppTest) -> None:
    app.run()
    scripts = {p.stem for p in APP.parent.joinpath("pages").glob("[!_]*.py")}
    links = [e.proto.page for e in app.get("page_link")]
    assert {"trend" if not link.strip("/") else link.strip("/") for link in links} <= scripts
    assert len(links) == len(set(links)) >= 2


def test_load_shows_what_is_here(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/load.py").run()
    assert not app.exception
    assert "contacts, 6 Jan 2025" in _texts(app).replace("\\", "")
