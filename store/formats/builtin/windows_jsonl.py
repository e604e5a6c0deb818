"""Windows events as JSON of other tools: `evtx_dump`, Winlogbeat, NXLog; mostly one a line.

Source: `evtx_dump -o jsonl` (the elements of an event's XML), Winlogbeat's ECS fields, the fields
of NXLog's `im_msvistalog`.
"""

from store.formats.interface import Format
from store.formats.windows.events.record import DATASET
from store.formats.windows.json.json_events import is_of_a_tool
from store.formats.windows.json.json_reader import names_in, open_json
from store.formats.windows.powershell.powershell_samples import JSON_LINES


def _score(head: bytes) -> float:
    """Certain where the first object has the names that one of these tools gives; see there."""
    return float(is_of_a_tool(names_in(head)))


FORMAT = Format(
    name="windows.jsonl",
    title="Windows events as JSON lines (evtx_dump, Winlogbeat, NXLog)",
    dataset=DATASET,
    score=_score,
    open=open_json,
    sample=JSON_LINES,
)
