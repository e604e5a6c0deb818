"""The database kept well over the years."""
