"""Is it changing?"""

import pages
from kpi_core.analysis.trend import trend

pages.question("Is it changing?")
result = pages.answer(trend)
pages.said(result.sentence, result.remarks)
pages.hint()
pages.trend.charts(result)
pages.trend.tables(result)
pages.trend.download(result, "trend.csv")
pages.trend.computed(result)
