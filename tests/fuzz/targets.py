"""What is fuzzed: each target takes a seeded generator and raises where the intake breaks a promise."""

import csv
import io
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl

from kpi_core.errors import BadInput
from kpi_core.intake import DurationUnit, from_toml, load, presets
from kpi_core.intake.values import dates, durations

_TEXTS = ("voice", "a, b", 'say "hi"', "two\nlines", "é", "", "-", "x" * 300, "=1+1", ";", "\u2028", "0:05")


def sniffing(rng: random.Random) -> None:
    """A written table is read back to the letter; a broken one is accounted for or refused."""
    out, delimiter = io.StringIO(), rng.choice(",;\t|")
    rows = [(f"2026-01-{rng.randrange(1, 29):02}", rng.choice(_TEXTS), str(rng.randrange(99))) for _ in range(20)]
    quoting = rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC])
    table = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=rng.choice(["\n", "\r\n"]))
    table.writerows([("at", "disposition", "csat"), *rows])
    content = out.getvalue().encode(rng.choice(["utf-8", "utf-8-sig", "utf-16"]))
    found = load(("x", content)).contacts
    assert found["csat"].to_list() == [float(r[2]) for r in rows], content
    broken = bytearray(content)
    for _ in range(rng.randrange(1, 9)):
        at = rng.randrange(len(broken))
        broken[at : at + rng.randrange(2)] = bytes([rng.choice(b',;"\n\r\t\0 aZ9\xff\xfe')])
    try:
        report = load(("x", bytes(broken))).report
    except BadInput as problem:
        _sentence(problem)
    else:
        assert report["read"] == report["kept"] + sum(report["dropped"].values()) + report["refused"]


def _sentence(problem: BadInput) -> None:
    said = str(problem)
    assert said.strip(), repr(said)
    assert "\n" not in said, repr(said)


def mapping(rng: random.Random) -> None:
    """A mapping with pieces moved about survives its own TOML, or is refused in a sentence."""
    lines = rng.choice([m.to_toml() for m in presets().values()]).splitlines()
    for _ in range(rng.randrange(4)):
        i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
        pick = rng.randrange(4)
        if pick == 0:
            lines[i], lines[j] = lines[j], lines[i]
        elif pick == 1:
            lines[i] = lines[i].replace(rng.choice(["=", '"', "{", "column", "true", "["]), rng.choice(["", '"', "7"]))
        elif pick == 2:
            del lines[i]
            lines.append("")
        else:
            lines.insert(i, rng.choice(['join = "agent"', "legs = 3", "[columns]", "x = { or = 1 }", "notes = [1]"]))
    try:
        found = from_toml("\n".join(lines))
    except BadInput as problem:
        _sentence(problem)
    else:
        assert from_toml(found.to_toml()) == found, found.to_toml()


def duration(rng: random.Random) -> None:
    """A duration in any of its writings is the same seconds."""
    seconds = rng.choice([rng.randrange(60), rng.randrange(3_600), rng.randrange(400_000)])
    minutes, rest = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    written = {
        (DurationUnit.S, str(seconds)), (DurationUnit.S, f"{seconds:,}"), (DurationUnit.MS, str(seconds * 1_000)),
        (DurationUnit.CLOCK, f"{hours}:{minute:02}:{rest:02}"),
        (DurationUnit.CLOCK, f"{hours:02}:{minute:02}:{rest:02}.000"),
        (DurationUnit.CLOCK, f"{hours}h {minute}m {rest}s"), (DurationUnit.CLOCK, f"{minutes}:{rest:02}"),
        (DurationUnit.DAY, f"{seconds / 86_400:.12f}"), (DurationUnit.MIN, f"{seconds / 60:.9f}"),
    }  # fmt: skip
    for unit, text in written:
        found = durations.to_seconds(pl.Series("t", [text, None]), unit).to_list()
        assert found[1] is None, (unit, text)
        assert found[0] is not None, (unit, text)
        assert abs(found[0] - seconds) < 1e-3, (unit, text, found)
    clocks = pl.Series("t", [f"{hours}:{minute:02}:{rest:02}"] * 3)
    assert durations.guess_unit(clocks, "Time in minutes") is DurationUnit.CLOCK


def date(rng: random.Random) -> None:
    """A moment in any of its writings is the same moment, or is not read; it is never another."""
    moment = datetime(1990, 1, 1) + timedelta(seconds=rng.randrange(80 * 365 * 86_400))
    patterns = (
        ("%Y-%m-%d %H:%M:%S", False), ("%Y-%m-%dT%H:%M:%S", False), ("%d/%m/%Y %H:%M:%S", True),
        ("%m/%d/%Y %I:%M:%S %p", False), ("%d.%m.%Y %H:%M:%S", True), ("%a, %d %b %Y %H:%M:%S", False),
        ("%B %d, %Y %H:%M:%S", False), ("%d-%b-%Y %H:%M:%S", False), ("%Y%m%dT%H%M%S", False),
    )  # fmt: skip
    for pattern, day_first in patterns:
        text = moment.strftime(pattern)
        found = dates.parse(pl.Series("t", [text]), day_first=day_first).local[0]
        assert found == moment, (text, found)
    junk = "".join(rng.choice("0123456789/-:. TZ+apm") for _ in range(rng.randrange(1, 24)))
    read = dates.parse(pl.Series("t", [junk])).local
    assert len(read) == 1


TARGETS: dict[str, Callable[[random.Random], None]] = {
    "sniffing": sniffing, "mapping": mapping, "durations": duration, "dates": date,
}  # fmt: skip
