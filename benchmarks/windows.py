"""The events of a domain controller under a password spray, for the logs that are measured."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from sample_logs.generator.windows_events import (
    Account,
    Told,
    logoff,
    logon,
    logon_failed,
    privileges,
    share,
    ticket,
)

START = datetime(2026, 11, 9, tzinfo=UTC)
SECONDS = 7 * 24 * 3600
ACCOUNTS = tuple(Account(f"user{number:03}", 1_100 + number) for number in range(400))
_CLIENTS = tuple(f"192.0.2.{number}" for number in range(1, 250))
_STRANGERS = tuple(f"203.0.113.{number}" for number in range(1, 40))


def events(count: int, seed: int = 2026) -> Iterator[Told]:
    """That many events of the Security log, in the order of time; the same seed, the same events.

    Half of them are wrong passwords, the others what comes with people at work.
    """
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    for number in range(count):
        microseconds = SECONDS * 1_000_000 * number // count
        yield _event(rng, START + timedelta(microseconds=microseconds + rng.randrange(1_000)))


def _event(rng: Random, time: datetime) -> Told:
    who, client = rng.choice(ACCOUNTS), rng.choice(_CLIENTS)
    begun = time - timedelta(seconds=rng.randrange(1, 30_000))
    kind = 10 if rng.random() < 0.1 else 3
    lot = rng.random()
    if lot < 0.5:
        return logon_failed(time, who.name, rng.choice(_STRANGERS))
    if lot < 0.7:
        return logon(time, who, client, kind)
    if lot < 0.85:
        return logoff(time, begun, who, kind)
    if lot < 0.9:
        return privileges(time, begun, who)
    return ticket(time, who, client) if lot < 0.95 else share(time, begun, who, client)
