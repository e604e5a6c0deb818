"""Remember who speaks: hosts, programs and processes by what stands between stamp and message."""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeAlias

from store.formats.numbers import MOST
from store.formats.syslog.envelopes.header import NO_HOSTS
from store.formats.syslog.programs.table import Program, by_process, program_of
from store.formats.syslog.programs.web_servers import is_web_server
from store.formats.syslog.telling import Telling
from store.formats.syslog.usual.sayings import SILENT, Sayings, Spoken
from store.formats.syslog.usual.vocabulary import Vocabulary

_WHERE = re.compile(rb" [\w.-]{1,255} [\w./-]{1,128}")
"""Host and tag as they are nearly always."""
_MOST_PROGRAMS = 4096
MOST_DIGITS = 10
"""Digits of the longest process id; `header.split` takes no longer one."""


class Place(NamedTuple):
    """A program on a host."""

    host: str
    tag: str
    number: int
    """Of the fields that name the host."""
    program: Program
    sayings: Sayings
    known: Callable[[str], Spoken | None]
    """What a message means that was learned whole."""
    read: Callable[[str], Spoken | None]
    """What any other means; see `Sayings.read`."""
    key: str | None
    """What the keys of its attempts begin with that end with the process; None: others."""


Speaker: TypeAlias = tuple[
    int,  # number of the fields that name the host
    int | None,  # process
    str | None,  # key of its attempts; None where these are not told apart by the process
    Callable[[str], Spoken | None],  # `Place.known`
    Callable[[str], Spoken | None],  # `Place.read`
    Place | None,  # None where it is not plain who speaks
]
"""A process of a program. One is made for every connection, so it is a bare tuple."""


def _unknown(_message: str) -> Spoken:
    """What somebody says who is not known."""
    return SILENT


NOBODY: Speaker = (0, None, None, _unknown, _unknown, None)
"""Speaks where it is not plain who does."""


class Speakers(dict[bytes, Speaker]):
    """Who speaks, by what stands before `: `."""

    def __init__(self, telling: Telling, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._telling = telling
        self._vocabulary = vocabulary
        self._places: dict[bytes, Place] = {}
        self._sayings: dict[str, Sayings] = {}

    def make_room(self) -> bool:
        """Forget processes that are too many; whether all should begin anew."""
        if len(self) > MOST:
            self.clear()
        is_full = len(self._places) > MOST or len(self._sayings) > _MOST_PROGRAMS
        return is_full or self._vocabulary.is_full

    def __missing__(self, head: bytes) -> Speaker:
        where, bracket, number = head.partition(b"[")
        place = self.place(where)
        if place is None:
            return NOBODY
        speaker: Speaker = (place.number, None, None, place.known, place.read, place)
        if bracket:
            digits = number[:-1]
            if not (number.endswith(b"]") and digits.isdigit() and len(digits) <= MOST_DIGITS):
                return NOBODY
            pid, begin = int(digits), place.key
            key = None if begin is None else f"{begin}{pid}"
            speaker = (place.number, pid, key, place.known, place.read, place)
        self[head] = speaker
        return speaker

    def place(self, where: bytes) -> Place | None:
        """A program on a host, by what stands between the stamp and the process.

        Returns:
            None where it is not plain who that is.
        """
        return self._places.get(where) or self._place(where)

    def _place(self, where: bytes) -> Place | None:
        """Remember a program on a host."""
        found = _WHERE.fullmatch(where)
        host, tag = found[0].decode().split() if found else ("", "")
        if found is None or host in NO_HOSTS or is_web_server(tag):
            return None
        sayings = self._sayings.get(tag)
        program = program_of(tag)
        if sayings is None:
            kind_of = partial(self._telling.kind, program.name, None)
            sayings = self._sayings[tag] = Sayings(program, self._vocabulary, kind_of)
        number = self._vocabulary.places.number({"host.name": host})
        key = f"{host}/{program.family}/" if by_process(program) else None
        place = Place(host, tag, number, program, sayings, sayings.whole.get, sayings.read, key)
        self._places[where] = place
        return place
