"""Formulas over numbers. Nothing here knows what a KPI is."""
