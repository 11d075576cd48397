"""Functions from a View and prepared data to what a page shows, one folder for each question.

In each folder `compute` measures and decides and has no words, `frames` is what charts draw and tables list, `text`
is sentences; these two are given what was measured and never ask for it. What several of them need stands here.

subject         what a page about one KPI is about, and where a click leads
points          a measured frame as what a chart draws
makeup          what days the periods of a comparison are made of
target_level    a value against the target in force
verdict         whether something moved: the one judgement
verdict_text    its words
unfinished      why the newest period may count as unfinished
lineage         which KPIs read a column
noise           what is more than chance: the evidence behind every verdict
contact_list    one page of contacts as a table lists it

trend           is it changing?
segments        where is it different?
tail            whom does the average hide?
pairing         what moves first?
whatif          what if these were left out?
health          can this data be trusted?
reconcile       does it agree with the platform's own totals?
targets         where can a target come from?
definitions     what do we mean by it?
"""

from kpi_core.analysis.contact_list import Listed, listed
from kpi_core.analysis.points import Scale
from kpi_core.analysis.verdict import Verdict, would_show

__all__ = ["Listed", "Scale", "Verdict", "listed", "would_show"]
