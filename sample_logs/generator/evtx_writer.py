"""Write `.evtx` files that Windows' own layout describes: header, chunks, records, binary XML.

Source of the layout: the libyal description "Windows XML Event Log (EVTX) format", and [MS-EVEN6].
Elements and text stand in the records themselves; there are no templates.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zlib import crc32

HEADER_SIZE = 4096
"""Bytes of the file header's block."""
CHUNK_SIZE = 65_536
"""Bytes of a chunk."""
_RECORDS_AT = 512
_EPOCH_GAP = 11_644_473_600_000_000
"""Microseconds from 1601 to 1970."""
_EVENT_SPACE = "http://schemas.microsoft.com/win/2004/08/events/event"


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One Windows event, as far as the samples need it."""

    provider: str
    """Name of the provider."""
    code: int
    """The event id."""
    time: int
    """Microseconds since 1970 UTC."""
    data: Mapping[str, str] | Sequence[str] = ()
    """Named event data, or values without names."""
    user_data: str | None = None
    """Local name of the `UserData` element that holds the data instead of `EventData`."""
    channel: str = "Security"
    computer: str = "host.example.com"
    level: int = 0
    task: int = 0
    opcode: int = 0
    keywords: int = 0x8020_0000_0000_0000
    pid: int = 4
    thread: int = 8
    sid: str | None = None
    """The account that the event names in `Security`."""
    number: int | None = None
    """`EventRecordID`; None: the place in the file, from 1."""


class Element(NamedTuple):
    """A piece of XML."""

    name: str
    attributes: Mapping[str, str]
    children: "Sequence[Element | str]" = ()


@dataclass(slots=True)
class _Chunk:
    """A chunk being filled."""

    first: int
    """Number of its first record."""
    body: bytearray = field(default_factory=bytearray)
    """Its records, one after the other."""
    names: dict[str, int] = field(default_factory=dict)
    """Where in the chunk each name stands that was written already."""
    buckets: list[int] = field(default_factory=lambda: [0] * 64)
    """Where the last name of each hash bucket stands."""
    count: int = 0
    last_at: int = _RECORDS_AT
    """Where its last record stands."""

    def copy(self) -> "_Chunk":
        """The chunk as it is now, untouched by what is written later."""
        names, buckets = dict(self.names), list(self.buckets)
        return _Chunk(self.first, bytearray(self.body), names, buckets, self.count, self.last_at)


def write_evtx(events: Iterable[LogEvent], target: BinaryIO | Path) -> None:
    """Write a whole event log.

    Args:
        events: The events in their order.
        target: A path, or a file that is open for writing bytes.

    Raises:
        ValueError: An event does not fit into a chunk.
    """
    if isinstance(target, Path):
        with target.open("wb") as file:
            write_evtx(events, file)
        return
    target.write(evtx_bytes(events))


def evtx_bytes(events: Iterable[LogEvent]) -> bytes:
    """The bytes of an event log with these events.

    Raises:
        ValueError: An event does not fit into a chunk.
    """
    chunks = list(_chunks(events))
    last = chunks[-1] if chunks else _Chunk(1)
    return _file_header(len(chunks), last.first + last.count) + b"".join(map(_sealed, chunks))


def tree_bytes(roots: Iterable[Element]) -> bytes:
    """The bytes of an event log whose records hold any XML, for trying odd shapes.

    Raises:
        ValueError: A record does not fit into a chunk.
    """
    chunks = list(_filled((0, root) for root in roots))
    return _file_header(len(chunks), 1) + b"".join(map(_sealed, chunks))


def _chunks(events: Iterable[LogEvent]) -> Iterator[_Chunk]:
    """The events in chunks."""
    return _filled(
        (event.time, _tree(event, number)) for number, event in enumerate(events, start=1)
    )


def _filled(trees: Iterable[tuple[int, Element]]) -> Iterator[_Chunk]:
    """Records in chunks: a record that no longer fits begins the next one."""
    chunk = _Chunk(1)
    for number, (time, tree) in enumerate(trees, start=1):
        longer = _with_record(chunk, number, time, tree)
        if longer is None:
            yield chunk
            longer = _with_record(_Chunk(number), number, time, tree)
        if longer is None:
            raise ValueError(f"record {number} does not fit into a chunk")
        chunk = longer
    if chunk.count:
        yield chunk


def _with_record(chunk: _Chunk, number: int, time: int, tree: Element) -> _Chunk | None:
    """The chunk with one more record, or None where there is no room."""
    longer = chunk.copy()
    start = _RECORDS_AT + len(longer.body)
    writer = _BinaryXml(longer, start + 24)
    writer.element(tree)
    content = b"\x0f\x01\x01\x00" + bytes(writer.out) + b"\x00"
    content += bytes(-(len(content) + 4) % 8)
    size = 24 + len(content) + 4
    if start + size > CHUNK_SIZE:
        return None
    filetime = (time + _EPOCH_GAP) * 10
    longer.body += struct.pack("<4sIQQ", b"**\0\0", size, number, filetime)
    longer.body += content + struct.pack("<I", size)
    longer.count += 1
    longer.last_at = start
    return longer


class _BinaryXml:
    """Writes elements as binary XML tokens, at a known place in a chunk."""

    def __init__(self, chunk: _Chunk, start: int) -> None:
        self._chunk = chunk
        self._start = start + 4
        self.out = bytearray()

    def element(self, element: Element) -> None:
        """Append an element with all it holds."""
        self.out += b"\x41" if element.attributes else b"\x01"
        self.out += bytes(4)
        size_at = len(self.out) - 4
        self._name(element.name)
        if element.attributes:
            self._attributes(element.attributes)
        if element.children:
            self._children(element.children)
        else:
            self.out += b"\x03"
        struct.pack_into("<I", self.out, size_at, len(self.out) - size_at - 4)

    def _children(self, children: "Sequence[Element | str]") -> None:
        """Append what stands between a start tag and its end tag."""
        self.out += b"\x02"
        for child in children:
            if isinstance(child, str):
                self._text(child)
            else:
                self.element(child)
        self.out += b"\x04"

    def _attributes(self, attributes: Mapping[str, str]) -> None:
        """Append an attribute list; every attribute but the last says that more follow."""
        self.out += bytes(4)
        size_at = len(self.out) - 4
        for left, (name, value) in zip(
            reversed(range(len(attributes))), attributes.items(), strict=True
        ):
            self.out += b"\x46" if left else b"\x06"
            self._name(name)
            self._text(value)
        struct.pack_into("<I", self.out, size_at, len(self.out) - size_at - 4)

    def _text(self, text: str) -> None:
        """Append a value token with a UTF-16 string."""
        raw = text.encode("utf-16-le", "surrogatepass")
        if len(raw) // 2 > 0xFFFF:
            raise ValueError("a text has more than 65535 UTF-16 units")
        self.out += struct.pack("<BBH", 0x05, 0x01, len(raw) // 2) + raw

    def _name(self, name: str) -> None:
        """Append a reference to a name, and the name itself where it is new in the chunk."""
        known = self._chunk.names.get(name)
        if known is not None:
            self.out += struct.pack("<I", known)
            return
        place = self._start + len(self.out) + 4
        bucket = _hash(name) % 64
        raw = name.encode("utf-16-le")
        self.out += struct.pack("<II", place, self._chunk.buckets[bucket])
        self.out += struct.pack("<HH", _hash(name), len(raw) // 2) + raw + bytes(2)
        self._chunk.names[name] = place
        self._chunk.buckets[bucket] = place


def _hash(name: str) -> int:
    """The hash by which a chunk's string table is ordered (libyal: h * 65599 + unit)."""
    value = 0
    for character in name:
        value = (value * 65_599 + ord(character)) & 0xFFFF_FFFF
    return value & 0xFFFF


