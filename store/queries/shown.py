"""Which alerts lists show."""

SHOWN = "(a.silence IS NULL AND (a.folded IS NULL OR a.decision > 0))"
"""Of `alerts a`: neither silenced, nor folded into a flood with nobody having decided about it."""
