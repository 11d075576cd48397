"""The page over time asks once whether a KPI can be answered, and measures all of them at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest

from kpi_core.analysis.trend import compute, scope
from kpi_core.data import Prepared
from kpi_core.measure import Asked, ask, measure
from kpi_core.model import Cadence, Kpi
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.rows import contacts, dataset

LATE = Selection(since=date(2026, 1, 5))
DATA = prepare(dataset(contacts()))
KPIS = ("service_level", "answer_rate", "customer_churn_rate")  # the data know no customers


@pytest.mark.parametrize(
    ("view", "measured"),
    [
        (View(kpis=KPIS), 1),
        (View(kpis=KPIS, by=("channel",)), 1),
        (
            View(kpis=KPIS, selection=Selection(since=date(2026, 1, 5)), compare="previous"),
            2,
        ),  # the range, and the one before it
    ],
)
def test_each_kpi_is_asked_and_each_thing_measured_once(
    view: View, measured: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[tuple[object, ...]] = Counter()
    entered: Counter[tuple[object, ...]] = Counter()

    def counting_ask(
        data: Prepared,
        kpis: Sequence[Kpi],
        selection: Selection,
        by: Sequence[str] = (),
        cadence: Cadence = Cadence.ALL,
    ) -> Asked:
        asked.update((k.key, selection, tuple(by), cadence) for k in kpis)
        return ask(data, kpis, selection, by, cadence)

    def counting_measure(answer: Asked) -> pl.DataFrame:
        entered[answer.selection, answer.by, answer.cadence] += 1
        return measure(answer)

    for module in (compute, scope):
        monkeypatch.setattr(module, "ask", counting_ask)
        monkeypatch.setattr(module, "measure", counting_measure)
    found = compute.trend(DATA, view)
    assert [p.kpi.key for p in found.panels if p.why_not] == ["customer_churn_rate"]
    assert set(asked.values()) == {1}
    assert list(entered.values()) == [1] * measured
