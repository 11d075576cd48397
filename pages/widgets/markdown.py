"""`literal` is the one way in which a label reaches a page: as exactly its characters."""

import re

from kpi_core.model import unseen

_JOINER = "\u2060"  # of no width: keeps what follows from being read as a link, an arrow or a picture


_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


_READ_LATER = re.compile(
    r"(?<=:)(?=//)|(?<=:)(?=[\w+/-]+:)|(?<=[-<>=~])(?=[-<>=])|(?<=@)(?=\w)|(?<=\bwww)(?=\.)", re.IGNORECASE
)


def literal(text: str) -> str:
    """Return text that a page shows as exactly these characters: no Markdown, link, formula, arrow or picture.

    Streamlit reads labels as Markdown, and links, arrows and emoji codes once more after that.
    """
    seen = "".join(" " if c.isspace() else "\ufffd" if unseen(c) else c for c in text)
    return _PUNCTUATION.sub(r"\\\1", _READ_LATER.sub(_JOINER, seen))


def soft(text: str) -> str:
    """Return the same for a remark: small and grey, with more contrast than Streamlit's captions."""
    return f":small[:gray[{literal(text)}]]"
