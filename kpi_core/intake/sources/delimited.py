"""Text files: encoding, delimiter, the lines above the header, the header, and the bytes as UTF-8 blocks."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

import polars as pl

from kpi_core.errors import BadInput
from kpi_core.intake.sources.code_pages import code_page
from kpi_core.intake.sources.code_pages import words as words_of
from kpi_core.intake.sources.detect import size_text
from kpi_core.intake.sources.headers import MOST_COLUMNS, refuse_many
from kpi_core.intake.sources.open_quotes import record

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_UTF = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
_CHUNK = 1 << 20
BLOCK = 16 << 20  # bytes that are read at a time
_SAMPLE = 1 << 18
_FEWEST_NAMES = 2
_VALUE = re.compile(r"\d[\d.,:/ -]*\d|^\d+$")  # what a cell of a row holds and a name of a column hardly
_LONGEST_LINE = 16 << 20  # bytes; no export writes one, an unclosed quote or a binary file does
_DAMAGED = 0.01  # share of the rows of another length that are taken for damaged ones
_WIDEST = 256  # fields of a row of a file without a header
_DEEPEST = 60  # records above the header that are looked through


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text file is laid out. Lines are physical and count from 1."""

    encoding: str
    delimiter: str
    cells: tuple[str, ...]  # the header's
    header_line: int
    first_line: int  # of the rows
    lone_cr: bool = False
    trailing: bool = False  # each row ends with one delimiter more than the header has
    above: tuple[str, ...] = ()  # the lines above the header that are not blank
    words: tuple[str, ...] = ()  # of a text whose code page was guessed: some that another page would write otherwise
    ragged: bool = False  # a row may have fewer fields: what lacks at its end is empty

    @property
    def width(self) -> int:
        """How many fields a row has."""
        return len(self.cells) + self.trailing


def layout(name: str, path: Path, *, header: bool = True, ragged: bool = False, given: str | None = None) -> Layout:
    """Return a text file's layout, or raise BadInput where it is not a table of text.

    Without a `header` the first line is a row, and no line stands above it; its rows may differ in length where more
    than a few do, or where the mapping says that they are `ragged`. `given` is the encoding, where it is known.
    """
    encoding, lone_cr = _survey(name, path, given)
    told = () if given or encoding in _UTF else words_of(path, encoding)
    sample = _sample(path, encoding, lone_cr=lone_cr)
    if "\n" not in sample:
        _refuse_long(name, sample)
    lines = [line.removesuffix("\r") for line in sample.split("\n")]
    refuse_many(f"'{name}'", _columns(lines))
    records = _records(lines)
    if not any(cells for _, cells in records[DELIMITERS[0]]):
        raise BadInput(f"'{name}' holds no text.")
    delimiter = max(DELIMITERS, key=lambda d: (_fit(records[d]), -DELIMITERS.index(d)))
    found = records[delimiter]
    if not header:
        return _headless(path, found, Layout(encoding, delimiter, (), 1, 1, lone_cr, words=told), ragged=ragged)
    start, cells = _header(found)
    position = next(i for i, (line, _) in enumerate(found) if line == start)
    first = found[position + 1][0] if position + 1 < len(found) else start + _height(lines, start, delimiter)
    rows = [row for line, row in found[position + 1 :] if record(lines, line, delimiter)[0] is not None]
    _refuse_shifted(name, cells, rows)
    _refuse_short_header(name, [cells for _, cells in found[:position]], cells, start + 1)
    above = tuple(line.strip() for line in lines[:start] if line.strip(f' \t{delimiter}"'))
    return Layout(
        encoding, delimiter, tuple(cells), start + 1, first + 1, lone_cr,
        trailing=not ragged and _trailing(cells, rows), above=above, ragged=ragged,
        words=told,
    )  # fmt: skip


