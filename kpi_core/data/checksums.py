"""What tells that a file is still as it was written: its length and its CRC-32.

A CRC-32 is taken at two gigabytes a second, several times as fast as a cryptographic sum, and misses one damage in four
billion. It is against disks, half copies and slips; who may write to the folder may also write the sums.
"""

import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_CHUNK = 4 << 20


@dataclass(frozen=True, slots=True)
class Seal:
    """A file's length in bytes and its CRC-32."""

    length: int
    crc32: int

    def fits(self, content: bytes) -> bool:
        """Whether this is the content that was sealed."""
        return len(content) == self.length and zlib.crc32(content) == self.crc32


def seal(path: Path) -> Seal:
    """Return a file's seal as it is now."""
    with path.open("rb") as file:
        return seal_of(file)


def seal_of(file: IO[bytes]) -> Seal:
    """Return the seal of an open file, read to its end: a mapping that is read would count as memory in use."""
    length, crc = 0, 0
    while chunk := file.read(_CHUNK):
        length, crc = length + len(chunk), zlib.crc32(chunk, crc)
    return Seal(length, crc)


def seals(folder: Path, suffix: str) -> dict[str, dict[str, int]]:
    """Return the seals of a folder's files with this suffix as plain values, by name."""
    found = {p.name: seal(p) for p in sorted(folder.glob(f"*{suffix}"))}
    return {name: {"bytes": one.length, "crc32": one.crc32} for name, one in found.items()}


def read_seals(said: Mapping[str, Mapping[str, Any]]) -> dict[str, Seal]:
    """Read back what `seals` gave."""
    return {str(name): Seal(int(one["bytes"]), int(one["crc32"])) for name, one in said.items()}


def lasting(folder: Path) -> None:
    """Let nobody write into a folder's files any more: what replaces them takes their place instead."""
    if os.name == "posix":  # Windows would not remove such files
        for path in folder.iterdir():
            path.chmod(0o444)
