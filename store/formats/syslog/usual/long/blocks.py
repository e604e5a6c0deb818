"""Take the lines of a long piece apart all at once; the outcome is that of `usual.blocks`."""

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from store.formats.claims import Claim
from store.formats.fingerprints import Fingerprinted, Numbers, Piece
from store.formats.fingerprints import Places as Positions
from store.formats.long_pieces import Bytes, bounds, spans
from store.formats.spans import Spans
from store.formats.syslog.envelopes.records import NO_RECORD
from store.formats.syslog.memory import Said
from store.formats.syslog.programs.table import attempt_of
from store.formats.syslog.usual.long.messages import Messages, Told
from store.formats.syslog.usual.long.numbering import (
    AUTHENTICATES,
    IS_ORPHAN,
    TELLS,
    Places,
    taken,
)
from store.formats.syslog.usual.long.rows import Rows, rows_of
from store.formats.syslog.usual.long.stamps import Stamps, Yes, stamps, turns
from store.formats.syslog.usual.sheets import Columns
from store.formats.syslog.usual.speakers import Place, Speakers
from store.formats.syslog.usual.vocabulary import Vocabulary

_MOST_ODD = 8
"""A piece of which one line in so many is odd is not worth the trouble."""
_PID_BITS = 35
_LAST_ASCII, _CR = 0x7F, 0x0D
_NO_RECORD = np.frombuffer(NO_RECORD, np.uint8)


class LongPieces:
    """Takes long pieces of one source apart."""

    def __init__(self, speakers: Speakers, vocabulary: Vocabulary) -> None:
        """Take what the source's reader remembers."""
        self._speakers, self._vocabulary = speakers, vocabulary
        self._begin()

    def _begin(self) -> None:
        self._places = Places(self._speakers)
        self._wheres = Fingerprinted(self._places)
        self._messages = Messages(self._vocabulary, self._places)

    def take_apart(self, data: bytes, offset: int) -> "LongBlock | None":
        """Take the lines of a piece apart.

        Args:
            data: Lines, each with its LF and without CR before that.
            offset: Where the piece begins in its source.

        Returns:
            The block; None where too few lines are as usual, or some may be no records.
        """
        if self._messages.is_full:
            self._begin()
        piece = Piece(data)
        starts, ends = bounds(piece.bytes)
        if not len(starts) or np.isin(piece.bytes[starts], _NO_RECORD).any():
            return None
        stamped = stamps(data, piece.bytes, starts, ends)
        if stamped is None:
            return None
        rows = rows_of(piece.bytes, stamped, starts, ends)
        places = self._wheres.numbers(piece, rows.heads, rows.wheres)
        is_known = np.array([place is not None for place in self._places.places], np.bool_)[places]
        is_known &= _is_plain(data, piece.bytes, starts)[rows.at]
        rows, places = rows.only(is_known), places[is_known]
        if (len(starts) - len(rows.at)) * _MOST_ODD > len(starts):
            return None
        told = self._messages.told(piece, rows, places)
        lines = spans(data, offset, starts, ends)
        return LongBlock(
            data, lines, stamped, rows, _Known(places, told, self._places, self._messages)
        )


class _Known(NamedTuple):
    """Who speaks in some rows, and what the messages tell."""

    numbers: Numbers
    """Numbers of `places`."""
    told: Told
    places: Places
    messages: Messages


