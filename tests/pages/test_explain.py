"""Segments and tail without a browser: the answer, what a link says, what an impossible choice says."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import APP, _texts

SEGMENTS, TAIL = "pages/segments.py", "pages/tail.py"


def _open(page: str, **link: str | list[str]) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in ({"v": "1", "d": "..", "vs": "none"} | link if link else {}).items():
        app.query_params[name] = value
    app.switch_page(page)
    return app.run()


def _said(app: AppTest) -> str:
    return _texts(app).replace("\\", "")


def test_the_first_look_needs_no_choice() -> None:
    app = _open(SEGMENTS)
    assert not app.exception
    assert "Service level by channel: Voice (80.3%) is highest and Chat (62.1%) lowest" in _said(app)
    assert next(c.proto.alt for c in app.get("vega_lite_chart")).startswith("Service level by channel")
    assert "page 1 of 4,000" in _said(app)
    assert dict(app.query_params) == {}


def test_the_first_look_at_the_tail_finds_the_failure() -> None:
    app = _open(TAIL)
    assert not app.exception
    assert "The average hides Voice night Meridian in Q1 2026" in _said(app)
    assert len(app.get("vega_lite_chart")) == 3
    assert app.dataframe[0].value.iloc[0].to_list()[:2] == ["Voice night Meridian", "Q1 2026"]
    assert "linear interpolation, from the contacts themselves" in _said(app)
    assert "Abandoned contacts" in _said(app)


def test_a_link_says_kpi_segments_order_and_page() -> None:
    app = _open(SEGMENTS, k="service_level", f="abandonment_rate", by=["queue", "time_band"], sort="n", p="3")
    assert not app.exception
    assert "Abandonment rate by queue and time band" in _said(app)
    assert "page 3 of 4,000" in _said(app)
    counted = app.dataframe[0].value["n"].to_list()
    assert counted == sorted(counted, reverse=True)


def test_crossing_says_both_segments_although_the_first_was_only_the_pages_choice() -> None:
    app = _open(SEGMENTS)
    app.selectbox(key="v_cross").set_value("time_band").run()
    assert app.query_params["by"] == ["channel", "time_band"]
    assert "by channel and time band" in _said(app)


def test_older_contacts_are_in_the_link_and_another_selection_begins_anew() -> None:
    app = _open(SEGMENTS)
    app.button(key="older").click().run()
    assert app.query_params["p"] == "2"
    first = app.dataframe[-1].value.iloc[0, 0]
    assert first == _open(SEGMENTS, p="2").dataframe[-1].value.iloc[0, 0]
    app.session_state["v_selection.where"] = ["location"]
    app.session_state["v_selection.where location"] = ["Porto"]
    app.run()
    assert "p" not in app.query_params


def test_a_crumb_widens_again() -> None:
    app = _open(SEGMENTS, k="service_level", w=["channel=Voice", "location=Porto", "location=Leeds"])
    app.button(key="widen location=Leeds").click().run()
    assert app.query_params["w"] == ["channel=Voice", "location=Porto"]
    app.button(key="widen channel=Voice").click().run()
    assert app.query_params["w"] == "location=Porto"


def test_the_promise_is_in_the_link() -> None:
    app = _open(TAIL)
    app.number_input(key="v_limit").set_value(120.0).run()
    assert app.query_params["lim"] == "120.0"
    assert "beyond the promise" in _said(app)
    assert _said(_open(TAIL, lim="120.0", by="queue")).count("Voice night Meridian") >= 1


@pytest.mark.parametrize("page", [SEGMENTS, TAIL])
def test_a_cut_that_cannot_be_is_refused_in_place(page: str) -> None:
    app = _open(page, k="service_level", by="agent", f="service_level" if page == SEGMENTS else "queue_delay")
    assert not app.exception
    assert "cannot be cut by agent" in _said(app)
    assert app.selectbox(key="v_focus") is not None


@pytest.mark.parametrize("page", [SEGMENTS, TAIL])
def test_an_empty_selection_says_what_to_do(page: str) -> None:
    app = _open(page, k="service_level", w=["queue=Voice night Meridian", "channel=Chat"])
    assert not app.exception
    assert "widen the dates or keep more" in _said(app)


def test_a_page_that_is_not_there_names_the_last() -> None:
    app = _open(SEGMENTS, k="service_level", p="999999")
    assert "There is no page 999999; this selection has 4000." in _said(app)
