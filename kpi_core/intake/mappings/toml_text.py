"""The plain values of a mapping as TOML, as people write mappings."""

import json
import re
from collections.abc import Mapping as Table
from typing import Any

from kpi_core.intake.mappings.field import Field, write_field


def toml_text(said: Table[str, Any]) -> str:
    """Return the values as TOML: first the single ones, then a section for each table but a join."""
    plain = [f"{k} = {_inline(v)}" for k, v in said.items() if k == "join" or not isinstance(v, dict)]
    lines = ["\n".join(plain)]
    for section, table in said.items():
        if isinstance(table, dict) and section != "join":
            lines.append("\n".join([f"[{section}]", *(f"{_key(k)} = {_inline(v)}" for k, v in table.items())]))
    return "\n\n".join(lines) + "\n"


def entry_text(name: str, field: Field) -> str:
    """Return the line of one column."""
    return f"{_key(name)} = {_inline(write_field(field))}"


def _inline(value: Any) -> str:
    """A value as TOML on one line, as people write mappings; a general writer would make a section of each entry."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_inline(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _inline(key)