class LongBlock:
    """The lines of a long piece, taken apart; see `walk.Taken`."""

    def __init__(
        self, data: bytes, lines: Spans, stamped: Stamps, rows: Rows, known: _Known
    ) -> None:
        self.lines = lines
        self.within: list[int] = stamped.within.tolist()
        self._data, self._hours = data, stamped.hours
        self._rows, self._known = rows, known
        self._meanings = self._whole(known.told.meanings)
        self._places, self._pids = self._whole(known.numbers), self._whole(rows.pids, -1)
        self._starts, self._ends = self._whole(rows.starts), self._whole(rows.ends)
        self._is_one_host = len(set(known.places.hosts[1:])) <= 1
        self.odd: set[int] = set(np.flatnonzero(self._meanings == 0).tolist())
        """Lines that have to be read with care."""
        self._attempts = dict(self._other_attempts())

    def turns(self) -> list[int]:
        """See `walk.Taken`."""
        return turns(self._hours)

    def hour(self, at: int) -> bytes:
        """See `walk.Taken`."""
        return bytes(self._hours[at])

    def orphans(self) -> list[int]:
        """See `walk.Taken`."""
        found: list[int] = self._marked(IS_ORPHAN).tolist()
        return found

    def latest(self, begin: int, end: int) -> Iterator[Said]:
        """See `walk.Taken`."""
        if self._is_one_host:
            begin = max(begin, end - 1)
        some = begin + np.flatnonzero(self._ends[begin:end])
        hosts = taken(self._known.places.hosts, self._places[some])
        _, from_behind = np.unique(hosts[::-1], return_index=True)
        for at in sorted(some[len(some) - 1 - from_behind].tolist()):
            place = self._place(at)
            if place is not None:
                yield place.host, place.tag, self._pid(at), self._message(at)

    def columns(self, odd: Iterable[int], times: list[int], flags: list[int]) -> Columns:
        """What the lines say, side by side.

        Args:
            odd: Those that were read with care, and say nothing here.
            times: Of all lines.
            flags: Of all lines.
        """
        self._meanings[list(odd)] = 0
        known, told = self._known, self._known.told
        meant = known.messages.meanings.of(self._meanings)
        roles = [spoken[0].role for spoken in known.messages.meanings.spoken]
        return Columns(
            _packed(meant.kinds),
            array("q", times),
            array("I", flags),
            _packed(taken(known.places.hosts, self._places)),
            _packed(meant.said),
            _packed(self._whole(told.sources)),
            _packed(meant.users),
            _with_gaps(self._whole(told.ports, -1)),
            _with_gaps(self._pids),
            self._texts(),
            _packed(meant.weights),
            list(map(roles.__getitem__, self._meanings.tolist())),
            self._keys(),
        )

    def claims(self, columns: Columns) -> list[Claim]:
        """What the lines say of attempts; `columns` are theirs."""
        messages, some = self._known.messages, self._marked(TELLS)
        natures = [spoken[0].nature for spoken in messages.meanings.spoken]
        effective = [spoken[0].seldom.effective for spoken in messages.meanings.spoken]
        names = [spoken[5] for spoken in messages.meanings.spoken]
        meanings, at = self._meanings[some].tolist(), some.tolist()
        claims = zip(
            at,
            map(columns.attempts.__getitem__, at),
            map(columns.times.__getitem__, at),
            self._addresses(some),
            map(names.__getitem__, meanings),
            map(effective.__getitem__, meanings),
            map(natures.__getitem__, meanings),
            strict=True,
        )
        return [each for each in claims if each[1]]

    def _addresses(self, some: Positions) -> list[str]:
        """Where some lines come from."""
        messages, told = self._known.messages, self._known.told
        own = [spoken[4] for spoken in messages.meanings.spoken]
        texts = messages.addresses.texts
        numbers = self._whole(told.addresses)[some].tolist()
        pairs = zip(numbers, self._meanings[some].tolist(), strict=True)
        return [texts[number] or own[meaning] for number, meaning in pairs]

    def _keys(self) -> list[str | None]:
        """The attempts that lines belong to."""
        found: list[str | None] = [None] * len(self.lines)
        some = self._marked(AUTHENTICATES)
        pairs = self._places[some] << _PID_BITS | (self._pids[some] + 1)
        different, where = np.unique(pairs, return_inverse=True)
        keys = [self._key(*divmod(pair, 1 << _PID_BITS)) for pair in different.tolist()]
        for at, number in zip(some.tolist(), where.tolist(), strict=True):
            found[at] = keys[number]
        for at, key in self._attempts.items():
            found[at] = key
        return found

    def _key(self, place: int, process: int) -> str | None:
        """The attempt that a process is busy with; None where others tell it."""
        speaker = self._known.places.places[place]
        begin = speaker.key if speaker and process else None
        return None if begin is None else f"{begin}{process - 1}"

    def _texts(self) -> list[str | None]:
        """The messages."""
        text = self._data.decode("latin-1")  # a character for each byte; what is taken is ASCII
        places = zip(self._starts.tolist(), self._ends.tolist(), strict=True)
        return [text[start:end] for start, end in places]

    def _other_attempts(self) -> Iterator[tuple[int, str]]:
        """The attempts that no process tells; lines of which they are not plain become odd."""
        places = self._known.places.places
        has_key = np.array([place and place.key is not None for place in places], np.bool_)
        some = self._marked(AUTHENTICATES)
        by_process = has_key[self._places[some]] & (self._pids[some] >= 0)
        for at in some[~by_process].tolist():
            message = self._known.messages.meanings.spoken[self._meanings[at]][0].seldom.message
            place = self._place(at)
            if place is None or message is None:
                self.odd.add(at)
            else:
                yield at, attempt_of(place.program, place.host, self._pid(at), message)

    def _marked(self, mark: int) -> Positions:
        """The lines whose meaning has a mark."""
        return np.flatnonzero(self._known.messages.meanings.of(self._meanings).marks & mark)

    def _place(self, at: int) -> Place | None:
        return self._known.places.places[int(self._places[at])]

    def _pid(self, at: int) -> int | None:
        pid = int(self._pids[at])
        return None if pid < 0 else pid

    def _message(self, at: int) -> str:
        return self._data[self._starts[at] : self._ends[at]].decode()

    def _whole(self, column: npt.NDArray[np.integer], otherwise: int = 0) -> Positions:
        """A column of all lines."""
        whole = np.full(len(self.lines), otherwise, np.int64)
        whole[self._rows.at] = column
        return whole


def _is_plain(data: bytes, text: Bytes, starts: Positions) -> Yes:
    """Whether each line is of ASCII without CR."""
    found = np.ones(len(starts), np.bool_)
    if not data.isascii() or b"\r" in data:
        others = np.flatnonzero((text > _LAST_ASCII) | (text == _CR))
        found[np.searchsorted(starts, others, side="right") - 1] = False
    return found


def _with_gaps(column: Positions) -> list[int | None]:
    """Numbers with None where there is none."""
    found: list[int | None] = column.tolist()
    for at in np.flatnonzero(column < 0).tolist():
        found[at] = None
    return found


def _packed(column: Positions) -> "array[int]":
    """Numbers in little room."""
    return array("I", column.astype(np.uint32).tobytes())
