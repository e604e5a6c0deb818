"""Have the `evtx` library read one chunk, record by record."""

import struct
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any, TypeAlias
from zlib import crc32

from evtx import PyEvtxParser

from store.formats.windows.evtx.chunk import RECORDS_AT, Place, readable

_Record: TypeAlias = dict[str, Any]
"""`event_record_id`, the number that a record's header bears, and `data`, its rendering."""
_MOST = RECORDS_AT * 8
"""More than the records that fit into a chunk."""


def render(raw: bytes, places: list[Place], *, as_json: bool = False) -> list[str | None]:
    """Read the records of a chunk.

    Args:
        raw: The chunk's bytes.
        places: Where its records stand.
        as_json: Whether the text is JSON instead of XML.

    Returns:
        One for each place that is a record, in order: what the library makes of it; None where it
        cannot read it.
    """
    if not places:
        return []
    texts = _texts(_FILE_HEADER + readable(raw, places), as_json=as_json)
    if len(texts) == len(places):
        rendered = [text["data"] if text else None for text in texts]
    else:
        numbers = [int.from_bytes(raw[at.start + 8 : at.start + 16], "little") for at in places]
        rendered = _aligned(texts, numbers)
    if all(place.known for place in places):
        return rendered
    return [text for place, text in zip(places, rendered, strict=True) if place.known]


def _texts(file: bytes, *, as_json: bool) -> list[_Record | None]:
    """What the library yields; None where it reports an error instead of a record."""
    try:
        return list(islice(_records(file, as_json=as_json), _MOST))
    except RuntimeError:
        return _one_by_one(_records(file, as_json=as_json))


def _records(file: bytes, *, as_json: bool) -> Iterator[_Record | None]:
    """The library's own records."""
    parser = PyEvtxParser(BytesIO(file), 1, indent=False)
    return parser.records_json() if as_json else parser.records()


def _one_by_one(records: Iterator[_Record | None]) -> list[_Record | None]:
    """What there is beside errors."""
    texts: list[_Record | None] = []
    for _ in range(_MOST):
        try:
            texts.append(next(records))
        except StopIteration:
            break
        except RuntimeError:
            texts.append(None)
    return texts


def _aligned(texts: list[_Record | None], numbers: list[int]) -> list[str | None]:
    """The renderings beside the records they belong to.

    The library takes one step for each record. Should it ever take fewer or more, a rendering goes
    to the next record that bears its number.
    """
    waiting = [text for text in texts if text]
    aligned: list[str | None] = []
    for number in numbers:
        fits = bool(waiting) and waiting[0]["event_record_id"] == number
        aligned.append(waiting.pop(0)["data"] if fits else None)
    return aligned


def _file_header() -> bytes:
    """The first 4096 bytes of a log with one chunk."""
    header = bytearray(4096)
    struct.pack_into("<8sQQQIHHHH", header, 0, b"ElfFile\0", 0, 0, 1, 128, 1, 3, 4096, 1)
    struct.pack_into("<I", header, 124, crc32(header[:120]))
    return bytes(header)


_FILE_HEADER = _file_header()
