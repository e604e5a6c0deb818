"""Find out what the messages of a long piece mean, each that differs once.

A message that names an address and a port is taken as `Sayings.read` takes it: what is around these
was seen to be sshd's with others in their places.
"""

from typing import NamedTuple

import numpy as np

from store.formats.fingerprints import Fingerprinted, Numbers, Piece
from store.formats.fingerprints import Places as Positions
from store.formats.syslog.usual.long.numbering import Addresses, Meanings, Places, Texts, taken
from store.formats.syslog.usual.long.rows import Ported, Rows, ported
from store.formats.syslog.usual.sayings import Spoken
from store.formats.syslog.usual.speakers import Place
from store.formats.syslog.usual.vocabulary import Vocabulary

_MOST = 1 << 17
"""Numbers of one sort after which all begin anew."""
_BITS = 20
_UNKNOWN = -1


class Told(NamedTuple):
    """What some messages tell; for each an item in every column."""

    meanings: Positions
    """Numbers of `Meanings`."""
    addresses: Numbers
    """Numbers of `Addresses`; 0 where the meaning says where a message comes from."""
    sources: Positions
    ports: Positions
    """-1 for none."""


class Messages:
    """Knows what the messages of one source mean."""

    def __init__(self, vocabulary: Vocabulary, places: Places) -> None:
        """Begin with nothing known.

        Args:
            vocabulary: Of the source.
            places: Numbers who speaks.
        """
        self.meanings = Meanings()
        self.addresses = Addresses(vocabulary)
        self._places = places
        self._sorts = Texts(), Texts()
        self._texts, self._tails = map(Fingerprinted, self._sorts)
        self._addresses = Fingerprinted(self.addresses)
        self._known: dict[int, int] = {}
        """Meanings by who speaks and what the text is, or what is around an address and a port."""

    @property
    def is_full(self) -> bool:
        """Whether all should begin anew."""
        sizes = [each.size for each in self._sorts]
        return max(*sizes, len(self.meanings.spoken), len(self.addresses.texts)) > _MOST

    def told(self, piece: Piece, rows: Rows, places: Numbers) -> Told:
        """Find out what the messages of some lines mean.

        Args:
            piece: Of the log.
            rows: The lines.
            places: Who speaks in each.
        """
        named = ported(piece, rows)
        tails, addresses = np.zeros((2, len(rows.at)), np.uint32)
        tails[named.rows] = self._tails.numbers(piece, named.tails, rows.ends[named.rows])
        addresses[named.rows] = self._addresses.numbers(piece, named.blanks + 1, named.marks)
        ends = rows.ends.copy()
        ends[named.rows] = named.blanks
        texts = self._texts.numbers(piece, rows.starts, ends)
        keys = taken(self._places.programs, places) << 2 * _BITS
        keys |= texts.astype(np.int64) << _BITS | tails
        lines = _Lines(piece.data, rows, named, self._places.places, places, tails)
        meanings = self._numbers(keys, lines)
        return self._sourced(meanings, addresses, lines)

    def _numbers(self, keys: Positions, lines: "_Lines") -> Positions:
        """The meanings of lines by their keys; `_UNKNOWN` where each has to be looked at."""
        different, first, where = np.unique(keys, return_index=True, return_inverse=True)
        known, wanted = self._known, different.tolist()
        found = [known.get(key, _UNKNOWN) for key in wanted]
        for at in [at for at, number in enumerate(found) if number == _UNKNOWN]:
            found[at] = self._learn(lines, int(first[at]))
            if found[at] != _UNKNOWN:
                known[wanted[at]] = found[at]
        return np.array(found, np.int64)[where]

    def _learn(self, lines: "_Lines", at: int) -> int:
        """The meaning of all lines that have a line's key; `_UNKNOWN` if they have not the same."""
        spoken, around = lines.spoken(at), lines.around(at)
        if around is None:
            return self._number(spoken)
        place = lines.place(at)
        found = place.sayings.ported.get(around) if place else None
        return (
            _UNKNOWN if found is None else self._number((found[0], 0, found[1], None, "", found[2]))
        )

    def _number(self, spoken: Spoken | None) -> int:
        """The number of what a message means; 0 for none."""
        return 0 if spoken is None else self.meanings.add(spoken)

    def _sourced(self, meanings: Positions, addresses: Numbers, lines: "_Lines") -> Told:
        """What lines mean, with where they come from."""
        named = lines.named
        ports = np.full(len(meanings), -1, np.int64)
        ports[named.rows] = named.ports
        is_alone = meanings == _UNKNOWN
        is_alone[named.rows] |= addresses[named.rows] == 0
        for at in np.flatnonzero(is_alone).tolist():
            meanings[at] = self._number(lines.spoken(at))
        addresses[is_alone] = 0
        by_address = addresses > 0
        own = self.meanings.of(meanings)
        sources = np.where(by_address, taken(self.addresses.sources, addresses), own.sources)
        return Told(meanings, addresses, sources, np.where(by_address, ports, own.ports))


class _Lines(NamedTuple):
    """The lines whose messages are asked for."""

    data: bytes
    rows: Rows
    named: Ported
    places: list[Place | None]
    numbers: Numbers
    """Which of the places speaks in each row."""
    tails: Numbers
    """What is behind the port in each row; 0 where there is none."""

    def place(self, at: int) -> Place | None:
        """Who speaks in a row."""
        return self.places[int(self.numbers[at])]

    def spoken(self, at: int) -> Spoken | None:
        """What a row's message means."""
        place = self.place(at)
        message = self.data[self.rows.starts[at] : self.rows.ends[at]].decode()
        return place and (place.known(message) or place.read(message))

    def around(self, at: int) -> tuple[str, str] | None:
        """What stands around address and port in a row; None where there are none."""
        named = self.named
        if not self.tails[at]:
            return None
        found = int(np.searchsorted(named.rows, at))
        before = self.data[self.rows.starts[at] : named.blanks[found]]
        return before.decode(), self.data[named.tails[found] : self.rows.ends[at]].decode()
