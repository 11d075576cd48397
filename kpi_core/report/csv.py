"""Tables that leave the app: CSV that a spreadsheet cannot take for formulas, with the definitions on top.

A text cell that a spreadsheet would run gets a leading apostrophe (OWASP ASVS 5.0, 1.2.10); numbers come from
numeric columns only and stay as they are.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

_STARTS = frozenset("=+-@%|")
_HIDDEN = frozenset("\t\r\n\0")
_NEGATIVE = re.compile(r"-\d+(\.\d+)?")


def escape_formula(text: str) -> str:
    """Return the cell as text that no spreadsheet runs; a plain negative number stays.

    Full-width signs and signs behind spaces, quotes or invisible characters count as signs.
    """
    if not text or _NEGATIVE.fullmatch(text):
        return text
    if text[0] in _HIDDEN or _first(text) in _STARTS:
        return "'" + text.replace("|", "\\|")
    return text


def _first(text: str) -> str:
    """The first character that a spreadsheet would act on, full-width ones made plain."""
    for c in text:
        if c.isspace() or c in "\"'\u201c\u201d\u2018\u2019" or unicodedata.category(c) in {"Cf", "Cc"}:
            continue
        return unicodedata.normalize("NFKC", c)[:1]
    return ""


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], notes: Sequence[str] = ()) -> str:
    """Return a CSV document: one line per note, an empty line, the header, the rows."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for note in notes:
        writer.writerow([f"# {' '.join(note.split())}"])
    if notes:
        writer.writerow([])
    writer.writerow([escape_formula(c) for c in columns])
    for row in rows:
        writer.writerow(["" if v is None else escape_formula(v) if isinstance(v, str) else v for v in row])
    return out.getvalue()
