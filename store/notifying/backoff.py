"""When a delivery that failed is tried again."""

import random

FIRST = 60 * 1_000_000
"""Most microseconds until the second attempt."""
LONGEST = 4 * 3600 * 1_000_000
"""Most microseconds between two attempts."""
DOUBLINGS = 16
"""How often `FIRST` is doubled at most: `LONGEST` is reached long before."""


def pause(attempts: int, chance: random.Random | None = None) -> int:
    """Microseconds until the next attempt: any number up to twice as many as after the last.

    Full jitter: what failed together does not come back together.

    Args:
        attempts: How many have failed, from 1.
        chance: Where chance comes from.
    """
    most = min(LONGEST, FIRST << min(attempts - 1, DOUBLINGS))
    return (chance or random).randint(most // 10, most)
