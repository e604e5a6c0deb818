"""Events that are written as many before them, read by what was learned from those."""
