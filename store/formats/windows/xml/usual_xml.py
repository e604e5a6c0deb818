"""Read an `<Event>` element that has its usual shape, at a fraction of what a parser costs.

What is the same in thousands of events is read by `from_xml` once and remembered: `System` but for
time, number, process and thread, and what follows the message in `RenderingInfo`. What differs from
event to event is found by patterns that allow nothing unusual. Whoever gets None reads carefully.

Why that is safe: every `<` of the part that patterns read belongs to a tag that they know, so that
nothing can hide between the tags; the rest must be well-formed by itself.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from store.formats.windows.events.event import Event, EventData, system_time
from store.formats.windows.xml.from_xml import child_of, event_of, root_of
from store.formats.windows.xml.layout import Layout, layout_of

_LONGEST = 4096
"""Characters of what is remembered; anything longer is unusual."""
TIME = "<TimeCreated SystemTime="
_CLOSE = r"(?:/>|></{}>)"
_GUID = r"\1[0-9A-Fa-f{}-]{0,40}\1"
MIDDLE = re.compile(
    TIME
    + r"([\"'])([0-9TZ:. +-]{1,40})\1"
    + _CLOSE.format("TimeCreated")
    + r"<EventRecordID>([0-9]{1,20})</EventRecordID>"
    rf"(?:<Correlation(?: ActivityID={_GUID})?(?: RelatedActivityID={_GUID})?"
    + _CLOSE.format("Correlation")
    + r")?"
    r"(?:<Execution ProcessID=\1([0-9]{1,10})\1 ThreadID=\1([0-9]{1,10})\1"
    + _CLOSE.format("Execution")
    + ")?"
)
_SAMPLE = '<TimeCreated SystemTime="2001-02-03T04:05:06Z"/><EventRecordID>987654321</EventRecordID>'
_SAMPLE_PROCESS = '<Execution ProcessID="4711" ThreadID="4712"/>'
_SAMPLE_TIME = system_time("2001-02-03T04:05:06Z")
_DATA = {
    quote: re.compile(rf"<Data(?: Name={quote}([^<&\t\r\n{quote}]*){quote})?>([^<]*)</Data>")
    for quote in "\"'"
}
MESSAGE = re.compile(r"<RenderingInfo Culture=(?:'[\w-]*'|\"[\w-]*\")><Message>([^<]*)</Message>")
_REFERENCE = re.compile(r"&[#a-zA-Z0-9]{2,4};")
_MEANINGS = {
    "&lt;": "<",
    "&gt;": ">",
    "&amp;": "&",
    "&quot;": '"',
    "&apos;": "'",
    "&#9;": "\t",
    "&#10;": "\n",
    "&#13;": "\r",
    "&#xD;": "\r",
    "&#xA;": "\n",
    "&#x9;": "\t",
}
_SYSTEM_END, _DATA_START, _DATA_END = "</System>", "<EventData>", "</EventData>"
_EVENT_END = "</EventData></Event>"


class _Known:
    """What is known of events that have the same `System`."""

    def __init__(self, event: Event) -> None:
        self.event = event
        """An event with that `System`; its time, number, process and data are none of theirs."""
        self.layout: Layout | None = None
        """How the data of the last one were laid out: a guess for the next one."""


def usual_event(text: str) -> Event | None:
    """Read an event.

    Args:
        text: From `<Event` to `</Event>`.

    Returns:
        What `from_xml.event_from_xml` gives for it (with every character as it stands, even where
        XML forbids it), or None where the event is unusual or no event at all.
    """
    at = text.find(TIME)
    middle = MIDDLE.match(text, at) if at >= 0 else None
    end = text.find(_SYSTEM_END, middle.end()) + len(_SYSTEM_END) if middle else 0
    if middle is None or end < len(_SYSTEM_END):
        return None
    _, time, number, pid, thread = middle.groups()
    known = _system(text[:at], text[middle.end() : end], with_process=pid is not None)
    if known is None:
        return None
    inside = _inside(text, end, known)
    if inside is None:
        return None
    system = known.event
    return Event(
        *system[:4],
        number,
        system_time(time),
        *system[6:10],
        pid or system.pid,
        thread or system.thread,
        system.sid,
        *inside,
    )


def _inside(text: str, at: int, known: _Known) -> tuple[dict[str, str], str, str] | None:
    """Event data, message and the level's word from the end of `System` on."""
    if not text.startswith(_DATA_START, at):
        return None
    message = level = ""
    stop = len(text) - len(_EVENT_END)
    if not text.endswith(_EVENT_END):
        stop = text.find(_DATA_END, at)
        rendered = _rendered(text, stop + len(_DATA_END)) if stop >= 0 else None
        if rendered is None:
            return None
        message, level = rendered
    data = _event_data(text[at + len(_DATA_START) : stop], known)
    return None if data is None else (data, message, level)


