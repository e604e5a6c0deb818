"""Windows events as XML: Event Viewer's export, `wevtutil` with or without root, a browser's copy.

Source: the schema `http://schemas.microsoft.com/win/2004/08/events/event`; [MS-EVEN6] 2.2.13.
"""

import re

from store.formats.interface import Format, LookAhead, Parsed, State
from store.formats.windows.encoding import head_as_utf8, in_unicode, text_in
from store.formats.windows.from_xml import event_from_xml
from store.formats.windows.record import DATASET, NOT_UNDERSTOOD, record_of
from store.formats.windows.sample import XML
from store.formats.windows.splitter import Part, Piece, is_envelope, split
from store.model import Context, Record
from store.text import decode


class _XmlReader:
    """Reads event after event; what stands between them is kept too, line by line."""

    def __init__(self, context: Context, _state: State, _look_ahead: LookAhead) -> None:
        self._code_page = context.encoding

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of whole events; see `Reader`."""
        records: list[Record] = []
        consumed = 0
        for piece in split(data, take_rest=at_end and take_rest):
            raw = data[piece.start : piece.end]
            records.extend(self._records(piece, raw, offset + piece.start))
            consumed = piece.end
        return Parsed(records, consumed)

    def _records(self, piece: Piece, raw: bytes, offset: int) -> list[Record]:
        """The record that a piece is, if it is one."""
        if piece.part is Part.EVENT:
            event = event_from_xml(text_in(raw, self._code_page))
            if event is not None:
                return [record_of(event, offset, raw)]
        if piece.part is Part.OUTSIDE and is_envelope(raw):
            return []
        return [Record(offset, raw.rstrip(), NOT_UNDERSTOOD, {}, None)]

    def state(self) -> State:
        """Nothing: events say everything themselves."""
        return {}


_BEGINNING = re.compile(
    r"[\s\ufeff-]{0,1000}(?:<\?xml[^<>]{0,1000}\?>[\s-]{0,1000})?"
    r"(?:<Events\b[^<>]{0,1000}>[\s-]{0,1000})?<Event[\s>]"
)
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
    open=in_unicode(_XmlReader),
    sample=XML,
)
