"""What a file is, decided by its bytes and never by its name, and how packed files are opened within bounds."""

import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from glob import glob
from pathlib import Path
from typing import IO

from kpi_core.errors import BadInput
from kpi_core.intake.sources.guard import guarded

# A path, a folder, a pattern, or a name with its content or with the file that holds it.
Source = str | Path | tuple[str, bytes | Path]

_CHUNK = 1 << 20
_HEAD = 1 << 16
_LARGE = 64 << 20  # bytes; from here on the ratio counts
_DIRECTORY = 4 << 20  # bytes of an archive's list of members
_FOREIGN = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls); save it as .xlsx or CSV"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ", "an xz file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file; unpack it first"),
    (b"SQLite format 3", "a SQLite database"),
    (b"ARROW1", "an Arrow file"),
)


class FileKind(StrEnum):
    """What a file holds, once unpacked."""

    TEXT = "text"
    XLSX = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the files of one call may make the program do. Each refusal names the limit that was met."""

    unpacked: int = 4 << 30  # bytes, over all files
    ratio: int = 100  # times its packed size, once it is large; exports stay far below it
    members: int = 1_000  # of one archive
    workbook: int = 768 << 20  # bytes of memory that the reader of one may hold
    parquet: int = 6 << 30
    seconds: int = 120  # that either may take
    look: int = 3 << 29  # bytes of memory that a first look may hold, beside those readers

    def room(self, packed: int) -> int:
        """Return how many bytes may come of so many packed ones."""
        return min(self.unpacked, max(_LARGE, self.ratio * packed))


# From a browser, on a machine that others use.
UPLOAD = Limits(unpacked=512 << 20, parquet=768 << 20, seconds=60, look=1 << 30)


@dataclass(frozen=True, slots=True)
class Part:
    """One table's file: what it is called for people, where its unpacked bytes are, and what it is."""

    name: str
    path: Path
    kind: FileKind
    limits: Limits


@contextmanager
def opened(sources: Sequence[Source] | Source, limits: Limits | None = None) -> Iterator[tuple[Path, list[Part]]]:
    """Yield a scratch folder and the unpacked parts of all sources, in the order given; both vanish afterwards."""
    listed: Sequence[Source] = [sources] if isinstance(sources, (str, Path, tuple)) else sources
    if not listed:
        raise BadInput("No file is given; name at least one export file, folder or pattern.")
    # Windows does not remove what a table is still mapped from: that goes with the import's own folder.
    with tempfile.TemporaryDirectory(prefix="kpi_intake_", ignore_cleanup_errors=True) as folder:
        unpacker = _Unpacker(Path(folder), limits or Limits())
        parts = [part for name, path in _files(listed, Path(folder)) for part in unpacker.parts(name, path, depth=0)]
        if not parts:
            raise BadInput("There is no file with rows in what was given.")
        yield Path(folder), parts


def shown(text: str, most: int = 120) -> str:
    """Return a file's name, a header or a cell as it may be shown: one bounded line."""
    clean = "".join(c if c.isprintable() else "?" for c in text[: most + 1])
    return clean if len(clean) <= most else clean[: most - 3] + "..."


def _files(sources: Sequence[Source], folder: Path) -> Iterator[tuple[str, Path]]:
    for number, source in enumerate(sources):
        if isinstance(source, tuple):
            name, content = source
            path = content if isinstance(content, Path) else folder / f"given_{number}"
            if isinstance(content, bytes):
                path.write_bytes(content)
            yield shown(name), path
            continue
        with guarded(f"'{shown(str(source))}' cannot be opened"):
            found = _expanded(str(source))
        for path in found:
            yield shown(path.name), path


def _expanded(source: str) -> list[Path]:
    if "\0" in source:
        raise BadInput("A file name may not hold a NUL character.")
    path = Path(source)
    if path.is_file():
        return [path]
    if path.is_dir():
        found = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
        if not found:
            raise BadInput(f"The folder '{shown(source)}' holds no files.")
        return found
    if any(c in source for c in "*?["):
        # Path.glob takes no absolute pattern.
        found = sorted(Path(p) for p in glob(source) if Path(p).is_file())  # noqa: PTH207
        if found:
            return found
        raise BadInput(f"No file fits the pattern '{shown(source)}'.")
    if path.exists():
        raise BadInput(f"'{shown(source)}' is not a regular file.")
    raise BadInput(f"There is no file '{shown(source)}'; check the path.")


