"""Make records of a chunk, and account for those that it promised."""

from typing import NamedTuple

from store.formats.windows.events.event import Event
from store.formats.windows.events.record import NOT_UNDERSTOOD, record_of
from store.formats.windows.evtx.chunk import MAGIC, SIZE, Chunk, Place
from store.formats.windows.evtx.library import Rendered, render
from store.formats.windows.json.from_json import event_from_json
from store.formats.windows.legal import legal
from store.formats.windows.xml.from_xml import event_from_xml
from store.formats.windows.xml.usual_xml import usual_event
from store.model import Record

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'


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
    records = _records(raw, offset, chunk.places())
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


def _records(raw: bytes, offset: int, places: list[Place]) -> list[Record]:
    """The records of a chunk.

    Step by step for all of them, not one by one: a step that is repeated at once costs less.
    """
    careful = _Careful(raw, places)
    rendered = render(raw, places)
    texts = [_without_declaration(one.text) for one in rendered]
    legals = [legal(text) for text in texts]
    events = [
        usual_event(text) or careful.event(number, legals[number], damaged=legals[number] != text)
        for number, text in enumerate(texts)
    ]
    return [
        record_of(event, offset + one.place.start, text.encode())
        if event
        else _unread(one.place, raw, offset)
        for one, event, text in zip(rendered, events, legals, strict=True)
    ]


def _unread(place: Place, raw: bytes, chunk_offset: int) -> Record:
    """A record whose content cannot be read."""
    whole = raw[place.start : place.start + place.size]
    return Record(chunk_offset + place.start, whole, NOT_UNDERSTOOD, {}, None)


def _without_declaration(xml: str | None) -> str:
    """The XML from its root element on; `""` where there is none."""
    return xml.removeprefix(_DECLARATION).strip("\n") if xml else ""


class _Careful:
    """Reads the events of a chunk that have an unusual shape."""

    def __init__(self, raw: bytes, places: list[Place]) -> None:
        self._raw = raw
        self._places = places
        self._json: list[Rendered] | None = None

    def event(self, number: int, xml: str, *, damaged: bool) -> Event | None:
        """The event: from the XML, or from the JSON where XML cannot show every character.

        JSON has one value for each name, and none for values without name beside named ones.

        Args:
            number: Which record of the chunk it is.
            xml: Its rendering, every character legal.
            damaged: Whether characters had to be made legal.

        Returns:
            The event; None where there is nothing to read, or nobody can.
        """
        if not xml:
            return None
        if not damaged and (event := event_from_xml(xml)):
            return event
        if self._json is None:
            self._json = render(self._raw, self._places, as_json=True)
        json = self._json[number].text
        event = event_from_json(json) if json is not None else None
        if event is not None and _complete(event, xml):
            return event
        return event_from_xml(xml) or event


def _complete(event: Event, xml: str) -> bool:
    """Whether an event has every value that stands in a `<Data>` element."""
    values = xml.count("<Data ") + xml.count("<Data>") - xml.count("></Data>")
    others = "Binary" in event.data and "<Binary>" in xml
    return values <= len(event.data) - others
