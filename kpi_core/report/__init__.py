"""What leaves the app.

csv             tables that a spreadsheet cannot take for formulas, with the definitions on top
image           charts as PNG and SVG; asked for as a module, since the command line draws nothing and need not load it
kpi_document    the catalogue as a document
"""

from kpi_core.report.csv import to_csv
from kpi_core.report.kpi_document import document

__all__ = ["document", "to_csv"]
