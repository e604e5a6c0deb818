"""What a record says in one line, where the record itself would not fit one: Windows events."""

from collections.abc import Mapping

_SHOWN = {
    "user.name": "user",
    "user.target.name": "target",
    "source.ip": "from",
    "winlog.logon.type": "logon type",
    "error.code": "error",
    "winlog.event_data.ServiceName": "service",
    "winlog.event_data.ImagePath": "image",
    "winlog.event_data.ServiceFileName": "image",
    "winlog.event_data.TaskName": "task",
    "winlog.event_data.TargetServerName": "server",
    "winlog.event_data.ShareName": "share",
    "winlog.event_data.RelativeTargetName": "file",
    "winlog.event_data.ObjectName": "object",
    "winlog.event_data.TargetFilename": "file",
    "winlog.event_data.TargetObject": "object",
    "winlog.event_data.QueryName": "query",
    "winlog.event_data.DestinationIp": "to",
    "winlog.event_data.WorkstationName": "workstation",
    "process.command_line": "command",
    "process.executable": "process",
    "winlog.event_data.ScriptBlockText": "script",
}
"""Fields that tell events of one kind apart, and what they are called here."""
_NOTHING = ("", "-", "?", "%%1793")


def telling(fields: Mapping[str, object]) -> str:
    """What a Windows event says, its telling fields first; not yet safe to draw.

    Args:
        fields: Of the event, by their ECS keys.
    """
    said: dict[str, str] = {}
    for key, name in _SHOWN.items():
        value = str(fields.get(key, "")).strip()
        if value not in _NOTHING:
            said.setdefault(name, " ".join(value.split()))
    words = [str(fields[key]) for key in ("event.code", "host.name") if key in fields]
    message = str(fields.get("message", "")).strip().partition("\n")[0]
    return "  ".join(
        [*words, *(f"{name}={value}" for name, value in said.items()), message]
    ).strip()
