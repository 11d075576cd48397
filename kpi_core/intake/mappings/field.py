"""One entry of a mapping: where a canonical column or a segment comes from and how its cells are read."""

from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kpi_core.errors import BadInput, unknown

Names = tuple[str, ...]  # headers of which the first that is there is meant
Conditions = tuple[tuple[str, tuple[str, ...]], ...]  # header and the values that fit, as trimmed source text

SHARES = ("%", "share")


class DurationUnit(StrEnum):
    """How a column writes its durations."""

    S = "s"
    MS = "ms"
    MIN = "min"
    H = "h"
    DAY = "day"
    CLOCK = "clock"


_KEYS = (
    "column", "columns", "value", "true", "false", "unit", "from", "to", "wrap", "rename", "personal", "missing",
    "where", "times", "first_of", "filled", "less", "or",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """Where one column comes from. Exactly one of `parts`, `value`, `filled` and `start` with `end` is given."""

    parts: tuple[Names, ...] = ()  # several are joined with a space
    value: str | None = None  # the same for every row
    start: Names = ()
    end: Names = ()
    wrap: bool = False  # pure clock times may pass midnight
    true: tuple[str, ...] | None = None
    false: tuple[str, ...] | None = None
    unit: DurationUnit | None = None
    share: str | None = None  # "%" or "share": how a part of `times` is written
    rename: tuple[tuple[str, str], ...] = ()
    personal: bool = False
    missing: tuple[str, ...] = ()  # further words for missing, of this column only
    where: Conditions = ()  # elsewhere the cell is missing
    times: str | None = None  # header of a count that an average is multiplied with
    first_of: str | None = None  # a mark between several values, of which the first is taken
    filled: tuple[tuple[str, Names], ...] = ()  # the word of the first of these headers that holds something
    less: tuple[Names, ...] = ()  # durations that this one includes and that are taken off
    fallback: "Field | None" = None  # read where this one's source is blank

    def headers(self) -> Iterator[Names]:
        """Yield every place of the entry that names headers."""
        yield from self.parts
        if self.start:
            yield self.start
            yield self.end
        yield from (names for _, names in self.filled)
        yield from self.less
        if self.fallback:
            yield from self.fallback.headers()
        yield from ((header,) for header, _ in self.where)
        if self.times:
            yield (self.times,)


def strings(found: object, what: str) -> tuple[str, ...]:
    """Return one text or a list of texts as a tuple; whole numbers and true/false are taken as their text."""
    items = found if isinstance(found, list) else [found]
    texts = []
    for item in items:
        if isinstance(item, bool):
            texts.append("true" if item else "false")
        elif isinstance(item, (int, float)):
            texts.append(f"{item:.15g}")
        elif isinstance(item, str):
            texts.append(item)
        else:
            raise BadInput(f"{what[:1].upper()}{what[1:]} must be a text or a list of texts.")
    return tuple(texts)


def conditions(table: Table[str, Any], what: str) -> Conditions:
    """Read header = [values] pairs."""
    return tuple(
        (header, tuple(t.strip() for t in strings(found, f"'{header}' under {what}")))
        for header, found in table.items()
    )


def conditions_out(rules: Conditions) -> dict[str, list[str]]:
    """Write conditions as plain values."""
    return {header: list(values) for header, values in rules}


def read_field(found: object, what: str) -> Field:
    """Read an entry in any of its forms; `what` names it in messages."""
    if isinstance(found, (str, list)):
        found = {"column": found}
    if not isinstance(found, dict):
        raise BadInput(f"The entry {what} must be a header in quotes or {{ column = ... }}.")
    for key in found:
        if key not in _KEYS:
            raise BadInput(unknown(f"key for {what}", key, _KEYS))
    given = [k for k in ("column", "columns", "value", "from", "filled") if k in found]
    if len(given) != 1 or ("from" in found) != ("to" in found):
        raise BadInput(f"The entry {what} needs exactly one of column, columns, value, filled, or from with to.")
    return Field(
        parts=_parts(found, what),
        value=strings(found["value"], what)[0] if "value" in found else None,
        start=_names(found["from"], what) if "from" in found else (),
        end=_names(found["to"], what) if "to" in found else (),
        wrap=_flag(found, "wrap", what),
        true=_words(found, "true", what),
        false=_words(found, "false", what),
        unit=None if found.get("unit") in SHARES else _unit(found.get("unit"), what),
        share=found.get("unit") if found.get("unit") in SHARES else None,
        rename=_rename(found.get("rename", {}), what),
        personal=_flag(found, "personal", what),
        missing=strings(found.get("missing", []), what),
        where=conditions(_dict(found.get("where", {}), what), what),
        times=_one(found, "times", what),
        first_of=_one(found, "first_of", what),
        filled=tuple((word, _names(names, what)) for word, names in _dict(found.get("filled", {}), what).items()),
        less=tuple((name,) for name in strings(found.get("less", []), what)),
        fallback=read_field(found["or"], what) if "or" in found else None,
    )


def write_field(field: Field) -> Any:
    """Write an entry as plain values, in its shortest form."""
    said = _source_out(field)
    for key in ("true", "false", "missing"):
        words = getattr(field, key)
        if words is not None and (words or key != "missing"):
            said[key] = list(words)
    said |= {key: True for key in ("wrap", "personal") if getattr(field, key)}
    said |= {key: found for key in ("times", "first_of") if (found := getattr(field, key)) is not None}
    rest: dict[str, Any] = {
        "unit": str(field.unit or field.share or ""),
        "rename": dict(field.rename),
        "where": conditions_out(field.where),
        "less": [names[0] for names in field.less],
        "or": write_field(field.fallback) if field.fallback else None,
    }
    said |= {key: value for key, value in rest.items() if value}
    return said["column"] if set(said) == {"column"} else said


def _source_out(field: Field) -> dict[str, Any]:
    """Where the entry comes from, as plain values."""
    if field.value is not None:
        return {"value": field.value}
    if field.start:
        return {"from": _short(field.start), "to": _short(field.end)}
    if field.filled:
        return {"filled": {word: _short(names) for word, names in field.filled}}
    if len(field.parts) == 1:
        return {"column": _short(field.parts[0])}
    return {"columns": [_short(names) for names in field.parts]}


def _short(names: Names) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _names(found: object, what: str) -> Names:
    names = strings(found, what)
    if not names or not all(n.strip() for n in names):
        raise BadInput(f"The entry {what} names an empty header.")
    return names


def _parts(found: dict[str, Any], what: str) -> tuple[Names, ...]:
    if "column" in found:
        return (_names(found["column"], what),)
    listed = found.get("columns", ())
    if "columns" in found and (not isinstance(listed, list) or not listed):
        raise BadInput(f"The entry {what} needs a list of headers under columns.")
    return tuple(_names(names, what) for names in listed)


def _flag(found: dict[str, Any], key: str, what: str) -> bool:
    given = found.get(key, False)
    if not isinstance(given, bool):
        raise BadInput(f"In the entry {what} '{key}' must be true or false, without quotes.")
    return given


def _words(found: dict[str, Any], key: str, what: str) -> tuple[str, ...] | None:
    return tuple(t.strip() for t in strings(found[key], what)) if key in found else None


def _one(found: dict[str, Any], key: str, what: str) -> str | None:
    return _names(found[key], what)[0] if key in found else None


def _dict(found: object, what: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise BadInput(f"In the entry {what} rename, where and filled must be written as {{ ... }}.")
    return found


def _rename(found: object, what: str) -> tuple[tuple[str, str], ...]:
    return tuple((old.strip(), strings(new, what)[0].strip()) for old, new in _dict(found, what).items())


def _unit(found: object, what: str) -> DurationUnit | None:
    if found is None:
        return None
    if found not in list(DurationUnit):
        raise BadInput(unknown(f"unit for {what}", str(found), [*DurationUnit, *SHARES]))
    return DurationUnit(str(found))
