"""The code page of a text that is no UTF-8, told by the words that its bytes would be.

`charset-normalizer` weighs them. Windows' page of Western Europe is taken where its words are as good as the best: most
exports without UTF-8 are written in it. What was taken is in the report, with some of the words, and a mapping's
`encoding` replaces it.
"""

import re
from pathlib import Path

_USUAL = "cp1252"
# Pages that exports are written in; the others differ from one of these in signs that hardly occur, and win by chance.
_PAGES = (
    "cp1250", "iso8859_2", "cp1251", _USUAL, "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "koi8_r", "cp932", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_CHUNK = 1 << 20
_MOST = 16 << 20  # bytes that are looked through
_WORDS = 2_000  # different cells that tell
_CELL = re.compile(rb"[^,;\t\r\n\"]*[\x80-\xff][^,;\t\r\n\"]*")
_SHOWN = 3


def code_page(path: Path) -> str:
    """Return the code page that a file is most likely written in."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  # few files need it

    cells: dict[bytes, None] = {}
    with path.open("rb") as file:
        while file.tell() < _MOST and len(cells) < _WORDS and (chunk := file.read(_CHUNK)):
            cells |= dict.fromkeys(_CELL.findall(chunk))
    sample = b"\n".join(list(cells)[:_WORDS])
    found = from_bytes(sample, cp_isolation=list(_PAGES))
    best = found.best()
    if best is None:
        return _USUAL
    as_good = {m.encoding for m in found if (m.chaos, -m.coherence) <= (best.chaos, -best.coherence)}
    return _USUAL if _USUAL in as_good else best.encoding


def words(path: Path, encoding: str) -> tuple[str, ...]:
    """Return the first words of a file that another code page would write otherwise."""
    with path.open("rb") as file:
        found = dict.fromkeys(_CELL.findall(file.read(_CHUNK)))
    return tuple(cell.decode(encoding, errors="replace").strip() for cell in list(found)[:_SHOWN])
