"""Make a record of a JSON object that tells of a Windows event, whoever wrote it.

Shapes: PowerShell's `ConvertTo-Json`; `{"Event": {"System": …}}` (`evtx_dump`); Winlogbeat's
`winlog` beside ECS names; the flat names of NXLog's `im_msvistalog`.
"""

import json
import re
from collections.abc import Mapping
from typing import cast

from store.formats.clock import Instant, LocalClock
from store.formats.windows.events.event import Event, EventData, Value, object_of
from store.formats.windows.events.record import record_of
from store.formats.windows.json.from_json import event_from_json
from store.formats.windows.legal import legal
from store.formats.windows.powershell.powershell_times import time_of
from store.formats.windows.powershell.properties import (
    AUDIT_FAILURE,
    AUDIT_SUCCESS,
    is_event,
    mask,
    record_of_properties,
    time_property,
    word,
)
from store.formats.windows.rendered.messages import data_of
from store.model import Record

_LEVELS = {"critical": "1", "error": "2", "warning": "3", "information": "4", "verbose": "5"}
_EVENT_TYPES = {
    **_LEVELS,
    "info": "4",
    "audit_success": "0",
    "audit_failure": "0",
}
_AUDITS = {
    "audit success": AUDIT_SUCCESS,
    "success": AUDIT_SUCCESS,
    "audit failure": AUDIT_FAILURE,
    "failure": AUDIT_FAILURE,
}
_ESCAPE = re.compile(
    r"\\(?:(u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2})|(u[dD][89a-fA-F][0-9A-Fa-f]{2})|.)"
)
_FLAT_NAMES = (
    "@timestamp @version port host tags type ActivityID Category Channel Domain EventCategory "
    "EventID EventReceivedTime EventTime EventType ExecutionProcessID ExecutionThreadID "
    "Hostname Keywords Message Opcode OpcodeValue ProviderGuid RecordNumber RelatedActivityID "
    "Severity SeverityValue SourceModuleName SourceModuleType SourceName Task ThreadID "
    "TimeCreated UserID Version"
)
_FLAT_ENVELOPE = frozenset(_FLAT_NAMES.split())
"""Names that NXLog and those who pass its events on give to what is no event data."""


def is_powershell(keys: frozenset[tuple[str, ...]]) -> bool:
    """Whether an object of these names (see `keys_of`) is an event as PowerShell shows it."""
    top = frozenset(path[0] for path in keys if len(path) == 1)
    return is_event(top) and not _is_flat(top)


def is_of_a_tool(keys: frozenset[tuple[str, ...]]) -> bool:
    """Whether an object of these names (see `keys_of`) is an event as another tool writes it."""
    top = frozenset(path[0] for path in keys if len(path) == 1)
    return (
        ("Event", "System") in keys
        or ("winlog", "event_id") in keys
        or ("winlog", "channel") in keys
        or _is_flat(top)
    )


def record_of_json(text: str, clock: LocalClock, offset: int, raw: bytes) -> Record | None:
    """Make a record.

    Args:
        text: One object.
        clock: Reads times without offset.
        offset: Where its first byte is in the source.
        raw: Its own bytes.

    Returns:
        The record; None where it is no valid JSON, or does not tell of an event.
    """
    whole = _ESCAPE.sub(_whole_character, text) if "\\u" in text else text
    try:
        found = cast("Value", json.loads(whole))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    if "Event" in found:
        return _of_system(whole, offset, raw)
    if isinstance(found.get("winlog"), dict):
        return _placed(_ecs(found), time_of(found.get("@timestamp"), clock), offset, raw)
    if _is_flat(frozenset(found)):
        return _placed(_flat(found), _flat_time(found, clock), offset, raw)
    return record_of_properties(found, time_of(time_property(found), clock), offset, raw)


def _is_flat(names: frozenset[str]) -> bool:
    """Whether these are NXLog's names."""
    when = {"EventTime", "EventReceivedTime", "@timestamp"} & names
    return bool(when) and {"EventID", "Channel", "SourceName"} <= names


