"""The values of a Windows event in one line, for lists of events that bring no message."""

import json
import re

_DATA = "winlog.event_data."
_MOST = 100_000
"""Characters of an event's fields; of larger ones (whole scripts) a list of many would be slow."""
_NONE = frozenset({"", "-", "0x0", "S-1-0-0", "{00000000-0000-0000-0000-000000000000}"})
"""What Windows writes where there is nothing to say."""
_PLUMBING = ("Sid", "LogonId", "Guid", "GUID", "KeyLength", "TransmittedServices", "ProcessId")
"""Endings of names whose values tell a reader nothing by themselves."""
_TELLING = (
    *("LogonType", "MemberName", "ServiceName", "ImagePath", "TaskName", "ShareName"),
    *("ObjectName", "Channel"),
    *("NewProcessName", "Image", "CommandLine", "ScriptBlockText", "Status", "SubStatus"),
)
"""Names that come first, whatever the order in which Windows writes them."""
_NUMBERED = re.compile(r"param[0-9]+", re.ASCII)
"""Names that say nothing."""


def in_short(extra: str | None) -> str:
    """The values that matter, `NAME=VALUE` each, the most telling first; not yet safe to draw.

    Of those that Windows only numbers (`param1`) the values alone.

    Args:
        extra: An event's further fields as JSON, by their keys; None: it has none.
    """
    fields = json.loads(extra) if extra and len(extra) <= _MOST else {}
    found = {
        key.removeprefix(_DATA): " ".join(str(value).split())
        for key, value in fields.items()
        if key.startswith(_DATA)
    }
    names = sorted((name for name in found if _matters(name, found[name])), key=_rank)
    return " ".join(
        found[name] if _NUMBERED.fullmatch(name) else f"{name}={found[name]}" for name in names
    )


def _matters(name: str, value: str) -> bool:
    return value not in _NONE and not name.endswith(_PLUMBING)


def _rank(name: str) -> int:
    return _TELLING.index(name) if name in _TELLING else len(_TELLING)
