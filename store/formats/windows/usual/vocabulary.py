"""Number what the events of a log say again and again, and know the seconds that they tell."""

from store.formats.numbers import KindNumbers, Numbering
from store.formats.windows.events.event import system_time
from store.model import Kind

_MOST_TEXT = 16 * 1024 * 1024
"""Characters of events whose telling is numbered after which numbering begins anew."""
_MOST_MINUTES = 8192


class Vocabulary:
    """What one source's events say again and again, numbered."""

    def __init__(self) -> None:
        self.acts, self.people, self.places = Numbering(), Numbering(), Numbering()
        self.minutes = _Minutes()
        """Microseconds since 1970 UTC by the text of a minute; None where there is no such time."""
        self._kinds = KindNumbers()
        self.kinds = self._kinds.kinds
        """What each number of a kind stands for."""
        self.kept = 0
        """Characters of the events that something was worked out for, and kept."""

    @property
    def is_full(self) -> bool:
        """Whether it should begin anew."""
        numberings = (self.acts, self.people, self.places)
        return any(each.is_full for each in numberings) or self.kept > _MOST_TEXT

    def kind(self, kind: Kind) -> int:
        """The number of a kind."""
        return self._kinds[kind]

    def keeps(self, size: int) -> None:
        """Take note of how many characters of an event are kept."""
        self.kept += size


class _Minutes(dict[str, int | None]):
    """The beginnings of minutes, as far as they are remembered."""

    def __missing__(self, text: str) -> int | None:
        if len(self) >= _MOST_MINUTES:
            self.clear()
        time = self[text] = system_time(f"{text}:00")
        return time
