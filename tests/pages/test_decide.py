"""What if, Pairing and Definitions without a browser: cold from a link, from a click, and refused in a sentence."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sample_data.story import HINT

APP = Path(__file__).parents[2] / "menu.py"
START = HINT.partition(".")[0]


def _open(page: str, **query: str | list[str]) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in ({"v": "1", "d": "..", "vs": "none"} | query if query else {}).items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{page}.py").run() if page else app.run()


def _texts(app: AppTest) -> str:
    texts = " ".join(str(e.value) for kind in (app.markdown, app.error, app.warning, app.info) for e in kind)
    return texts.replace("\\", "")


def test_what_if_offers_an_example_and_one_click_makes_a_cut_b() -> None:
    app = _open("whatif")
    assert not app.exception
    assert "Cut B still says nothing" in _texts(app)
    next(b for b in app.button if "Leave out queue" in b.label).click().run()
    assert "Cut B against cut A" in _texts(app)
    assert "bx" in app.query_params
    next(b for b in app.button if b.label == "Empty cut B").click().run()
    assert "bx" not in app.query_params


def test_what_if_says_what_the_cuts_cannot_answer() -> None:
    app = _open("whatif", k=["service_level", "average_talk_time"], w=["agent=A-105"], bw=["agent=A-071"])
    assert "cannot be cut by agent" in _texts(app)
    assert "average talk time" in _texts(app)
    app = _open("whatif", k=["service_level"], bx=["channel=Voice"], bw=["channel=Voice"])
    assert "Cut B holds no contact" in _texts(app)
    assert not app.exception


def test_a_picked_cut_goes_into_the_link_when_its_value_is_chosen() -> None:
    app = _open("whatif")
    app.multiselect("v_other.where").set_value(["channel"]).run()
    assert "bw" not in app.query_params
    app.multiselect("v_other.where channel").set_value(["Voice"]).run()
    assert app.query_params["bw"] == "channel=Voice"
    app.multiselect("v_selection.without").set_value(["vendor"]).run()
    app.multiselect("v_selection.without vendor").set_value(["Tallis Support"]).run()
    assert app.query_params["x"] == "vendor=Tallis Support"
    assert "Without vendor Tallis Support" in _texts(app)


def test_pairing_starts_with_a_pair_and_takes_another() -> None:
    app = _open("pairing")
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 3
    app.selectbox("v_pair").set_value(("average_handle_time", "repeat_contact_rate")).run()
    assert app.query_params["f"] == "average_handle_time"
    app.number_input("v_lag").set_value(3).run()
    assert app.query_params["lag"] == "3"
    assert "repeat contact rate 3 weeks later" in _texts(app)
    assert "correlation" not in _texts(app).lower()
    next(b for b in app.button if b.label == "Customer satisfaction").click().run()
    assert app.query_params["g"] == "csat"


def test_pairing_refuses_in_a_sentence() -> None:
    assert "both sides" in _texts(_open("pairing", f="csat", g="csat"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"find": "wait"}, "are listed"),
        ({"cat": "governance"}, "3 are listed"),
        ({"list": "missing"}, "none of them fits"),
    ],
)
def test_definitions_list_what_is_looked_for(query: dict[str, str], said: str) -> None:
    app = _open("definitions", **query)
    assert not app.exception
    assert said in _texts(app)


def test_the_hint_is_on_the_bare_first_look_alone() -> None:
    assert START in _texts(_open(""))
    assert START not in _texts(_open("trend", k="csat"))
    assert START not in _texts(_open("definitions"))
