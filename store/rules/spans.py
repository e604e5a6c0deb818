"""Spans of time as rules write them."""

import re

SECOND = 1_000_000
"""One second, in the microseconds that all spans are counted in."""

_SPAN = re.compile(r"([0-9]{1,9})([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def microseconds(span: object) -> int:
    """A span of time such as `30m`, `1h` or `0s`.

    Raises:
        ValueError: It is none.
    """
    found = _SPAN.fullmatch(span) if isinstance(span, str) else None
    if found is None:
        raise ValueError(f"{span!r} is no span of time such as 30m, 1h or 7d")
    return int(found[1]) * _UNITS[found[2]] * SECOND
