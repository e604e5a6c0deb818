"""Local time without zone, in sources that go forwards or backwards in time."""

from datetime import datetime

from store.formats.clock import YEARS, Instant, LocalClock
from store.formats.interface import State
from store.model import Context, TimeFlag


class SourceClock:
    """Places the moments of one source in time, in the order of its records."""

    def __init__(self, context: Context, state: State) -> None:
        self._clock = LocalClock(context.zone)
        self._last: int | None = state.get("last")

    def state(self) -> State:
        """What the next reader of the source has to know."""
        return {"last": self._last}

    def utc(self, naive: datetime, *, newest_first: bool) -> Instant | None:
        """The instant of the next record.

        Args:
            naive: Wall time.
            newest_first: Whether the source goes backwards: of a time that occurs twice the second
                comes first then.

        Returns:
            The instant with its flags, or None for years that a clock cannot have.
        """
        if naive.year not in YEARS:
            return None
        if newest_first:
            found = self._backwards(naive)
        else:
            found = self._clock.utc(naive, not_before=self._last)
        self._last = found.time
        return found

    def _backwards(self, naive: datetime) -> Instant:
        """The later instant that is not after the record before this one."""
        first = self._clock.utc(naive)
        if not first.flags & TimeFlag.AMBIGUOUS:
            return first
        second = self._clock.utc(naive, not_before=first.time + 1)
        return second if self._last is None or second.time <= self._last else first
