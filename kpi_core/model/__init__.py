"""What the house is made of: columns, KPIs and periods, as plain values.

columns       every canonical column, the one vocabulary of mappings, KPIs, segments and links
kinds         what can be said of a KPI in one word
kpi           a KPI, declared: a ratio of two sums over rows
cadence       how often a number is read, and all that follows from it
calendar      where weeks, months and fiscal years begin
grain         how fine the rows of a fact are, and which days they cover
last_day      whether the last day of the data is over
formatting    numbers and names as people read them
"""

from kpi_core.model.cadence import Cadence
from kpi_core.model.calendar import (
    MONTHS,
    PATTERNS,
    WEEKDAYS,
    YEAR_ENDS,
    Calendar,
    doubled,
    label,
    moment,
    on_the_clock,
)
from kpi_core.model.columns import (
    BY_NAME,
    COLUMNS,
    DTYPES,
    OUTCOMES,
    SEGMENTS,
    Column,
    ColumnKind,
    Fact,
    dtype_on,
    of_fact,
    reserved,
)
from kpi_core.model.formatting import (
    BLANK,
    METHODS,
    NOTHING,
    change_text,
    choice_words,
    count,
    day,
    duration,
    percent,
    plain,
    several,
    unit_word,
    unseen,
    value_text,
)
from kpi_core.model.grain import Grain, Span, held, span_of, unit_start, with_open
from kpi_core.model.kinds import Better, Category, Kind, Method, Pack, Role, Unit
from kpi_core.model.kpi import Kpi, Sides, Variant
from kpi_core.model.last_day import runs, with_last_day

__all__ = [
    "BLANK",
    "BY_NAME",
    "COLUMNS",
    "DTYPES",
    "METHODS",
    "MONTHS",
    "NOTHING",
    "OUTCOMES",
    "PATTERNS",
    "SEGMENTS",
    "WEEKDAYS",
    "YEAR_ENDS",
    "Better",
    "Cadence",
    "Calendar",
    "Category",
    "Column",
    "ColumnKind",
    "Fact",
    "Grain",
    "Kind",
    "Kpi",
    "Method",
    "Pack",
    "Role",
    "Sides",
    "Span",
    "Unit",
    "Variant",
    "change_text",
    "choice_words",
    "count",
    "day",
    "doubled",
    "dtype_on",
    "duration",
    "held",
    "label",
    "moment",
    "of_fact",
    "on_the_clock",
    "percent",
    "plain",
    "reserved",
    "runs",
    "several",
    "span_of",
    "unit_start",
    "unit_word",
    "unseen",
    "value_text",
    "with_last_day",
    "with_open",
]
