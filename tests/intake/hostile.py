"""Files made to break a reader, each by its name, as small as they can be."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import partial

import polars as pl
import xlsxwriter

GOOD = b"at,channel,reason,wait_s\n" + b"".join(
    f"2026-01-{1 + i % 28:02} 10:00:00,voice,Billing,{i}\n".encode() for i in range(60)
)
_HEAD, *_ROWS = GOOD.splitlines(keepends=True)
_MARKUP = (
    "<script>alert(1)</script>",
    "**b** $x$ [a](http://example.org)",
    "=1+1",
    "\u202etxt\u202c",
    "a:Q",
    "x" * 300,
)


def _zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _workbook(row: int, column: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for i, line in enumerate(GOOD.decode().splitlines()):
        sheet.write_row(i, 0, line.split(","))
    sheet.write(row, column, "z")
    book.close()
    return out.getvalue()


def _parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"at": [datetime(2026, 1, 5)] * 2_000, "channel": ["voice"] * 2_000}).write_parquet(out)
    return out.getvalue()


def _flipped(content: bytes, seed: int) -> bytes:
    """The content with bytes changed at random behind its first four."""
    rng, changed = random.Random(seed), bytearray(content)
    for _ in range(12):
        changed[rng.randrange(4, len(changed))] ^= rng.randrange(1, 256)
    return bytes(changed)


def _markup() -> bytes:
    names = [f'"{m.replace(chr(34), "")}"' for m in _MARKUP]
    rows = [f"2026-01-{1 + i % 28:02} 10:00:00,{n},answered,{i},{','.join(names)}" for i, n in enumerate(names * 20)]
    return "\n".join([f"at,reason,outcome,wait_s,{','.join(names)}", *rows]).encode()


def _wide(columns: int) -> bytes:
    names = ",".join(["at", "channel", *(f"c{i}" for i in range(columns - 2))])
    return "\n".join([names, *[",".join(["2026-01-05", "voice", *["1"] * (columns - 2)])] * 50]).encode()


FILES: dict[str, Callable[[], bytes]] = {
    "far_cell.xlsx": partial(_workbook, 1_048_575, 16_383),
    "far_row.xlsx": partial(_workbook, 1_048_575, 0),
    "bomb.csv.gz": lambda: gzip.compress(bytes(64 << 20)) * 80,
    "bomb_named.csv": lambda: gzip.compress(b"1,2,3\n" * (8 << 20)) * 100,
    "bomb.zip": lambda: _zipped(**{"a.csv": bytes(400 << 20)}),
    "bomb.xlsx": lambda: _zipped(**{"xl/workbook.xml": bytes(300 << 20), "[Content_Types].xml": b"<x/>"}),
    "picture.csv": lambda: b"\x89PNG\r\n\x1a\n" + bytes(5_000),
    "page.csv": lambda: b"<!DOCTYPE html><table><tr><td>at</td></tr></table>",
    "program.csv": lambda: b"MZ" + bytes(range(256)) * 40,
    "workbook_named.csv": partial(_workbook, 0, 6),
    "text_named.xlsx": lambda: GOOD,
    "text_named.parquet": lambda: GOOD,
    "ragged.csv": lambda: GOOD + b"a,b\n" * 500 + b"1,2,3,4,5,6\n" * 500 + _ROWS[0],
    "unclosed.csv": lambda: _HEAD + b'"2026-01-05,voice,x,1\n' * 3_000 + GOOD,
    "unclosed_first.csv": lambda: b'"at,channel\n' + b"".join(_ROWS),
    "nul.csv": lambda: GOOD.replace(b"Billing", b"Bil\0ling"),
    "only_nul.csv": lambda: bytes(100_000),
    "utf16.csv": lambda: GOOD.decode().encode("utf-16"),
    "utf16_cut.csv": lambda: GOOD.decode().encode("utf-16")[:-1],
    "utf16_broken.csv": lambda: GOOD.decode().encode("utf-16") + b"\x00\xd8\x00\xd8a\x00",
    "columns_20000.csv": partial(_wide, 20_000),
    "field_50mb.csv": lambda: GOOD + b'2026-01-05,voice,"' + b"x" * (50 << 20) + b'",1\n',
    "line_50mb.csv": lambda: GOOD + b"x" * (50 << 20),
    "truncated.parquet": lambda: _parquet()[:-60],
    **{f"corrupt_{i}.parquet": partial(lambda seed: _flipped(_parquet(), seed), i) for i in range(4)},
    "corrupt.xlsx": lambda: _flipped(_workbook(0, 6), 5),
    "slip.zip": lambda: _zipped(**{"../../../../tmp/slipped.csv": GOOD}),
    "members_5000.zip": lambda: _zipped(**{f"m{i}.csv": b"at,channel\n2026-01-05,voice\n" for i in range(5_000)}),
    "nested.zip": lambda: _zipped(a=_zipped(b=_zipped(c=_zipped(d=GOOD)))),
    "markup.csv": _markup,
    "<img src=x onerror=alert(1)>.csv": _markup,
    "empty.csv": lambda: b"",
}
