"""Labels from data are shown as their literal characters: as values, as headers, as the name of the data."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from kpi_core import intake
from kpi_core.data import save
from kpi_core.intake import from_toml
from tests.browser.conftest import Open
from tests.browser.server import serve

pytestmark = pytest.mark.browser
LABELS = (
    "<img src=x onerror=alert(1)>", "**stars** _u_ `c` [a](javascript:alert(1))", "$5 to $10$", "=1+1", "a:Q",
    "a.b", "a[0]", "datum['x']", ":smile: -> :material/home:", "\u202erightToLeft", "long " * 60,
)  # fmt: skip
HEADERS = ("a:Q", "x.y[0]", "<b>bold</b>", "$h$")
NAME = "<script>alert(1)</script> **n** $x$"
_PAGES = ("trend", "segments", "tail", "pairing", "whatif", "definitions")
_INJECTED = """() => [...document.querySelectorAll('img[src=x], a[href^=javascript], .katex, main b, h1 em')].length
    + [...document.scripts].filter(s => s.textContent === 'alert(1)').length"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose only dataset of its own is full of markup."""
    folder: Path = tmp_path_factory.mktemp("labels")
    rows = pl.DataFrame(
        {
            "at": [f"2026-0{1 + i % 3}-{1 + i % 28:02d} {i % 24:02d}:00:00" for i in range(3300)],
            "channel": ["voice"] * 3300,
            "wait": [i % 90 for i in range(3300)],
            "answered": ["Y" if i % 7 else "N" for i in range(3300)],
            "reason": [LABELS[i % len(LABELS)].strip() for i in range(3300)],
            **{h: [f"{h} {i % 3}" for i in range(3300)] for h in HEADERS},
        }
    )
    columns = (
        'at = "at"\nchannel = "channel"\nreason = "reason"\nwait_s = { column = "wait", unit = "s" }\n'
        'answered = { column = "answered", true = ["Y"] }\n'
    )
    segments = "\n".join(f'"{h}" = "{h}"' for h in HEADERS)
    mapping = from_toml(f"name = 'labels'\n[columns]\n{columns}[segments]\n{segments}\n")
    dataset = intake.load([("labels.csv", rows.write_csv().encode())], mapping, name=NAME)
    save(dataset, folder / "data" / "labels")
    with serve(folder, KPI_DATA=str(folder / "data")) as url:
        yield url


@pytest.mark.parametrize("by", ["reason", "a:Q"])
@pytest.mark.parametrize("name", _PAGES)
def test_labels_are_literal_on_every_page(name: str, by: str, hostile: str, visit: Open) -> None:
    page = visit(f"{hostile}/{name}?v=1&k=abandonment_rate&k=queue_delay&f=queue_delay&c=month&d=..&vs=none&by={by}"
                 "&w=reason%3Da%3AQ&w=reason%3D%2524&bx=reason%3D%3D1%2B1")  # fmt: skip
    page.wait_for_timeout(400)
    assert page.evaluate(_INJECTED) == 0
    page = visit(f"{hostile}/{name}?v=1&k=abandonment_rate&f=queue_delay&c=all&d=..&vs=none&by={by}")
    page.wait_for_timeout(400)
    assert page.evaluate(_INJECTED) == 0
    drawn = page.locator("[data-testid=stVegaLiteChart] svg text").evaluate_all("ts => ts.map(t => t.textContent)")
    if name in {"segments", "tail"}:
        expected = {"=1+1", "a:Q", "$5 to $10$"} if by == "reason" else {"a:Q 0", "a:Q 1", "a:Q 2"}
        assert expected <= set(drawn)
