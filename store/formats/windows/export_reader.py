"""Read an export whose text is cut into events, for any way of cutting."""

from typing import Protocol

from store.formats.interface import Parsed, State
from store.formats.truncation import truncated
from store.formats.windows.events.record import NOT_UNDERSTOOD
from store.formats.windows.pieces import Part, Piece
from store.model import Record


class Export(Protocol):
    """How one kind of export is cut, and what its events say."""

    def split(self, text: bytes, *, take_rest: bool) -> list[Piece]:
        """Cut UTF-8 text into pieces that follow each other from its beginning without a gap."""

    def is_envelope(self, text: bytes) -> bool:
        """Whether text outside of events is no record."""

    def record(self, text: bytes, offset: int) -> Record | None:
        """The record of an event's text; None where it cannot be understood."""

    def state(self) -> State:
        """What the export has to remember."""


class ExportReader:
    """Reads event after event; what stands between them is kept too, line by line."""

    def __init__(self, export: Export, host: str | None) -> None:
        self._export = export
        self._host = host

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of whole events; see `Reader`."""
        pieces = self._export.split(data, take_rest=at_end and take_rest)
        found = (self._record(piece, data, offset) for piece in pieces)
        records = [record for record in found if record is not None]
        return Parsed(records, pieces[-1].end if pieces else 0)

    def state(self) -> State:
        """What the export remembers."""
        return self._export.state()

    def _record(self, piece: Piece, data: bytes, offset: int) -> Record | None:
        """The record that a piece is, if it is one."""
        text = data[piece.start : piece.end]
        if piece.part is Part.EVENT:
            record = self._export.record(text, offset + piece.start)
            if record is not None:
                return on_host(record, self._host)
        elif piece.part is Part.OUTSIDE and self._export.is_envelope(text):
            return None
        record = not_understood(offset + piece.start, text)
        return truncated(record) if piece.is_cut else record


def not_understood(offset: int, text: bytes) -> Record:
    """A record of what cannot be read."""
    return Record(offset, text.rstrip(), NOT_UNDERSTOOD, {}, None)


def on_host(record: Record, host: str | None) -> Record:
    """A record, of the host that the user named where it names none itself."""
    if host and "host.name" not in record.fields:
        return record._replace(fields={**record.fields, "host.name": host})
    return record


def text_of(raw: bytes, code_page: str | None) -> str:
    r"""Text of a notation without `\xNN`: UTF-8 or the code page, U+FFFD for what is none."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode(code_page or "utf-8", "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")
