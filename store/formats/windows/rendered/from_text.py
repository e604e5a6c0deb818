"""Make a record of an event that an export tells of in words: what there is beside its text."""

from functools import lru_cache
from typing import NamedTuple

from store.formats.clock import Instant
from store.formats.windows.events.acts import SECURITY, SYSMON
from store.formats.windows.events.event import Event
from store.formats.windows.events.record import record_of
from store.formats.windows.rendered.level_words import grade_of
from store.formats.windows.rendered.messages import reading_of
from store.model import Kind, Parse, Record

_NOTHING = frozenset({"", "-", "N/A", "None"})
_CHANNELS = {
    (SECURITY, ""): "Security",
    (SYSMON, ""): "Microsoft-Windows-Sysmon/Operational",
    ("microsoft-windows-eventlog", "1102"): "Security",
    ("service control manager", ""): "System",
    ("microsoft-windows-powershell", "4103"): "Microsoft-Windows-PowerShell/Operational",
    ("microsoft-windows-powershell", "4104"): "Microsoft-Windows-PowerShell/Operational",
}
"""Channels of events that are logged nowhere else, by provider and, where it matters, id."""


class Told(NamedTuple):
    """An event as an export's text tells it; `""` where it does not."""

    provider: str
    code: str
    message: str
    level: str
    keywords: str = ""
    task: str = ""
    opcode: str = ""
    channel: str = ""
    computer: str = ""
    sid: str = ""


def record_of_text(
    told: Told, offset: int, raw: bytes, instant: Instant | None, host: str | None
) -> Record:
    """Make a record.

    Args:
        told: The event.
        offset: Where it begins in the source.
        raw: Its bytes.
        instant: Its time.
        host: Name of the host where the event names none.
    """
    data, whole = reading_of(told.provider, told.code, told.message)
    level, audited = grade_of(told.level), grade_of(told.keywords)
    event = Event(
        provider=told.provider,
        code=told.code,
        channel=told.channel or channel_of(told.provider, told.code),
        computer=told.computer,
        record_id="",
        time=instant.time if instant else None,
        level=level.level,
        task=_said(told.task),
        opcode=_said(told.opcode),
        keywords=audited.keywords or level.keywords,
        pid="",
        thread="",
        sid=told.sid if told.sid.startswith("S-1-") else "",
        data=data,
        message=told.message.strip(),
        level_text=_said(level.level_text),
    )
    record = record_of(event, offset, raw)
    if not whole:
        record = record._replace(kind=_header(record.kind))
    if host and not told.computer:
        record.fields["host.name"] = host
    return record._replace(time_flags=instant.flags) if instant and instant.flags else record


@lru_cache(maxsize=1024)
def channel_of(provider: str, code: str) -> str:
    """The channel of an event that says none; `""` where it could be in several."""
    key = provider.casefold()
    return _CHANNELS.get((key, "")) or _CHANNELS.get((key, code), "")


@lru_cache(maxsize=1024)
def _header(kind: Kind) -> Kind:
    """The kind of an event of whose text not all was understood."""
    return kind._replace(parse=Parse.HEADER)


def _said(text: str) -> str:
    """A text, unless it stands for nothing."""
    return "" if text in _NOTHING else text