@dataclass(slots=True)
class _Unpacker:
    """Unpacks into a scratch folder and keeps count of what the limits still allow."""

    folder: Path
    limits: Limits
    written: int = 0
    made: int = 0

    def parts(self, name: str, path: Path, depth: int) -> Iterator[Part]:
        with guarded(f"'{name}' cannot be read"), path.open("rb") as file:
            head = file.read(_HEAD)
        if not head:
            raise BadInput(f"'{name}' is empty.")
        if depth > 2:
            raise BadInput(f"'{name}' is packed more than twice; unpack it first.")
        if head.startswith(b"\x1f\x8b"):
            with guarded(f"'{name}' cannot be unpacked"):
                inner = self._gunzip(name, path)
            yield from self.parts(name, inner, depth + 1)
        elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            with guarded(f"'{name}' cannot be unpacked"):
                yield from self._unzip(name, path, depth)
        elif head.startswith(b"PAR1"):
            yield Part(name, path, FileKind.PARQUET, self.limits)
        else:
            refuse_foreign(name, head)
            yield Part(name, path, FileKind.TEXT, self.limits)

    def _gunzip(self, name: str, path: Path) -> Path:
        try:
            with gzip.open(path) as packed:
                return self._copy(name, packed, path.stat().st_size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadInput(f"'{name}' is a damaged gzip file; fetch it again.") from error

    def _unzip(self, name: str, path: Path, depth: int) -> Iterator[Part]:
        try:
            if _directory(path) > _DIRECTORY:
                raise BadInput(f"The archive '{name}' lists too many files; at most {self.limits.members:,} are read.")
            with zipfile.ZipFile(path) as archive:
                infos = [i for i in archive.infolist() if not i.is_dir()]
                self._check(name, infos)
                if any(i.filename == "xl/workbook.xml" for i in infos):
                    yield Part(name, path, FileKind.XLSX, self.limits)
                    return
                inner = [i for i in infos if not _clutter(i.filename)]
                if not inner:
                    raise BadInput(f"The archive '{name}' holds no files.")
                for info in inner:
                    label = name if len(inner) == 1 else f"{name}: {shown(info.filename)}"
                    with archive.open(info) as member:
                        unpacked = self._copy(label, member, info.compress_size)
                    yield from self.parts(label, unpacked, depth + 1)
        except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, ValueError) as error:
            raise BadInput(f"'{name}' is a damaged or unusual zip file; fetch it again or unpack it first.") from error

    def _check(self, name: str, infos: list[zipfile.ZipInfo]) -> None:
        """Look at what the archive says of itself before a byte is unpacked."""
        if len(infos) > self.limits.members:
            raise BadInput(
                f"The archive '{name}' holds {len(infos):,} files; at most {self.limits.members:,} are read."
            )
        if any(i.flag_bits & 1 for i in infos):
            raise BadInput(f"The archive '{name}' is locked with a password; unpack it first.")
        if sum(i.file_size for i in infos) > self.limits.unpacked - self.written:
            raise BadInput(f"'{name}' unpacks to more than {size_text(self.limits.unpacked)}; split it.")
        for info in infos:
            self._plausible(name, info.compress_size, info.file_size)

    def _plausible(self, name: str, packed: int, unpacked: int) -> None:
        if unpacked > max(_LARGE, self.limits.ratio * packed):
            raise BadInput(
                f"'{name}' unpacks to more than {self.limits.ratio} times its size, as no export does; unpack it "
                "first if it is one."
            )

    def _copy(self, name: str, packed: IO[bytes] | gzip.GzipFile, size: int) -> Path:
        self.made += 1
        before = self.written
        target = self.folder / f"part_{self.made}"
        with target.open("wb") as out:
            while chunk := packed.read(_CHUNK):
                self.written += len(chunk)
                self._plausible(name, size, self.written - before)
                if self.written > self.limits.unpacked:
                    raise BadInput(f"'{name}' unpacks to more than {size_text(self.limits.unpacked)}; split it.")
                if shutil.disk_usage(self.folder).free < (256 << 20):
                    raise BadInput(f"'{name}' does not fit on this machine's disk once unpacked; split it.")
                out.write(chunk)
        return target


def _directory(path: Path) -> int:
    """The bytes of an archive's list of members, as its end says; Python would read all of it into memory first."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 17)))
        tail = file.read()
    end, large = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    sizes = [
        int.from_bytes(tail[at + start : at + start + count], "little")
        for at, start, count in ((end, 12, 4), (large, 40, 8))
        if at >= 0
    ]
    return max((s for s in sizes if s != 0xFFFFFFFF), default=0)


def size_text(count: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{count / (1 << 30):.3g} GB" if count >= 1 << 29 else f"{count / (1 << 20):.3g} MB"


def _clutter(member: str) -> bool:
    """Whether an archive's member is left by a desktop rather than by an export."""
    return member.startswith("__MACOSX/") or member.rsplit("/", 1)[-1].startswith(".")


def refuse_foreign(name: str, head: bytes) -> None:
    """Raise BadInput for content that is not a table."""
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise BadInput(f"'{name}' is {what}, not an export; give CSV, XLSX or Parquet.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:300].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg", b"<table")):
        raise BadInput(f"'{name}' is a web page or XML, not an export; download the export itself as CSV or XLSX.")
    if start.startswith((b'{"', b"{\n", b"{ ", b"[{", b"[\n")):
        raise BadInput(f"'{name}' is JSON; give the export as CSV, XLSX or Parquet.")
