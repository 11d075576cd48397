"""A failure here means that a name, a number or an address of a person was kept where nobody expects it."""

import hmac
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core import intake
from kpi_core.errors import KpiError
from kpi_core.intake.values.pseudonyms import hashed

ROOT = Path(__file__).parents[3]
RAW = ("+41791234567", "Zebulon Quartermain", "zeb.quartermain@example.org", "ring me at home")
# In `personal` columns, in columns that nothing maps, and in cells that fail to be read.
TABLE = "at,channel,Phone,Caller,Mail,Note,wait_s,agent\n" + "".join(
    f"2026-01-{1 + i % 28:02d} 10:00:00,voice,{RAW[0]},{RAW[1]},{RAW[2]},{RAW[3]},{i},agent {i % 3}\n"
    for i in range(80)
)
MAPPING = (
    'name = "people"\n[columns]\nat = "at"\nchannel = "channel"\nwait_s = "wait_s"\n'
    'customer_key = { column = "Phone", personal = true }\nagent = { column = "Caller", personal = true }\n'
    'talk_s = { column = "Mail", personal = true }\n'
)


def raw_in(content: bytes) -> list[str]:
    """The raw values, or telling parts of them, that these bytes hold in any of the usual encodings."""
    parts = [w for text in RAW for w in (text, text.replace(" ", "+"), text.replace(" ", "%20"), text[-9:])]
    return [p for p in parts if any(p.encode(e) in content for e in ("utf-8", "utf-16-le"))]


def test_a_dataset_folder_and_what_was_printed_hold_nobody(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "people.toml").write_text(MAPPING, encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    words = [
        "import",
        str(tmp_path / "in.csv"),
        "--mapping",
        str(tmp_path / "people.toml"),
        "--out",
        str(tmp_path / "kept"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "kpi_core", *words], cwd=ROOT, capture_output=True, check=True,
        env={**os.environ, "TMPDIR": str(scratch), "XDG_STATE_HOME": str(tmp_path / "state")},
    )  # fmt: skip
    assert list(scratch.iterdir()) == []
    written = [p for folder in ("kept", "state") for p in (tmp_path / folder).rglob("*") if p.is_file()]
    assert len(written) >= 3
    assert {p.name: raw_in(p.read_bytes()) for p in written} == {p.name: [] for p in written}
    assert raw_in(done.stdout + done.stderr) == []
    frame = intake.load(str(tmp_path / "in.csv"), intake.from_toml(MAPPING)).contacts
    assert raw_in(frame.write_csv().encode()) == []
    assert frame["customer_key"].n_unique() == frame["agent"].n_unique() == 1


def test_the_scratch_folder_is_its_owners_alone_and_gone_after_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    modes = set[int]()

    def told(_step: object) -> None:
        modes.update(p.stat().st_mode & 0o777 for p in tmp_path.iterdir())

    intake.load(("a.csv", TABLE.encode()), intake.from_toml(MAPPING), progress=told)
    assert modes == {0o700}
    with pytest.raises(KpiError):
        intake.load(("a.csv", TABLE.encode()), intake.from_toml(MAPPING.replace('"Mail"', '"Nowhere"')))
    assert list(tmp_path.iterdir()) == []


@given(texts=st.lists(st.none() | st.text(), min_size=1), key=st.binary(min_size=1, max_size=200))
def test_a_hash_is_hmac_sha256_of_the_text(texts: list[str | None], key: bytes) -> None:
    expected = [None if t is None else hmac.digest(key, t.encode(), "sha256").hex()[:16] for t in texts]
    assert hashed(pl.Series(texts, dtype=pl.String), key).to_list() == expected
