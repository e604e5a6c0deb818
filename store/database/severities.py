"""How bad alerts are, in SQL: their severities are stored as words."""

from store.model import Severity

_RANKS = " ".join(f"WHEN '{each}' THEN {each.rank}" for each in Severity)


def rank_of(column: str) -> str:
    """An expression that is greater the worse a severity is.

    Args:
        column: SQL that gives the severity.
    """
    return f"CASE {column} {_RANKS} END"
