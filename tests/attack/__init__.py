"""Attacks on a real server: what one visitor, one folder or one file can do to the others."""
