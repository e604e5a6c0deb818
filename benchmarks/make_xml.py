"""Write a big export for measuring: `python benchmarks/make_xml.py EVENTS OUT [SEED]`.

It is what the Event Viewer saves as XML: all on one line, the newest event first, each with its
rendering.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

from benchmarks.windows import events
from sample_logs.generator.windows_events import Told

_HEAD = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>'
_SPACE = "http://schemas.microsoft.com/win/2004/08/events/event"


def write(count: int, target: BinaryIO, seed: int = 2026) -> None:
    """Write an export of that many events.

    Args:
        count: How many.
        target: Open for writing bytes.
        seed: The same seed gives the same bytes.
    """
    target.write(_HEAD.encode())
    told = list(enumerate(events(count, seed), start=1))
    target.writelines(_xml(each, number).encode() for number, each in reversed(told))
    target.write(b"</Events>")


def _xml(told: Told, number: int) -> str:
    """An event with its rendering."""
    event = told.event
    return (
        f"<Event xmlns='{_SPACE}'>{_system(told, number)}<EventData>{_data(told)}</EventData>"
        f"<RenderingInfo Culture='en-US'><Message>{escape(told.message)}</Message>"
        f"<Level>Information</Level><Task></Task><Opcode>Info</Opcode>"
        f"<Channel>{event.channel}</Channel><Provider>{event.provider}</Provider>"
        "</RenderingInfo></Event>"
    )


def _system(told: Told, number: int) -> str:
    event = told.event
    clock = f"{told.time:%Y-%m-%dT%H:%M:%S.%f}0Z"
    return (
        f"<System><Provider Name='{event.provider}'/><EventID>{event.code}</EventID>"
        f"<Version>0</Version><Level>{event.level}</Level><Task>{event.task}</Task>"
        f"<Opcode>0</Opcode><Keywords>0x{event.keywords:016x}</Keywords>"
        f"<TimeCreated SystemTime='{clock}'/><EventRecordID>{number}</EventRecordID>"
        f"<Correlation/><Execution ProcessID='{event.pid}' ThreadID='{event.thread}'/>"
        f"<Channel>{event.channel}</Channel><Computer>{event.computer}</Computer><Security/>"
        "</System>"
    )


def _data(told: Told) -> str:
    data = told.event.data
    named = data.items() if isinstance(data, Mapping) else ()
    return "".join(f"<Data Name='{name}'>{escape(value)}</Data>" for name, value in named)


def main(arguments: list[str]) -> None:
    """Write the export that the command line asks for."""
    with Path(arguments[1]).open("wb") as target:
        write(int(arguments[0]), target, *map(int, arguments[2:]))


if __name__ == "__main__":
    main(sys.argv[1:])
