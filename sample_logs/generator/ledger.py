"""What the generator knows about the lines it writes: facts, and the alerts that they must raise.

The books are kept twice, as in any counting house. Every line that a rule could count carries its
facts, noise as well as attack; and whoever plants an attack states its alerts. The tests hold one
against the other without running the program.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Group: TypeAlias = tuple[tuple[str, str], ...]
"""Group-by keys of an alert and their values, in the rule's order, absent keys left out."""


PRIVILEGED = frozenset({"root", "admin", "administrator"})
"""Accounts whose failed logins count on their own, in lower case."""


class Sign(StrEnum):
    """What a rule looks for in one record."""

    NOT_FOUND = "web answer 404"
    UNAUTHORIZED = "web answer 401"
    FORBIDDEN = "web answer 403"
    SERVER_ERROR = "web answer 500"
    LOGIN_FAILED = "failed login"
    WEB_LOGIN_FAILED = "failed login in the Apache error log"
    LOGIN = "successful login"
    PRIVILEGED_FAILED = "failed login on a privileged account"
    PAM_FAILURE = "authentication failure in an auth log"
    ACCESS_DENIED = "0x80070005"
    LOG_CLEARED = "event log cleared"
    LOCKED_OUT = "account locked out"
    CLIENT_DENIED = "client denied in the Apache error log"
    SCRIPT_MISSING = "script not found in the Apache error log"


SINGLE = frozenset(
    {
        Sign.PRIVILEGED_FAILED,
        Sign.PAM_FAILURE,
        Sign.ACCESS_DENIED,
        Sign.LOG_CLEARED,
        Sign.LOCKED_OUT,
    }
)
"""Signs that are judged one by one: every record counts at least once, also if it only repeats."""


class Fact(NamedTuple):
    """One thing that one record says and that a rule counts."""

    sign: Sign
    time: datetime
    group: Group
    """What the rule groups by."""
    weight: int = 1
    """How many attempts the record stands for."""

    @property
    def counted(self) -> int:
        """How often the rule for its sign counts it."""
        return max(self.weight, 1) if self.sign in SINGLE else self.weight


class Line(NamedTuple):
    """One record of a log file."""

    time: datetime
    text: str
    """Without its line end; a record of several lines holds the line ends between them."""
    facts: tuple[Fact, ...] = ()


class Alert(NamedTuple):
    """An alert that the sample logs must raise."""

    rule: str
    """Short name of the rule, a key of `RULES`."""
    group: Group
    attempts: int
    """Attempts that the alert counts."""
    first_seen: datetime
    last_seen: datetime
    story: str
    """What happened, in one sentence."""


class Story(NamedTuple):
    """What one scenario adds to the files."""

    files: dict[str, list[Line]]
    """Lines by path below the sample folder, in any order."""
    alerts: tuple[Alert, ...] = ()


def privileged(time: datetime, user: str, host: str = "", weight: int = 1) -> list[Fact]:
    """What a failed login says if the account is a privileged one."""
    if user.lower() not in PRIVILEGED or not weight:
        return []
    group: Group = (*([("host.name", host)] if host else []), ("user.name", user))
    return [Fact(Sign.PRIVILEGED_FAILED, time, group, weight)]


def planted(rule: str, facts: Iterable[Fact], story: str) -> Alert:
    """The alert that a burst of facts of one sign and one group must raise.

    Records of weight 0 belong to the burst also where they do not count.

    Raises:
        ValueError: The facts are not of one sign and one group.
    """
    burst = list(facts)
    if len({(fact.sign, fact.group) for fact in burst}) != 1:
        raise ValueError(f"the burst for {rule} is not of one kind")
    times = [fact.time for fact in burst]
    count = sum(fact.counted for fact in burst)
    return Alert(rule, burst[0].group, count, min(times), max(times), story)


def planted_by_group(rule: str, facts: Iterable[Fact], story: str) -> Iterator[Alert]:
    """One planted alert for every group among facts of one sign."""
    groups: dict[Group, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
    for burst in groups.values():
        yield planted(rule, burst, story)


def guessed(failures: Iterable[Fact], story: str) -> Iterator[Alert]:
    """The alerts for passwords that were guessed, of many accounts in one hour."""
    attack = list(failures)
    for rule in ("brute-force", "password-spray"):
        yield planted(rule, attack, story)


def broken_in(failures: Iterable[Fact], login: Fact, story: str) -> Alert:
    """The alert for a login that a brute force from the same source led to.

    It counts the attempts of the brute force and the login.
    """
    attack = planted("brute-force", failures, story)
    count = attack.attempts + login.counted
    return Alert(
        "login-after-brute-force", login.group, count, attack.first_seen, login.time, story
    )


def of_sign(lines: Iterable[Line], *signs: Sign) -> list[Fact]:
    """The facts of the given signs that lines carry."""
    return [fact for line in lines for fact in line.facts if fact.sign in signs]
