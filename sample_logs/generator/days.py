"""The daily totals of 404 answers, which no single scenario can know."""

from collections.abc import Iterable, Iterator
from datetime import date

from sample_logs.generator.ledger import Alert, Fact, Sign, planted

THURSDAY = 3
"""`datetime.date.weekday`"""
LIMITS = {THURSDAY: 50}
"""How many 404 answers a day may have, by weekday."""
LIMIT = 10
"""How many on any other day."""


def daily_totals(facts: Iterable[Fact]) -> Iterator[Alert]:
    """An alert for each day (UTC) with more 404 answers than it may have."""
    days: dict[date, list[Fact]] = {}
    for fact in facts:
        if fact.sign is Sign.NOT_FOUND:
            day = fact.time.date()
            days.setdefault(day, []).append(fact._replace(group=(("date", day.isoformat()),)))
    for day, found in sorted(days.items()):
        if len(found) > LIMITS.get(day.weekday(), LIMIT):
            thursday = day.weekday() == THURSDAY
            rule = "daily-not-found-thursday" if thursday else "daily-not-found"
            yield planted(rule, found, "More 404 answers than such a day has.")
