"""Follow where in the years a log is that names none, whatever single lines say.

A log is at a place, a day of a year, and each line votes: one that is near keeps the log there and
takes it along, one that is far away speaks against it. The log moves to where lines far away are
when these have outvoted those before. Until then each of them has the year that it would have if
the log had moved, and the lines that come back to the log's place have theirs as if nothing had
been. So a few lines out of order shift the years of no others. Only lines that came before decide,
so the years are the same however a log is cut.
"""

from typing import Any, NamedTuple, TypeAlias

Day: TypeAlias = int
"""Day of a leap year, 0 for 1 January."""

_YEAR = 366
_HALF_YEAR = 180
_AHEAD = 14
"""Days that a log may be silent for and be where it was."""
_STRIDE = 7
"""Days that one line takes the log along at most."""
_LATE = 31
"""Days that a line may come late by and speak for the log's place."""
_LATE_ALONE = 3
"""The same where little speaks for that place."""
_LITTLE = 3
MOST_VOTES = 16
"""A log that has changed its place is believed after so many lines at most."""


class Place(NamedTuple):
    """A day of a year; of a year that is counted from a log's first if that is not known."""

    year: int
    day: Day


class Course:
    """Where a log is, line by line."""

    def __init__(
        self, reference: Day, latest: Place | None, state: dict[str, Any] | None = None
    ) -> None:
        """Begin, or go on.

        Args:
            reference: Day of the reference instant. A line that comes after it where those before
                came before is not near to them: it may be from the year before.
            latest: Last day that a line may be of; None where years are not known yet.
            state: What `state()` gave.
        """
        said = state or {}
        self._reference = reference
        self._latest = latest
        year, day = said.get("year"), said.get("day")
        self.place: Place | None = None if year is None or day is None else Place(year, day)
        """Where the log is; None at its beginning."""
        self.votes: int = said.get("votes", MOST_VOTES)
        """How much speaks for that."""
        away = said.get("away")
        self._away: Place | None = Place(*away[:2]) if away else None
        """Where the latest lines are, if that is far away."""
        self._away_votes: int = away[2] if away else 0
        self.version = 0
        """Changes with what a line's year depends on."""

    def state(self) -> dict[str, Any]:
        """What the next one for the log has to know."""
        year, day = self.place or (None, None)
        away = [*self._away, self._away_votes] if self._away else None
        return {"year": year, "day": day, "votes": self.votes, "away": away}

    @property
    def away(self) -> tuple[Place, int] | None:
        """Where the latest lines are, if far away, and how much speaks for that."""
        return (self._away, self._away_votes) if self._away else None

    def year_of(self, day: Day) -> int:
        """The year of a line that names none, from where the log is; it may be too late a year."""
        here = self.place
        if here is None:
            return 0
        ahead = _between(here.day, day)
        if self._is_near(here, ahead) and not self._goes_on(day, -ahead):
            return _stepped(here, day, ahead)
        if self._away is not None:
            ahead = _between(self._away.day, day)
            if -_LATE <= ahead <= _HALF_YEAR:
                return _stepped(self._away, day, ahead)
        return here.year + (day < here.day - _HALF_YEAR)

    def note(self, place: Place, lines: int = 1) -> None:
        """Count votes.

        Args:
            place: Of lines that follow each other; the year is what `year_of` said, or their own.
            lines: How many.
        """
        if self.place is None:
            self._move(place, 0)
        here = self.place or place
        ahead = (place.year - here.year) * _YEAR + place.day - here.day
        if self._is_near(here, ahead):
            self._count(min(self.votes + lines, MOST_VOTES))
            if self._away is not None:
                self._away, self._away_votes = None, 0
                self.version += 1
            if ahead and ahead >= -_STRIDE:
                stride = _STRIDE * lines
                self.place = place if ahead <= stride else _after(here, stride)
                self.version += 1
        elif self._latest is None or place <= self._latest:
            self._note_far(place, lines)

    def settle(self) -> None:
        """Be where the latest lines are, unless they are too few to say so."""
        if self._away is not None and not self.is_few(self._away_votes):
            self._move(self._away, self._away_votes)

    def is_few(self, lines: int) -> bool:
        """Whether these lines are nothing against what speaks for the log's place."""
        return 4 * lines <= self.votes

    def _goes_on(self, day: Day, late: int) -> bool:
        """Whether a line at the log's place, or so many days late, follows the lines far from it.

        A log of few lines comes round the year to where it was; strays are few among many.
        """
        if self._away is None or (late <= _STRIDE and self.is_few(self._away_votes)):
            return False
        return 0 <= _between(self._away.day, day) <= _HALF_YEAR

    def _note_far(self, place: Place, lines: int) -> None:
        """Count votes of lines that are far from where the log is."""
        goes_on = self._away is not None and -_LATE <= _days(self._away, place) <= _HALF_YEAR
        own = self._away_votes if goes_on else 0
        needed = max(self.votes, 1)
        self._away, self._away_votes = place, min(own + min(lines, needed), MOST_VOTES)
        self._count(self.votes - min(lines, needed))
        self.version += 1
        if self.votes <= 0 or self._is_now(place):
            self._move(place, min(self._away_votes + max(0, lines - needed), MOST_VOTES))

    def _count(self, votes: int) -> None:
        self.version += (self.votes > _LITTLE) != (votes > _LITTLE)
        self.votes = votes

    def _move(self, place: Place, votes: int) -> None:
        self.place, self.votes = place, votes
        self._away, self._away_votes = None, 0
        self.version += 1

    def _is_near(self, here: Place, ahead: int) -> bool:
        """Whether a line so many days ahead of a place speaks for it."""
        crosses = 0 <= (self._reference - here.day) % _YEAR < ahead
        late = _LATE if self.votes > _LITTLE else _LATE_ALONE
        return -late <= ahead <= _AHEAD and not crosses

    def _is_now(self, place: Place) -> bool:
        """Whether a line is of the days before the reference instant: no other line need say so."""
        return self._latest is not None and 0 <= _days(place, self._latest) <= _STRIDE


def _between(before: Day, after: Day) -> int:
    """Days from one day of any year to the nearest other."""
    half = _YEAR // 2
    return (after - before + half) % _YEAR - half


def _after(place: Place, days: int) -> Place:
    """The place some days later."""
    years, day = divmod(place.day + days, _YEAR)
    return Place(place.year + years, day)


def _days(before: Place, after: Place) -> int:
    """Days from one place to another; every year has 366."""
    return (after.year - before.year) * _YEAR + after.day - before.day


def _stepped(here: Place, day: Day, ahead: int) -> int:
    """The year of a day that is so many days ahead of a place."""
    if ahead > 0:
        return here.year + (day < here.day)
    return here.year - (day > here.day)
