"""A domain controller's ordinary week: people log on, open shares and log off."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from sample_logs.generator.ledger import Fact, Sign
from sample_logs.generator.plan import DAYS, dice, later, load, moments
from sample_logs.generator.windows_events import (
    Account,
    Told,
    classic,
    logoff,
    logon,
    logon_failed,
    privileges,
    share,
    system_event,
    ticket,
)

_LIST = (
    "a.lindqvist b.okafor c.moreau d.petrov e.santos f.haddad g.nilsson h.tanaka i.kovacs j.weber "
    "k.ferrer l.brandt m.osei n.ricci o.dahl p.novak q.martin r.silva s.keller t.varga"
)
USERS = _LIST.split()
"""Accounts of the domain; the n-th has the number 1200 + n and the address 192.0.2.(100 + n)."""
ADMIN = Account("m.admin", 1_104)


def daily() -> list[Told]:
    """The week's ordinary events."""
    rng = dice("windows daily")
    events: list[Told] = []
    for day in DAYS:
        for start in moments(rng, day, round(14 * load(day))):
            place = rng.randrange(len(USERS))
            events += _visit(
                rng, start, Account(USERS[place], 1_200 + place), f"192.0.2.{100 + place}"
            )
        for start in moments(rng, day, 2):
            events += _administration(rng, start)
        for time in moments(rng, day, 3):
            events.append(_service(time, rng.choice(("running", "stopped"))))
    return events


def _visit(rng: Random, time: datetime, who: Account, source: str) -> Iterator[Told]:
    """Somebody works; one visit in eight begins with a mistyped password."""
    if rng.random() < 0.125:
        yield logon_failed(time, who.name, source, (_failure(time, source),))
        time = later(time, rng, 4, 15)
    yield ticket(time, who, source)
    begun = later(time, rng, 0.01, 0.5)
    yield logon(begun, who, source, 3, (_success(begun, source),))
    yield share(later(begun, rng, 0.1, 3), begun, who, source)
    yield logoff(later(begun, rng, 20, 1_200), begun, who, 3)


def _administration(rng: Random, time: datetime) -> Iterator[Told]:
    source = "192.0.2.61"
    yield logon(time, ADMIN, source, 10, (_success(time, source),))
    yield privileges(later(time, rng, 0.001, 0.01), time, ADMIN)
    yield logoff(later(time, rng, 300, 2_400), time, ADMIN, 10)


def _service(time: datetime, state: str) -> Told:
    data = {"param1": "Windows Update", "param2": state}
    event = system_event(time, 7036, "Service Control Manager", data)
    return classic(event, f"The Windows Update service entered the {state} state.")


def _failure(time: datetime, source: str) -> Fact:
    return Fact(Sign.LOGIN_FAILED, time, (("source.ip", source),))


def _success(time: datetime, source: str) -> Fact:
    return Fact(Sign.LOGIN, time, (("source.ip", source),))
