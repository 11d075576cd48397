"""Measurements, printed and never asserted: ratios in one run, since machines are noisy."""
