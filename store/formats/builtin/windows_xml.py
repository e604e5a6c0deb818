"""Windows events as XML: Event Viewer's export, `wevtutil` with or without root, a browser's copy.

Source: the schema `http://schemas.microsoft.com/win/2004/08/events/event`; [MS-EVEN6] 2.2.13.
"""

import re

from store.formats.encoding import head_as_utf8, in_unicode, text_in
from store.formats.interface import Format, LookAhead, Parsed, State
from store.formats.long_events import of_events
from store.formats.truncation import truncated
from store.formats.windows.events.record import DATASET, record_of
from store.formats.windows.export_reader import not_understood
from store.formats.windows.legal import legal
from store.formats.windows.pieces import Part
from store.formats.windows.sample import XML
from store.formats.windows.scripts import joining_scripts
from store.formats.windows.usual.gathering import Gathering
from store.formats.windows.usual.learning import UsualEvents
from store.formats.windows.xml.declaration import page_in
from store.formats.windows.xml.from_xml import event_from_xml
from store.formats.windows.xml.long_xml import Tags
from store.formats.windows.xml.splitter import is_envelope, split
from store.formats.windows.xml.usual_xml import usual_event
from store.model import Context, Record
from store.text import decode

_DECLARED = 100
"""Bytes before which a declaration begins."""


class _XmlReader:
    """Reads event after event; what stands between them is kept too, line by line."""

    def __init__(self, context: Context, state: State, _look_ahead: LookAhead) -> None:
        self._said = context.encoding
        self._declared: str | None = state.get("page")
        self._usual = UsualEvents()

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of whole events; see `Reader`."""
        pieces = split(data, take_rest=at_end and take_rest)
        gathered = Gathering(self._usual)
        for piece in pieces:
            raw = data[piece.start : piece.end]
            if piece.part is Part.OUTSIDE and offset + piece.start <= _DECLARED:
                self._declared = self._declared or page_in(raw)
            text = text_in(raw, self._said or self._declared) if piece.part is Part.EVENT else ""
            row = self._usual.row(text)
            if row is not None:
                gathered.add(row, offset + piece.start, raw)
            elif text or piece.part is not Part.OUTSIDE or not is_envelope(raw):
                record = _record(text, offset + piece.start, raw)
                gathered.add_odd(truncated(record) if piece.is_cut else record)
        return Parsed(gathered.records(), pieces[-1].end if pieces else 0)

    def state(self) -> State:
        """The code page that the declaration names: events say the rest themselves."""
        return {} if self._declared is None else {"page": self._declared}


def _record(said: str, offset: int, raw: bytes) -> Record:
    """The record of an event that is not as usual, or of what is none (its text is empty)."""
    text = legal(said)
    event = (usual_event(text) or event_from_xml(text)) if text else None
    return record_of(event, offset, raw) if event else not_understood(offset, raw)


_BEGINNING = re.compile(
    r"[\s\ufeff-]{0,1000}(?:<\?xml[^<>]{0,1000}\?>[\s-]{0,1000})?"
    r"(?:<[A-Za-z_][^<>]{0,1000}>[\s-]{0,1000})?<Event[\s>]"
)
"""The root is `Events`, or what `wevtutil /e:NAME` was told."""

_SCHEMA = "http://schemas.microsoft.com/win/2004/08/events/event"
_PROVIDER = re.compile(r"<System\b[^<>]{0,200}>[\s-]{0,200}<Provider\b")


def _score(head: bytes) -> float:
    """Certain where the source begins with an event of Windows' schema, or that names a provider.

    Nothing may stand before it but the envelope: what looks like an event further on in another log
    was written by a client of that log's server.
    """
    text = decode(head_as_utf8(head))
    if not _BEGINNING.match(text):
        return 0.0
    return float(_SCHEMA in text or _PROVIDER.search(text) is not None)


FORMAT = Format(
    name="windows.xml",
    title="Windows events as XML (Event Viewer, wevtutil)",
    dataset=DATASET,
    score=_score,
    open=joining_scripts(in_unicode(of_events(_XmlReader, Tags()))),
    sample=XML,
    has_long_records=True,
)
