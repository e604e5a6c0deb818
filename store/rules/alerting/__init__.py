"""Alerts as they open, grow, end, and open again."""
