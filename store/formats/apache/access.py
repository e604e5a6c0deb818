"""Turn lines of an access log into records: fast where they are as usual, tolerant where not.

Source: Apache mod_log_config, formats `common`, `combined`, `vhost_combined` and their relatives.
The fast way takes a line only if the tolerant way would make the same record of it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from store.formats.apache.blocks import LINES, Columns, Memory, joined, take_apart
from store.formats.apache.escapes import text_field
from store.formats.apache.numbering import Numbering, RequestNumbering
from store.formats.apache.parties import domain_of, read_parties
from store.formats.apache.requests import DATASET
from store.formats.apache.stamps import STAMP, Stamps
from store.formats.apache.tails import read_tail
from store.formats.numbers import KindNumbers
from store.formats.sheet import Kinds, Sheet
from store.model import Context, Fields, Kind, Parse, Record
from store.text import decode

if TYPE_CHECKING:
    from store.formats.apache.bulk import LongPieces

_QUOTED = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
_START = re.compile(
    rb"\[(?P<stamp>" + STAMP + rb')\] (?:(?P<middle>\([^()"]{0,64}\)|[^\s"\[\]]{1,255}) )?"'
)
# the first pair of these wins: a client can write `[time] ` into a user name, but no bare quote
_REQUEST = re.compile(rb"(?P<request>" + _QUOTED + rb')" (?P<status>\d{3}|-)(?= |\Z)', re.DOTALL)
# for writers that escape nothing: the last place where a request may end
_LOOSE = (
    re.compile(rb'(?P<request>.* HTTP/\d(?:\.\d)?)" (?P<status>\d{3}|-)(?= |\Z)', re.DOTALL),
    re.compile(rb'(?P<request>.*)" (?P<status>\d{3}|-)(?= |\Z)', re.DOTALL),
)
_DOUBLED = re.compile(rb'\] ""[^" ]')
_PAIRED = re.compile(rb'[^"]*+(?:""[^"]*+)*+')
_NAME = re.compile(rb"[\w.-]*[A-Za-z][\w.-]*(?::\d{1,5})?")
_UNREAD = Kind(dataset=DATASET, parse=Parse.NONE)


Otherwise: TypeAlias = Callable[[int, bytes, int | None], Record]
"""Makes a record of offset, line and the time of the record before."""


class _Request(NamedTuple):
    """The request as found in a line."""

    raw: bytes
    status: bytes | None
    """None where the line breaks off before it."""
    tail: bytes
    """What follows the status."""


class AccessLines:
    """Reads the access lines of one source."""

    def __init__(self, context: Context) -> None:
        self._stamps = Stamps(context.zone)
        self._always: Fields = {"host.name": context.host} if context.host else {}
        self._proxies = context.proxies
        self._kinds = KindNumbers()
        self._memory = Memory(
            self._stamps.minutes,
            Numbering(self._read_parties),
            RequestNumbering(self._kinds),
            Numbering(partial(text_field, "http.request.referrer")),
            Numbering(partial(text_field, "user_agent.original")),
        )
        self._long: LongPieces | None = None

    def make_room(self) -> None:
        """Forget what has become too much; not while a sheet is being laid out."""
        for numbering in self._memory[1:]:
            if numbering.is_full:
                numbering.begin_anew()

    def read(self, offset: int, line: bytes, previous: int | None) -> Record:
        """Make a record of any line.

        Args:
            offset: Where the line begins in the source.
            line: The line without its end.
            previous: Time (µs UTC) of the record before.

        Returns:
            The record; with `Parse.NONE` and no fields if the line is no access line.
        """
        return self.fast(offset, line) or self.tolerant(offset, line, previous)

    def fast(self, offset: int, line: bytes) -> Record | None:
        """Make a record of a line in common, combined or vhost_combined; None for any other."""
        found = take_apart([line], self._memory)
        return None if found is None else self._on_sheet([(offset, line)], found)[0]

    def sheet(self, lines: Sequence[tuple[int, bytes]], otherwise: Otherwise) -> Sheet | None:
        """Lay lines side by side.

        Args:
            lines: Offset and bytes of each; at least one.
            otherwise: Makes a record of a line that is not as usual.

        Returns:
            The sheet, or None where a line cannot stand in one: it has no time of its own, or one
            that something had to be assumed for.
        """
        blocks: list[Columns] = []
        for start in range(0, len(lines), LINES):
            found = self._columns(lines, range(start, min(start + LINES, len(lines))))
            for at, block in found:
                if block is None:
                    record = otherwise(*lines[at], None)
                    if record.time is None or record.time_flags:
                        return None
                    block = self._alone(record, record.time)  # noqa: PLW2901 - it was missing
                blocks.append(block)
        return self._on_sheet(lines, joined(blocks))

    def long_sheet(self, data: bytes, offset: int, otherwise: Otherwise) -> Sheet | None:
        """Lay the lines of a long piece side by side, quicker than `sheet`.

        Args:
            data: Lines without CR, each with its LF.
            offset: Where the piece begins in the source.
            otherwise: As for `sheet`.

        Returns:
            As `sheet`; None also where too many lines are not as usual.
        """
        from store.formats.apache.bulk import LongPieces  # noqa: PLC0415 - numpy loads slowly

        if self._long is None:
            self._long = LongPieces(self._memory)
        found = self._long.take_apart(data, offset)
        if found is None:
            return None
        columns = found.laid_out()
        for at in found.odd:
            record = otherwise(*found.lines[at], None)
            if record.time is None or record.time_flags:
                return None
            columns.kinds[at] = self._kinds[record.kind]
            columns.times[at] = record.time
            columns.requests[at] = self._memory.requests.add(record.fields)
        return self._on_sheet(found.lines, columns)

    def _alone(self, record: Record, time: int) -> Columns:
        """The columns of an odd line: all that it says stands in the place of the request."""
        said = self._memory.requests.add(record.fields)
        return Columns([self._kinds[record.kind]], [time], [0], [said], [None], [0], [0])

    def _on_sheet(self, lines: Sequence[tuple[int, bytes]], whole: Columns) -> Sheet:
        """The sheet of lines whose columns are all there."""
        memory = self._memory
        parts = {
            "party": memory.parties.shared(whole.parties),
            "request": memory.requests.shared(whole.requests),
            "referrer": memory.referrers.shared(whole.referrers),
            "agent": memory.agents.shared(whole.agents),
        }
        kinds = Kinds(whole.kinds, self._kinds.kinds)
        return Sheet(lines, whole.times, kinds, parts, {"http.response.body.bytes": whole.sizes})

    def _columns(
        self, lines: Sequence[tuple[int, bytes]], some: range
    ) -> Iterator[tuple[int, Columns | None]]:
        """The columns of some lines, from where each part begins; None for a line that is odd.

        What is not alike is halved until it is.
        """
        block = take_apart([line for _, line in lines[some.start : some.stop]], self._memory)
        if block is not None or len(some) == 1:
            yield some.start, block
        else:
            middle = len(some) // 2
            yield from self._columns(lines, some[:middle])
            yield from self._columns(lines, some[middle:])

    def tolerant(self, offset: int, line: bytes, previous: int | None) -> Record:
        """Make a record of any line, as `read`, without hurry."""
        whole = _unwrapped(line)
        start = _START.search(whole)
        if start is None:
            return Record(offset, line, _UNREAD, {}, None)
        found = _find_request(whole[start.end() :])
        said = self._memory.requests.request(found.raw)
        kind = said.kinds[found.status] if found.status else None
        instant = self._stamps.access(start["stamp"], previous)
        fields = self._memory.parties.said(whole[: start.start()]) | _read_middle(start["middle"])
        fields |= said.fields | read_tail(found.tail, fields.get("labels.extra"))
        return Record(
            offset,
            line,
            kind or said.kinds.header(),
            fields,
            instant.time if instant else None,
            instant.flags if instant else 0,
        )

    def _read_parties(self, head: bytes) -> Fields:
        """Who asked whom, on which host."""
        return self._always | read_parties(head, self._proxies)


def _unwrapped(line: bytes) -> bytes:
    """The line without the quotes that a tool put around it as a whole, or doubled within it.

    Quotes are doubled where a request begins with two of them and all come in pairs: an empty item
    is two quotes as well, but nothing follows it at once.
    """
    whole = line[1:].removesuffix(b'"') if line[:1] == b'"' else line
    is_doubled = _DOUBLED.search(whole) is not None and _PAIRED.fullmatch(whole) is not None
    return whole.replace(b'""', b'"') if is_doubled else whole


def _find_request(rest: bytes) -> _Request:
    """Find the end of the request in what follows its opening quote."""
    for pattern in (_REQUEST, *_LOOSE):
        found = pattern.match(rest)
        if found:
            return _Request(found["request"], found["status"], rest[found.end() :])
    raw, closed, _ = rest.rpartition(b'"')
    return _Request(raw if closed else rest, None, b"")


def _read_middle(middle: bytes | None) -> Fields:
    """What stands between time and request: the server's name, or something of the writer's own."""
    if not middle or middle == b"-":
        return {}
    return domain_of(middle) if _NAME.fullmatch(middle) else {"labels.extra": decode(middle)}
