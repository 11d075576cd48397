"""One lock, from which make and uv install the same."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]


def _pins(path: Path) -> set[tuple[str, str]]:
    return set(re.findall(r"(?m)^([\w.-]+)==([\w.+!-]+)", path.read_text(encoding="utf-8")))


def test_make_and_uv_install_the_same_versions() -> None:
    locked = {(p["name"], p["version"]) for p in LOCK if p["source"] != {"virtual": "."}}
    assert _pins(ROOT / "requirements" / "dev.txt") == locked
    assert _pins(ROOT / "requirements" / "run.txt") < locked


def test_the_lock_names_the_public_index_alone_and_has_a_wheel_for_windows() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^/\"]+", text)) == {"https://pypi.org", "https://files.pythonhosted.org"}
    for package in LOCK:
        wheels = [w["url"] for w in package.get("wheels", ())]
        local = package["source"] == {"virtual": "."}
        assert local or any("none-any" in w or "win_amd64" in w for w in wheels), package["name"]
