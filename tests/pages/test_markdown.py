import pytest

from pages.widgets.markdown import literal


def test_a_label_is_its_literal_characters() -> None:
    assert literal("*a* _b_ `c` $5 <b> [x](y)") == r"\*a\* \_b\_ \`c\` \$5 \<b\> \[x\]\(y\)"
    assert literal("a\nb") == "a b"


@pytest.mark.parametrize("text", ["https://a.b", "www.a.b", "a@b.c", ":smile:", "a -> b", "a >= b", "x -- y"])
def test_nothing_is_left_to_be_read_later(text: str) -> None:
    unescaped = literal(text).replace("\\", "")
    assert unescaped != text
    assert unescaped.replace("\u2060", "") == text
