"""Read a log in a user's format: bytes to records, and how well a beginning fits."""

from collections.abc import Iterator
from itertools import chain
from time import process_time

from store.formats.continuation import continuation
from store.formats.interface import LookAhead, Parsed, State
from store.formats.lines import cut
from store.formats.own.finding import Finder
from store.formats.own.grouping import Groups, group
from store.formats.own.matching import Guarded
from store.formats.own.records import Maker
from store.formats.own.spec import Spec
from store.formats.own.stamps import Times, is_yearless, lines_of, reading
from store.formats.own.values import text_of
from store.model import Context, Record

_HEAD = 65_536
"""Bytes of a beginning that may have been cut in the middle of a line."""
_MOST_RECORDS = 1000
_PATIENCE = 0.5
"""Seconds of computing for a score."""


class OwnReader:
    """Reads one source; see `store.formats.interface.Reader`."""

    def __init__(self, spec: Spec, context: Context, state: State, ahead: LookAhead) -> None:
        self._spec = spec
        self._guarded = Guarded(state.get("strikes", {}))
        self._source = _Source(spec, self._guarded, context.encoding)
        self._times: Times | None = None
        if spec.clock is not None:
            look = _Ahead(spec, context, ahead)
            self._times = Times(spec.clock, context, state.get("times", {}), look)
        self._maker = Maker(spec, context.host, self._times)
        self._host = context.host
        self._has_begun = bool(state.get("begun"))
        """Whether a record has begun that further lines may go on with."""

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of `data`; see `store.formats.interface.Reader`."""
        groups = self._source.records(data, offset, at_end=at_end, take_rest=take_rest)
        records = [self._record(at, raw) for at, raw in groups.records]
        problem, self._guarded.problem = self._guarded.problem, None
        return Parsed(
            records, groups.consumed, problem=f"{self._spec.name}: {problem}" if problem else None
        )

    def _record(self, offset: int, raw: bytes) -> Record:
        """A record; lines that are none go on with the one before, where records have many."""
        found = self._source.find(raw, offset)
        if self._spec.first_line is None or found is not None:
            self._has_begun = found is not None
        elif self._source.begins(raw, offset):
            self._has_begun = True
        elif self._has_begun:
            return continuation(offset, raw, self._spec.dataset, self._host)
        return self._maker.make(offset, raw, found)

    def state(self) -> State:
        """What the next reader of this source has to know."""
        state: State = {"begun": True} if self._has_begun and self._spec.first_line else {}
        if strikes := self._guarded.state():
            state["strikes"] = strikes
        if self._times is not None:
            state["times"] = self._times.state()
        return state


class _Source:
    """Cuts a source into records, and looks into them."""

    def __init__(self, spec: Spec, guarded: Guarded, encoding: str | None = None) -> None:
        self._first_line = spec.first_line
        self._guarded = guarded
        self._finder = Finder(spec, guarded, encoding)
        self.find = self._finder.find

    def records(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Groups:
        """The records' bytes."""
        lines = cut(data, offset, take_rest=at_end and take_rest)
        if self._first_line is None:
            return Groups(lines.lines, lines.consumed)
        return group(data, offset, lines, self.begins, at_end=at_end)

    def begins(self, line: bytes, offset: int) -> bool:
        """Whether a record begins with a line."""
        return self._first_line is None or self._guarded.begins(
            self._first_line, self._finder.text(line, offset), offset
        )


class _Ahead:
    """Shows the times that a source has from a place on, as lines of syslog."""

    def __init__(self, spec: Spec, context: Context, ahead: LookAhead) -> None:
        self._spec = spec
        self._context = context
        self._ahead = ahead

    def __call__(self) -> Iterator[bytes]:
        """The times; only where some name no year, for nothing else needs them."""
        clock = self._spec.clock
        if clock is None or not any(is_yearless(each) for each in clock.formats):
            return iter(())
        return lines_of(self._times(clock.source), [reading(each) for each in clock.formats])

    def _times(self, name: str) -> Iterator[str]:
        source = _Source(self._spec, Guarded({}), self._context.encoding)
        rest, offset = b"", 0
        for chunk in chain(self._ahead(), (None,)):
            rest += chunk or b""
            ends = chunk is None
            groups = source.records(rest, offset, at_end=ends, take_rest=ends)
            rest, offset = rest[groups.consumed :], offset + groups.consumed
            for at, raw in groups.records:
                found = source.find(raw, at)
                if found is not None and (text := found.values.get(name)) is not None:
                    yield text_of(text)


def score(spec: Spec, head: bytes) -> float:
    """The share of records that have one of a format's patterns; see `Format.score`."""
    source = _Source(spec, Guarded({}))
    whole = len(head) < _HEAD or b"\n" not in head
    records = source.records(head, 0, at_end=True, take_rest=whole).records[:_MOST_RECORDS]
    deadline = process_time() + _PATIENCE
    hits = 0
    for at, raw in records:
        hits += source.find(raw, at) is not None
        if process_time() > deadline:
            break
    return hits / len(records) if records else 0.0
