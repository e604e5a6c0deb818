"""What each Windows event tells of: provider and event id together decide, never the id alone."""

from enum import Enum, auto
from typing import NamedTuple

from store.model import Outcome

SECURITY = "microsoft-windows-security-auditing"
SYSMON = "microsoft-windows-sysmon"
_EVENT_LOG = "microsoft-windows-eventlog"
_SERVICES = "service control manager"
_SESSIONS = "microsoft-windows-terminalservices-localsessionmanager"
_CONNECTIONS = "microsoft-windows-terminalservices-remoteconnectionmanager"
_TASKS = "microsoft-windows-taskscheduler"


class People(Enum):
    """Which of the event's data name whom."""

    SUBJECT = auto()
    """`Subject…` acts."""
    TARGET = auto()
    """`Target…` logs on, or fails to."""
    ON_ACCOUNT = auto()
    """`Subject…` acts on the account `Target…`."""
    ON_GROUP = auto()
    """`Subject…` acts on `Member…`, of the group `Target…`."""
    WITH_ACCOUNT = auto()
    """`Subject…` acts with the rights of `Target…`."""
    SESSION = auto()
    r"""`AccountName`, or `User` as `DOMAIN\name`, has the session."""


class Act(NamedTuple):
    """The meaning of an event id."""

    category: str | None = None
    """`event.category`."""
    action: str | None = None
    """`event.action`."""
    outcome: Outcome | None = None
    """`event.outcome`, where the id alone says it."""
    people: People = People.SUBJECT
    by_status: bool = False
    """Whether `Status` says how it ended."""


_UNKNOWN = Act()
_GOOD, _BAD = Outcome.SUCCESS, Outcome.FAILURE


def act_of(provider: str, code: str) -> Act:
    """Say what an event tells of.

    Args:
        provider: Name of the provider, as logged.
        code: The event id, digits.

    Returns:
        The meaning; one without category and action for events that are not known.
    """
    return _ACTS.get((provider.casefold(), code), _UNKNOWN)


def _iam(people: People, actions: dict[str, str]) -> dict[tuple[str, str], Act]:
    """Security events on accounts and groups: action with ids, separated by blanks."""
    return {
        (SECURITY, code): Act("iam", action, people=people)
        for action, codes in actions.items()
        for code in codes.split()
    }


_LOGONS: dict[tuple[str, str], Act] = {
    (SECURITY, "4624"): Act("authentication", "login", _GOOD, People.TARGET),
    (SECURITY, "4625"): Act("authentication", "login", _BAD, People.TARGET),
    (SECURITY, "4634"): Act("session", "logoff", None, People.TARGET),
    (SECURITY, "4647"): Act("session", "logoff", None, People.TARGET),
    (SECURITY, "4648"): Act("authentication", "explicit-credentials", None, People.WITH_ACCOUNT),
    (SECURITY, "4672"): Act("session", "special-privileges"),
    (SECURITY, "4768"): Act("authentication", "kerberos-tgt", None, People.TARGET, by_status=True),
    (SECURITY, "4769"): Act(
        "authentication", "kerberos-service", None, People.TARGET, by_status=True
    ),
    (SECURITY, "4771"): Act("authentication", "kerberos-preauth", _BAD, People.TARGET),
    (SECURITY, "4776"): Act("authentication", "ntlm-auth", None, People.TARGET, by_status=True),
    (SECURITY, "4778"): Act("session", "rdp-reconnect", None, People.SESSION),
    (SECURITY, "4779"): Act("session", "rdp-disconnect", None, People.SESSION),
    (_CONNECTIONS, "1149"): Act("authentication", "rdp-auth", _GOOD, People.SESSION),
    (_SESSIONS, "21"): Act("session", "rdp-logon", _GOOD, People.SESSION),
    (_SESSIONS, "23"): Act("session", "rdp-logoff", _GOOD, People.SESSION),
    (_SESSIONS, "24"): Act("session", "rdp-disconnect", _GOOD, People.SESSION),
    (_SESSIONS, "25"): Act("session", "rdp-reconnect", _GOOD, People.SESSION),
}

_ACCOUNTS: dict[tuple[str, str], Act] = {
    **_iam(
        People.ON_ACCOUNT,
        {
            "account-created": "4720 4741",
            "account-enabled": "4722",
            "password-change": "4723",
            "password-reset": "4724",
            "account-disabled": "4725",
            "account-deleted": "4726 4743",
            "account-changed": "4738 4742",
            "account-locked": "4740",
            "account-unlocked": "4767",
            "account-renamed": "4781",
        },
    ),
    **_iam(
        People.ON_GROUP,
        {
            "group-created": "4727 4731 4754",
            "group-member-added": "4728 4732 4756",
            "group-member-removed": "4729 4733 4757",
            "group-deleted": "4730 4734 4758",
            "group-changed": "4735 4737 4755",
        },
    ),
    (SECURITY, "4798"): Act("iam", "enumeration", people=People.ON_ACCOUNT),
    (SECURITY, "4799"): Act("iam", "enumeration", people=People.ON_GROUP),
}

_SYSTEM: dict[tuple[str, str], Act] = {
    (SECURITY, "4688"): Act("process", "process-start", people=People.WITH_ACCOUNT),
    (SECURITY, "4689"): Act("process", "process-end"),
    (SYSMON, "1"): Act("process", "process-start", people=People.SESSION),
    (SYSMON, "5"): Act("process", "process-end", people=People.SESSION),
    (SECURITY, "4697"): Act("configuration", "service-installed"),
    (_SERVICES, "7045"): Act("configuration", "service-installed"),
    (_SERVICES, "7040"): Act("configuration", "service-start-type"),
    (_SERVICES, "7036"): Act("host", "service-state"),
    (SECURITY, "4698"): Act("configuration", "task-created"),
    (SECURITY, "4699"): Act("configuration", "task-deleted"),
    (SECURITY, "4700"): Act("configuration", "task-enabled"),
    (SECURITY, "4701"): Act("configuration", "task-disabled"),
    (SECURITY, "4702"): Act("configuration", "task-updated"),
    (_TASKS, "106"): Act("configuration", "task-created", people=People.SESSION),
    (_TASKS, "140"): Act("configuration", "task-updated", people=People.SESSION),
    (_TASKS, "141"): Act("configuration", "task-deleted", people=People.SESSION),
    (SECURITY, "4719"): Act("configuration", "audit-policy-changed"),
    (_EVENT_LOG, "1102"): Act("configuration", "log-cleared"),
    (_EVENT_LOG, "104"): Act("configuration", "log-cleared"),
    (SECURITY, "5140"): Act("file", "share-access"),
    (SECURITY, "5145"): Act("file", "share-access"),
    ("eventlog", "6005"): Act("host", "boot"),
    ("eventlog", "6006"): Act("host", "shutdown"),
    ("eventlog", "6008"): Act("host", "unexpected-shutdown"),
    ("user32", "1074"): Act("host", "shutdown", people=People.SESSION),
    ("microsoft-windows-kernel-power", "41"): Act("host", "unexpected-shutdown"),
    ("microsoft-windows-powershell", "4104"): Act("process", "script-block"),
    ("microsoft-windows-powershell", "4103"): Act("process", "module-log"),
    ("powershellcore", "4104"): Act("process", "script-block"),
    ("powershellcore", "4103"): Act("process", "module-log"),
    ("powershell", "800"): Act("process", "module-log"),
}

_ACTS: dict[tuple[str, str], Act] = {**_LOGONS, **_ACCOUNTS, **_SYSTEM}
