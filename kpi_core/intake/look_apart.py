"""A first look at files by a process of its own: whatever a file is, it can only end that process."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from kpi_core.data import Refusal, is_full
from kpi_core.errors import BadInput
from kpi_core.intake import scratch
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.mappings.read_mapping import from_toml
from kpi_core.intake.mappings.recognise import recognise
from kpi_core.intake.order import Order, Sources, cleared, laid, surroundings, write_order
from kpi_core.intake.preview import Look
from kpi_core.intake.sources.delimited import Layout
from kpi_core.intake.sources.detect import FileKind, Limits, Part, size_text
from kpi_core.intake.sources.heads import Head
from kpi_core.intake.sources.limited import TooMuch, run
from kpi_core.intake.sources.read import Export
from kpi_core.intake.sources.typed import Grid
from kpi_core.memory import SPARING

_SECONDS = 90  # a file's own readers are given up before
_MOST_SAID = 4_000  # characters of a refusal
REFUSED = 2  # the status of a process whose output is a sentence


def looks_apart(
    sources: Sources,
    mappings: Sequence[Mapping] = (),
    *,
    sheet: str | None = None,
    header: bool = True,
    together: bool = False,
) -> tuple[Look, ...]:
    """Return what `looks` would, or of files that are one export `together` what `look` would, within bounds.

    Raises BadInput as they do, and where the bounds of time and memory are met.
    """
    folder = scratch.made("look")
    try:
        order = Order(laid(sources, folder), tuple(mappings), sheet=sheet, header=header, together=together)
        write_order(folder, order)
        limits = order.limits or Limits()
        words = ["-P", "-m", "kpi_core.intake.look_worker", str(folder)]
        told = {**SPARING, **surroundings(folder)}
        status, said = run(words, told, seconds=_SECONDS, memory=limits.look, apart=True)
        if status == REFUSED:
            raise BadInput(said.decode(errors="replace")[:_MOST_SAID])
        if status and scratch.full():
            raise BadInput(scratch.FULL)
        if status:
            raise BadInput("The files cannot be looked at: they are damaged or too large. Give fewer, or split them.")
        return _read(folder, order)
    except TooMuch as ended:
        why = f"need more than {size_text(limits.look)} of memory" if ended.memory else f"take more than {_SECONDS} s"
        raise BadInput(f"To look at the first rows of these files would {why}; give fewer, or split them.") from None
    except OSError as error:
        raise BadInput(scratch.FULL if is_full(error) else "The files cannot be looked at; try again.") from error
    finally:
        cleared(folder)


def write_looks(found: Sequence[Look], order: Order, folder: Path) -> None:
    """Put looks where the process that asked reads them."""
    said = []
    for number, seen in enumerate(found):
        seen.export.frame.write_ipc(folder / f"look{number}.arrow", compression="uncompressed")
        own = next((i for i, m in enumerate(order.mappings) if m is seen.mapping), None)
        said.append(
            {
                "headers": seen.headers,
                "headless": seen.headless,
                "given": own,
                "known": bool(seen.known),
                "mapping": None if own is not None or not seen.mapping else (seen.mapping.to_toml(), seen.mapping.name),
                "heads": [_said(head) for head in seen.export.heads],
                "rows": seen.export.rows,
                "refused": seen.export.refused,
                "refusals": [asdict(r) for r in seen.export.refusals],
                "blank": seen.export.blank,
            }
        )
    (folder / "looks.json").write_text(json.dumps(said), encoding="utf-8")


def _said(head: Head) -> dict[str, Any]:
    how = asdict(head.how) | ({"path": str(head.how.path)} if isinstance(head.how, Grid) else {})
    return {
        "name": head.part.name,
        "path": str(head.part.path),
        "kind": head.part.kind,
        "how": how,
        "headers": head.headers,
        "repeated": head.repeated,
    }


def _read(folder: Path, order: Order) -> tuple[Look, ...]:
    found = []
    for number, said in enumerate(json.loads((folder / "looks.json").read_text(encoding="utf-8"))):
        frame = pl.read_ipc((folder / f"look{number}.arrow").read_bytes())
        export = Export(
            frame=frame,
            heads=tuple(_head(one, order) for one in said["heads"]),
            rows=tuple(said["rows"]),
            refused=said["refused"],
            refusals=tuple(Refusal(**r) for r in said["refusals"]),
            blank=said["blank"],
        )
        known = recognise(said["headers"]) if said["known"] else None
        mapping = known.mapping if known else None
        if said["given"] is not None:
            mapping = order.mappings[said["given"]]
        elif said["mapping"] and not known:
            mapping = from_toml(*said["mapping"])
        found.append(Look(export, tuple(said["headers"]), known, said["headless"], mapping))
    return tuple(found)


def _head(said: dict[str, Any], order: Order) -> Head:
    kind = FileKind(said["kind"])
    how: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said["how"].items()}
    return Head(
        part=Part(said["name"], Path(said["path"]), kind, order.limits or Limits()),
        how=Layout(**how) if kind is FileKind.TEXT else Grid(**how | {"path": Path(how["path"])}),
        headers=tuple(said["headers"]),
        repeated=tuple(said["repeated"]),
    )
