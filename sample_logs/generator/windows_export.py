"""Writes Windows events as the Event Viewer exports them, as XML."""

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from sample_logs.generator.evtx_writer import LogEvent
from sample_logs.generator.ledger import Line, Story
from sample_logs.generator.windows_daily import daily
from sample_logs.generator.windows_events import Told
from sample_logs.generator.windows_spray import denied, spray

PATH = "windows/security.xml"
_HEAD = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>'
_LEVELS = {0: "Information", 2: "Error", 3: "Warning", 4: "Information"}


def exported() -> Story:
    """The domain controller's Security, System and Application events as one export."""
    attack, alerts = spray()
    backup, more = denied()
    told = sorted([*daily(), *attack, *backup], key=lambda each: each.time)
    lines = [
        Line(each.time, _event(each, 88_200 + number), each.facts)
        for number, each in enumerate(told)
    ]
    return Story({PATH: lines}, alerts + more)


def document(lines: list[Line]) -> bytes:
    """The export: newest event first, all on one line, as the viewer writes it."""
    newest = sorted(lines, key=lambda line: line.time, reverse=True)
    return (_HEAD + "".join(line.text for line in newest) + "</Events>").encode()


def _event(told: Told, number: int) -> str:
    """An event as the viewer exports it, with its rendering."""
    event = told.event
    space = "http://schemas.microsoft.com/win/2004/08/events/event"
    return (
        f"<Event xmlns='{space}'>{_system(told, number)}{_payload(event)}"
        f"<RenderingInfo Culture='en-US'><Message>{escape(told.message)}</Message>"
        f"<Level>{_LEVELS[event.level]}</Level><Channel>{event.channel}</Channel>"
        f"<Provider>{escape(event.provider)}</Provider></RenderingInfo></Event>"
    )


def _system(told: Told, number: int) -> str:
    event = told.event
    clock = told.time.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
    numbers = {"EventID": event.code, "Version": 0, "Level": event.level, "Task": event.task}
    return (
        f"<System><Provider Name={quoteattr(event.provider)}/>"
        + "".join(f"<{name}>{value}</{name}>" for name, value in numbers.items())
        + f"<Opcode>0</Opcode><Keywords>0x{event.keywords:016x}</Keywords>"
        f"<TimeCreated SystemTime='{clock}'/><EventRecordID>{number}</EventRecordID><Correlation/>"
        f"<Execution ProcessID='{event.pid}' ThreadID='{event.thread}'/>"
        f"<Channel>{event.channel}</Channel><Computer>{event.computer}</Computer><Security/></System>"
    )


def _payload(event: LogEvent) -> str:
    if not isinstance(event.data, Mapping):
        values = "".join(f"<Data>{escape(value)}</Data>" for value in event.data)
        return f"<EventData>{values}</EventData>"
    if event.user_data:
        inner = "".join(f"<{key}>{escape(text)}</{key}>" for key, text in event.data.items())
        return f"<UserData><{event.user_data}>{inner}</{event.user_data}></UserData>"
    named = (f"<Data Name='{key}'>{escape(text)}</Data>" for key, text in event.data.items())
    return f"<EventData>{''.join(named)}</EventData>"
