"""The Windows events of an ordinary day: logons, tickets, services, updates, and typing errors."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from tests.packs.ordinary.chance import at_work, colleague, dice, moments, spread

_SECURITY = ("Microsoft-Windows-Security-Auditing", "Security")
_SERVICES = ("Service Control Manager", "System")
_DEFENDER = (
    "Microsoft-Windows-Windows Defender",
    "Microsoft-Windows-Windows Defender/Operational",
)
_POWERSHELL = ("Microsoft-Windows-PowerShell", "Microsoft-Windows-PowerShell/Operational")
_PEOPLE = tuple(f"user{number}" for number in range(40))
_PROGRAMS = (
    *(r"C:\Windows\System32\svchost.exe", r"C:\Windows\System32\conhost.exe"),
    *(r"C:\Program Files\Example\app.exe", r"C:\Windows\System32\cmd.exe"),
    *(r"C:\Windows\System32\RuntimeBroker.exe", r"C:\Windows\System32\ipconfig.exe"),
)
_SYSTEM32 = "C:\\Windows\\System32\\"

_Event = tuple[datetime, int, dict[str, str], tuple[str, str]]


def events(count: int) -> str:
    """About so many events, as `wevtutil` writes them as XML."""
    rare = [*_typists(), *_administrators(), *_updates(), *_clock()]
    usual = _usual(max(0, count - len(rare)))
    ordered = sorted([*rare, *usual], key=lambda event: event[0])
    return "".join(_xml(number, *event) for number, event in enumerate(ordered, 1))


def _xml(
    number: int, time: datetime, code: int, data: Mapping[str, str], of: tuple[str, str]
) -> str:
    values = "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in data.items())
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='{of[0]}'/><EventID>{code}</EventID><Level>0</Level>"
        f"<TimeCreated SystemTime='{time:%Y-%m-%dT%H:%M:%S.%f}Z'/>"
        f"<EventRecordID>{number}</EventRecordID><Channel>{of[1]}</Channel>"
        f"<Computer>dc1.example.com</Computer></System><EventData>{values}</EventData></Event>\n"
    )


def _target(name: str) -> dict[str, str]:
    return {"TargetUserName": name, "TargetDomainName": "EXAMPLE"}


def _subject(name: str) -> dict[str, str]:
    return {"SubjectUserName": name, "SubjectDomainName": "EXAMPLE"}


def _usual(count: int) -> Iterator[_Event]:
    rng = dice("windows")
    makers = (_logon, _logoff, _ticket, _service_ticket, _share, _process, _state, _machine)
    for time in moments(rng, count):
        yield rng.choice(makers)(rng, time)


def _logon(rng: Random, time: datetime) -> _Event:
    data = _target(rng.choice(_PEOPLE)) | {
        "LogonType": rng.choice("355"),
        "IpAddress": colleague(rng),
    }
    return time, 4624, data, _SECURITY


def _logoff(rng: Random, time: datetime) -> _Event:
    return time, 4634, _target(rng.choice(_PEOPLE)) | {"LogonType": "3"}, _SECURITY


def _ticket(rng: Random, time: datetime) -> _Event:
    data = {"Status": "0x0", "TicketEncryptionType": "0x12", "PreAuthType": "2"}
    data |= {"IpAddress": f"::ffff:{colleague(rng)}"}
    return time, 4768, _target(rng.choice(_PEOPLE)) | data, _SECURITY


def _service_ticket(rng: Random, time: datetime) -> _Event:
    data = {"ServiceName": "FS1$", "Status": "0x0", "TicketEncryptionType": "0x12"}
    data |= {"IpAddress": f"::ffff:{colleague(rng)}"}
    return time, 4769, _target(rng.choice(_PEOPLE)) | data, _SECURITY


def _share(rng: Random, time: datetime) -> _Event:
    data = {"IpAddress": colleague(rng), "ShareName": r"\\*\projects"}
    return time, 5140, _subject(rng.choice(_PEOPLE)) | data, _SECURITY


def _process(rng: Random, time: datetime) -> _Event:
    program = rng.choices(_PROGRAMS, weights=(50, 20, 20, 5, 20, 0.1))[0]
    data = {"NewProcessName": program, "CommandLine": f"{program} -k netsvcs"}
    data |= {"ParentProcessName": rf"{_SYSTEM32}services.exe"}
    return time, 4688, _subject(rng.choice(_PEOPLE)) | data, _SECURITY


def _state(_rng: Random, time: datetime) -> _Event:
    return time, 7036, {"param1": "Windows Update", "param2": "running"}, _SERVICES


def _machine(rng: Random, time: datetime) -> _Event:
    rights = {"PrivilegeList": "SeSecurityPrivilege SeBackupPrivilege SeDebugPrivilege"}
    return time, 4672, _subject(f"WS{rng.randint(1, 40)}$") | rights, _SECURITY


def _typists() -> Iterator[_Event]:
    """Typing errors at the screen and in the mail program."""
    rng = dice("windows typists")
    for time in at_work(rng, 30):
        data = _target(rng.choice(_PEOPLE)) | {"IpAddress": colleague(rng), "LogonType": "3"}
        data |= {"Status": "0xc000006d", "SubStatus": "0xc000006a"}
        yield time, 4625, data, _SECURITY
    for time in at_work(rng, 15):
        data = _target(rng.choice(_PEOPLE)) | {"Status": "0x18"}
        yield time, 4771, data | {"IpAddress": f"::ffff:{colleague(rng)}"}, _SECURITY


def _administrators() -> Iterator[_Event]:
    """People with rights at work."""
    rng = dice("windows administrators")
    for time in at_work(rng, 12):
        data = _target("m.admin") | {"LogonType": "10", "IpAddress": "-"}  # behind a gateway
        yield time, 4624, data, _SECURITY
        rights = {"PrivilegeList": "SeSecurityPrivilege SeDebugPrivilege"}
        yield time, 4672, _subject("m.admin") | rights, _SECURITY
        script = {"ScriptBlockText": "Get-Service | Where-Object Status -eq Running"}
        yield time + timedelta(minutes=2), 4104, script, _POWERSHELL
    for time in at_work(rng, 6):
        data = _subject("m.admin") | _target("svc_backup")
        data |= {"TargetServerName": "fs1", "ProcessName": rf"{_SYSTEM32}svchost.exe"}
        yield time, 4648, data, _SECURITY


def _updates() -> Iterator[_Event]:
    """Defender's, the browser's and Windows' own."""
    rng = dice("windows updates")
    root = r"HKLM\SOFTWARE\Microsoft\Windows Defender"
    for time in spread(rng, 6):
        driver = r"C:\ProgramData\Microsoft\Windows Defender\Definition Updates\MpKslDrv.sys"
        yield time, 7045, {"ServiceName": "MpKsl3f2a", "ImagePath": driver}, _SERVICES
        yield time, 2000, {"Product Name": "Microsoft Defender Antivirus"}, _DEFENDER
        yield time, 5007, {"New Value": rf"{root}\SignatureUpdates\Last = 0x1"}, _DEFENDER
        task = {"TaskName": r"\Microsoft\Windows\UpdateOrchestrator\Schedule Scan"}
        yield time, 4702, _subject("DC1$") | task, _SECURITY
    path = r"C:\Program Files (x86)\Microsoft\EdgeUpdate\MicrosoftEdgeUpdate.exe"
    yield spread(rng, 1)[0], 7045, {"ServiceName": "edgeupdate", "ImagePath": path}, _SERVICES


def _clock() -> Iterator[_Event]:
    """The time service sets the clock."""
    data = {"SubjectUserSid": "S-1-5-19", "ProcessName": rf"{_SYSTEM32}svchost.exe"}
    for time in spread(dice("windows clock"), 4):
        yield time, 4616, _subject("LOCAL SERVICE") | data, _SECURITY
