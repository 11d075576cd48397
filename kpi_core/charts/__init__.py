"""Functions from a KPI's words and options to a chart specification. They draw; they never measure.

The data travel beside the specification under safe column names, so that one is built once and kept.
"""
