"""Whether numpy's arrays pay: it loads slowly, and is the quicker one only for many numbers."""

import sys

LONG = 1000
"""Numbers for which it is worth its loading."""
MANY = 100
"""Numbers for which it is the quicker one once it is there."""


def pay(numbers: int) -> bool:
    """Whether they do for so many numbers."""
    return numbers >= (MANY if "numpy" in sys.modules else LONG)
