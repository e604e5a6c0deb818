"""Windows event logs as Windows keeps them: `.evtx`.

Source: the libyal description "Windows XML Event Log (EVTX) format". A file is a header of 4096
bytes and chunks of 64 KiB; each chunk is read by itself, so that damage stays where it is.
"""

from collections.abc import Sequence
from typing import NamedTuple

from store.formats.interface import Format, LookAhead, Parsed, State
from store.formats.windows.events.record import DATASET
from store.formats.windows.evtx.chunk import MAGIC, RECORDS_AT, SIZE, Chunk, has_sound_header
from store.formats.windows.evtx.events_of_chunk import Account, events_of_chunk
from store.formats.windows.evtx.holes import Holes
from store.formats.windows.sample import EVTX
from store.formats.windows.scripts import joining_scripts
from store.formats.windows.usual.gathering import Gathering
from store.formats.windows.usual.learning import UsualEvents
from store.model import Context, Record

_FILE_MAGIC = b"ElfFile\0"
_HEADER = 4096
_OVERLAP = len(MAGIC) - 1
_BLOCK = SIZE + _OVERLAP
"""Bytes that must be seen to say that no chunk begins in the next 64 KiB."""


class _Step(NamedTuple):
    """How far one step went."""

    size: int
    """Bytes done with; 0: there is nothing to do until more bytes come."""
    account: Account


def _nothing(problem: str | None = None) -> Account:
    """A stretch without records."""
    return Account(0, 0, problem)


class _EvtxReader:
    """Reads chunk after chunk, wherever they begin."""

    def __init__(self, state: State) -> None:
        self._begun = bool(state.get("begun"))
        """Whether the file header was seen, or found missing."""
        self._astray = bool(state.get("astray"))
        """Whether the bytes before were no chunk, and that was told."""
        self._holes = Holes(state)
        self._usual = UsualEvents()
        self._gathered = Gathering(self._usual)

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of whole chunks; see `Reader`."""
        self._gathered = Gathering(self._usual)
        done: list[Account] = []
        at = 0
        while at < len(data):
            window = data[at : at + _BLOCK]
            step = self._step(window, offset + at, at_end=at_end, take_rest=take_rest)
            if not step.size:
                break
            done.append(step.account)
            at += step.size
        return _parsed(self._gathered.records(), done, at)

    def state(self) -> State:
        """Whether the header is behind us, and whether we are between chunks."""
        return {"begun": self._begun, "astray": self._astray, **self._holes.state()}

    def _step(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> _Step:
        """Do with what begins here: the header, a chunk, or what is neither.

        Args:
            data: As many bytes as a decision needs, fewer only where there are no more.
            offset: Where they begin in the source.
            at_end: See `Reader`.
            take_rest: See `Reader`.
        """
        last = at_end and take_rest
        if not self._begun:
            if len(data) < _HEADER and not last:
                return _Step(0, _nothing())
            self._begun = True
            if data.startswith(_FILE_MAGIC):
                return _file_header(data)
        if len(data) >= SIZE and (data.startswith(MAGIC) or has_sound_header(data)):
            return self._chunk(data[:SIZE], offset)
        if len(data) < _BLOCK and not at_end:
            return _Step(0, _nothing())
        if data.startswith(MAGIC):
            return self._chunk(data, offset) if last else _Step(0, _nothing())
        return self._gap(data, offset, last=last)

    def _chunk(self, data: bytes, offset: int) -> _Step:
        """Read the chunk that begins here."""
        self._astray = False
        size = _until_next(data)
        raw = data[:size]
        account = events_of_chunk(raw, offset, self._usual, self._gathered)
        return _Step(size, self._holes.told(raw, offset, account))

    def _gap(self, data: bytes, offset: int, *, last: bool) -> _Step:
        """Step over bytes up to the next chunk, or up to 64 KiB of them."""
        following = data.find(MAGIC)
        size = following if following >= 0 else min(len(data), SIZE)
        if following < 0 and len(data) < _BLOCK and not last:
            return _Step(0, _nothing())
        self._holes.passed(size)
        if self._astray or not data[:size].strip(b"\0"):
            return _Step(size, _nothing())
        self._astray = True
        return _Step(size, _nothing(f"From offset {offset} on there are bytes of no chunk."))


def _file_header(data: bytes) -> _Step:
    """Step over the file header: what it says of the chunks, the chunks say better."""
    cut_off = "The file ends inside its header." if len(data) < _HEADER else None
    return _Step(min(_HEADER, len(data)), _nothing(cut_off))


def _until_next(data: bytes) -> int:
    """Bytes that belong to the chunk that begins here.

    A chunk of which bytes are missing runs into the next one. What looks like another chunk inside
    a sound one is part of a record.
    """
    if data.rfind(MAGIC, 1) < 0 or Chunk(data).sound:  # in UTF-16, much quicker than `find`
        return len(data)
    at = data.find(MAGIC, 1)
    while at >= 0:
        if has_sound_header(data[at : at + RECORDS_AT]):
            return at
        at = data.find(MAGIC, at + 1)
    return len(data)


def _parsed(records: Sequence[Record], done: list[Account], consumed: int) -> Parsed:
    """Everything that the steps gave."""
    problems = [account.problem for account in done if account.problem]
    problem = problems[0] if problems else None
    if len(problems) > 1:
        problem = f"{problem} There are {len(problems) - 1} more damaged places."
    expected = sum(account.expected for account in done)
    lost = sum(account.lost for account in done)
    return Parsed(records, consumed, expected, lost, problem)


def _score(head: bytes) -> float:
    """Certain by the magic of a file, or by a chunk: alone, or behind a damaged file header."""
    if head.startswith((_FILE_MAGIC, MAGIC)):
        return 1.0
    return float(has_sound_header(head[_HEADER : _HEADER + RECORDS_AT]))


def _open(_context: Context, state: State, _look_ahead: LookAhead) -> _EvtxReader:
    """Make a reader: event logs say everything themselves."""
    return _EvtxReader(state)


FORMAT = Format(
    name="windows.evtx",
    title="Windows event log (.evtx)",
    dataset=DATASET,
    score=_score,
    open=joining_scripts(_open),
    sample=EVTX,
    binary=True,
    has_long_records=True,
)
