"""Until when an alert is put aside."""

from store.filters import times
from store.times import now
from widgets import zones

SNOOZES = (
    ("1h", "an hour"),
    ("4h", "four hours"),
    ("1d", "a day"),
    ("3d", "three days"),
    ("7d", "a week"),
)
"""What is offered, as it is typed and in words."""


def until(text: str) -> int:
    """The instant (µs UTC) that a text means.

    Raises:
        ValueError: It is no time.
    """
    return times.ahead(text, now(), zones.current().rules)


def wrong_time(text: str) -> str | None:
    """What is wrong with a time; None: nothing."""
    try:
        moment = until(text)
    except ValueError as error:
        return str(error)
    return None if moment > now() else "That time has passed."
