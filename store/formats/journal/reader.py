"""Read an export of the journal: its entries to records, by the same rules as an auth log's."""

from typing import NamedTuple, Protocol

from store.formats.interface import Parsed, State
from store.formats.journal.entries import Entry, header_of, time_of
from store.formats.syslog.telling import TIMELESS, UNPARSED, Telling
from store.formats.truncation import truncated
from store.model import Context, Record


class Found(NamedTuple):
    """A stretch of the source that is a record."""

    offset: int
    raw: bytes
    entry: Entry | None
    """None where it cannot be understood."""
    is_cut: bool = False
    """Whether it goes on behind its end, but is too long."""


class Cut(NamedTuple):
    """Entries and how far they reach."""

    found: list[Found]
    consumed: int
    """Bytes of the input that are done with."""
    problem: str | None = None
    """One sentence about damage."""


class Cutter(Protocol):
    """Cuts a source's bytes into entries, piece by piece."""

    def cut(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Cut:
        """Cut `data`; see `store.formats.interface.Reader.read`."""

    def state(self) -> State:
        """What the next cutter of this source has to know."""


class JournalReader:
    """Reads one source; see `store.formats.interface.Reader`."""

    def __init__(self, context: Context, state: State, cutter: Cutter) -> None:
        self._cutter = cutter
        self._telling = Telling(context.host, state)

    def state(self) -> State:
        """What the next reader of this source has to know."""
        return {"cutter": self._cutter.state(), **self._telling.state()}

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of `data`; see `store.formats.interface.Reader`."""
        cut = self._cutter.cut(data, offset, at_end=at_end, take_rest=take_rest)
        records = [self._record(found) for found in cut.found]
        return Parsed(self._telling.weighed(records), cut.consumed, problem=cut.problem)

    def _record(self, found: Found) -> Record:
        offset, raw, entry, is_cut = found
        header = header_of(entry) if entry is not None else None
        if entry is None or header is None:
            record = Record(offset, raw, UNPARSED, {}, None)
        else:
            record = self._telling.record(offset, raw, header, time_of(entry) or TIMELESS)
        return truncated(record) if is_cut else record
