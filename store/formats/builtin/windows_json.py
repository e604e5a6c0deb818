r"""Windows events as PowerShell writes them with `ConvertTo-Json`, both 5.1 and 7.

Source: `Get-WinEvent` and `Get-EventLog`; RFC 8259; times as `JavaScriptSerializer` writes them
(5.1, `\/Date(ms)\/`) or as ISO 8601 (7).
"""

from store.formats.interface import Format
from store.formats.windows.events.record import DATASET
from store.formats.windows.json.json_events import is_powershell
from store.formats.windows.json.json_reader import names_in, open_json
from store.formats.windows.powershell.powershell_samples import JSON


def _score(head: bytes) -> float:
    """Certain where the first object has the names of an event's properties.

    Nothing but the signs of an array may stand before it, and only names count: what looks like an
    event in a value, or further on, was written by somebody whose acts are logged.
    """
    return float(is_powershell(names_in(head)))


FORMAT = Format(
    name="windows.json",
    title="Windows events as JSON (Get-WinEvent or Get-EventLog, ConvertTo-Json)",
    dataset=DATASET,
    score=_score,
    open=open_json,
    sample=JSON,
)
