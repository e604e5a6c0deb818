"""Make a record of a Windows event: its kind, its fields, its time."""

import re
from functools import lru_cache
from typing import NamedTuple

from store.formats.windows.acts import SECURITY, SYSMON, Act, act_of
from store.formats.windows.event import Event
from store.formats.windows.people import known, people_of, source_of_event
from store.formats.windows.status import error_code
from store.model import Fields, Kind, Outcome, Parse, Record

DATASET = "windows.eventlog"
"""`event.dataset` of every Windows event."""

_LEVELS = {
    "0": "information",
    "1": "critical",
    "2": "error",
    "3": "warning",
    "4": "information",
    "5": "verbose",
}
_AUDIT_SUCCESS = 1 << 53
_AUDIT_FAILURE = 1 << 52
_LARGEST = 2**63 - 1
_CODE = re.compile(r"\d{1,10}", re.ASCII)

NOT_UNDERSTOOD = Kind(dataset=DATASET, parse=Parse.NONE)
"""The kind of a record that could not be read."""


class _Process(NamedTuple):
    """Where an event keeps a process that it tells of."""

    executable: str
    pid: str


_PROCESSES = {
    SECURITY: (
        _Process("NewProcessName", "NewProcessId"),
        _Process("ProcessName", "ProcessId"),
        _Process("CallerProcessName", "CallerProcessId"),
    ),
    SYSMON: (_Process("Image", "ProcessId"),),
}
_COMMANDS = (
    ("process.command_line", "CommandLine"),
    ("process.parent.executable", "ParentProcessName"),
    ("process.parent.executable", "ParentImage"),
)


def record_of(event: Event, offset: int, raw: bytes) -> Record:
    """Make a record.

    Args:
        event: The event.
        offset: Where its first byte is in the source.
        raw: Its text.

    Returns:
        The record; its parse is `header` where the event has no id.
    """
    code = event.code if _CODE.fullmatch(event.code) else ""
    act = act_of(event.provider, code)
    process = _process(event)
    fields = {
        **_system(event),
        **process,
        **people_of(event, act.people),
        **source_of_event(event, act.action),
        **_data(event, act.action),
    }
    kind = _kind(
        event.provider,
        code,
        event.channel,
        _level(event),
        _outcome(event, act),
        _base_name(str(process.get("process.executable", ""))),
    )
    return Record(offset, raw, kind, fields, event.time)


@lru_cache(maxsize=8192)
def _kind(
    provider: str, code: str, channel: str, level: str, outcome: Outcome | None, program: str
) -> Kind:
    """The kind of an event, one object for all that are alike."""
    act = act_of(provider, code)
    return Kind(
        dataset=DATASET,
        parse=Parse.FULL if code else Parse.HEADER,
        category=act.category,
        action=act.action,
        outcome=outcome,
        level=level or None,
        program=program or None,
        code=code or None,
        channel=channel or None,
        provider=provider or None,
    )


def _level(event: Event) -> str:
    """The level's usual name; for a provider's own levels the rendered one."""
    return _LEVELS.get(event.level) or event.level_text.casefold()


def _outcome(event: Event, act: Act) -> Outcome | None:
    """How it ended: by the id, else by `Status`, else by the audit bits of the keywords."""
    if act.outcome is not None:
        return act.outcome
    status = event.data.get("Status", "").strip() if act.by_status else ""
    if status:
        return Outcome.FAILURE if status.strip("0xX") else Outcome.SUCCESS
    return _audited(event.keywords)


@lru_cache(maxsize=1024)
def _audited(keywords: str) -> Outcome | None:
    """The outcome that the audit bits of a keyword mask say."""
    try:
        mask = int(keywords, 16)
    except ValueError:
        return None
    if mask & _AUDIT_FAILURE:
        return Outcome.FAILURE
    return Outcome.SUCCESS if mask & _AUDIT_SUCCESS else None


def _system(event: Event) -> Fields:
    """What `System` and the rendering say."""
    texts = (
        ("message", event.message),
        ("host.name", event.computer),
        ("winlog.computer_name", event.computer),
        ("winlog.level", event.level),
        ("winlog.task", event.task),
        ("winlog.opcode", event.opcode),
        ("winlog.keywords", event.keywords),
    )
    fields: Fields = {key: text for key, text in texts if text}
    _put_number(fields, "winlog.record_id", event.record_id)
    return fields


def _process(event: Event) -> Fields:
    """The process that an event tells of, or else the one that logged it."""
    fields: Fields = {}
    data = event.data
    for place in _PROCESSES.get(event.provider.casefold(), ()):
        executable = known(data.get(place.executable))
        if executable:
            fields["process.executable"] = executable
            _put_number(fields, "process.pid", data.get(place.pid, ""))
            for key, name in _COMMANDS:
                if text := known(data.get(name)):
                    fields[key] = text
            return fields
    _put_number(fields, "process.pid", event.pid)
    _put_number(fields, "process.thread.id", event.thread)
    return fields


def _data(event: Event, action: str | None) -> Fields:
    """The event data under their own names, and what stands in them for every event."""
    fields: Fields = {f"winlog.event_data.{name}": text for name, text in event.data.items()}
    _put_number(fields, "winlog.logon.type", event.data.get("LogonType", ""))
    if code := error_code(event, action):
        fields["error.code"] = code
    return fields


def _base_name(path: str) -> str:
    """The last part of a path with either slash."""
    return path.replace("/", "\\").rpartition("\\")[2]


def _put_number(fields: Fields, key: str, text: str) -> None:
    """Put a number, if the text is one."""
    number = _number(text)
    if number is not None:
        fields[key] = number


def _number(text: str) -> int | None:
    """A whole number, decimal or with `0x`; None where it is none that a database can hold."""
    word = text.strip()
    if len(word) < 19 and word.isdecimal() and word.isascii():
        return int(word)
    digits = word[2:] if word[:2] in ("0x", "0X") else word
    if not digits.isascii() or not digits.isalnum() or len(digits) > 19:
        return None
    try:
        number = int(digits, 10 if digits is word else 16)
    except ValueError:
        return None
    return number if number <= _LARGEST else None
