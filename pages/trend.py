"""Is it changing?"""

import pages
from kpi_core.analysis.trend import trend

pages.question("Is it changing?")
result = pages.answer(trend)
pages.said(result.sentence, result.remarks)
pages.hint()
pages.charts(result)
pages.tables(result)
pages.download(result, "trend.csv")
pages.computed(result)
