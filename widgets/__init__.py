"""Widgets: they draw frozen view values and post messages; they know no database and no file."""
