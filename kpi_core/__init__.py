"""Customer-service KPIs, measured from the rows of any contact platform's export.

    export files --intake--> rows --prepare--> rows + derived columns --measure--> measured frame

intake    turns an export into canonical rows and says what it did with every row (`kpi_core.intake`)
prepare   adds what looks across rows or depends on definitions: repeats, thresholds, time bands
measure   is the only place where sums become KPI values, each with its n and its interval
analysis  functions from measured frames to frames: trend ...
charts    functions from a KPI and options to a chart specification; they draw and do not compute
View      everything that a link says, as a frozen value

Nothing in here knows Streamlit.
"""
