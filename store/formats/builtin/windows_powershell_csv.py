"""Windows events as PowerShell writes them with `Export-Csv`, both 5.1 and 7.

Source: `Get-WinEvent` and `Get-EventLog`; RFC 4180 with any of three separators.
"""

from store.formats.encoding import head_as_utf8, in_unicode
from store.formats.interface import Format, LookAhead, Reader, State
from store.formats.long_events import of_events
from store.formats.windows.events.record import DATASET
from store.formats.windows.powershell.long_rows import QuotedRows
from store.formats.windows.powershell.powershell_csv import CsvReader, heading_of
from store.formats.windows.powershell.powershell_samples import CSV
from store.formats.windows.scripts import joining_scripts
from store.model import Context


def _score(head: bytes) -> float:
    """Certain where the first line, but for the name of a type, names an event's properties."""
    return float(heading_of(head_as_utf8(head)) is not None)


def _open(context: Context, state: State, look_ahead: LookAhead) -> Reader:
    """Make a reader of UTF-8."""
    return CsvReader(context, state, look_ahead)


FORMAT = Format(
    name="windows.powershell",
    title="Windows events as CSV (Get-WinEvent or Get-EventLog, Export-Csv)",
    dataset=DATASET,
    score=_score,
    open=joining_scripts(in_unicode(of_events(_open, QuotedRows()))),
    sample=CSV,
)
