"""Hours of the week, in words: `thu`, `mon-fri 8-18`, `sat,sun 22-6`, `business`, `outside`."""

import re

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
"""As Sigma's weekdays are numbered: 0 is Sunday."""
HOURS = 7 * 24
"""Hours of a week; the first is that from midnight on Sunday."""

_NAMED = {"business": "mon-fri 8-18", "weekdays": "mon-fri", "weekend": "sat-sun"}
_DAY = r"[a-z]{3,9}"
_WORDS = re.compile(
    rf"(?P<days>{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*)?"
    r"(?:(?:^|\s+)(?P<from>[0-9]{1,2})(?::00)?-(?P<to>[0-9]{1,2})(?::00)?)?"
)
_MEANT = "such as thu, mon-fri 8-18, sat,sun 22-6, business or outside"


def hours(words: str) -> frozenset[int]:
    """The hours of the week that words mean, from 0 to 167.

    Hours that end before they begin last until the next day. `business` is Monday to Friday from
    8 to 18, and `outside` all else.

    Raises:
        ValueError: They mean none.
    """
    text = re.sub(r"\s*,\s*", ",", words.strip().lower())
    if text in ("outside", "outside business"):
        return frozenset(range(HOURS)) - hours("business")
    found = _WORDS.fullmatch(_NAMED.get(text, text))
    if found is None or not text:
        raise ValueError(f"{words!r} are no hours of the week, {_MEANT}")
    days = _days(found["days"], words) if found["days"] else set(range(7))
    begin, end = int(found["from"] or 0), int(found["to"] or 24)
    if begin > 23 or end > 24 or begin == end:
        raise ValueError(f"{words!r}: hours are from 0 to 24, such as 8-18")
    length = (end - begin) % 24 or 24
    return frozenset((day * 24 + begin + at) % HOURS for day in days for at in range(length))


def _days(text: str, words: str) -> set[int]:
    """The weekdays of a list of names and of stretches."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        begin, end = _day(first, words), _day(last or first, words)
        found.update((begin + at) % 7 for at in range((end - begin) % 7 + 1))
    return found


def _day(name: str, words: str) -> int:
    full = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    for number, known in enumerate(full):
        if name in (known, known[:3]):
            return number
    raise ValueError(f"{words!r}: {name!r} is no weekday; they are {', '.join(DAYS)}")