def _headless(path: Path, found: list[tuple[int, list[str]]], how: Layout, *, ragged: bool) -> Layout:
    """The layout of a file without a header: as wide as its rows, of which some may be shorter."""
    widths = [len(cells) for _, cells in found]
    usual = max(set(widths), key=lambda w: (widths.count(w), w))
    if not ragged and widths.count(usual) >= (1 - _DAMAGED) * len(widths):
        return replace(how, cells=("",) * usual)
    widest = max(widths)
    for block in blocks(path.name, path, how):
        bare = pl.read_lines(block)["line"].str.replace_all(r'"[^"]*"', "")
        counts = bare.str.count_matches(how.delimiter, literal=True).unique()
        widest = max(widest, *(n + 1 for n in counts))
    return replace(how, cells=("",) * min(widest, _WIDEST), ragged=True)


def blocks(name: str, path: Path, how: Layout, size: int = BLOCK) -> Iterator[bytes]:
    """Yield the file as UTF-8 bytes cut behind a line, so many at a time; the last line may lack its end."""
    decoder = codecs.getincrementaldecoder(how.encoding)(errors="strict" if how.encoding in _UTF else "replace")
    plain = how.encoding in ("utf-8", "utf-8-sig") and not how.lone_cr
    rest = b""
    with path.open("rb") as file:
        if plain and file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        while raw := file.read(size):
            if not plain:
                text = decoder.decode(raw)
                raw = (text.replace("\r", "\n") if how.lone_cr else text).encode()
            cut = raw.rfind(b"\n") + 1
            if cut:
                yield rest + raw[:cut]
                rest = raw[cut:]
            else:
                rest += raw
            _refuse_long(name, rest)
        if not plain:
            rest += decoder.decode(b"", final=True).encode()
    if rest:
        yield rest


def _survey(name: str, path: Path, given: str | None) -> tuple[str, bool]:
    """Read the file once: its encoding, the `given` one where there is one, and whether lines end with a lone CR."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    valid, nul, newline, cr, control = True, 0, False, False, 0
    with path.open("rb") as file:
        head = file.read(_CHUNK)
        chunk = head
        while chunk:
            newline = newline or b"\n" in chunk
            cr = cr or b"\r" in chunk
            nul += b"\0" in chunk
            if valid and not (chunk.isascii() and not utf8.getstate()[0]):
                try:
                    utf8.decode(chunk)
                except UnicodeDecodeError:
                    valid = False
            chunk = file.read(_CHUNK)
    if valid and utf8.getstate()[0]:
        valid = False
    encoding = given if given and given.startswith(("utf-16", "utf-32")) else _utf16(head)
    if encoding is None:
        control = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head[: 1 << 16]))
        if nul or control * 100 > len(head[: 1 << 16]):
            raise BadInput(f"'{name}' is binary, not a table of text; give CSV, XLSX or Parquet.")
        utf = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
        encoding = given or (utf if valid else code_page(path))
        return encoding, cr and not newline
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise BadInput(f"'{name}' starts like UTF-16 text and is damaged further on; export it again.") from error
    return encoding, False


def _utf16(head: bytes) -> str | None:
    """The UTF-16 flavour by its mark or by where the NULs stand; None for other encodings."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head[:2000]
    even, odd = start[0::2], start[1::2]
    if len(start) < 4:
        return None
    if odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _sample(path: Path, encoding: str, *, lone_cr: bool) -> str:
    """The start of the file as text, without a last line that may be cut."""
    with path.open("rb") as file:
        raw = file.read(_SAMPLE)
        while b"\n" not in raw and len(raw) <= _LONGEST_LINE and (more := file.read(_CHUNK)):
            raw += more  # a header of very many columns
        whole = not file.read(1)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(raw).removeprefix("\ufeff")
    if lone_cr:
        text = text.replace("\r", "\n")
    if not whole and "\n" in text:
        text = text[: text.rindex("\n")]
    return text


def _refuse_long(name: str, line: bytes | str) -> None:
    if len(line) > _LONGEST_LINE:
        raise BadInput(
            f"'{name}' holds a line of more than {size_text(_LONGEST_LINE)}, as no export does; check its quotes."
        )


