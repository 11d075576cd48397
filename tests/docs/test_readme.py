"""What the README shows of the command line is what it prints."""

import re
import shlex
from pathlib import Path

import pytest

from kpi_core.cli import main
from sample_data.load import MAPPING
from sample_data.make import HERE, ensure
from tests.docs.reading import section
from tests.once import Once

COMMAND = r"^    \.venv/bin/python -m kpi_core (\w+ data/sample .*)\n\n    (.*)$"
SHOWN = re.findall(COMMAND, section("README.md", "The command line"), flags=re.MULTILINE)


@pytest.fixture(scope="module")
def sample(once: Once) -> str:
    def made(folder: Path) -> None:
        contacts = str(ensure() / "contacts.parquet")
        assert main(("import", contacts, "--mapping", str(MAPPING), "--out", str(folder))) == 0

    return str(once("readme sample", made))


def test_each_question_has_its_example() -> None:
    asked = {"trend", "segments", "tail", "pairing", "whatif"}
    assert {command.split()[0] for command, _ in SHOWN} == asked <= {p.stem for p in HERE.parent.glob("pages/*.py")}


@pytest.mark.parametrize(("command", "sentence"), SHOWN, ids=[c.split()[0] for c, _ in SHOWN])
def test_an_example_prints_the_sentence_that_stands_below_it(
    sample: str, capsys: pytest.CaptureFixture[str], command: str, sentence: str
) -> None:
    assert main([sample if word == "data/sample" else word for word in shlex.split(command)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == sentence
