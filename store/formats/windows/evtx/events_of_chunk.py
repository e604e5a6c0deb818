"""Make records of a chunk, and account for those that it promised."""

from typing import NamedTuple

from store.formats.windows.events.event import Event
from store.formats.windows.events.record import NOT_UNDERSTOOD, record_of
from store.formats.windows.evtx.chunk import MAGIC, SIZE, Chunk, Place
from store.formats.windows.evtx.library import render
from store.formats.windows.json.from_json import event_from_json
from store.formats.windows.legal import legal
from store.formats.windows.usual.gathering import Gathering
from store.formats.windows.usual.learning import UsualEvents
from store.formats.windows.xml.from_xml import event_from_xml
from store.formats.windows.xml.usual_xml import usual_event
from store.model import Record

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


class Account(NamedTuple):
    """What a chunk gave."""

    expected: int
    """Records that it should have given."""
    lost: int
    """Expected records that could not be found."""
    problem: str | None
    """One sentence about damage."""


def events_of_chunk(raw: bytes, offset: int, usual: UsualEvents, gathered: Gathering) -> Account:
    """Make records of a chunk.

    Args:
        raw: The chunk's bytes, fewer than 64 KiB where the file ends inside it.
        offset: Where the chunk begins in its file.
        usual: Of the log.
        gathered: Gets a record for each one found (`Parse.NONE` with the record's bytes where its
            content cannot be read).

    Returns:
        The account: `expected` is the number of records plus `lost`.
    """
    chunk = Chunk(raw)
    places = chunk.places()
    unread = _gather(raw, offset, places, usual, gathered)
    found = sum(place.known for place in places)
    lost = max(0, (chunk.promised or 0) - found)
    return Account(found + lost, lost, _problem(raw, offset, chunk.promised, found, unread))


def _problem(raw: bytes, offset: int, promised: int | None, found: int, unread: int) -> str | None:
    """What is wrong with a chunk."""
    troubles = []
    if len(raw) < SIZE:
        troubles.append("is cut short")
    if not raw.startswith(MAGIC):
        troubles.append("has a damaged beginning")
    if promised is None:
        troubles.append(f"does not say how many records it has ({found} were found)")
    elif promised > found:
        missing = promised - found
        troubles.append(f"has {missing} of its {promised} records damaged or missing")
    if unread:
        troubles.append(f"has {unread} records whose content cannot be read")
    return f"The chunk at offset {offset} {' and '.join(troubles)}." if troubles else None


def _gather(
    raw: bytes, offset: int, places: list[Place], usual: UsualEvents, gathered: Gathering
) -> int:
    """Gather the records of a chunk; how many of them cannot be read.

    Step by step for all of them, not one by one: a step that is repeated at once costs less.
    """
    rendered = render(raw, places)
    texts = [xml.removeprefix(_DECLARATION).strip("\n") if xml else "" for xml in rendered]
    there = [place for place in places if place.known]
    rows = list(map(usual.row, texts))
    careful = _Careful(raw, places)
    unread = 0
    for number, (row, said) in enumerate(zip(rows, texts, strict=True)):
        place = there[number]
        if row is not None:
            gathered.add(row, offset + place.start, said.encode())
            continue
        text = legal(said)
        event = careful.event(number, said, text)
        unread += event is None
        gathered.add_odd(
            record_of(event, offset + place.start, text.encode())
            if event
            else _unread(place, raw, offset)
        )
    return unread


def _unread(place: Place, raw: bytes, chunk_offset: int) -> Record:
    """A record whose content cannot be read."""
    whole = raw[place.start : place.start + place.size]
    return Record(chunk_offset + place.start, whole, NOT_UNDERSTOOD, {}, None)


class _Careful:
    """Reads the events of a chunk that have an unusual shape."""

    def __init__(self, raw: bytes, places: list[Place]) -> None:
        self._raw = raw
        self._places = places
        self._json: list[str | None] | None = None

    def event(self, number: int, text: str, xml: str) -> Event | None:
        """The event: from the XML, or from the JSON where XML cannot show every character.

        JSON has one value for each name, and none for values without name beside named ones.

        Args:
            number: Which record of the chunk it is.
            text: Its rendering.
            xml: The same, every character legal.

        Returns:
            The event; None where there is nothing to read, or nobody can.
        """
        if not xml:
            return None
        event = usual_event(text) or (event_from_xml(xml) if text == xml else None)
        if event:
            return event
        if self._json is None:
            self._json = render(self._raw, self._places, as_json=True)
        json = self._json[number]
        event = event_from_json(json) if json is not None else None
        if event is not None and _complete(event, xml):
            return event
        return event_from_xml(xml) or event


def _complete(event: Event, xml: str) -> bool:
    """Whether an event has every value that stands in a `<Data>` element."""
    values = xml.count("<Data ") + xml.count("<Data>") - xml.count("></Data>")
    others = "Binary" in event.data and "<Binary>" in xml
    return values <= len(event.data) - others
