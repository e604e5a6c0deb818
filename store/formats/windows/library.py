"""Have the `evtx` library read one chunk, record by record."""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from zlib import crc32

from evtx import PyEvtxParser, PyRecordsIterator

from store.formats.windows.chunk import RECORDS_AT, Place, readable


class Rendered(NamedTuple):
    """What the library makes of a record."""

    place: Place
    xml: str | None
    """The record as XML, None where the library cannot read it."""
    json: str | None
    """The record as JSON, None where the library cannot read it."""


class _Text(NamedTuple):
    """A record's rendering, and the number that its header bears."""

    number: int
    text: str


def render(raw: bytes, places: list[Place]) -> list[Rendered]:
    """Read the records of a chunk.

    Args:
        raw: The chunk's bytes.
        places: Where its records stand.

    Returns:
        One value for each place that is a record, in order.
    """
    if not places:
        return []
    file = _file_header() + readable(raw, places)
    numbers = [int.from_bytes(raw[at.start + 8 : at.start + 16], "little") for at in places]
    xml = _aligned(_texts(file, as_json=False), numbers)
    json = _aligned(_texts(file, as_json=True), numbers)
    everything = zip(places, xml, json, strict=True)
    return [Rendered(*one) for one in everything if one[0].known]


def _texts(file: bytes, *, as_json: bool) -> list[_Text | None]:
    """What the library yields; None where it reports an error instead of a record."""
    parser = PyEvtxParser(BytesIO(file), 1, indent=False)
    records = parser.records_json() if as_json else parser.records()
    return list(_each(records))


def _each(records: PyRecordsIterator) -> Iterator[_Text | None]:
    """Every step of an iterator that goes on after an error."""
    for _ in range(RECORDS_AT * 8):  # more than records fit into a chunk
        try:
            record = next(records)
        except StopIteration:
            return
        except RuntimeError:
            yield None
        else:
            yield _Text(record["event_record_id"], record["data"]) if record else None


def _aligned(texts: list[_Text | None], numbers: list[int]) -> list[str | None]:
    """The renderings beside the records they belong to.

    The library takes one step for each record. Should it ever take fewer or more, a rendering goes
    to the next record that bears its number.
    """
    if len(texts) == len(numbers):
        return [text.text if text else None for text in texts]
    waiting = [text for text in texts if text]
    aligned: list[str | None] = []
    for number in numbers:
        fits = bool(waiting) and waiting[0].number == number
        aligned.append(waiting.pop(0).text if fits else None)
    return aligned


def _file_header() -> bytes:
    """The first 4096 bytes of a log with one chunk."""
    header = bytearray(4096)
    struct.pack_into("<8sQQQIHHHH", header, 0, b"ElfFile\0", 0, 0, 1, 128, 1, 3, 4096, 1)
    struct.pack_into("<I", header, 124, crc32(header[:120]))
    return bytes(header)
