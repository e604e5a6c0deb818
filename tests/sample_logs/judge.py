"""Judges the generator's facts the slow and obvious way, for comparison with what it planted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sample_logs.generator.ledger import Fact, Group, Sign

HOUR = timedelta(hours=1)
LONG = {name: timedelta(hours=12) for name in ("privileged-login", "linux-authentication-failure")}
"""How far apart the records of an alert may lie, where that is no hour."""
LOGIN_FAILURES = frozenset({Sign.LOGIN_FAILED, Sign.UNAUTHORIZED})


class Judged(NamedTuple):
    """An alert that the facts make."""

    rule: str
    group: Group
    attempts: int
    first: datetime
    last: datetime


class Count(NamedTuple):
    """A rule that counts within a window."""

    signs: frozenset[Sign]
    at_least: int
    timespan: timedelta


COUNTS = {
    "brute-force": Count(LOGIN_FAILURES, 5, timedelta(minutes=30)),
    "web-brute-force": Count(frozenset({Sign.WEB_LOGIN_FAILED}), 5, timedelta(minutes=30)),
    "not-found": Count(frozenset({Sign.NOT_FOUND}), 5, timedelta(minutes=10)),
    "unauthorized": Count(frozenset({Sign.UNAUTHORIZED}), 3, timedelta(minutes=10)),
    "forbidden": Count(frozenset({Sign.FORBIDDEN}), 5, timedelta(minutes=10)),
    "slow-401": Count(frozenset({Sign.UNAUTHORIZED}), 30, timedelta(days=1)),
    "slow-scan": Count(frozenset({Sign.NOT_FOUND}), 100, timedelta(days=1)),
    "denied-clients": Count(frozenset({Sign.CLIENT_DENIED}), 10, timedelta(minutes=10)),
    "missing-scripts": Count(frozenset({Sign.SCRIPT_MISSING}), 5, timedelta(minutes=10)),
    "server-error": Count(frozenset({Sign.SERVER_ERROR}), 5, timedelta(minutes=10)),
}
SINGLES = {
    "privileged-login": Sign.PRIVILEGED_FAILED,
    "linux-authentication-failure": Sign.PAM_FAILURE,
    "windows-access-denied": Sign.ACCESS_DENIED,
    "log-cleared": Sign.LOG_CLEARED,
    "account-lockout": Sign.LOCKED_OUT,
}


HOURS = 8
"""In how many hours of a day logins fail in a slow brute force."""
OTHERS = ("login-after-brute-force", "slow-brute-force")
DAILY = ("daily-not-found", "daily-not-found-thursday")
JUDGED = frozenset({*COUNTS, *SINGLES, *OTHERS, *DAILY})
"""The rules that facts decide. What single lines show is told by their words; facts know neither
the names that were tried nor the paths."""


def judge(facts: Iterable[Fact]) -> set[Judged]:
    """Every alert that the built-in rules must find in the facts."""
    known = list(facts)
    found: set[Judged] = set()
    for name, rule in COUNTS.items():
        groups = _grouped(fact for fact in known if fact.sign in rule.signs)
        for group, some in groups.items():
            spans = [(min(window), fact.time) for fact, window in _hot(some, rule)]
            found |= _alerts(name, group, some, _merged(spans, rule.timespan))
    for name, sign in SINGLES.items():
        for group, some in _grouped(fact for fact in known if fact.sign is sign).items():
            spans = [(fact.time, fact.time) for fact in some]
            found |= _alerts(name, group, some, _merged(spans, LONG.get(name, HOUR)))
    return found | _slowly(known) | _logins(known) | _days(known)


def _hot(some: list[Fact], rule: Count) -> Iterable[tuple[Fact, list[datetime]]]:
    """The facts at which the window that ends there holds enough, with that window's times."""
    for fact in some:
        window = [each for each in some if fact.time - rule.timespan <= each.time <= fact.time]
        if sum(each.weight for each in window) >= rule.at_least:
            yield fact, [each.time for each in window]


def _slowly(facts: list[Fact]) -> set[Judged]:
    """Failures of one source in many hours of a day."""
    day, found = timedelta(days=1), set[Judged]()
    for group, some in _grouped(fact for fact in facts if fact.sign is Sign.LOGIN_FAILED).items():
        spans = []
        for fact in some:
            window = [each.time for each in some if fact.time - day <= each.time <= fact.time]
            if len({time.hour for time in window}) >= HOURS:
                spans.append((min(window), fact.time))
        found |= _alerts("slow-brute-force", group, some, _merged(spans, day))
    return found


def _logins(facts: list[Fact]) -> set[Judged]:
    """Logins within an hour of a brute force from the same source.

    They count the logins and the failures in the windows that make the brute force.
    """
    failures = _grouped(fact for fact in facts if fact.sign in LOGIN_FAILURES)
    found: set[Judged] = set()
    for group, logins in _grouped(fact for fact in facts if fact.sign is Sign.LOGIN).items():
        hot = list(_hot(failures.get(group, []), COUNTS["brute-force"]))
        spans = []
        for login in logins:
            before = [w for f, w in hot if login.time - HOUR <= f.time <= login.time]
            spans += [(min(map(min, before)), login.time)] if before else []
        inside = {time for _, window in hot for time in window}
        attack = [fact for fact in failures.get(group, []) if fact.time in inside]
        merged = _merged(spans, HOUR)
        found |= _alerts("login-after-brute-force", group, attack + logins, merged)
    return found


def _days(facts: list[Fact]) -> set[Judged]:
    days: defaultdict[date, list[datetime]] = defaultdict(list)
    for fact in facts:
        if fact.sign is Sign.NOT_FOUND:
            days[fact.time.date()].append(fact.time)
    found = set()
    for day, times in days.items():
        thursday = f"{day:%A}" == "Thursday"
        if len(times) > (50 if thursday else 10):
            rule = "daily-not-found-thursday" if thursday else "daily-not-found"
            group = (("date", f"{day}"),)
            found.add(Judged(rule, group, len(times), min(times), max(times)))
    return found


def _grouped(facts: Iterable[Fact]) -> dict[Group, list[Fact]]:
    groups: defaultdict[Group, list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=_time):
        groups[fact.group].append(fact)
    return dict(groups)


def _time(fact: Fact) -> datetime:
    return fact.time


def _merged(
    spans: list[tuple[datetime, datetime]], gap: timedelta
) -> list[tuple[datetime, datetime]]:
    whole: list[tuple[datetime, datetime]] = []
    for first, last in sorted(spans):
        if whole and first - whole[-1][1] <= gap:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((first, last))
    return whole


def _alerts(
    rule: str, group: Group, some: list[Fact], spans: list[tuple[datetime, datetime]]
) -> set[Judged]:
    found = set()
    for first, last in spans:
        weights = [fact.weight for fact in some if first <= fact.time <= last]
        if rule in SINGLES:  # a record that only repeats what others say is a record all the same
            weights = [max(weight, 1) for weight in weights]
        found.add(Judged(rule, group, sum(weights), first, last))
    return found
