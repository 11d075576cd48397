"""A field of a View by its path, such as `cadence` or `selection.since`: read, and set in a new View."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kpi_core.view.selection import Selection

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Held = TypeVar("_Held", bound="DataclassInstance")


def value_of(view: "DataclassInstance", path: str) -> object:
    """Return what the View holds there."""
    found: object = view
    for name in path.split("."):
        found = getattr(found, name)
    return found


def with_values(view: _Held, values: Mapping[str, object]) -> _Held:
    """Return the View that holds these values, one for each path."""
    fields: dict[str, object] = {}
    parts: dict[str, Selection] = {}
    for path, new in values.items():
        field, _, inner = path.partition(".")
        if inner:
            parts[field] = _with(parts.get(field, getattr(view, field)), {inner: new})
        else:
            fields[field] = new
    return _with(view, fields | parts)


def _with(held: _Held, values: Mapping[str, object]) -> _Held:
    return replace(held, **values)
