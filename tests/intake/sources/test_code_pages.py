"""A text that is no UTF-8 is read in the code page that its words speak for, and the report says so."""

import pytest

from kpi_core.errors import BadInput
from kpi_core.intake import from_toml, load

MAPPING = "[columns]\nat = 't'\nqueue = 'q'\n"


def queues(words: list[str], encoding: str, file: str = "") -> tuple[list[str], list[str]]:
    rows = "".join(f"{i};2024-05-{10 + i} 10:00;{w}\n" for i, w in enumerate(words))
    dataset = load(("t.csv", f"id;t;q\n{rows}".encode(encoding)), from_toml(file + MAPPING))
    return dataset.contacts["queue"].to_list(), list(dataset.report["notes"])


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (["\u0141\u00f3d\u017a sprzeda\u017c", "Krak\u00f3w"], "cp1250"),
        (["Z\u00fcrich Verkauf", "Gen\u00e8ve"], "cp1252"),
        (["\u041b\u0438\u043d\u0438\u044f", "\u041f\u0440\u043e\u0434\u0430\u0436\u0438"], "cp1251"),
        (["\u0395\u03bb\u03bb\u03ac\u03b4\u03b1", "\u03a0\u03c9\u03bb\u03ae\u03c3\u03b5\u03b9\u03c2"], "cp1253"),
        (["\u30ab\u30b9\u30bf\u30de\u30fc\u30b5\u30dd\u30fc\u30c8", "\u55b6\u696d"], "cp932"),
    ],
)  # fmt: skip
def test_a_code_page_is_told_by_its_words_and_said(words: list[str], encoding: str) -> None:
    read, notes = queues(words, encoding)
    assert read == words
    assert any(words[0] in note and encoding in note for note in notes)


def test_a_mapping_names_the_encoding() -> None:
    words = ["P\u0159\u00edjem hovor\u016f", "\u017d\u00e1dost"]
    read, notes = queues(words, "cp1250", "[file]\nencoding = 'windows-1250'\n")
    assert read == words
    assert not any("UTF-8" in note for note in notes)
    with pytest.raises(BadInput, match="no encoding"):
        from_toml("[file]\nencoding = 'cp99999'\n" + MAPPING)
