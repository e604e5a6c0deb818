"""Read JSON that tells of Windows events, object after object."""

from store.formats.clock import LocalClock
from store.formats.encoding import head_as_utf8, in_unicode
from store.formats.interface import LookAhead, State
from store.formats.long_events import of_events
from store.formats.windows.export_reader import ExportReader, text_of
from store.formats.windows.json.json_events import record_of_json
from store.formats.windows.json.json_objects import is_json_envelope, keys_of, split_objects
from store.formats.windows.json.long_json import Objects
from store.formats.windows.pieces import Piece
from store.formats.windows.scripts import joining_scripts
from store.model import Context, Record


class _JsonExport:
    """An export whose events are objects; see `Export`."""

    def __init__(self, clock: LocalClock, code_page: str | None) -> None:
        self._clock = clock
        self._code_page = code_page

    def split(self, text: bytes, *, take_rest: bool) -> list[Piece]:
        """Cut text into objects."""
        return split_objects(text, take_rest=take_rest)

    def is_envelope(self, text: bytes) -> bool:
        """Whether text outside of objects is only the signs of an array."""
        return is_json_envelope(text)

    def record(self, text: bytes, offset: int) -> Record | None:
        """The record of an object."""
        return record_of_json(text_of(text, self._code_page), self._clock, offset, text)

    def state(self) -> State:
        """Nothing: every object stands for itself."""
        return {}


def _open(context: Context, _state: State, _look_ahead: LookAhead) -> ExportReader:
    """Make a reader of UTF-8."""
    export = _JsonExport(LocalClock(context.zone), context.encoding)
    return ExportReader(export, context.host)


open_json = joining_scripts(in_unicode(of_events(_open, Objects())))
"""Makes a reader."""


def names_in(head: bytes) -> frozenset[tuple[str, ...]]:
    """Names in the first object of a source; see `keys_of`."""
    return keys_of(head_as_utf8(head))
