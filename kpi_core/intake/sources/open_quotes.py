"""Records read one at a time, where quotes leave a riddle: a record may go on over lines, or a quote may not close."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

Lines = Sequence[str] | pl.Series
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_LONGEST = 10_000  # lines that one record may span
_NEAR = 1_000  # lines below a record with an open quote in which its rest is looked for
_NO_CLOSE = "a quote opens and does not close"
_REACHED = "a quote that opens above reaches into it"
_NOT_DOUBLED = "text follows a closing quote"
BLANK, GOOD, BAD, COMPLEX, USED = range(5)


def record(lines: Lines, at: int, delimiter: str, quoted: Sequence[int] | None = None) -> tuple[
    list[str] | None, int, str
]:  # fmt: skip
    """Read the record that starts at a line: cells (None where it is malformed), its last line, and the fault.

    One with a quote amid a bare field may not go on over the line's end: a delimiter is missing before that quote, and
    what looks like a quoted line break would swallow the next record.

    `quoted` are the numbers of all lines that hold a quote, in order; only these can close one.
    """
    text, end, position, cells, amid = lines[at], at, 0, [], False
    while True:
        if text[position : position + 1] != '"':
            stop = text.find(delimiter, position)
            cells.append(text[position:] if stop < 0 else text[position:stop])
            amid = amid or '"' in cells[-1]
            if amid and end > at:
                return None, at, _NO_CLOSE
            if stop < 0:
                return cells, end, ""
            position = stop + 1
            continue
        found = _QUOTED.match(text, position)
        while found is None:
            if amid:
                return None, at, _NO_CLOSE
            following = _next_quoted(lines, end, quoted)
            if following is None or following - at > _LONGEST:
                return None, at if following is not None else len(lines), _NO_CLOSE
            text = "\n".join([text, *(lines[i] for i in range(end + 1, following + 1))])
            end = following
            found = _QUOTED.match(text, position)
        cells.append(found[1].replace('""', '"'))
        position = found.end()
        if position == len(text):
            return cells, end, ""
        if text[position] != delimiter:
            return None, at, _NOT_DOUBLED
        position += 1


def loose(line: str, width: int, delimiter: str) -> list[str] | None:
    """Read a record with text behind a closing quote as spreadsheets do: `"User 9" <113>` is one field.

    None where the number of fields is another one, or a further quote stands there: then a delimiter may be lost.
    """
    cells, position = [], 0
    while True:
        found = _QUOTED.match(line, position)
        if found is None and line[position : position + 1] == '"':
            return None
        behind = position if found is None else found.end()
        stop = line.find(delimiter, behind)
        rest = line[behind:] if stop < 0 else line[behind:stop]
        if '"' in rest:
            return None
        cells.append((found[1].replace('""', '"') if found else "") + rest)
        if stop < 0:
            return cells if len(cells) == width else None
        position = stop + 1


def _next_quoted(lines: Lines, after: int, quoted: Sequence[int] | None) -> int | None:
    if quoted is None:
        return next((i for i in range(after + 1, min(len(lines), after + _LONGEST)) if '"' in lines[i]), None)
    place = bisect_right(quoted, after)
    return quoted[place] if place < len(quoted) else None


@dataclass(slots=True)
class Riddles:
    """Lines whose quotes need reading one at a time, and what came of them."""

    taken: int  # lines of the block that are used up
    first: int  # the number of its first line
    torn: int
    refused: list[tuple[int, str]] = field(default_factory=list)
    built: list[tuple[int, list[str]]] = field(default_factory=list)

    def solve(self, lines: pl.Series, state: pl.DataFrame, width: int, delimiter: str, *, last: bool) -> pl.Series:
        """Read every such line and return the states of all lines that are used up."""
        status = state["state"].to_numpy().copy()
        quoted = state["quoted"].arg_true().to_list()
        budget, done = 20 * len(lines) + 1_000, -1  # hostile files may not make each line look through all others
        for at in state["state"].eq(COMPLEX).arg_true().to_list():
            if at <= done:
                continue
            window = quoted if budget > 0 else quoted[: bisect_right(quoted, at)]
            cells, end, fault = record(lines, at, delimiter, window)
            if end == len(lines):  # nothing below closes the quote
                if not last and len(lines) - at < _LONGEST:
                    self.taken = at
                    break
                end = at
            if cells is None and fault == _NOT_DOUBLED and not self.torn:
                cells, end = loose(str(lines[at]), width, delimiter), at
            budget -= max(1, end - at) + (20 if cells is None else 0)
            self.torn = self.torn if reaches(self.torn, self.first + at) else 0
            if self.torn and budget > 0 and cells is not None and len(cells) == width:
                swallowed = self._swallows(lines, at, end, width, delimiter, window)
                budget -= 20 * (end - at)
                if swallowed is None and not last and len(lines) - at < _LONGEST:
                    self.taken = at
                    break
                if swallowed:
                    cells, end, fault = None, at, _REACHED
            self.torn = self._torn(lines, at, end) if cells is None or len(cells) != width else 0
            done = end
            status[at : end + 1] = USED
            if not self._sorted(at, end, cells, fault, width):
                status[at] = BLANK
        return pl.Series("state", status[: self.taken])

    def _sorted(self, at: int, end: int, cells: list[str] | None, fault: str, width: int) -> bool:
        """Put one record among the refused or the built ones; False where it is blank."""
        if cells is None:
            self.refused.append((at, fault))
        elif len(cells) != width:
            further = f", on this and the next {end - at} line{'s' * (end - at > 1)}" if end > at else ""
            self.refused.append((at, count(len(cells), width) + further))
        elif any(c.strip() for c in cells):
            self.built.append((at, cells))
        else:
            return False
        return True

    def _torn(self, lines: pl.Series, at: int, end: int) -> int:
        """What a refused record leaves: its last line where a quote stays open, else 0."""
        odd = sum(str(lines[i]).count('"') for i in range(at, end + 1)) % 2 == 1
        return self.first + end if odd != (self.torn > 0) else 0

    @staticmethod
    def _swallows(lines: Lines, at: int, end: int, width: int, delimiter: str, quoted: Sequence[int]) -> bool | None:
        """Whether a good record starts below the first line of this one; None if only lines further down tell."""
        starts = {_starts(lines, start, width, delimiter, quoted) for start in range(at + 1, end + 1)}
        return True if True in starts else None if None in starts else False


def reaches(torn: int, line: int) -> bool:
    """Whether a quote that was left open may reach into a line."""
    return torn > 0 and line - torn <= _NEAR


def _starts(lines: Lines, at: int, width: int, delimiter: str, quoted: Sequence[int]) -> bool | None:
    """Whether a good record starts at a line, none with a quote amid a bare field; None if that lies further down."""
    cells, end, _ = record(lines, at, delimiter, quoted)
    if end == len(lines):
        return None
    stray = end == at and any('"' in c for c in _QUOTED.sub("", lines[at]).split(delimiter))
    return cells is not None and len(cells) == width and not stray


def count(found: int, width: int) -> str:
    """Return the words for a record with too few or too many fields."""
    return f"{found:,} field{'s' if found != 1 else ''} where the header has {width:,}"
