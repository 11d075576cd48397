"""Definitions without a browser: the effect is shown before it is kept, and what is broken changes nothing."""

import pytest
from streamlit.testing.v1 import AppTest

from kpi_core.definitions import DEFAULT, parse, version_of
from tests.pages.test_pages import APP, _texts

PAGE = "pages/definitions.py"


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(APP, default_timeout=60).run().switch_page(PAGE).run()


def _said(app: AppTest) -> str:
    return _texts(app).replace("\\", "")


def _table(app: AppTest, *columns: str) -> list[tuple[object, ...]]:
    """The table that has these columns."""
    frame = next(d.value for d in app.dataframe if set(columns) <= set(d.value.columns))
    return [tuple(r) for r in frame[list(columns)].itertuples(index=False)]


def _set(app: AppTest, name: str, version: str = version_of(DEFAULT)) -> str:
    return f"set {version} {name}"


def test_nothing_is_changed_by_looking(app: AppTest) -> None:
    assert not app.exception
    assert dict(app.query_params) == {}
    assert "Rules, and whom they take in" in " ".join(h.value for h in app.subheader)
    assert not [b for b in app.button if b.key == "keep"]


def test_the_effect_is_shown_before_it_is_kept(app: AppTest) -> None:
    app.number_input(key=_set(app, "threshold voice")).set_value(60.0).run()
    app.checkbox(key=_set(app, "export_targets")).uncheck().run()
    assert not app.exception
    effect = {row[0]: row[1:] for row in _table(app, "kpi", "now", "then", "change")}
    now, then, change = effect["Service level"]
    assert now != then
    assert str(change).startswith("+")
    assert effect["Contact volume"][2] == "the same"
    assert ("Thresholds: Answered within, voice", "20 s", "60 s") in _table(app, "setting", "now", "then")
    assert "def" not in app.query_params
    app.button(key="keep").click().run()
    own = parse("[thresholds]\nvoice = 60\nchat = 60\n[limits]\nexport_targets = false")
    assert app.query_params["def"] == version_of(own)
    assert f"Version {version_of(own)}" in _said(app)
    assert {r[0]: r[1] for r in _table(app, "kpi", "value") if r[0] == "Service level"} == {"Service level": then}
    app.switch_page("pages/trend.py").run()
    assert app.query_params["def"] == version_of(own)
    app.switch_page(PAGE).run()
    next(b for b in app.button if b.label == "Back to the usual definitions").click().run()
    assert app.query_params["def"] == version_of(DEFAULT)


def test_a_broken_text_is_one_sentence_and_changes_nothing(app: AppTest) -> None:
    app.segmented_control(key="how").set_value("text").run()
    box = app.text_area(key=f"text {version_of(DEFAULT)}")
    box.set_value(box.value.replace("short_abandon_s = 5.0", "short_abandon_s = -5")).run()
    assert not app.exception
    said = [e.value.replace("\\", "") for e in app.error]
    assert len(said) == 1
    assert "[limits]: short_abandon_s must not be negative, and -5 is. The definitions in force stay" in said[0]
    assert not [b for b in app.button if b.key == "keep"]
    strange = '[rules.eligible]\nall = [{ column = "custmer_type", is = "new" }]'
    app.text_area(key=f"text {version_of(DEFAULT)}").set_value(strange).run()
    assert "line 2, [rules.eligible]: the data has no column 'custmer_type'; did you mean 'customer_type'?" in (
        app.error[0].value.replace("\\", "")
    )
    assert f"Version {version_of(DEFAULT)}" in _said(app)


def test_a_rule_is_shown_in_words_with_whom_it_takes_in(app: AppTest) -> None:
    app.segmented_control(key="how").set_value("text").run()
    rule = '[rules.eligible]\nall = [{ column = "customer_type", is = ["New"] }]'
    app.text_area(key=f"text {version_of(DEFAULT)}").set_value(rule).run()
    app.button(key="keep").click().run()
    assert not app.exception
    rows = {row[0]: row[1:] for row in _table(app, "asks", "true", "false", "unknown")}
    true, false, unknown = (
        int(str(v).replace(",", "")) for v in rows["A contact is eligible where customer type is 'New'."]
    )
    assert true > 0
    assert (true + false, unknown) == (200_000, 0)


def test_a_target_from_the_own_baseline_holds_an_action(app: AppTest) -> None:
    app.segmented_control(key="how").set_value("target").run()
    app.selectbox(key="target-kpi").set_value("service_level").run()
    offered = app.radio(key="target-from service_level").options
    assert "weeks" in offered[0]
    assert any("Copied benchmark, My AI Front Desk: 80" in o.replace("\\", "") for o in offered)
    assert not [b for b in app.button if b.key == "keep"]
    app.text_input(key="target-action").set_value("Late shift from 13:30").run()
    assert not app.exception
    assert "1 setting differs, and no KPIs would change." in _said(app)
    app.button(key="keep").click().run()
    assert [r for r in _table(app, "setting", "value", "decides") if r[2] == "Late shift from 13:30"]


def test_a_link_of_other_definitions_says_so() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["v"], app.query_params["def"] = "1", "00000000"
    app.run()
    assert "The link was made under other definitions (version 00000000" in _said(app)
