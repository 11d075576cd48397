"""Reads one XLSX or Parquet file in a process of its own, so that a hostile one can only end that process.

Run as a script: `typed_worker.py kind source target sheet memory most`. It writes an Arrow file of strings: for
XLSX the grid without a header, for Parquet the named columns. Exit status 3 stands for a refusal, its
sentence on stdout.
"""

import re
import sys
import zipfile

import polars as pl

_CELL = 8  # bytes that a cell unpacks to, at least
_MOST_COLUMNS = 20_000  # as in `headers`, which this script cannot import


def main(kind: str, source: str, target: str, sheet: str, memory: str, most: str) -> int:
    """Read the source and write the target."""
    _bounded(int(memory))
    try:
        frame = _sheet(source, sheet) if kind == "xlsx" else _parquet(source, int(most))
        frame.write_ipc(target, compression="uncompressed")
    except _Refused as refusal:
        sys.stdout.buffer.write(" ".join(str(refusal).split())[:600].encode())
        return 3
    return 0


class _Refused(Exception):
    """What is wrong, as the end of a sentence."""


def _bounded(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415  # there is none on Windows, where who started this one watches alone
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _sheet(source: str, sheet: str) -> pl.DataFrame:
    """The named sheet, else the first that has cells, as source text with one row for each row of the sheet."""
    import fastexcel  # noqa: PLC0415  # only here

    with zipfile.ZipFile(source) as archive, archive.open("xl/workbook.xml") as said:
        if re.search(rb"""date1904\s*=\s*["'](?:1|true|on)["']""", said.read(1 << 20)):
            # Its times of day and its bare day numbers look like those of other workbooks and mean others.
            raise _Refused("counts its dates from 1904 instead of 1900; give it as CSV")
    book = fastexcel.read_excel(source)
    if sheet and sheet not in book.sheet_names:
        known = ", ".join(book.sheet_names[:12])
        raise _Refused(f"has no sheet '{sheet}'; its sheets are {known}")
    for name in [sheet] if sheet else book.sheet_names:
        # skip_rows=0 keeps empty rows at the top, so that line numbers are the sheet's.
        grid = book.load_sheet(name, header_row=None, dtypes="string", skip_rows=0).to_polars()
        if grid.height and grid.width:
            names = [f"{i}" for i in range(grid.width)]
            grid.columns = names
            return grid.select(pl.lit(name).alias("__sheet"), *(pl.col(n).fill_null("") for n in names))
    raise _Refused("has no cells")


def _parquet(source: str, most: int) -> pl.DataFrame:
    """Every column as text: numbers in their shortest form, times as ISO, durations as clock."""
    frame = pl.scan_parquet(source, glob=False)
    schema = frame.collect_schema()
    if len(schema) > _MOST_COLUMNS:
        raise _Refused(f"has {len(schema):,} columns; at most {_MOST_COLUMNS:,} are read; export fewer columns")
    kept = [e for name, dtype in schema.items() if (e := _text(name, dtype)) is not None]
    if not kept:
        raise _Refused("has no columns that can be read")
    cells = frame.select(pl.len()).collect().item() * len(kept)
    if cells * _CELL > most:  # a few bytes can stand for any number of equal cells
        raise _Refused(f"holds {cells:,} cells, more than its size can mean or than is read at once; split it")
    return frame.select(kept).collect(engine="streaming")


def _text(name: str, dtype: pl.DataType) -> pl.Expr | None:
    column = pl.col(name)
    if dtype in (pl.Float32, pl.Float64, pl.Decimal):
        text = column.cast(pl.String).str.replace(r"\.0+$", "")
    elif isinstance(dtype, pl.Datetime):
        text = column.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f%:z" if dtype.time_zone else "%Y-%m-%d %H:%M:%S%.6f")
    elif isinstance(dtype, pl.Duration):
        micro = column.dt.total_microseconds()
        sign = pl.when(micro < 0).then(pl.lit("-")).otherwise(pl.lit(""))
        hours, rest = micro.abs() // 3_600_000_000, (micro.abs() % 3_600_000_000).cast(pl.Duration("us"))
        clock = (pl.datetime(2000, 1, 1) + rest).dt.strftime("%M:%S%.6f")
        text = pl.format("{}{}:{}", sign, hours, clock)
    elif isinstance(dtype, pl.List) and dtype.inner == pl.String:
        text = column.list.join(";")
    elif isinstance(dtype, (pl.List, pl.Array, pl.Struct, pl.Object)) or dtype in (pl.Binary, pl.Null):
        return pl.lit("").alias(name) if dtype == pl.Null else None
    else:
        text = column.cast(pl.String)
    return text.fill_null("").alias(name)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:7]))
