"""Writes the sample logs: seeded, the same bytes on every machine."""
