"""Make records of a chunk, and account for those that it promised."""

from typing import NamedTuple

from store.formats.windows.chunk import MAGIC, SIZE, Chunk
from store.formats.windows.event import Event
from store.formats.windows.from_json import event_from_json
from store.formats.windows.from_xml import event_from_xml, legal
from store.formats.windows.library import Rendered, render
from store.formats.windows.record import NOT_UNDERSTOOD, record_of
from store.model import Record


class ChunkEvents(NamedTuple):
    """What a chunk gave."""

    records: list[Record]
    expected: int
    """Records that it should have given."""
    lost: int
    """Expected records that could not be found."""
    problem: str | None
    """One sentence about damage."""


def events_of_chunk(raw: bytes, offset: int) -> ChunkEvents:
    """Make records of a chunk.

    Args:
        raw: The chunk's bytes, fewer than 64 KiB where the file ends inside it.
        offset: Where the chunk begins in its file.

    Returns:
        A record for each one found (`Parse.NONE` with the record's bytes where its content cannot
        be read) and the account: `expected` is the number of records plus `lost`.
    """
    chunk = Chunk(raw)
    records = [_record(one, raw, offset) for one in render(raw, chunk.places())]
    promised = chunk.promised
    lost = max(0, (promised or 0) - len(records))
    problem = _problem(raw, offset, promised, records)
    return ChunkEvents(records, len(records) + lost, lost, problem)


def _problem(raw: bytes, offset: int, promised: int | None, records: list[Record]) -> str | None:
    """What is wrong with a chunk."""
    unread = sum(record.kind is NOT_UNDERSTOOD for record in records)
    troubles = []
    if len(raw) < SIZE:
        troubles.append("is cut short")
    if not raw.startswith(MAGIC):
        troubles.append("has a damaged beginning")
    if promised is None:
        troubles.append(f"does not say how many records it has ({len(records)} were found)")
    elif promised > len(records):
        missing = promised - len(records)
        troubles.append(f"has {missing} of its {promised} records damaged or missing")
    if unread:
        troubles.append(f"has {unread} records whose content cannot be read")
    return f"The chunk at offset {offset} {' and '.join(troubles)}." if troubles else None


def _record(one: Rendered, raw: bytes, chunk_offset: int) -> Record:
    """A record from its renderings."""
    offset = chunk_offset + one.place.start
    text = legal(_without_declaration(one.xml)) if one.xml is not None else None
    event = _event(one.json, text)
    if event is None or text is None:
        whole = raw[one.place.start : one.place.start + one.place.size]
        return Record(offset, whole, NOT_UNDERSTOOD, {}, None)
    return record_of(event, offset, text.encode())


def _event(json: str | None, xml: str | None) -> Event | None:
    """The event: from the JSON, which is quick to read, or the XML where JSON leaves data out.

    JSON has one value for each name, and none for values without name beside named ones.
    """
    event = event_from_json(json) if json is not None else None
    if xml is None or (event is not None and _complete(event, xml)):
        return event
    return event_from_xml(xml) or event


def _complete(event: Event, xml: str) -> bool:
    """Whether an event has every value that stands in a `<Data>` element."""
    values = xml.count("<Data ") + xml.count("<Data>") - xml.count("></Data>")
    others = "Binary" in event.data and "<Binary>" in xml
    return values <= len(event.data) - others


def _without_declaration(xml: str) -> str:
    """The XML from its root element on."""
    return xml.removeprefix('<?xml version="1.0" encoding="utf-8"?>').strip("\n")
