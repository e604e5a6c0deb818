"""Read the lines that auth logs consist of nearly alone, at a fraction of what any line costs.

A line is taken only if `envelopes.split`, `Stamps` and `Telling` would make the same of it: it is
ASCII, each part of its envelope stands where daemons put it, and its message was met before, whole
or by its shape. Everything else is left to them.
"""

import re
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from store.formats.claims import Claim
from store.formats.numbers import MOST
from store.formats.syslog.envelopes.header import MONTHS, NO_HOSTS
from store.formats.syslog.envelopes.stamps import Stamps
from store.formats.syslog.programs.message import Message
from store.formats.syslog.programs.table import Program, attempt_of, by_process, program_of
from store.formats.syslog.telling import Telling
from store.formats.syslog.usual.sayings import Sayings
from store.formats.syslog.usual.vocabulary import Vocabulary
from store.model import Role

Row: TypeAlias = tuple[
    int,  # number of the kind
    int | None,  # time
    int,  # flags
    int,  # numbers of what it says: place,
    int,  # saying,
    int,  # source,
    int,  # user,
    int,  # and all of it where the line is odd
    int | None,  # port
    int | None,  # process
    str | None,  # message
    int,  # weight
    Role | None,
    str | None,  # attempt
]
"""A record as a row of a sheet. One is made for every line, so it is a bare tuple."""
WEIGHT: Final = -3
"""Where a row has its weight."""

_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_WHERE = re.compile(r" ([\w.-]{1,255}) ([\w./-]{1,128})", re.ASCII)
"""Host and tag as they are nearly always."""
_MOST_DIGITS = 10
"""Digits of the longest process id; `header.split` takes no longer one."""
_OLD = re.compile(rf"(?:{'|'.join(MONTHS)}) [ \d]\d {_CLOCK}", re.ASCII)
_DATED = re.compile(
    rf"(\d{{4}}-[01]\d-[0-3]\dT{_CLOCK})(:[0-5]\d)(?:\.(\d{{1,6}}))?(Z|[+-]\d\d:[0-5]\d)(?= )",
    re.ASCII,
)
_TO_MINUTE = len("2024-03-10T06:27")
_SECONDS = {f":{second:02}": second * 1_000_000 for second in range(60)}
_NO_STAMP = (0, "", None)
_NO_PID = -1


class _Place(NamedTuple):
    """Who speaks."""

    host: str
    tag: str
    number: int
    """Of the fields that name the host."""
    program: Program
    sayings: Sayings
    key: str | None
    """What the keys of its attempts begin with that end with the process; None: others."""


class _Pids(dict[str, int]):
    """Process ids by their text of ASCII with the bracket behind; what is none is `_NO_PID`."""

    def __missing__(self, text: str) -> int:
        digits = text[:-1]
        if text[-1:] != "]" or not digits.isdigit() or len(digits) > _MOST_DIGITS:
            return _NO_PID
        number = self[text] = int(digits)
        return number


