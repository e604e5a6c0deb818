"""Turn lines of a log written in one LogFormat into records."""

import re
from functools import lru_cache
from typing import NamedTuple

from store.formats.apache.directives import items_of
from store.formats.apache.escapes import text_of
from store.formats.apache.forwarded import PEER, believed, hops_of, hops_of_forwarded, told
from store.formats.apache.memo import Memo
from store.formats.apache.patterns import LinePattern, Slot
from store.formats.apache.requests import Statuses, read_request, statuses
from store.formats.apache.times import Wall, moment_of
from store.formats.apache.values import number
from store.formats.clock import Instant, LocalClock
from store.model import Context, Fields, Kind, Record, TimeFlag

_FORWARDED = "http.request.headers.x-forwarded-for"
_STANDARD = "http.request.headers.forwarded"
_REAL = "http.request.headers.x-real-ip"
_NONE = b"-"
_MOST = 8192
"""Values of an item that are remembered from one piece of the source to the next."""
_METHOD = re.compile(r"[A-Z][A-Z_-]{0,31}")
_VERSION = re.compile(r"HTTP/(\d(?:\.\d)?)", re.ASCII | re.IGNORECASE)


class _Places(NamedTuple):
    """Where in a line stand the items that make its kind and its time; None for nowhere."""

    request: int | None
    status: int | None
    method: int | None
    version: int | None
    times: list[int]
    fractions: list[tuple[int, int]]
    """Places of parts of a second, each with the microseconds of its unit."""


@lru_cache(maxsize=64)
def pattern_of(text: str) -> LinePattern:
    """The compiled form of a LogFormat.

    Raises:
        FormatError: It is no format.
    """
    return LinePattern(items_of(text))


class CustomLines:
    """Reads the lines of one source."""

    def __init__(self, pattern: LinePattern, context: Context) -> None:
        self._pattern = pattern
        self._places = _places(pattern.slots)
        self._clock = LocalClock(context.zone)
        self._proxies = context.proxies
        self._tells_peer = any(slot.directive.argument == "c" for slot in pattern.slots)
        self._tells_source = any(slot.directive.letter in ("a", "h") for slot in pattern.slots)
        self._always: Fields = {"host.name": context.host} if context.host else {}
        self._requests = Memo(read_request)
        self._kinds = Memo(_kinds)
        self._moments = Memo(self._moment)
        ranked = sorted(enumerate(pattern.slots), key=lambda pair: pair[1].look.rank)
        tells_body = any(slot.directive.letter in ("b", "B") for slot in pattern.slots)
        self._readers = [
            (at, Memo(_sent if slot.directive.letter == "O" and not tells_body else slot.look.read))
            for at, slot in ranked
            if not _makes_kind_or_time(slot)
        ]

    def make_room(self) -> None:
        """Forget what has become too much: a format may have many items."""
        if len(self._moments) > _MOST:
            self._moments.clear()
        for _, memo in self._readers:
            if len(memo) > _MOST:
                memo.clear()

    def read(self, offset: int, line: bytes, previous: int | None) -> Record | None:
        """Make a record of a line.

        Args:
            offset: Where the line begins in the source.
            line: The line without its end.
            previous: Time (µs UTC) of the record before.

        Returns:
            The record, or None where the line does not fit the format.
        """
        items = self._pattern.match(line)
        if items is None:
            return None
        fields = dict(self._always)
        for at, memo in self._readers:
            said = memo[items[at]]
            if said:
                fields |= said
        if self._tells_peer and fields.get(PEER) == fields.get("source.ip"):
            fields.pop(PEER, None)
        kind = self._kind(items, fields)
        if self._proxies or not self._tells_source:
            fields = self._believed(fields)
        instant = self._instant(items, previous)
        if instant is None:
            return Record(offset, line, kind, fields, None)
        return Record(offset, line, kind, fields, instant.time, instant.flags)

    def _kind(self, items: tuple[bytes, ...], fields: Fields) -> Kind:
        """The kind; adds what the request line says to the fields."""
        places = self._places
        status = items[places.status] if places.status is not None else _NONE
        if places.request is not None:
            request = self._requests[items[places.request]]
            fields.update(request.fields)
            kinds = request.kinds
        else:
            method, version = (
                items[at] if at is not None else _NONE for at in (places.method, places.version)
            )
            kinds = self._kinds[method + b" " + version]
        return kinds[status] or kinds.header()

    def _instant(self, items: tuple[bytes, ...], previous: int | None) -> Instant | None:
        """When it was."""
        places = self._places
        times = places.times
        said = items[times[0]] if len(times) == 1 else b"\0".join([items[at] for at in times])
        moment = self._moments[said]
        if moment is None:
            return None
        if isinstance(moment, Wall):
            found = self._clock.utc(moment.naive, not_before=previous)
            moment = Instant(found.time, int(found.flags | moment.flags))
        if not places.fractions or moment.flags & TimeFlag.LEAP_SECOND:
            return moment
        parts = [(items[at], unit) for at, unit in places.fractions]
        extra = max((int(raw) * unit for raw, unit in parts if raw != _NONE), default=0)
        return Instant(moment.time + extra, moment.flags)

    def _moment(self, joined: bytes) -> Instant | Wall | None:
        """The time that the items of a line tell together."""
        said: dict[str, str] = {}
        for at, raw in zip(self._places.times, joined.split(b"\0"), strict=False):
            time = self._pattern.slots[at].time
            said |= time.read(raw) if time else {}
        return moment_of(said)

    def _believed(self, fields: Fields) -> Fields:
        """The fields with the client that trusted proxies name, or who alone is named."""
        forwarded, standard, real = (
            str(fields.get(name, "")) for name in (_FORWARDED, _STANDARD, _REAL)
        )
        if forwarded:
            hops = hops_of([forwarded])
        else:
            hops = hops_of_forwarded(standard) if standard else hops_of([real])
        behind = believed if self._tells_source else told
        return behind(fields, hops, self._proxies)


