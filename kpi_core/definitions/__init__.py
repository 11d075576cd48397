"""What the organisation means by its KPIs: one frozen value, one TOML file, one version made from its content.

value    Definitions and its parts: wait targets, targets with their action, locations
rules    conditions on columns that decide eligibility, qualification and the next step
text     the definitions as TOML, the same text for the same content
file     reading such a file; every complaint is one sentence with its line
checks   the single settings
"""

from kpi_core.definitions.file import changed, from_bytes, parse, read
from kpi_core.definitions.rules import RULED, Condition, Rule
from kpi_core.definitions.value import (
    DAYS,
    DEFAULT,
    REPEAT_KEYS,
    SCOPES,
    Definitions,
    Hours,
    Location,
    Scope,
    Target,
    WaitTarget,
)

__all__ = [
    "DAYS",
    "DEFAULT",
    "REPEAT_KEYS",
    "RULED",
    "SCOPES",
    "Condition",
    "Definitions",
    "Hours",
    "Location",
    "Rule",
    "Scope",
    "Target",
    "WaitTarget",
    "changed",
    "from_bytes",
    "parse",
    "read",
]
