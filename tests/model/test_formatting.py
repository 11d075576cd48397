import pytest

from kpi_core.model import Unit, duration, plain, several, value_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 s"), (4.21, "4.2 s"), (9.96, "10 s"), (59.4, "59 s"), (59.6, "1 m"), (72, "1 m 12 s"),
        (3599.6, "1 h"), (7500, "2 h 5 m"), (86_399, "1 d"), (90_000, "1 d 1 h"), (-72, "-1 m 12 s"),
    ],
)  # fmt: skip
def test_durations_read_as_people_say_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.8108, Unit.PERCENT, "81.1%"),
        (1234.4, Unit.COUNT, "1,234"),
        (12.345, Unit.MONEY, "12.35"),
        (-3.25, Unit.NPS, "-3.2"),
        (None, Unit.PERCENT, "-"),
    ],
)
def test_values_read_in_their_unit(value: float | None, unit: Unit, text: str) -> None:
    assert value_text(value, unit) == text


def test_marks_that_turn_the_text_are_made_visible() -> None:
    assert plain("a\u202eb\u0000") == "a\ufffdb\ufffd"
    assert len(plain("x" * 300)) == 120


def test_lists_read_as_sentences() -> None:
    assert several(["a"]) == "a"
    assert several(["a", "b", "c"]) == "a, b and c"
    assert several([]) == ""
