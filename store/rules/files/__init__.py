"""The rule files that are wanted."""
