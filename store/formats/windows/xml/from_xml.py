"""Read one `<Event>` element, as Event Viewer, `wevtutil` and event log libraries write it.

Source: the schema `http://schemas.microsoft.com/win/2004/08/events/event`.
"""

import re
from xml.etree import ElementTree

from store.formats.windows.events.event import Event, EventData, system_time
from store.formats.windows.legal import legal

_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,10}));", re.ASCII)


def event_from_xml(text: str) -> Event | None:
    """Read an event.

    Args:
        text: From `<Event` to `</Event>`; characters that XML does not allow are made legal.

    Returns:
        The event, or None where this is no well-formed event or holds a document type or entity.
    """
    if "<!" in text and _FORBIDDEN.search(text):
        return None
    root = root_of(legal(text))
    return None if root is None else event_of(root)


def root_of(text: str) -> ElementTree.Element | None:
    """Read an element.

    Args:
        text: From `<` to `>`, without document type.

    Returns:
        The element, None where it is not well-formed. Carriage returns are kept, which a parser
        would drop; references to characters that XML forbids are made legal.
    """
    kept = text.replace("\r", "&#13;")
    for attempt in (kept, _REFERENCE.sub(_legal_reference, kept), text):
        try:
            return ElementTree.fromstring(attempt)  # noqa: S314 (see `_FORBIDDEN`)
        except (ElementTree.ParseError, ValueError):
            continue
    return None


def _legal_reference(found: re.Match[str]) -> str:
    """A character reference, or a picture where it stands for a forbidden character."""
    number = int(found[1], 16) if found[1] else int(found[2])
    if number > 0x10FFFF:
        return "\ufffd"
    character = chr(number)
    shown = legal(character)
    return found[0] if shown == character else shown


def event_of(root: ElementTree.Element) -> Event | None:
    """The event that an element is; None where it has no `System`."""
    parts = child_of(root, "System")
    if parts is None:
        return None
    system = {_local(part): part for part in reversed(parts)}
    rendering = child_of(root, "RenderingInfo")
    return Event(
        provider=_attribute(system, "Provider", "Name"),
        code=_text(system.get("EventID")).strip(),
        channel=_text(system.get("Channel")).strip(),
        computer=_text(system.get("Computer")).strip(),
        record_id=_text(system.get("EventRecordID")).strip(),
        time=system_time(_attribute(system, "TimeCreated", "SystemTime")),
        level=_text(system.get("Level")).strip(),
        task=_text(system.get("Task")).strip(),
        opcode=_text(system.get("Opcode")).strip(),
        keywords=_text(system.get("Keywords")).strip(),
        pid=_attribute(system, "Execution", "ProcessID"),
        thread=_attribute(system, "Execution", "ThreadID"),
        sid=_attribute(system, "Security", "UserID"),
        data=_data(root),
        message=_rendered(rendering, "Message"),
        level_text=_rendered(rendering, "Level"),
    )


def _data(root: ElementTree.Element) -> dict[str, str]:
    """What `EventData` and `UserData` hold, by name."""
    data = EventData()
    for part in root:
        name = _local(part)
        if name == "EventData":
            _event_data(part, data)
        elif name == "UserData":
            for inner in part:
                _leaves(inner, data)
    return data.values


def _event_data(part: ElementTree.Element, data: EventData) -> None:
    """Add what `EventData` holds: named data, data without names, and `Binary`."""
    unnamed = 0
    for child in part:
        if _local(child) != "Data":
            _leaves(child, data)
        elif name := child.get("Name"):
            data.add(name, "".join(child.itertext()))
        else:
            unnamed += 1
            data.add(f"param{unnamed}", "".join(child.itertext()))


def _leaves(top: ElementTree.Element, data: EventData) -> None:
    """Add attributes and texts of an element and all below it, each under its own name."""
    for element in top.iter():
        for name, value in element.attrib.items():
            data.add(name.rpartition("}")[2], value)
        if len(element) == 0:
            data.add(_local(element), element.text or "")


def _local(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def child_of(parent: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """The first child of a name."""
    return next((child for child in parent if _local(child) == name), None)


def _text(element: ElementTree.Element | None) -> str:
    """An element's own text."""
    return "" if element is None else element.text or ""


def _attribute(parts: dict[str, ElementTree.Element], name: str, attribute: str) -> str:
    """An attribute of one of the parts."""
    part = parts.get(name)
    return "" if part is None else part.get(attribute, "")


def _rendered(rendering: ElementTree.Element | None, name: str) -> str:
    """A text of `RenderingInfo`."""
    return "" if rendering is None else _text(child_of(rendering, name)).strip()
