"""What do we mean by it?

glossary    every KPI in words, and whether this data answers it
in_force    the definitions as tables of words
effect      what other definitions would change

Three files by what they are about, not by measuring, drawing and telling: all three give words, settings cannot be
drawn, and what is measured is a line or two of each. A reader looks for one of the three.
"""

from kpi_core.analysis.definitions.effect import Effect, effect
from kpi_core.analysis.definitions.glossary import Entry, Listing, catalogue_rows, entries, listed
from kpi_core.analysis.definitions.in_force import in_force, rules

__all__ = ["Effect", "Entry", "Listing", "catalogue_rows", "effect", "entries", "in_force", "listed", "rules"]
