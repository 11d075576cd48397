"""From the click on a cadence to the repainted charts, in a real browser, and the server's memory.

python -m tests.benchmarks.click_to_repaint [ROUNDS] [FOLDER]

Shown are the datasets in FOLDER (as KPI_DATA), else the sample of 200,000 contacts.

`first` are Views that the server has not measured yet, `again` those that it has. The end is when the lines of every
chart have changed, in the page or on its canvas, and two frames have passed.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ready
from tests.browser.server import serve
from tests.conftest import chromium

_CADENCES = ("Month", "Week", "Quarter", "Day", "Month", "Week", "Quarter", "Day", "Month", "Week")
_CLICK = """label => new Promise(done => {
  if (!window.drawn) {
    window.drawn = new WeakMap();  // what was drawn on a canvas since it was wiped, as one number
    const to = CanvasRenderingContext2D.prototype, wipe = to.clearRect, line = to.lineTo;
    to.clearRect = function (...place) { drawn.set(this.canvas, 0); return wipe.apply(this, place); };
    to.lineTo = function (x, y) {
      drawn.set(this.canvas, ((drawn.get(this.canvas) || 0) * 31 + Math.round(x * 10) + Math.round(y * 70)) | 0);
      return line.call(this, x, y);
    };
  }
  const paths = () => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
    .map(c => [...c.querySelectorAll('.mark-line path')].map(p => p.getAttribute('d')).join()
      + [...c.querySelectorAll('canvas')].map(e => drawn.get(e)).join());
  const before = paths();
  const radio = [...document.querySelectorAll('[role=radiogroup] label, [role=radiogroup] [role=radio]')]
    .find(e => e.textContent.trim() === label);
  const start = performance.now();
  radio.click();
  const look = () => {
    const now = paths();
    if (now.length === before.length && now.every((p, i) => p !== before[i]))
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
    else if (performance.now() - start > 15000) done(NaN);
    else requestAnimationFrame(look);
  };
  look();
})"""


def clicks(page: Page, cadences: tuple[str, ...]) -> list[float]:
    """Return milliseconds for each click."""
    took = []
    for cadence in cadences:
        took.append(float(page.evaluate(_CLICK, cadence)))
        ready(page)
        page.wait_for_timeout(400)
    return took


def server_memory(port: int) -> dict[str, int]:
    """Return what the server on a port holds: all, its own, and mapped from files."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_text(encoding="utf-8")
            lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines() if ":" in line)
        except OSError:
            continue
        if f"--server.port={port}\0" in command:
            return {name: int(lines[name].split()[0]) // 1024 for name in ("VmHWM", "VmRSS", "RssAnon", "RssFile")}
    return {}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    data = {"KPI_DATA": sys.argv[2]} if len(sys.argv) > 2 else {}
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder), **data) as url, sync_playwright() as play:
        browser = play.chromium.launch(**chromium())
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(url, timeout=120_000)
        ready(page)
        page.wait_for_timeout(1500)
        first = clicks(page, _CADENCES[:4])
        again = [t for _ in range(rounds) for t in clicks(page, _CADENCES)]
        browser.close()
        memory = server_memory(int(url.rsplit(":", 1)[1]))
    by = {
        c: median(t for t, d in zip(again, _CADENCES * rounds, strict=True) if d == c) for c in dict.fromkeys(_CADENCES)
    }
    print(f"first  median {median(first):5.0f} ms   most {max(first):5.0f} ms   ({len(first)} clicks)")
    p95 = quantiles(again, n=20)[-1]
    print(f"again  median {median(again):5.0f} ms   p95  {p95:5.0f} ms   ({len(again)} clicks)")
    print("server " + "   ".join(f"{name} {mb:,} MB" for name, mb in memory.items()))
    print("       " + "   ".join(f"{c.lower()} {t:.0f} ms" for c, t in by.items()))


if __name__ == "__main__":
    main()
