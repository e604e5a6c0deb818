"""Take a block of lines apart all at once, as far as each line tells by itself.

What is done to whole lists costs a fraction of what is done line by line.
"""

from collections.abc import Iterator, Sequence
from itertools import compress
from operator import ne
from typing import NamedTuple

from store.formats.syslog.memory import Said
from store.formats.syslog.programs.table import attempt_of
from store.formats.syslog.usual.sayings import SILENT, Spoken
from store.formats.syslog.usual.speakers import NOBODY, Speaker, Speakers
from store.formats.syslog.usual.stamping import stamped

LINES = 2000
"""Lines of a block at most: with more, their parts have left the processor's cache again before
they are looked at."""
_NO_LINE = b""
"""Stands for a record that is read with care because of its bytes."""


class Block(NamedTuple):
    """Some lines taken apart; for each line an item in every column. See `walk.Taken`."""

    hours: list[bytes]
    """As `Stamped.hours`."""
    within: list[int]
    """As `Stamped.within`."""
    speakers: list[Speaker]
    messages: list[str]
    """Without blanks around them."""
    spoken: list[Spoken]
    attempts: dict[int, str]
    """The attempts of those lines whose process does not tell them."""
    odd: set[int]
    """Lines that have to be read with care."""

    def turns(self) -> list[int]:
        """See `walk.Taken`."""
        hours = self.hours
        return list(compress(range(1, len(hours)), map(ne, hours[1:], hours)))

    def hour(self, at: int) -> bytes:
        """See `walk.Taken`."""
        return self.hours[at]

    def orphans(self) -> Iterator[int]:
        """See `walk.Taken`."""
        return (at for at, each in enumerate(self.spoken) if each[0].seldom.is_orphan)

    def latest(self, begin: int, end: int) -> Iterator[Said]:
        """See `walk.Taken`."""
        who = self.speakers
        hosts = [each[0] for each in who[begin:end]]
        for at in sorted(dict(zip(hosts, range(begin, end), strict=True)).values()):
            place = who[at][5]
            if place is not None:
                yield place.host, place.tag, who[at][1], self.messages[at]


def taken_apart(raws: Sequence[bytes], speakers: Speakers) -> Block:
    """Take some lines apart; at least one."""
    pieces = [raw.partition(b": ") for raw in _lines(raws)]
    hours, within, rests = stamped([piece[0] for piece in pieces])
    who = [speakers[rest] for rest in rests]
    messages = [piece[2].decode().strip() for piece in pieces]
    odd = {at for at, each in enumerate(within) if each < 0} if min(within) < 0 else set()
    spoken = _spoken(who, messages, odd)
    if NOBODY in who:
        odd.update(at for at, each in enumerate(who) if each is NOBODY)
    attempts = _attempts(who, spoken, odd)
    return Block(hours, within, who, messages, spoken, attempts, odd)


def _lines(raws: Sequence[bytes]) -> Sequence[bytes]:
    """The lines; nothing in place of those that are not ASCII, or are several."""
    whole = b"\n".join(raws)
    if whole.isascii() and whole.count(b"\n") == len(raws) - 1:
        return raws
    return [raw if raw.isascii() and b"\n" not in raw else _NO_LINE for raw in raws]


def _spoken(who: list[Speaker], messages: list[str], odd: set[int]) -> list[Spoken]:
    """What messages mean; those that are not read here become odd."""
    found = [each[3](message) for each, message in zip(who, messages, strict=True)]
    for at in [at for at, each in enumerate(found) if each is None]:
        found[at] = who[at][4](messages[at])
        if found[at] is None:
            odd.add(at)
    return [each or SILENT for each in found]


def _attempts(who: list[Speaker], spoken: list[Spoken], odd: set[int]) -> dict[int, str]:
    """The attempts that no process tells; lines of which they are not plain become odd."""
    found: dict[int, str] = {}
    pairs = enumerate(zip(who, spoken, strict=True))
    for at in [at for at, (each, said) in pairs if each[2] is None and said[0][5]]:
        place, message = who[at][5], spoken[at][0].seldom.message
        if place is None or message is None:
            odd.add(at)
        else:
            found[at] = attempt_of(place.program, place.host, who[at][1], message)
    return found
