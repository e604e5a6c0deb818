"""A report as people and programs get it: worded once, then drawn in every form."""