@lru_cache(maxsize=4096)
def _remembered_system(before: str, after: str, *, with_process: bool) -> _Known | None:
    """What is known of events with a `System`.

    Args:
        before: From `<Event` to the time.
        after: From behind the middle to the end of `System`.
        with_process: Whether the middle holds the process.
    """
    middle = _SAMPLE + _SAMPLE_PROCESS if with_process else _SAMPLE
    root = root_of(f"{before}{middle}{after}</Event>")
    event = None if root is None or len(root) != 1 else event_of(root)
    if event is None or (event.time, event.record_id) != (_SAMPLE_TIME, "987654321"):
        return None
    if with_process and (event.pid, event.thread) != ("4711", "4712"):
        return None
    return _Known(event)


def _system(before: str, after: str, *, with_process: bool) -> _Known | None:
    """What is known of events with a `System`; None where it is unusual."""
    if len(before) + len(after) > _LONGEST or "<!" in before or "<!" in after:
        return None
    if "\r" in before or "\r" in after:
        return None
    return _remembered_system(before, after, with_process=with_process)


def _event_data(body: str, known: _Known) -> dict[str, str] | None:
    """What stands inside of `EventData`, by name; None where it is unusual."""
    tags = body.count("<")
    if tags != body.count(">"):
        return None
    layout = known.layout
    values = layout.values_in(body) if layout and tags == layout.tags else None
    if layout and values:
        return _named(layout.names, values, references="&" in body)
    body, binary = _without_binary(body)
    items = _DATA['"' if body.startswith('<Data Name="') else "'"].findall(body)
    if binary is None or body.count("<") != 2 * len(items):
        return None
    if "&" in body and body.count("&") != sum(value.count("&") for _, value in items):
        return None  # it stands between the data
    known.layout = layout_of(body, [name for name, _ in items])
    return _collected([(name, meant(value)) for name, value in items], binary)


def _named(names: Sequence[str], values: list[str], *, references: bool) -> dict[str, str] | None:
    """Values under their names, but for those that are blank; None where one has no meaning."""
    if references:
        whole = [meant(value) for value in values]
        values = [value for value in whole if value is not None]
        if len(values) < len(whole):
            return None
    data = dict(zip(names, values, strict=True))
    if "" in values or any(map(str.isspace, values)):
        return {name: value for name, value in data.items() if value and not value.isspace()}
    return data


def _without_binary(body: str) -> tuple[str, str | None]:
    """Event data before the `Binary` at their end, and what that holds; None if it is unusual."""
    if not body.endswith("</Binary>"):
        return body, ""
    before, _, binary = body.removesuffix("</Binary>").rpartition("<Binary>")
    return before, None if "<" in binary or "&" in binary else binary


def _collected(items: list[tuple[str, str | None]], binary: str) -> dict[str, str] | None:
    """Event data some of which may have no name, or the same; None where one has no meaning."""
    data, unnamed = EventData(), 0
    for name, value in items:
        if value is None:
            return None
        unnamed += not name
        data.add(name or f"param{unnamed}", value)
    data.add("Binary", binary)
    return data.values


def meant(text: str) -> str | None:
    """A text with its references resolved; None where there is an unusual one."""
    if "&" not in text:
        return text
    try:
        whole, count = _REFERENCE.subn(_meaning, text)
    except KeyError:
        return None
    return whole if count == text.count("&") else None


def _meaning(found: re.Match[str]) -> str:
    """What a usual reference stands for."""
    return _MEANINGS[found[0]]


def _rendered(text: str, at: int) -> tuple[str, str] | None:
    """The message behind the event data and the level's word; None where they are unusual."""
    found = MESSAGE.match(text, at)
    if found is None or ">" in found[1]:
        return None
    rest = text[found.end() :]
    if len(rest) > _LONGEST or "<!" in rest or "\r" in rest:
        return None
    message, level = meant(found[1]), _remembered_level(rest)
    return None if message is None or level is None else (message.strip(), level)


@lru_cache(maxsize=1024)
def _remembered_level(rest: str) -> str | None:
    """The level's word in what follows the message; None where that is unusual."""
    root = root_of(f"<Event><System/><RenderingInfo><Message/>{rest}")
    if root is None or len(root) != 2 or child_of(root, "RenderingInfo") is None:
        return None
    event = event_of(root)
    return None if event is None else event.level_text
