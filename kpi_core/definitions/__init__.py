"""What the organisation means by its KPIs: one frozen value, one TOML file, one version made from its content.

definitions      Definitions and its parts: wait targets, targets with their action, locations
rules            conditions on columns that decide eligibility, qualification and the next step
polarity         which end of a scale is good
read             reading a definitions file; every complaint is one sentence with its line
source           the file's text, which tells the line
read_settings    its sections of single settings
read_rules       its rules
read_targets     its targets and wait targets
checks           the single settings
write            the definitions as TOML, the same text for the same content, and the version made from it
"""

from kpi_core.definitions.definitions import (
    DATE_BASES,
    DAYS,
    DEFAULT,
    EFFORT,
    REPEAT_KEYS,
    SCOPES,
    Definitions,
    Hours,
    Location,
    Scale,
    Scope,
    Target,
    WaitTarget,
    Week,
    order,
    rank,
)
from kpi_core.definitions.polarity import judged
from kpi_core.definitions.read import changed, from_bytes, parse, read
from kpi_core.definitions.rules import RULED, Condition, Rule, strange
from kpi_core.definitions.write import to_toml, version_of

__all__ = [
    "DATE_BASES",
    "DAYS",
    "DEFAULT",
    "EFFORT",
    "REPEAT_KEYS",
    "RULED",
    "SCOPES",
    "Condition",
    "Definitions",
    "Hours",
    "Location",
    "Rule",
    "Scale",
    "Scope",
    "Target",
    "WaitTarget",
    "Week",
    "changed",
    "from_bytes",
    "judged",
    "order",
    "parse",
    "rank",
    "read",
    "strange",
    "to_toml",
    "version_of",
]
