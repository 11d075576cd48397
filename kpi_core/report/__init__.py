"""What leaves the app.

csv                   tables that a spreadsheet cannot take for formulas, with the definitions on top
image                 charts as PNG and SVG; asked for as a module, since the command line draws nothing and does not
                      load it
kpi_document          the catalogue as a document
glossary_document     the words of the house as a document
markdown              tables of both
"""

from kpi_core.report.csv import to_csv
from kpi_core.report.glossary_document import glossary
from kpi_core.report.kpi_document import document

__all__ = ["document", "glossary", "to_csv"]