def _whole_character(found: re.Match[str]) -> str:
    """An escape, or the replacement character for half of a surrogate pair."""
    return "\\ufffd" if found[2] else found[0]


def _placed(event: Event, instant: Instant | None, offset: int, raw: bytes) -> Record:
    """A record of an event at an instant."""
    if instant is None:
        return record_of(event, offset, raw)
    record = record_of(event._replace(time=instant.time), offset, raw)
    return record._replace(time_flags=instant.flags)


def _of_system(text: str, offset: int, raw: bytes) -> Record | None:
    """A record of `{"Event": …}`."""
    event = event_from_json(text)
    if event is None:
        return None
    data = {legal(name): legal(value) for name, value in event.data.items()}
    return record_of(event._replace(data=data), offset, raw)


def _ecs(root: Mapping[str, Value]) -> Event:
    """An event of Winlogbeat."""
    log = object_of(root.get("winlog"))
    process = object_of(log.get("process"))
    level = word(object_of(root.get("log")).get("level")) or word(log.get("level"))
    provider = word(log.get("provider_name"))
    code = word(log.get("event_id")) or word(object_of(root.get("event")).get("code"))
    message = word(root.get("message"))
    return Event(
        provider=provider,
        code=code,
        channel=word(log.get("channel")),
        computer=word(log.get("computer_name")),
        record_id=word(log.get("record_id")),
        time=None,
        level=_LEVELS.get(level.casefold(), ""),
        task=word(log.get("task")),
        opcode=word(log.get("opcode")),
        keywords=_audit(log.get("keywords"), object_of(root.get("event")).get("outcome")),
        pid=word(process.get("pid")),
        thread=word(object_of(process.get("thread")).get("id")),
        sid=word(object_of(log.get("user")).get("identifier")),
        data=_ecs_data(log) or data_of(provider, code, message),
        message=message,
        level_text=level,
    )


def _ecs_data(log: Mapping[str, Value]) -> dict[str, str]:
    """What `event_data` and `user_data` hold."""
    data = EventData()
    for part in ("event_data", "user_data"):
        for name, value in object_of(log.get(part)).items():
            if name != "xml_name":
                data.add(legal(name), word(value))
    return data.values


def _audit(keywords: Value, outcome: Value) -> str:
    """The keyword mask that says what a list of keywords says, or else the outcome beside it."""
    words = keywords if isinstance(keywords, list) else [keywords]
    for said in (*words, outcome):
        if isinstance(said, str) and said.casefold() in _AUDITS:
            return _AUDITS[said.casefold()]
    return ""


def _flat(root: Mapping[str, Value]) -> Event:
    """An event of NXLog."""
    provider, code = word(root.get("SourceName")), word(root.get("EventID"))
    kind = word(root.get("EventType"))
    message = word(root.get("Message"))
    data = EventData()
    for name, value in root.items():
        if name not in _FLAT_ENVELOPE:
            data.add(legal(name), word(value))
    return Event(
        provider=provider,
        code=code,
        channel=word(root.get("Channel")),
        computer=word(root.get("Hostname")),
        record_id=word(root.get("RecordNumber")),
        time=None,
        level=_EVENT_TYPES.get(kind.casefold(), ""),
        task=word(root.get("Task")),
        opcode=word(root.get("OpcodeValue")),
        keywords=mask(word(root.get("Keywords"))),
        pid=word(root.get("ExecutionProcessID")),
        thread=word(root.get("ThreadID")) or word(root.get("ExecutionThreadID")),
        sid=word(root.get("UserID")),
        data=data.values,
        message=message,
        level_text=kind,
    )


def _flat_time(root: Mapping[str, Value], clock: LocalClock) -> Instant | None:
    """When an event of NXLog happened; when it was passed on, where it does not say."""
    return time_of(root.get("EventTime"), clock) or time_of(root.get("@timestamp"), clock)
