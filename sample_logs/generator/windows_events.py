"""The Windows events of the samples: which data each event id carries."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from sample_logs.generator.evtx_writer import LogEvent
from sample_logs.generator.ledger import Fact
from sample_logs.generator.plan import MICROSECOND

DOMAIN = "EXAMPLE"
DC1 = "DC1.example.com"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SUCCESS, _FAILURE, _CLASSIC = 0x8020_0000_0000_0000, 0x8010_0000_0000_0000, 0x0080_0000_0000_0000
_MESSAGES = {
    4624: "An account was successfully logged on.",
    4625: "An account failed to log on.",
    4634: "An account was logged off.",
    4672: "Special privileges assigned to new logon.",
    4720: "A user account was created.",
    4722: "A user account was enabled.",
    4724: "An attempt was made to reset an account's password.",
    4732: "A member was added to a security-enabled local group.",
    4740: "A user account was locked out.",
    4768: "A Kerberos authentication ticket (TGT) was requested.",
    5140: "A network share object was accessed.",
}
_TASKS = {
    4624: 12_544,
    4625: 12_544,
    4634: 12_545,
    4672: 12_548,
    4720: 13_824,
    4722: 13_824,
    4724: 13_824,
    4732: 13_826,
    4740: 13_824,
    4768: 14_339,
    5140: 12_808,
}


class Account(NamedTuple):
    """A user or machine of the domain."""

    name: str
    number: int
    """The last part of its security identifier."""

    @property
    def sid(self) -> str:
        """Its security identifier."""
        return f"S-1-5-21-3623811015-3361044348-30300820-{self.number}"

    def part(self, role: str, sid_name: str = "UserSid") -> dict[str, str]:
        """The account as event data: `Target` or `Subject` names."""
        return {
            f"{role}{sid_name}": self.sid,
            f"{role}UserName": self.name,
            f"{role}DomainName": DOMAIN,
        }


class Told(NamedTuple):
    """An event, how the viewer words it, and what rules count in it."""

    time: datetime
    event: LogEvent
    message: str
    facts: tuple[Fact, ...] = ()


NOBODY = {"SubjectUserSid": "S-1-0-0", "SubjectUserName": "-", "SubjectDomainName": "-"}
MACHINE = Account("DC1$", 1000)


def ticks(time: datetime) -> int:
    """Microseconds since 1970."""
    return (time - _EPOCH) // MICROSECOND


def security(
    time: datetime, code: int, data: Mapping[str, str], facts: Iterable[Fact] = ()
) -> Told:
    """An event of the domain controller's Security log."""
    event = LogEvent(
        provider="Microsoft-Windows-Security-Auditing",
        code=code,
        time=ticks(time),
        data=data,
        computer=DC1,
        task=_TASKS[code],
        keywords=_FAILURE if code == 4625 else _SUCCESS,
        pid=652,
        thread=700 + code % 17,
    )
    return Told(time, event, _MESSAGES[code], tuple(facts))


def classic(event: LogEvent, message: str, facts: Iterable[Fact] = ()) -> Told:
    """An event of the System or Application log, written the old way."""
    time = _EPOCH + event.time * MICROSECOND
    return Told(time, event, message, tuple(facts))


def system_event(time: datetime, code: int, provider: str, data: Mapping[str, str]) -> LogEvent:
    """An informational event of the System log."""
    return LogEvent(
        provider=provider,
        code=code,
        time=ticks(time),
        data=data,
        channel="System",
        computer=DC1,
        level=4,
        keywords=_CLASSIC,
        pid=620,
        thread=3_184,
    )


def logon(time: datetime, who: Account, source: str, kind: int, facts: Iterable[Fact] = ()) -> Told:
    """4624: somebody logs on over the network (3) or by remote desktop (10)."""
    data = NOBODY | {"SubjectLogonId": "0x0"} | who.part("Target")
    data |= {"TargetLogonId": logon_id(time), "LogonType": str(kind)} | _way(source, kind)
    return security(time, 4624, data, facts)


def logon_failed(time: datetime, who: str, source: str, facts: Iterable[Fact] = ()) -> Told:
    """4625: a wrong password over the network."""
    data = NOBODY | {"SubjectLogonId": "0x0", "TargetUserSid": "S-1-0-0"}
    data |= {"TargetUserName": who, "TargetDomainName": DOMAIN}
    data |= {"Status": "0xc000006d", "FailureReason": "%%2313", "SubStatus": "0xc000006a"}
    return security(time, 4625, data | {"LogonType": "3"} | _way(source, 3), facts)


def logoff(time: datetime, begun: datetime, who: Account, kind: int) -> Told:
    """4634: the end of a logon."""
    data = who.part("Target") | {"TargetLogonId": logon_id(begun), "LogonType": str(kind)}
    return security(time, 4634, data)


def privileges(time: datetime, begun: datetime, who: Account) -> Told:
    """4672: the logon may do what administrators may."""
    rights = "SeSecurityPrivilege\n\t\t\tSeBackupPrivilege\n\t\t\tSeDebugPrivilege"
    data = who.part("Subject") | {"SubjectLogonId": logon_id(begun), "PrivilegeList": rights}
    return security(time, 4672, data)


def ticket(time: datetime, who: Account, source: str) -> Told:
    """4768: Kerberos grants a ticket."""
    data = {
        "TargetUserName": who.name,
        "TargetDomainName": DOMAIN,
        "TargetSid": who.sid,
        "ServiceName": "krbtgt",
        "ServiceSid": Account("krbtgt", 502).sid,
        "TicketOptions": "0x40810010",
        "Status": "0x0",
        "TicketEncryptionType": "0x12",
        "PreAuthType": "2",
        "IpAddress": f"::ffff:{source}",
        "IpPort": str(49_152 + time.microsecond % 16_000),
    }
    return security(time, 4768, data)


def share(time: datetime, begun: datetime, who: Account, source: str) -> Told:
    """5140: somebody opens a share."""
    data = who.part("Subject") | {"SubjectLogonId": logon_id(begun), "ObjectType": "File"}
    data |= {"IpAddress": source, "IpPort": str(49_152 + time.microsecond % 16_000)}
    data |= {"ShareName": r"\\*\SYSVOL", "ShareLocalPath": r"\??\C:\Windows\SYSVOL\sysvol"}
    return security(time, 5140, data | {"AccessMask": "0x1", "AccessList": "%%4416"})


def logon_id(begun: datetime) -> str:
    """The number of a logon, told from when it began."""
    return f"0x{ticks(begun) // 1000 % 0xFFFFFFF:x}"


def _way(source: str, kind: int) -> dict[str, str]:
    """How a logon came about."""
    process = {3: ("NtLmSsp ", "NTLM"), 10: ("User32 ", "Negotiate")}[kind]
    return {
        "LogonProcessName": process[0],
        "AuthenticationPackageName": process[1],
        "WorkstationName": "-",
        "TransmittedServices": "-",
        "LmPackageName": "NTLM V2" if kind == 3 else "-",
        "KeyLength": "128" if kind == 3 else "0",
        "ProcessId": "0x0",
        "ProcessName": "-",
        "IpAddress": source,
        "IpPort": str(49_152 + sum(source.encode()) * 131 % 16_000),
    }
