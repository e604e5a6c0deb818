"""Make a record of what PowerShell shows of an event: its properties, in whatever notation.

Source: `System.Diagnostics.Eventing.Reader.EventLogRecord` (`Get-WinEvent`) and
`System.Diagnostics.EventLogEntry` (`Get-EventLog`), whose properties CSV, JSON and CLIXML name.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from store.formats.clock import Instant
from store.formats.windows.events.event import Event, Value
from store.formats.windows.events.record import record_of
from store.formats.windows.legal import legal
from store.formats.windows.powershell.data_names import named
from store.formats.windows.rendered.from_text import channel_of
from store.formats.windows.rendered.messages import data_of
from store.model import Record

Properties = Mapping[str, Value]
"""An event's properties by name."""

AUDIT_SUCCESS, AUDIT_FAILURE = "0x8020000000000000", "0x8010000000000000"
"""Keyword masks that say how an audited act ended."""
_TYPE_NAME = re.compile(r"System\.[\w.`]{1,200}(?:\[.{0,200}\])?")
_WHOLE = re.compile(r"-?\d{1,20}", re.ASCII)


class _EntryType(NamedTuple):
    """What `EntryType` stands for."""

    level: str
    keywords: str = ""


_ENTRY_TYPES = {
    **dict.fromkeys(("1", "error"), _EntryType("2")),
    **dict.fromkeys(("2", "warning"), _EntryType("3")),
    **dict.fromkeys(("0", "4", "information"), _EntryType("4")),
    **dict.fromkeys(("8", "successaudit"), _EntryType("0", AUDIT_SUCCESS)),
    **dict.fromkeys(("16", "failureaudit"), _EntryType("0", AUDIT_FAILURE)),
}
"""`System.Diagnostics.EventLogEntryType`, as number and as word."""


def is_event(names: frozenset[str]) -> bool:
    """Whether properties of these names can only be those of an event."""
    if "TimeCreated" in names:
        return bool({"Id", "ProviderName", "RecordId"} & names)
    entry = {"EventID", "InstanceId", "EntryType"} & names
    return bool(entry and {"TimeGenerated", "TimeWritten"} & names)


def record_of_properties(
    values: Properties, instant: Instant | None, offset: int, raw: bytes
) -> Record | None:
    """Make a record.

    Args:
        values: The properties.
        instant: What `time_property` names, read.
        offset: Where the first byte is in the source.
        raw: The record's own bytes.

    Returns:
        The record; None where these are no properties of an event.
    """
    if not is_event(frozenset(values)):
        return None
    time = None if instant is None else instant.time
    event = _win_event(values, time) if "TimeCreated" in values else _entry(values, time)
    record = record_of(event, offset, raw)
    return record if instant is None else record._replace(time_flags=instant.flags)


def time_property(values: Properties) -> Value:
    """The property that says when the event happened."""
    for name in ("TimeCreated", "TimeGenerated", "TimeWritten"):
        if values.get(name):
            return values[name]
    return None


def word(value: Value) -> str:
    """A value as text; what stands for an object is its `Value`, `""` for what is no text."""
    if isinstance(value, dict):
        inner = value.get("Value", value.get("value"))
        return "" if isinstance(inner, dict) else word(inner)
    if isinstance(value, str):
        return legal(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return _octets(value)
    return "" if value is None else str(value)


def mask(text: str) -> str:
    """A keyword mask in hexadecimal, from a signed or unsigned number; other text as it is."""
    if _WHOLE.fullmatch(text) is None:
        return text
    number = int(text) & (2**64 - 1)
    return f"0x{number:x}" if number else "0x0"


def _win_event(values: Properties, time: int | None) -> Event:
    """An event of `Get-WinEvent`."""
    provider, code = word(values.get("ProviderName")), word(values.get("Id"))
    message = word(values.get("Message"))
    return Event(
        provider=provider,
        code=code,
        channel=word(values.get("LogName")),
        computer=word(values.get("MachineName")),
        record_id=word(values.get("RecordId")),
        time=time,
        level=word(values.get("Level")),
        task=word(values.get("Task")),
        opcode=word(values.get("Opcode")),
        keywords=mask(word(values.get("Keywords"))),
        pid=word(values.get("ProcessId")),
        thread=word(values.get("ThreadId")),
        sid=word(values.get("UserId")),
        data=_data(provider, code, message, values.get("Properties")),
        message=message,
        level_text=word(values.get("LevelDisplayName")),
    )


def _entry(values: Properties, time: int | None) -> Event:
    """An event of `Get-EventLog`, which does not say the channel."""
    provider = word(values.get("Source"))
    code = word(values.get("EventID")) or _code(word(values.get("InstanceId")))
    message = word(values.get("Message"))
    kind = word(values.get("EntryType"))
    entry_type = _ENTRY_TYPES.get(kind.casefold(), _EntryType(""))
    return Event(
        provider=provider,
        code=code,
        channel=channel_of(provider, code),
        computer=word(values.get("MachineName")),
        record_id=word(values.get("Index")),
        time=time,
        level=entry_type.level,
        task=word(values.get("CategoryNumber")),
        opcode="",
        keywords=entry_type.keywords,
        pid="",
        thread="",
        sid="",
        data=_data(provider, code, message, values.get("ReplacementStrings")),
        message=message,
        level_text=kind,
    )


def _code(instance: str) -> str:
    """The event id in an instance id: its lower 16 bits."""
    return str(int(instance) & 0xFFFF) if _WHOLE.fullmatch(instance) else ""


def _data(provider: str, code: str, message: str, values: Value) -> dict[str, str]:
    """Event data: its values where their names are known, else what the message says."""
    words = _words(values)
    by_name = named(provider, code, words) if words else None
    if by_name is not None:
        return by_name
    told = data_of(provider, code, message)
    if told:
        return told
    return {f"param{at}": text for at, text in enumerate(words, start=1) if text.strip()}


def _words(values: Value) -> list[str]:
    """Values as texts; none where an export wrote the names of their types in their place."""
    if not isinstance(values, list):
        return []
    words = [word(value) for value in values]
    types = sum(_TYPE_NAME.fullmatch(text) is not None for text in words)
    return [] if types == len(words) else words


def _octets(values: list[Value]) -> str:
    """Binary data, which is a list of numbers, as the XML of an event shows it."""
    numbers = [value for value in values if isinstance(value, int) and 0 <= value <= 255]
    return bytes(numbers).hex().upper() if len(numbers) == len(values) else ""
