"""KPIs of facts beside contacts on every page, and data without a contact: a number or a sentence, never an error."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi_core.data import Dataset, save
from kpi_core.model import Fact
from tests import beside

APP = Path(__file__).parents[2] / "menu.py"
KPIS = ("occupancy", "cost_per_contact", "customer_churn_rate", "qa_item_pass_rate")
SPREAD = "answered, spread by contacts"
PAGES = {
    "trend": {"k": "{}"},
    "segments": {"f": "{}"},
    "tail": {"f": "{}"},
    "whatif": {"k": "{}", "bx": "team=Meridian Night"},
    "pairing": {"f": "{}", "g": "csat"},
    "definitions": {"find": "{}"},
}


def _open(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in ({"v": "1", "d": "..", "vs": "none"} | query).items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{page}.py").run()


def _texts(app: AppTest) -> str:
    texts = " ".join(str(e.value) for kind in (app.markdown, app.error, app.warning, app.info) for e in kind)
    return texts.replace("\\", "")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kpi", KPIS)
def test_every_page_shows_the_kpi_or_says_why_not(page: str, kpi: str) -> None:
    for more in ({"c": "month"}, {"c": "week", "by": "reason"}):
        app = _open(page, **{name: value.format(kpi) for name, value in PAGES[page].items()}, **more)
        assert not app.exception
        assert "reference" not in _texts(app)
        assert app.get("vega_lite_chart") or app.info or app.error or page == "definitions"


@pytest.mark.parametrize(
    ("page", "query", "said"),
    [
        ("trend", {"k": "cost_per_contact", "c": "week"}, "its cost rows are by month; choose month"),
        ("trend", {"k": "cost_per_contact", "c": "month", "by": "reason"}, "its cost rows do not know it"),
        ("trend", {"k": "occupancy", "by": "channel"}, "its agent_time rows do not know it"),
        ("trend", {"k": "cost_per_contact", "c": "month"}, "nothing moved by more than chance (cost per contact"),
        ("trend", {"k": "customer_churn_rate", "c": "month", "d": "2025-02-10..2025-06-30"}, "in two; begin on"),
        ("segments", {"f": "occupancy", "by": "channel"}, "its agent_time rows do not know it"),
        ("segments", {"f": "qa_item_pass_rate", "by": "item"}, "Next step"),
        (
            "segments",
            {"f": "cost_per_contact", "by": "reason", "c": "month", "var": f"cost_per_contact:{SPREAD}"},
            SPREAD,
        ),
        ("segments", {"f": "servqual_gap"}, "by servqual dimension"),
        ("segments", {"f": "occupancy"}, "Occupancy is not read from contacts: agent_time rows by day are behind it"),
        ("segments", {"f": "answer_rate", "by": "item"}, "its contact rows do not know it"),
        ("whatif", {"k": "occupancy", "bx": "queue=Voice night Meridian"}, "its agent_time rows do not know it"),
        ("tail", {"f": "servqual_gap", "by": "queue"}, "its survey rows do not know it"),
        ("tail", {"f": "occupancy"}, "queue delay is shown instead"),
        ("pairing", {"f": "occupancy", "g": "customer_churn_rate"}, "its account_month rows are by month"),
    ],
)  # fmt: skip
def test_what_a_fact_does_not_know_is_named(page: str, query: dict[str, str], said: str) -> None:
    app = _open(page, **query)
    assert not app.exception
    assert said in _texts(app)


@pytest.mark.parametrize("facts", [(Fact.INTERVAL,), (Fact.AGENT_TIME, Fact.SURVEY), (Fact.ACCOUNT_MONTH,)])
def test_data_without_contacts_open_on_every_page(
    facts: tuple[Fact, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = beside.facts()
    name = "-".join(facts)
    save(
        Dataset(name=name, fingerprint=f"{name:f<12.12}", tables=beside.tables({f: rows[f] for f in facts})),
        tmp_path / name,
    )
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert app.get("vega_lite_chart")
    for page in (*PAGES, "load"):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, page
        assert "reference" not in _texts(app), (page, _texts(app))
    assert "contacts," not in _texts(app).split("shared with")[0]
