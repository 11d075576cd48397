"""Axes can be read in the browser: every label lies within its picture, and an axis of time says at least two dates."""

import re
from datetime import date

import pytest

from tests.browser.conftest import Open, ready
from tests.browser.test_pages import PAGES

pytestmark = pytest.mark.browser
_MONTHS = [date(2026, month, 1).strftime("%B") for month in range(1, 13)]
_DATE = re.compile(
    rf"({'|'.join(_MONTHS)}|{'|'.join(m[:3] for m in _MONTHS)})( \d\d(\d\d)?)?|20\d\d|Q[1-4]|\d\d:\d\d"
    rf"|({'|'.join(m[:3] for m in _MONTHS)}|Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d?"
)
# The upper picture of a pair stands on the axis of the lower one.
_AXES = """() => {
const upper = document.querySelector('[class*=st-key-panel-series] [data-testid=stVegaLiteChart]');
return [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].flatMap(chart => {
  return [...chart.querySelectorAll('.role-axis')].map(axis => ({
    time: /for a (utc|time) scale/.test(axis.getAttribute('aria-label') || '') && chart !== upper,
    labels: [...axis.querySelectorAll('.role-axis-label text:not([opacity="0"])')].map(t => {
      const at = t.getBoundingClientRect(), svg = t.closest('svg').getBoundingClientRect();
      const inside = at.left > svg.left - 2 && at.right < svg.right + 2 && at.bottom < svg.bottom + 2;
      return [t.textContent, inside];
    }),
  })).filter(axis => axis.time || axis.labels.length);
})}"""
_QUERIES = [
    *PAGES,
    "trend?v=1&k=average_speed_of_answer&c=day",
    "trend?v=1&k=average_speed_of_answer&c=week&by=channel",
    "tail?v=1&c=month",
    "tail?v=1&c=day",
    "pairing?v=1&c=week",
]


@pytest.mark.parametrize("address", _QUERIES)
def test_every_axis_shows_its_labels_and_an_axis_of_time_its_dates(address: str, server: str, visit: Open) -> None:
    page = visit(f"{server}/{address}")
    ready(page)
    if not page.get_by_test_id("stVegaLiteChart").count():
        return
    page.wait_for_function("document.querySelector('[data-testid=stVegaLiteChart] .role-axis-label text')")
    page.wait_for_timeout(1000)  # a picture is laid out again once its width is known
    axes = page.evaluate(_AXES)
    assert axes
    assert [label for axis in axes for label, inside in axis["labels"] if not inside] == []
    for axis in axes:
        if axis["time"]:
            dates = [label for label, _ in axis["labels"] if _DATE.fullmatch(label)]
            assert len(dates) >= 2, axis