class UsualLines:
    """Reads the usual lines of one source."""

    def __init__(self, stamps: Stamps, telling: Telling) -> None:
        self._stamps = stamps
        self._telling = telling
        self._begin()
        self._told: tuple[_Place, int | None, str] | None = None
        """Who said what last, not yet noted by `telling`."""
        self._host: str | None = None
        self._time: int | None = None
        """When, not yet noted by `stamps`."""
        self._minute = ""
        self._base, self._flags = 0, 0

    def _begin(self) -> None:
        self.vocabulary = Vocabulary()
        self._places: dict[str, _Place] = {}
        self._sayings: dict[str, Sayings] = {}
        self._pids = _Pids()

    def make_room(self) -> None:
        """Forget what has become too much; not between the rows of a batch."""
        if self.vocabulary.is_full or len(self._pids) > MOST:
            self._begin()

    def read(self, text: str, at: int, claims: list[Claim]) -> Row | None:
        """Make a row of a line.

        Args:
            text: The line, of ASCII.
            at: Its position in the batch.
            claims: Of the batch; grows by what the line says of attempts.

        Returns:
            The row; None where the line has to be read with care, after `pause`.
        """
        old = (15, text[:12], _SECONDS.get(text[12:15]))
        end, minute, second = old if text > ":" else _dated(text)
        head, _, message = text.partition(": ")
        where, bracket, number = head[end:].partition("[")
        place = self._places.get(where) or self._place(where)
        pid = self._pids[number] if bracket else None
        if place is None or second is None or pid == _NO_PID:
            return None
        message = message.strip()
        spoken = place.sayings.whole.get(message) or place.sayings.read(message)
        if spoken is None or not (minute == self._minute or self._turn(minute)):
            return None
        saying, source, user, port, address, name = spoken
        kind, said, weight, role, nature, authenticates, is_orphan, effective, whole = saying
        attempt = None
        if authenticates:
            by_pid = place.key is not None and pid is not None
            attempt = f"{place.key}{pid}" if by_pid else _attempt(place, pid, whole)
        if (authenticates and not attempt) or (is_orphan and self._telling.knows_peers):
            return None
        time = self._time = self._base + second
        if nature is not None and attempt:
            claims.append((at, attempt, time, address, name, effective, nature))
        if place.host != self._host:
            self._note(place.host)
        self._told = (place, pid, message)
        says = (place.number, said, source, user, 0, port, pid, message)
        return (kind, time, self._flags, *says, weight, role, attempt)

    def pause(self) -> None:
        """Let `stamps` and `telling` know what was read, so that they can go on."""
        if self._time is not None:
            self._stamps.passed(self._time)
            self._time = None
        self._note(None)
        self._minute = ""

    def _note(self, host: str | None) -> None:
        """Let `telling` know what was said last; the next to speak is on `host`."""
        self._host = host
        if self._told is not None:
            place, pid, message = self._told
            self._telling.remember((place.host, place.tag, pid, message))
            self._told = None

    def _turn(self, minute: str) -> bool:
        """Go to another minute; whether all its seconds follow from its beginning."""
        if self._time is not None:
            self._stamps.passed(self._time)
        if minute[:1].isdecimal():
            instant = self._stamps.minute(minute[:_TO_MINUTE], minute[_TO_MINUTE:])
        else:
            instant = self._stamps.minute(minute, None) if _OLD.fullmatch(minute) else None
        if instant is None:
            return False
        self._minute = minute
        self._base, self._flags = instant
        return True

    def _place(self, where: str) -> _Place | None:
        """Remember who speaks; None where it is not plain who that is."""
        found = _WHERE.fullmatch(where)
        if found is None or found[1] in NO_HOSTS:
            return None
        host, tag = found.groups()
        sayings = self._sayings.get(tag)
        program = program_of(tag)
        if sayings is None:
            kind_of = partial(self._telling.kind, program.name, None)
            sayings = self._sayings[tag] = Sayings(program, self.vocabulary, kind_of)
        number = self.vocabulary.places.number({"host.name": host})
        key = f"{host}/{program.family}/" if by_process(program) else None
        place = self._places[where] = _Place(host, tag, number, program, sayings, key)
        return place


def _dated(text: str) -> tuple[int, str, int | None]:
    """Where a time stamp of RFC 3339 ends, its minute with the zone, and its microseconds."""
    found = _DATED.match(text)
    if found is None:
        return _NO_STAMP
    minute, second, fraction, zone = found.groups()
    part = int(fraction.ljust(6, "0")) if fraction else 0
    return found.end(), minute + zone, _SECONDS[second] + part


def _attempt(place: _Place, pid: int | None, message: Message | None) -> str | None:
    """The attempt of a message that its process alone does not tell; None for a shape."""
    if message is None:
        return None
    return attempt_of(place.program, place.host, pid, message)