def _makes_kind_or_time(slot: Slot) -> bool:
    """Whether a directive fills no field."""
    return slot.directive.letter in ("r", "s", "m", "H", "t")


def _sent(raw: bytes) -> Fields:
    """Bytes sent with the headers; the best that is known of the body where no `%b` tells."""
    return number("http.response.bytes", raw) | number("http.response.body.bytes", raw)


def _places(slots: list[Slot]) -> _Places:
    """Find what makes a record's kind and time."""

    def first(letter: str) -> int | None:
        return next((at for at, slot in enumerate(slots) if slot.directive.letter == letter), None)

    final = [at for at, slot in enumerate(slots) if _is_final_status(slot)]
    begun = [at for at, slot in enumerate(slots) if slot.time and not slot.time.at_end]
    ended = [at for at, slot in enumerate(slots) if slot.time and slot.time.at_end]
    times = _times(slots, begun) or _times(slots, ended)
    chosen = begun if _times(slots, begun) else ended
    units = [(at, slots[at].time.fraction) for at in chosen if slots[at].time]  # type: ignore[union-attr]
    return _Places(
        request=first("r"),
        status=final[0] if final else first("s"),
        method=first("m"),
        version=first("H"),
        times=times,
        fractions=[(at, unit) for at, unit in units if unit],
    )


def _times(slots: list[Slot], some: list[int]) -> list[int]:
    """Those of some times that tell more than a part of a second."""
    return [at for at in some if (time := slots[at].time) and time.fraction is None]


def _is_final_status(slot: Slot) -> bool:
    """Whether it is `%>s`."""
    return slot.directive.letter == "s" and slot.directive.final is True


def _kinds(joined: bytes) -> Statuses:
    """The kinds of records of a method and a protocol, joined by a blank."""
    method, _, protocol = text_of(joined).rpartition(" ")
    version = _VERSION.fullmatch(protocol)
    return statuses(method if _METHOD.fullmatch(method) else None, version[1] if version else None)
