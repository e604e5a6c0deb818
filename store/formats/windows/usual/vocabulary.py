"""Number what the events of a log say again and again, and know the seconds that they tell."""

from store.formats.numbers import KindNumbers, Numbering
from store.formats.windows.events.event import system_time
from store.formats.windows.events.people import port_of
from store.model import Kind

_MOST_TEXT = 16 * 1024 * 1024
"""Characters of events whose telling is numbered after which numbering begins anew."""
_MOST_MINUTES = 8192
_MOST_PORTS = 16_384
_LONGEST_PORT = 16
"""Characters of what is remembered of ports."""
_TO_MINUTE = len("2024-05-01T10:")
_MINUTE, _LAST_MINUTE = 60_000_000, 59


class Vocabulary:
    """What one source's events say again and again, numbered."""

    def __init__(self) -> None:
        self.acts, self.people, self.places = Numbering(), Numbering(), Numbering()
        self.minutes = _Minutes()
        """Microseconds since 1970 UTC by the text of a minute; None where there is no such time."""
        self.ports = _Ports()
        """Ports by what stands for them; None for what is none."""
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

    def __init__(self) -> None:
        super().__init__()
        self._hours: dict[str, int | None] = {}

    def __missing__(self, text: str) -> int | None:
        if len(self) >= _MOST_MINUTES:
            self.clear()
            self._hours.clear()
        begin, minute = self._hour(text[:_TO_MINUTE]), int(text[_TO_MINUTE:])
        time = None if begin is None or minute > _LAST_MINUTE else begin + minute * _MINUTE
        self[text] = time
        return time

    def _hour(self, text: str) -> int | None:
        """The beginning of the hour that a text up to its minute tells."""
        if text not in self._hours:
            self._hours[text] = system_time(f"{text}00:00")
        return self._hours[text]


class _Ports(dict[str, int | None]):
    """Ports, as far as they are remembered."""

    def __missing__(self, text: str) -> int | None:
        port = port_of(text)
        if len(text) > _LONGEST_PORT:
            return port
        if len(self) >= _MOST_PORTS:
            self.clear()
        self[text] = port
        return port
