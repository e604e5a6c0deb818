"""The zone that times are drawn in: one for the whole screen, as a language would be."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from store import times

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone, and what it is called."""

    name: str
    """`Europe/Berlin`"""
    rules: tzinfo

    @property
    def short(self) -> str:
        """The name for a column's title: `Berlin`."""
        return self.name.rpartition("/")[2].replace("_", " ")

    @property
    def is_utc(self) -> bool:
        """Whether its times are those that everything else is written in."""
        return self.rules is UTC

    def local(self, moment: int) -> datetime:
        """A time (µs UTC) as clocks show it; the year 1 and 9999 at their edges."""
        found = _EPOCH + timedelta(microseconds=moment)
        try:
            return found.astimezone(self.rules)
        except OverflowError:
            return found

    def clock(self, moment: int) -> str:
        """A time (µs UTC) to the second: `2026-11-20 04:12:09`."""
        if self.is_utc:
            return times.clock(moment)
        return self.local(moment).replace(tzinfo=None).isoformat(" ", timespec="seconds")

    def exact(self, moment: int) -> str:
        """A time (µs UTC) that can mean no other: with its offset, and which of two it is."""
        if self.is_utc:
            return f"{times.clock(moment)} UTC"
        place = self.local(moment)
        sign = f"{place:%z}"
        twice = f", the {('first', 'second')[place.fold]} of two" if _is_twice(place) else ""
        return f"{self.clock(moment)} {sign[:3]}:{sign[3:5]} ({self.short}{twice})"

    def told(self, moment: int) -> str:
        """A time (µs UTC) that can mean no other, with UTC beside."""
        return (
            self.exact(moment) if self.is_utc else f"{self.exact(moment)}  {UTC_ZONE.exact(moment)}"
        )


def _is_twice(place: datetime) -> bool:
    """Whether clocks were set back over this time: they showed it once more."""
    first, second = (place.replace(fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


UTC_ZONE = Zone("UTC", UTC)
"""What times are drawn in where nobody chose."""

_drawn_in = [UTC_ZONE]


def current() -> Zone:
    """The zone that times are drawn in now."""
    return _drawn_in[0]


def draw_in(zone: Zone) -> None:
    """Draw times in a zone from now on; what is drawn already is not drawn anew by this."""
    _drawn_in[0] = zone
