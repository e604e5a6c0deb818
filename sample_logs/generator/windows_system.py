"""A small `.evtx` file: the System log of a file server."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sample_logs.generator.evtx_writer import LogEvent, evtx_bytes
from sample_logs.generator.ledger import Alert, Fact, Sign, planted
from sample_logs.generator.plan import at
from sample_logs.generator.windows_events import system_event

PATH = "windows/system.evtx"
_FS1 = "FS1.example.com"
_CONTROL = "Service Control Manager"
_LATER: tuple[tuple[int, str, int, str, dict[str, str]], ...] = (
    (14, "02:32:05", 7045, _CONTROL, {"ServiceName": "SyncHelper", "ImagePath": "helper.exe"}),
    (14, "02:32:07", 7036, _CONTROL, {"param1": "SyncHelper", "param2": "running"}),
    (14, "02:44:51", 6006, "EventLog", {}),
    (14, "02:46:10", 6005, "EventLog", {}),
    (14, "02:46:31", 7036, _CONTROL, {"param1": "Print Spooler", "param2": "running"}),
    (15, "09:00:02", 7036, _CONTROL, {"param1": "Windows Update", "param2": "running"}),
    (15, "09:12:44", 7036, _CONTROL, {"param1": "Windows Update", "param2": "stopped"}),
    (16, "07:58:19", 7040, _CONTROL, {"param1": "Remote Registry", "param2": "disabled"}),
)
"""Day, time, event id, provider and data of what was logged after that."""


class Binary(NamedTuple):
    """A file that is no text, with what rules count in it."""

    content: bytes
    facts: tuple[Fact, ...]
    records: int
    alerts: tuple[Alert, ...]


def event_log() -> Binary:
    """The file server's System log: starts, stops, services, and that it was cleared."""
    when = at(14, "02:31:20")
    cleared = {"SubjectUserName": "k.ferrer", "SubjectDomainName": "EXAMPLE", "Channel": "System"}
    first = _logged(when, 104, "Microsoft-Windows-Eventlog", cleared)
    events = [replace(first, user_data="LogFileCleared")]
    events += [
        _logged(at(day, clock), code, provider, data) for day, clock, code, provider, data in _LATER
    ]
    group = (("host.name", _FS1), ("user.name", "k.ferrer"))
    fact = Fact(Sign.LOG_CLEARED, when, group)
    alert = planted("log-cleared", [fact], "The System log of the file server was cleared as well.")
    return Binary(evtx_bytes(events), (fact,), len(events), (alert, _service()))


def _service() -> Alert:
    """The intruder's service is new here too."""
    when = next(at(day, clock) for day, clock, code, *_ in _LATER if code == 7045)
    story = "The intruder installs the same service on the file server."
    return Alert("service-new", (("host.name", _FS1),), 1, when, when, story)


def _logged(time: datetime, code: int, provider: str, data: Mapping[str, str]) -> LogEvent:
    return replace(system_event(time, code, provider, data), computer=_FS1)
