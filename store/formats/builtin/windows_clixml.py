"""Windows events as PowerShell writes them with `Export-Clixml`.

Source: [MS-PSRP] 2.2.5; `Get-WinEvent` and `Get-EventLog`.
"""

import re

from store.formats.clock import LocalClock
from store.formats.encoding import head_as_utf8, in_unicode
from store.formats.interface import Format, LookAhead, State
from store.formats.long_events import of_events
from store.formats.windows.events.record import DATASET
from store.formats.windows.export_reader import ExportReader, text_of
from store.formats.windows.pieces import Piece
from store.formats.windows.powershell.clixml import properties_of
from store.formats.windows.powershell.clixml_objects import ClixmlSplitter, is_clixml_envelope
from store.formats.windows.powershell.long_clixml import TypedObjects
from store.formats.windows.powershell.powershell_samples import CLIXML
from store.formats.windows.powershell.powershell_times import time_of
from store.formats.windows.powershell.properties import (
    is_event,
    record_of_properties,
    time_property,
)
from store.formats.windows.scripts import joining_scripts
from store.model import Context, Record


class _ClixmlExport:
    """An export whose events are objects of CLIXML; see `Export`."""

    def __init__(self, context: Context, types: list[str]) -> None:
        self._clock = LocalClock(context.zone)
        self._code_page = context.encoding
        self._splitter = ClixmlSplitter(types)

    def split(self, text: bytes, *, take_rest: bool) -> list[Piece]:
        """Cut text into objects."""
        return self._splitter.split(text, take_rest=take_rest)

    def is_envelope(self, text: bytes) -> bool:
        """Whether text outside of objects is only the root's tags."""
        return is_clixml_envelope(text)

    def record(self, text: bytes, offset: int) -> Record | None:
        """The record of an object."""
        values = properties_of(text_of(text, self._code_page))
        if values is None:
            return None
        instant = time_of(time_property(values), self._clock)
        return record_of_properties(values, instant, offset, text)

    def state(self) -> State:
        """The numbers of the types of events."""
        return {"types": self._splitter.types}


_BEGINNING = re.compile(
    rb"\s{0,1000}+(?:#< CLIXML\s{0,1000}+)?(?:<\?xml[^<>]{0,1000}+\?>\s{0,1000}+)?"
    rb'<Objs Version="[\d.]{1,20}+"\s{1,9}+'
    rb'xmlns="http://schemas\.microsoft\.com/powershell/2004/04"\s{0,9}+>\s{0,1000}+(?=<Obj[\s>])'
)
_NAME = re.compile(rb'<[A-Z][A-Za-z0-9]{0,9} N="([A-Za-z]{1,40})"')


def _score(head: bytes) -> float:
    """Certain where the source begins as CLIXML and its first object has an event's properties.

    Only tags count, and those a client's words cannot hold.
    """
    text = head_as_utf8(head)
    start = _BEGINNING.match(text)
    if start is None:
        return 0.0
    first = ClixmlSplitter().split(text[start.end() :], take_rest=True)[0]
    names = _NAME.findall(text, start.end(), start.end() + first.end)
    return float(is_event(frozenset(name.decode("ascii") for name in names)))


def _open(context: Context, state: State, _look_ahead: LookAhead) -> ExportReader:
    """Make a reader of UTF-8."""
    types = state.get("types")
    known = [each for each in types if isinstance(each, str)] if isinstance(types, list) else []
    return ExportReader(_ClixmlExport(context, known), context.host)


FORMAT = Format(
    name="windows.clixml",
    title="Windows events as CLIXML (Get-WinEvent or Get-EventLog, Export-Clixml)",
    dataset=DATASET,
    score=_score,
    open=joining_scripts(in_unicode(of_events(_open, TypedObjects()))),
    sample=CLIXML,
)
