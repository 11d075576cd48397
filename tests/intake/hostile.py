"""Files that no export should be, each written whole into a folder: `write(folder)` returns their paths by name.

`LOADED` are those that hold usable rows, of `EITHER` nobody can say; every other one is refused.
Run as a program to have them in a folder.
"""

import gzip
import io
import random
import struct
import sys
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow.parquet
import xlsxwriter

HEAD = "at,channel,reason,wait_s\n"
ROW = "2026-01-{day:02d} 10:00:00,voice,Billing,{wait}\n"
CSV = (HEAD + "".join(ROW.format(day=1 + i % 28, wait=i) for i in range(60))).encode()
NASTY = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "**bold** _u_ `c` $x$", "[a](http://example.org)",
    "=HYPERLINK(\"http://example.org\")", "+1", "-1+1", "@SUM(A1)", "\uff1d1+1", "a:Q", "a.b[0]", "\u202egnp.exe",
    ":material/home:", "{{7*7}}", "'; drop table x; --", "x" * 300,
)  # fmt: skip


def workbook(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    """Return the bytes of a workbook that `fill` writes into."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def _table(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, ["at", "channel", "wait_s"])
    for i in range(1, 30):
        sheet.write_datetime(i, 0, datetime(2026, 1, i, 10), day)
        sheet.write_row(i, 1, ["voice", i])


def _far(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["at", "channel"])
    sheet.write(1_048_575, 16_383, "far")


def _diagonal(book: xlsxwriter.Workbook) -> None:
    """Few cells, whose rectangle needs more than 1 GB."""
    _table(book)
    book.worksheets()[0].write(1_048_575, 45, "far")


def _years(book: xlsxwriter.Workbook) -> None:
    _table(book)
    for row, number in enumerate((2_958_465, 2_958_466, -1, 1e300, 1e15, 0, 60, 0.5), 30):
        book.worksheets()[0].write_row(row, 0, [number, "voice", 1])


def _parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"at": [datetime(2026, 1, 1 + i % 28) for i in range(900)], "channel": ["voice"] * 900}).write_parquet(
        out
    )
    return out.getvalue()


def _parquet_bomb() -> bytes:
    """Sixty million equal cells."""
    out, rows = io.BytesIO(), 1_000_000
    columns = {"at": datetime(2026, 1, 1), "channel": "voice", "wait_s": 1}
    table = pl.DataFrame({k: pl.Series([v]).new_from_index(0, rows) for k, v in columns.items()}).to_arrow()
    with pyarrow.parquet.ParquetWriter(out, table.schema) as writer:
        for _ in range(20):
            writer.write_table(table)
    return out.getvalue()


def _damaged(content: bytes, start: int, length: int) -> bytes:
    return content[:start] + bytes(b ^ 0xA5 for b in content[start : start + length]) + content[start + length :]


def _flipped(content: bytes, seed: int) -> bytes:
    """The content with bytes changed at random behind its first four."""
    rng, changed = random.Random(seed), bytearray(content)
    for _ in range(12):
        changed[rng.randrange(4, len(changed))] ^= rng.randrange(1, 256)
    return bytes(changed)


def _gzip_bomb(row: bytes, megabytes: int) -> bytes:
    out = io.BytesIO()
    block = row * ((1 << 20) // len(row))
    with gzip.open(out, "wb", compresslevel=1) as packed:
        packed.write(HEAD.encode())
        for _ in range(megabytes):
            packed.write(block)
    return out.getvalue()


def _directory_bomb() -> bytes:
    """A zip whose central directory alone names 400,000 members."""
    one = zipped([("a", b"x")])
    start = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    many = one[start:end] * 400_000
    return one[:start] + many + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(many), start, 0)


def _xlsx_bomb() -> bytes:
    """A workbook whose sheet unpacks to 300 MB."""
    plain = workbook(_table)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            if not info.filename.endswith("sheet1.xml"):
                new.writestr(info.filename, content)
                continue
            with new.open(info.filename, "w", force_zip64=True) as member:
                at = content.index(b"</sheetData>")
                member.write(content[:at])
                for _ in range(300):
                    member.write(b"<!-- " + b" " * (1 << 20) + b" -->")
                member.write(content[at:])
    return out.getvalue()


def _wide(columns: int) -> bytes:
    heads = ["at", "channel", *(f"c{i}" for i in range(columns - 2))]
    row = ["2026-01-01", "voice", *("1" for _ in range(columns - 2))]
    return "\n".join([",".join(heads), *[",".join(row)] * 20]).encode()


def _nested(depth: int) -> bytes:
    content = CSV
    for level in range(depth):
        content = zipped([(f"level{level}.zip", content)])
    return content


def _labels() -> bytes:
    lines = [HEAD.strip() + "," + ",".join(f'"{n.replace(chr(34), chr(34) * 2)}"' for n in NASTY)]
    for i, nasty in enumerate(NASTY * 4):
        quoted = '"' + nasty.replace('"', '""') + '"'
        lines.append(f"2026-01-{1 + i % 28:02d} 10:00,{quoted},{quoted},{i}," + ",".join([quoted] * len(NASTY)))
    return "\n".join(lines).encode()


def _among(*odd: str) -> bytes:
    """The usual rows with these lines among them."""
    return "".join([*_LINES[:20], *odd, *_LINES[20:]]).encode()


_TEXT = CSV.decode()
_LINES = _TEXT.splitlines(keepends=True)
LOADED: dict[str, Callable[[], bytes]] = {
    "ragged.csv": lambda: _among("2026-01-01,voice\n", "2026-01-01,voice,a,1,2,3\n", "1;2;3\n"),
    "unclosed.csv": lambda: _among('2026-01-01,"voice,a,1\n'),
    "quotes.csv": lambda: _among(*['2026-01-01,"voice,a,1\n'] * 30_000),
    "utf16_mark.csv": lambda: _TEXT.encode("utf-16"),
    "utf16_bare.csv": lambda: _TEXT.encode("utf-16-be"),
    "columns.csv": lambda: _wide(20_000),
    "csv_named.parquet": lambda: CSV,
    "<img src=x onerror=alert(1)>.csv": _labels,
    "slip.zip": lambda: zipped((n, CSV) for n in ("../../../../tmp/slipped.csv", "..\\..\\con", "/absolute.csv")),
    "nested.zip": lambda: _nested(2),
    "csv_named.xlsx": lambda: CSV,
    "xlsx_named.csv": lambda: workbook(_table),
    "labels.csv": _labels,
    "repeated.csv": lambda: CSV.replace(b"reason", b"channel"),
    "years.xlsx": lambda: workbook(_years),
    "years.csv": lambda: _among(*(f"{d},voice,a,1\n" for d in ("9999-12-31", "0000-00-00", "2026-02-30", "99999-1-1"))),
    "numbers.csv": lambda: _among(*(f"2026-01-01,voice,a,{n}\n" for n in ("1e999", "-0", "nan", "9" * 5_000))),
    "surrogates.csv": lambda: CSV + b"2026-01-01,\xed\xa0\x80\xff,a,1\n",
}  # fmt: skip
REFUSED: dict[str, Callable[[], bytes]] = {
    "counted_from_1904.xlsx": lambda: workbook(_table, date_1904=True),
    "far.xlsx": lambda: workbook(_far),
    "diagonal.xlsx": lambda: workbook(_diagonal),
    "bomb.xlsx": _xlsx_bomb,
    "bomb.csv.gz": lambda: _gzip_bomb(b"2026-01-01 10:00:00,voice,Billing,5\n", 300),
    "gzip_named.csv": lambda: _gzip_bomb(bytes(1 << 20), 300),
    "bomb.zip": lambda: zipped((f"{i}.csv", bytes(70 << 20)) for i in range(3)),
    "deep.zip": lambda: _nested(5),
    "members.zip": lambda: zipped((f"{i}.csv", CSV) for i in range(5_000)),
    "directory.zip": _directory_bomb,
    "gzip_many.csv": lambda: gzip.compress(b"1,2,3\n" * (8 << 20)) * 20,
    "only_nul.csv": lambda: bytes(100_000),
    "unclosed_header.csv": lambda: b'"at,channel\n' + CSV.split(b"\n", 1)[1],
    "utf16_cut.csv": lambda: _TEXT.encode("utf-16")[:-1],
    "utf16_broken.csv": lambda: _TEXT.encode("utf-16") + b"\x00\xd8\x00\xd8a\x00",
    "long_line.csv": lambda: CSV + b"x" * (50 << 20),
    "png.csv": lambda: b"\x89PNG\r\n\x1a\n" + bytes(999),
    "html.csv": lambda: b"<!DOCTYPE html><html><body><table><tr><td>at</td></tr></table>",
    "exe.csv": lambda: b"MZ\x90\x00" + bytes(999),
    "nul.csv": lambda: CSV.replace(b"Billing", b"Bil\0ling"),
    "nul_late.csv": lambda: CSV * 700 + b"\0",
    "field.csv": lambda: CSV + b'2026-01-01,voice,"' + b"a " * (25 << 20) + b'",1\n',
    "line.csv": lambda: b"at," * (10 << 20),
    "parquet_bomb.parquet": _parquet_bomb,
    "header.parquet": lambda: _damaged(_parquet(), 0, 3),
    "footer.parquet": lambda: _damaged(_parquet(), len(_parquet()) - 60, 40),
    "cut.parquet": lambda: _parquet()[:-20],
    "pages.parquet": lambda: _damaged(_parquet(), 4, 60),
    "cut.xlsx": lambda: workbook(_table)[:-300],
    "cut.csv.gz": lambda: gzip.compress(CSV)[:-10],
    "cut.zip": lambda: zipped([("a.csv", CSV)])[:-30],
    "empty.csv": lambda: b"",
    "blank.csv": lambda: b"\r\n" * 100_000,
    "header.csv": HEAD.encode,
    "column.csv": lambda: b"at\n2026-01-01\n2026-01-02\n",
    "unknown.csv": lambda: b"alpha,beta\n1,2\n",
    "locked.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999),
}  # fmt: skip
EITHER: dict[str, Callable[[], bytes]] = {
    **{f"flipped_{i}.parquet": partial(lambda seed: _flipped(_parquet(), seed), i) for i in range(4)},
    "flipped.xlsx": lambda: _flipped(workbook(_table), 5),
}
FILES = LOADED | REFUSED | EITHER


def write(folder: Path) -> dict[str, Path]:
    """Write every file and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in FILES.items():
        (folder / name).write_bytes(made())
    return {name: folder / name for name in FILES}


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])).values():
        print(f"{path.stat().st_size:>12,} {path.name}")
