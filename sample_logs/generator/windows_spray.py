"""A password spray on the domain controller, what it wins, and how the traces are wiped."""

from datetime import datetime
from random import Random

from sample_logs.generator.evtx_writer import LogEvent
from sample_logs.generator.ledger import (
    Alert,
    Fact,
    Sign,
    broken_in,
    guessed,
    planted_by_group,
    privileged,
)
from sample_logs.generator.plan import at, dice, later
from sample_logs.generator.windows_daily import USERS
from sample_logs.generator.windows_events import (
    DC1,
    DOMAIN,
    MACHINE,
    Account,
    Told,
    classic,
    logon,
    logon_failed,
    logon_id,
    privileges,
    security,
    system_event,
    ticks,
)

SPRAYER = "203.0.113.210"
_WON = Account("k.ferrer", 1_210)
_NEW = Account("svc_sync", 1_340)
_LOCKED = {"b.okafor": 1_201, "p.novak": 1_215}
_ROUNDS = 4
_HOST = ("host.name", DC1)
_SOURCE = ("source.ip", SPRAYER)


def spray() -> tuple[list[Told], tuple[Alert, ...]]:
    """Saturday, 01:30: every account is tried four times; `k.ferrer` opens."""
    rng = dice("spray")
    tried = _attempts(rng, at(14, "01:30:02"))
    begun = later(tried[-1].time, rng, 8, 20)
    won = _won(rng, begun)
    return tried + won, _alerts(tried, won)


def denied() -> tuple[list[Told], tuple[Alert, ...]]:
    """Friday: the backup lacks a right and says so three times: `0x80070005`."""
    told = [_denied(at(13, clock)) for clock in ("22:00:14", "22:00:31", "22:01:05")]
    facts = [fact for each in told for fact in each.facts]
    story = "The backup of DC1 is denied access."
    return told, tuple(planted_by_group("windows-access-denied", facts, story))


def _attempts(rng: Random, time: datetime) -> list[Told]:
    told = []
    for number in range(_ROUNDS):
        for name in ["Administrator", *USERS]:
            told.append(logon_failed(time, name, SPRAYER, _failure(time, name)))
            if number == _ROUNDS - 1 and name in _LOCKED:
                told.append(_locked(later(time, rng, 0.01, 0.1), Account(name, _LOCKED[name])))
            time = later(time, rng, 6, 22)
    return told


def _failure(time: datetime, name: str) -> list[Fact]:
    fact = Fact(Sign.LOGIN_FAILED, time, (_SOURCE,))
    return [fact, *privileged(time, name, DC1)]


def _locked(time: datetime, who: Account) -> Told:
    data = {"TargetUserName": who.name, "TargetDomainName": "WS-SPRAY", "TargetSid": who.sid}
    data |= MACHINE.part("Subject") | {"SubjectLogonId": "0x3e7"}
    fact = Fact(Sign.LOCKED_OUT, time, (_HOST, ("user.target.name", who.name)))
    return security(time, 4740, data, (fact,))


def _won(rng: Random, begun: datetime) -> list[Told]:
    """The logon, a new administrator, a new service, and the cleared log."""
    login = Fact(Sign.LOGIN, begun, (_SOURCE,))
    told = [logon(begun, _WON, SPRAYER, 3, (login,))]
    time = later(begun, rng, 0.001, 0.01)
    told.append(privileges(time, begun, _WON))
    for code, more in ((4720, _created()), (4722, {}), (4724, {}), (4732, _member())):
        time = later(time, rng, 5, 60)
        subject = _WON.part("Subject") | {"SubjectLogonId": logon_id(begun)}
        target = _NEW.part("Target", "Sid") if code != 4732 else {}
        told.append(security(time, code, target | more | subject))
    time = later(time, rng, 60, 200)
    told.append(_service(time))
    return [*told, _cleared(later(time, rng, 200, 900))]


def _created() -> dict[str, str]:
    return {
        "SamAccountName": _NEW.name,
        "DisplayName": "%%1793",
        "PasswordLastSet": "%%1794",
        "PrimaryGroupId": "513",
        "OldUacValue": "0x0",
        "NewUacValue": "0x15",
        "UserAccountControl": "\n\t\t%%2080\n\t\t%%2082\n\t\t%%2084",
    }


def _member() -> dict[str, str]:
    return {
        "MemberName": f"CN={_NEW.name},CN=Users,DC=example,DC=com",
        "MemberSid": _NEW.sid,
        "TargetUserName": "Administrators",
        "TargetDomainName": "Builtin",
        "TargetSid": "S-1-5-32-544",
    }


def _service(time: datetime) -> Told:
    data = {
        "ServiceName": "SyncHelper",
        "ImagePath": r"C:\ProgramData\sync\helper.exe -k netsync",
        "ServiceType": "user mode service",
        "StartType": "auto start",
        "AccountName": "LocalSystem",
    }
    event = system_event(time, 7045, "Service Control Manager", data)
    return classic(event, "A service was installed in the system.")


def _cleared(time: datetime) -> Told:
    data = {
        "SubjectUserSid": _WON.sid,
        "SubjectUserName": _WON.name,
        "SubjectDomainName": DOMAIN,
        "SubjectLogonId": "0x2f41c7",
    }
    event = LogEvent(
        provider="Microsoft-Windows-Eventlog",
        code=1102,
        time=ticks(time),
        data=data,
        user_data="LogFileCleared",
        computer=DC1,
        level=4,
        task=104,
        keywords=0x4020_0000_0000_0000,
    )
    fact = Fact(Sign.LOG_CLEARED, time, (_HOST, ("user.name", _WON.name)))
    return classic(event, "The audit log was cleared.", (fact,))


def _denied(time: datetime) -> Told:
    event = LogEvent(
        provider="VSS",
        code=8194,
        time=ticks(time),
        data=["0x80070005, Access is denied.\r\n", "Operation:\n   Gathering Writer Data"],
        channel="Application",
        computer=DC1,
        level=2,
        keywords=0x0080_0000_0000_0000,
    )
    fact = Fact(Sign.ACCESS_DENIED, time, (_HOST, ("winlog.provider_name", "VSS")))
    message = "Volume Shadow Copy Service error. hr = 0x80070005, Access is denied."
    return classic(event, message, (fact,))


def _alerts(tried: list[Told], won: list[Told]) -> tuple[Alert, ...]:
    facts = [fact for told in (*tried, *won) for fact in told.facts]
    of = {sign: [fact for fact in facts if fact.sign is sign] for sign in Sign}
    failures = of[Sign.LOGIN_FAILED]
    return (
        *guessed(failures, "A password is tried on every account of the domain."),
        broken_in(failures, of[Sign.LOGIN][0], "The password of k.ferrer was found."),
        *planted_by_group(
            "privileged-login", of[Sign.PRIVILEGED_FAILED], "The spray tries it too."
        ),
        *planted_by_group("account-lockout", of[Sign.LOCKED_OUT], "The spray locks the account."),
        *planted_by_group("log-cleared", of[Sign.LOG_CLEARED], "The intruder clears the log."),
    )
