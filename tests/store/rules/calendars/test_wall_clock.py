"""Windows count by the limit of the hour at which they end, however the events arrive."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzlocal
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.calendars.calendar import Calendar, Place
from store.rules.calendars.limits import Limit
from store.rules.calendars.wall_clock import kept
from store.rules.compiled import CompiledRule, Reopen, RuleType
from store.rules.counting.judging import Active
from store.rules.engine import Engine
from store.rules.thresholds.placing import placed
from store.rules.windows import Bounds, Span
from tests.store.rules import oracle
from tests.store.rules.making import Entry, rule, side_by_side
from tests.store.rules.oracle import Said
from tests.store.rules.trial import court

HOUR = 3_600_000_000
SUNDAY = 1_772_323_200_000_000
"""2026-03-01T00:00:00Z."""


def at(text: str) -> int:
    """An instant (µs UTC)."""
    return int(datetime.fromisoformat(text).timestamp()) * 1_000_000


def enough(calendar: Calendar, text: str) -> int:
    """From which count on there is enough at an instant."""
    spans = [Span(0, at(text), count) for count in range(100)]
    return int(kept(calendar, spans)[0].peak)


THURSDAY = Calendar((Limit("thu", 50), Limit("business", 20)), 10, "UTC")


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("2026-03-05T12:00:00Z", 50),
        ("2026-03-05T23:59:59Z", 50),
        ("2026-03-06T00:00:00Z", 10),
        ("2026-03-06T08:00:00Z", 20),
        ("2026-03-06T17:59:59Z", 20),
        ("2026-03-06T18:00:00Z", 10),
        ("2026-03-07T12:00:00Z", 10),
    ],
)
def test_the_first_limit_whose_hours_fit_counts(text, least):
    assert enough(THURSDAY, text) == least


def test_hours_are_those_of_the_zone_also_when_its_clocks_change():
    berlin = Calendar((Limit("mon 8-9", 50),), 10, "Europe/Berlin")
    assert enough(berlin, "2026-03-23T07:30:00Z") == 50
    assert enough(berlin, "2026-03-30T07:30:00Z") == 10
    assert enough(berlin, "2026-03-30T06:30:00Z") == 50


def test_a_zone_without_a_name_will_do():
    where = Place(tzlocal())
    assert enough(Calendar((Limit("mon-sun", 7),), 1, where), "2026-03-23T07:30:00Z") == 7


def test_a_zone_that_is_not_known_yet_is_an_error():
    with pytest.raises(ValueError, match="not known yet"):
        kept(Calendar((), 1), [Span(0, 0, 1)])


def test_a_rule_that_names_no_zone_gets_the_configured_one():
    counted = rule(calendar=Calendar((), 1))
    named = rule(calendar=Calendar((), 1, "UTC"))
    found = placed(
        [Active(1, counted), Active(2, named), Active(3, rule())], ZoneInfo("Asia/Tokyo")
    )
    zones = [each.rule.calendar and each.rule.calendar.zone for each in found]
    assert isinstance(zones[0], Place)
    assert zones[1:] == ["UTC", None]


class Law(NamedTuple):
    """What the rule asks for."""

    timespan: int
    at_night: int
    otherwise: int
    cooldown: int


def counting(law: Law) -> list[Active]:
    """A count with another limit from 3 to 6."""
    calendar = Calendar((Limit("3-6", law.at_night),), law.otherwise, "UTC")
    made: CompiledRule = rule(
        uuid="count",
        type=RuleType.EVENT_COUNT,
        members=("a",),
        group_by=("source.ip",),
        timespan=law.timespan * HOUR,
        cooldown=law.cooldown * HOUR,
        bounds=Bounds.at_least(calendar.least),
        calendar=calendar,
        reopen=Reopen.REGRESSED,
    )
    return [Active(1, made), Active(2, rule(uuid="a", alerts=False))]


def expected(law: Law, hours: Sequence[int]) -> list[tuple[int, ...]]:
    """First and last time, peak and count of the alerts, by the definition."""
    said = [Said(SUNDAY + hour * HOUR, 0, number, 1) for number, hour in enumerate(hours)]
    every = oracle.counted(said, law.timespan * HOUR, 1)

    def least(window: oracle.Window) -> int:
        at_night = (window.last - SUNDAY) // HOUR % 24 in range(3, 6)
        return law.at_night if at_night else law.otherwise

    windows = frozenset(each for each in every.windows if each.peak >= least(each))
    story = every._replace(windows=windows)
    return sorted(tuple(each) for each in oracle.episodes(story, law.cooldown * HOUR))


@settings(max_examples=300, deadline=None)
@given(
    st.builds(Law, st.integers(0, 6), st.integers(1, 5), st.integers(1, 5), st.integers(0, 4)),
    st.lists(st.integers(0, 40), max_size=24),
    st.lists(st.integers(1, 6), max_size=8),
)
def test_any_order_and_any_batches_make_the_alerts_of_the_definition(law, hours, sizes):
    connection, engine, first = court(), Engine(counting(law)), 1
    rest = list(hours)
    for size in [*sizes, len(hours)]:
        batch, rest = rest[:size], rest[size:]
        entries = side_by_side(
            Entry(1, json.dumps({"source.ip": "x"}), 0, number, SUNDAY + hour * HOUR, 1)
            for number, hour in enumerate(batch)
        )
        engine.apply(connection, first, entries, 0)
        first += len(batch)
    rows = connection.execute(
        "SELECT first_seen, last_seen, peak, count, evidence FROM alerts WHERE merged_into IS NULL"
    )
    assert sorted(rows.fetchall()) == expected(law, hours)