def _columns(lines: list[str]) -> int:
    """How many columns the widest of the first lines has at least; nothing is parted for it."""
    most = 0
    for line in lines[:_DEEPEST]:
        if len(line) > MOST_COLUMNS:  # a shorter one has fewer
            bare = re.sub(r'"[^"]*"', "", line)
            most = max(most, *(bare.count(d) + 1 for d in DELIMITERS))
    return most


def _records(lines: list[str]) -> dict[str, list[tuple[int, list[str]]]]:
    """For each delimiter the sample's records that are not blank: first line (from 0) and cells."""
    found: dict[str, list[tuple[int, list[str]]]] = {}
    for delimiter in DELIMITERS:
        rows: list[tuple[int, list[str]]] = []
        at = 0
        while at < len(lines) and len(rows) < 400:
            cells, end, _ = record(lines, at, delimiter)
            if cells is None:
                cells, end = lines[at].split(delimiter), at
            if any(c.strip() for c in cells):
                rows.append((at, cells))
            at = end + 1
        found[delimiter] = rows
    return found


def _height(lines: list[str], start: int, delimiter: str) -> int:
    cells, end, _ = record(lines, start, delimiter)
    return end - start + 1 if cells is not None else 1


def _fit(rows: list[tuple[int, list[str]]]) -> float:
    """How well a delimiter explains the sample: the share of records of one width, times what the width tells."""
    widths = [len(cells) for _, cells in rows]
    wide = [w for w in widths if w > 1]
    if not wide:
        return 0.0
    usual = max(set(wide), key=lambda w: (wide.count(w), w))
    return (wide.count(usual) / len(widths)) * sqrt(usual - 1)


def _header(rows: list[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """The header: the first record that is filled about as widely as the rows are."""
    widths = [len(cells) for _, cells in rows]
    usual = max(set(widths), key=lambda w: (widths.count(w), w))
    if usual > 1 and not any(cells[-1].strip() for _, cells in rows if len(cells) == usual):
        usual -= 1  # a delimiter at the end of each row
    for line, cells in rows[:_DEEPEST]:
        filled = sum(1 for c in cells if c.strip())
        if filled >= 0.75 * usual or (len(cells) == usual and filled >= usual / 2):
            return line, cells
    return rows[0]


def _trailing(header: list[str], rows: list[list[str]]) -> bool:
    """Whether most rows end with a delimiter that the header lacks; the others are then refused by their lines.

    Not where the first cells count the rows: then it is the first column that has no header.
    """
    longer = [row for row in rows if len(row) == len(header) + 1]
    if not header[-1].strip() or len(longer) * 2 <= len(rows) or any(row[-1].strip() for row in longer):
        return False
    firsts = [row[0].strip() for row in longer]
    return not any(firsts == [str(i) for i in range(start, start + len(firsts))] for start in (0, 1))


def _refuse_short_header(name: str, above: list[list[str]], header: list[str], line: int) -> None:
    """Raise BadInput where the line above looks like a header that is shorter than its rows."""
    filled = [c for c in header if c.strip()]
    last = [c for c in above[-1] if c.strip()] if above else []
    if len(last) < _FEWEST_NAMES or any(_VALUE.search(c) for c in last):
        return
    if 3 * sum(bool(_VALUE.search(c)) for c in filled) >= len(filled):
        raise BadInput(
            f"The line above line {line:,} of '{name}' names {len(last):,} columns and the rows have {len(header):,} "
            "fields: name every column there, or take it out and set header = false under [file] in the mapping."
        )


def _refuse_shifted(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Raise BadInput where the header seems to hold one delimiter too many and the rows one at their end."""
    whole = [row for row in rows if len(row) == len(header)]
    if not header[-1].strip() or any(row[-1].strip() for row in whole):
        return
    for place, cell in enumerate(header[1:], 1):
        if not cell.strip() and any(row[place].strip() for row in whole):
            raise BadInput(
                f"The header of '{name}' may be shifted: column {place + 1} has values and no name, and the last "
                "column has a name and no values; name that column or take the delimiter out."
            )
