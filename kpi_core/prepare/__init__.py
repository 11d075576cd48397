"""Rows become measurable: what looks across rows or depends on definitions becomes a column, once.

prepare              a dataset, with all of its rows measurable
steps                what must be known of all contacts first, and what is made row by row
derived              what one row says by itself
date_basis           the day that a contact counts on
business_hours       whether a contact arrived in them, and how much of a stretch of time lies in them
wait_targets         the promised wait of each contact
repeats              who came back
lineage              which columns are made from which
unread               columns of which an import understood only a part
scales               scores held to their scales
staffing             the time of agents that the contacts required
cost_allocation      costs spread out over contacts
definitions_check    whether the definitions suit the data
"""

from kpi_core.prepare.date_basis import NEEDS
from kpi_core.prepare.definitions_check import unsuited
from kpi_core.prepare.lineage import reached, sources
from kpi_core.prepare.prepare import finished, prepare
from kpi_core.prepare.steps import begin

__all__ = ["NEEDS", "begin", "finished", "prepare", "reached", "sources", "unsuited"]
