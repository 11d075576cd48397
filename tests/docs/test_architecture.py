"""docs/architecture.md draws the house as the contract has it."""

import re

from tests.docs.reading import section, text
from tests.test_contract import MAY_IMPORT

PAGE = "docs/architecture.md"


def test_the_table_of_floors_is_the_contract() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .+? \| ([\w, ]+) \|$", section(PAGE, "The floors"), flags=re.MULTILINE)
    drawn = {name: set() if allowed == "nothing" else set(allowed.split(", ")) for name, allowed in rows}
    assert drawn == MAY_IMPORT
    assert list(drawn) == list(MAY_IMPORT)


def test_a_list_of_packages_is_in_the_order_of_the_alphabet() -> None:
    for allowed in re.findall(r"^\| `\w+` \| .+? \| ([\w, ]+) \|$", section(PAGE, "The floors"), flags=re.MULTILINE):
        assert allowed.split(", ") == sorted(allowed.split(", "))


def test_every_way_to_add_something_ends_with_a_command_that_shows_it_is_right() -> None:
    ways = re.findall(r"^### (.*)$", section(PAGE, "Where new things go"), flags=re.MULTILINE)
    assert len(ways) == 9
    for way in ways:
        words = section(PAGE, way)
        assert re.search(r"^1\. ", words, flags=re.MULTILINE)
        assert "-m pytest tests/" in words


def test_the_fields_of_the_measured_frame_are_those_that_measure_returns() -> None:
    shown = re.search(r"\*\*The measured frame\*\*: `([^`]*)`", section(PAGE, "The values that travel"))
    assert shown
    names = " ".join(shown[1].split())
    assert names.removeprefix("kpi, ") in " ".join(text("kpi_core/measure/measure.py").split())
