"""A dataset folder of generated contacts, written a stretch of days at a time.

python -m tests.benchmarks.folder CONTACTS FOLDER
"""

import json
import sys
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
from polars import col

from kpi_core.data import Dataset, table_path
from kpi_core.data.folder import _record
from kpi_core.intake.rows.defaults import complete
from kpi_core.model import BY_NAME, Fact
from tests.benchmarks.generate import contacts


def make(n: int, folder: Path, seed: int = 7) -> Path:
    """Write the dataset that an import of n generated contacts gives, and return its folder."""
    folder.mkdir(parents=True)
    path, writer, bare = (
        table_path(folder, Fact.CONTACT),
        None,
        Dataset(name="benchmark", fingerprint=f"{n:012}", tables={}),
    )
    for frame in contacts(n, seed):
        rows = frame.with_columns(col(c).cast(BY_NAME[c].dtype) for c in frame.columns).sort("at")
        rows, assumptions = complete(rows)
        bare = Dataset(name="benchmark", fingerprint=f"{n:012}", tables={}, assumptions=assumptions)
        table = rows.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()
    record = {**_record(bare), "tables": {str(Fact.CONTACT): n}}
    (folder / "dataset.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


if __name__ == "__main__":
    print(make(int(sys.argv[1]), Path(sys.argv[2])))