def _sealed(chunk: _Chunk) -> bytes:
    """A finished chunk: 64 KiB with header, tables and checksums."""
    last = chunk.first + chunk.count - 1
    free = _RECORDS_AT + len(chunk.body)
    header = bytearray(_RECORDS_AT)
    numbers = (chunk.first, last, chunk.first, last)
    struct.pack_into("<8sQQQQ", header, 0, b"ElfChnk\0", *numbers)
    struct.pack_into("<IIII", header, 40, 128, chunk.last_at, free, crc32(chunk.body))
    struct.pack_into("<64I", header, 128, *chunk.buckets)
    checksum = crc32(header[128:], crc32(header[:120]))
    struct.pack_into("<II", header, 120, 0, checksum)
    return bytes(header + chunk.body).ljust(CHUNK_SIZE, b"\0")


def _file_header(chunks: int, following: int) -> bytes:
    """The first 4096 bytes of a log with so many chunks."""
    header = bytearray(HEADER_SIZE)
    last = max(chunks - 1, 0)
    struct.pack_into("<8sQQQ", header, 0, b"ElfFile\0", 0, last, following)
    struct.pack_into("<IHHHH", header, 32, 128, 1, 3, HEADER_SIZE, chunks)
    struct.pack_into("<I", header, 124, crc32(header[:120]))
    return bytes(header)


def _tree(event: LogEvent, number: int) -> Element:
    """An event as XML, in the order in which Windows writes it."""
    payload = [_payload(event)] if event.data or event.user_data else []
    return Element("Event", {"xmlns": _EVENT_SPACE}, [_system(event, number), *payload])


def _system(event: LogEvent, number: int) -> Element:
    """The `System` element."""
    identity = event.number if event.number is not None else number
    execution = {"ProcessID": str(event.pid), "ThreadID": str(event.thread)}
    return Element(
        "System",
        {},
        [
            Element("Provider", {"Name": event.provider}),
            _leaf("EventID", str(event.code)),
            _leaf("Version", "0"),
            _leaf("Level", str(event.level)),
            _leaf("Task", str(event.task)),
            _leaf("Opcode", str(event.opcode)),
            _leaf("Keywords", f"0x{event.keywords:x}"),
            Element("TimeCreated", {"SystemTime": _system_time(event.time)}),
            _leaf("EventRecordID", str(identity)),
            Element("Correlation", {}),
            Element("Execution", execution),
            _leaf("Channel", event.channel),
            _leaf("Computer", event.computer),
            Element("Security", {"UserID": event.sid} if event.sid else {}),
        ],
    )


def _payload(event: LogEvent) -> Element:
    """The event's data as `EventData` or `UserData`."""
    if event.user_data and isinstance(event.data, Mapping):
        inner = [_leaf(name, value) for name, value in event.data.items()]
        return Element("UserData", {}, [Element(event.user_data, {}, inner)])
    if isinstance(event.data, Mapping):
        named = [Element("Data", {"Name": n}, (v,) if v else ()) for n, v in event.data.items()]
        return Element("EventData", {}, named)
    return Element("EventData", {}, [_leaf("Data", value) for value in event.data])


def _leaf(name: str, text: str) -> Element:
    """An element with nothing but text in it."""
    return Element(name, {}, (text,) if text else ())


def _system_time(time: int) -> str:
    """A time as `SystemTime` writes it."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
