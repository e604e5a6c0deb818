"""The directives of time formats: C99 7.27.3.5 (strftime), and `%f` and `%L` for fractions."""

from typing import NamedTuple

from store.formats.syslog.envelopes.header import MONTHS


class Directive(NamedTuple):
    """One directive."""

    pattern: str
    """As regular expression, with one group where the part counts."""
    part: str | None
    """What its group holds; None: it has none."""


NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
MERIDIEMS = {"am": 0, "pm": 12}
"""Hours to add."""

_LONG = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_MONTH = Directive(f"({'|'.join((*_LONG, *MONTHS))})", "month")
_DAY = Directive(r"\s?(\d{1,2})", "day")
_WEEKDAY = Directive(r"(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)(?:[a-z]{2,6})?", None)
_FRACTION = Directive(r"(\d{1,9})\d{0,9}", "fraction")
_HOUR = r"\s?(\d{1,2})"

DIRECTIVES = {
    "Y": Directive(r"(\d{4})", "year"),
    "y": Directive(r"(\d{2})", "year"),
    "m": Directive(r"(\d{1,2})", "month"),
    "b": _MONTH,
    "B": _MONTH,
    "h": _MONTH,
    "d": _DAY,
    "e": _DAY,
    "H": Directive(_HOUR, "hour"),
    "k": Directive(_HOUR, "hour"),
    "I": Directive(_HOUR, "hour"),
    "l": Directive(_HOUR, "hour"),
    "p": Directive(r"([AaPp][Mm])", "meridiem"),
    "M": Directive(r"([0-5]\d)", "minute"),
    "S": Directive(r"([0-5]\d|60)", "second"),
    "f": _FRACTION,
    "L": _FRACTION,
    "z": Directive(r"([Zz]|[+-]\d\d:?[0-5]\d|[+-]\d\d)", "zone"),
    "Z": Directive(r"(UTC|GMT|Z)", "zone"),
    "s": Directive(r"(\d{1,12})", "epoch"),
    "a": _WEEKDAY,
    "A": _WEEKDAY,
}
"""By letter. Names are English, whatever the machine's language."""


def zone_of(text: str) -> str:
    """A zone as `store.formats.syslog.envelopes.stamps` takes it."""
    return "Z" if text.upper() in ("UTC", "GMT", "Z") else text
