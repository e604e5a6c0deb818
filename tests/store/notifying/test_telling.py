"""Who is told of what, when, in how many messages: by a real database and a clock of our own."""

from datetime import UTC, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.database.connection import Writer
from store.errors import FilterError
from store.model import Severity
from store.notifying import directing, planning, telling, waiting
from store.notifying.outbox import mail
from store.notifying.planning import Unit
from store.notifying.policy import HOUR, MINUTE, Inhibition, Policy
from store.notifying.quiet import Quiet, Span
from tests.store.database.fresh import fresh
from tests.store.notifying.world import TO, World, message, receiver

DAYS = frozenset(range(7))


def test_a_new_alert_is_told_once(world):
    alert = world.open()
    assert world.tell() == [[(alert, "opened")]]
    assert world.tell() == []


def test_nothing_is_told_of_nothing(world):
    assert world.tell() == []


def test_every_receiver_is_told(world):
    alert = world.open()
    told = world.tell(receiver("ops"), receiver("ann"))
    assert told == [[(alert, "opened")], [(alert, "opened")]]


def test_less_bad_alerts_are_nobodys_business(world):
    world.open(severity="low")
    assert world.tell(receiver(severity=Severity.MEDIUM)) == []


def test_an_alert_that_gets_bad_enough_is_told(world):
    alert = world.open(severity="low")
    chosen = receiver(severity=Severity.HIGH)
    world.tell(chosen)
    world.set(alert, severity="high")
    assert world.tell(chosen) == [[(alert, "raised")]]


def test_a_filter_chooses(world):
    alert = world.open(rule="spray")
    world.open(rule="brute")
    assert world.tell(receiver(filter="rule:spray")) == [[(alert, "opened")]]


def test_a_filter_that_is_none_says_so(world):
    world.open()
    with pytest.raises(FilterError):
        world.tell(receiver(filter="nokey:x"))


@pytest.mark.parametrize("status", ["acknowledged", "closed", "snoozed"])
def test_what_somebody_takes_care_of_is_not_told_as_new(world, status):
    world.set(world.open(), status=status)
    assert world.tell() == []


def test_what_is_silenced_is_not_told(world):
    world.set(world.open(), silence=1)
    assert world.tell() == []


def test_what_became_worse_is_told_whoever_takes_care(world):
    alert = world.open()
    world.tell()
    world.set(alert, status="acknowledged")
    world.set(alert, severity="critical")
    assert world.tell() == [[(alert, "raised")]]


def test_alerts_of_a_rule_are_told_together(world):
    first, other, second = world.open("brute"), world.open("spray"), world.open("brute")
    told = world.tell()
    assert sorted(told) == [[(first, "opened"), (second, "opened")], [(other, "opened")]]


def test_alerts_of_an_address_are_told_together(world):
    ids = [world.open(rule, **{"source.ip": "192.0.2.1"}) for rule in ("brute", "spray")]
    lone = world.open("brute", **{"source.ip": "192.0.2.2"})
    told = world.tell(receiver(group_by=("source.ip",)))
    assert sorted(told) == [[(ids[0], "opened"), (ids[1], "opened")], [(lone, "opened")]]


def test_everything_is_told_together(world):
    ids = [world.open("brute"), world.open("spray")]
    assert world.tell(receiver(group_by=())) == [[(alert, "opened") for alert in ids]]


def test_what_is_critical_is_told_alone_and_first(world):
    world.open("brute")
    worst = world.open("brute", "critical")
    world.open("brute")
    told = world.tell()
    assert told[0] == [(worst, "opened")]
    assert len(told) == 2


def test_a_group_is_waited_for(world):
    patient = receiver(group_wait=10 * MINUTE)
    first = world.open()
    assert world.tell(patient) == []
    second = world.open()
    world.later(11)
    assert world.tell(patient) == [[(first, "opened"), (second, "opened")]]


def test_what_is_critical_waits_for_no_group(world):
    alert = world.open(severity="critical")
    assert world.tell(receiver(group_wait=10 * MINUTE)) == [[(alert, "opened")]]


def test_a_group_is_told_of_no_more_often_than_wanted(world):
    slow = receiver(group_interval=5 * MINUTE)
    world.open()
    world.tell(slow)
    world.later(1)
    second = world.open()
    assert world.tell(slow) == []
    world.later(2)
    third = world.open()
    assert world.tell(slow) == []
    world.later(3)
    assert world.tell(slow) == [[(second, "opened"), (third, "opened")]]


def test_an_alert_that_grows_is_told_again_after_a_while(world):
    alert = world.open()
    patient = receiver(repeat=4 * HOUR)
    world.tell(patient)
    world.set(alert, count=50)
    world.later(239)
    assert world.tell(patient) == []
    world.set(alert, count=60)
    world.later(2)
    assert world.tell(patient) == [[(alert, "updated")]]
    world.later(1000)
    assert world.tell(patient) == []


def test_an_alert_that_grows_is_never_told_again_if_that_is_not_wanted(world):
    alert = world.open()
    world.tell(receiver(repeat=0))
    world.set(alert, count=50)
    world.later(10_000)
    assert world.tell(receiver(repeat=0)) == []


def test_an_alert_from_before_is_told_when_it_goes_on(world):
    alert = world.open()
    world.do("DELETE FROM notices")
    world.set(alert, count=50)
    assert world.tell() == [[(alert, "opened")]]


def test_the_end_is_told_after_the_beginning_was_delivered(world):
    alert = world.open()
    world.tell()
    world.set(alert, condition="recovered")
    assert world.tell() == []
    world.deliver()
    world.later(2)
    assert world.tell() == [[(alert, "recovered")]]


def test_an_end_waits_a_minute_for_its_beginning_to_be_delivered(world):
    alert = world.open()
    world.tell()
    world.set(alert, condition="recovered")
    world.tell()
    held = world.connection.execute("SELECT due, held FROM notices").fetchall()
    assert held == [(world.clock + MINUTE, "its opening is not delivered yet")]


def test_an_end_does_not_wait_for_what_another_is_yet_to_be_told(world):
    alert = world.open(severity="low")
    both = receiver(severity=Severity.HIGH), receiver("ann", group_wait=HOUR)
    world.tell(*both)
    world.do(
        "INSERT INTO notices (receiver, alert, kind, at, due) VALUES ('ops', ?, 'recovered', 0, 0)",
        alert,
    )
    assert world.tell(*both) == []
    assert world.ask("SELECT count(*) FROM notices WHERE receiver = 'ops'") == [0]


def test_the_end_of_an_alert_that_closes_by_itself_is_told(world):
    alert = world.open()
    world.tell()
    world.deliver()
    world.set(alert, condition="recovered", status="closed", reason="recovered")
    assert world.tell() == [[(alert, "recovered")]]


def test_the_end_of_an_alert_that_somebody_closed_is_not_told(world):
    alert = world.open()
    world.tell()
    world.deliver()
    world.set(alert, status="closed", reason="benign")
    world.set(alert, condition="recovered")
    assert world.tell() == []


def test_those_whom_the_beginning_reached_wait_an_hour_for_the_others(world):
    both = receiver(targets=mail("ann@example.com", "bob@example.com"))
    alert = world.open()
    world.tell(both)
    world.do("UPDATE deliveries SET state = 'sent' WHERE address = 'ann@example.com'")
    world.set(alert, condition="recovered")
    world.later(30)
    assert world.tell(both) == []
    world.later(31)
    assert world.tell(both) == [[(alert, "recovered")]]


def test_the_end_is_told_nobody_whom_the_beginning_did_not_reach(world):
    alert = world.open()
    world.tell()
    world.do("UPDATE deliveries SET state = 'dead'")
    world.set(alert, condition="recovered")
    assert world.tell() == []
    world.later(1000)
    assert world.tell() == []
    assert world.ask("SELECT count(*) FROM notices") == [0]


def test_the_end_is_told_nobody_who_was_not_told_of_the_beginning(world):
    alert = world.open(severity="low")
    world.tell(receiver(severity=Severity.HIGH))
    world.set(alert, severity="high", condition="recovered", status="closed")
    assert world.tell(receiver(severity=Severity.HIGH)) == []


def test_what_began_and_ended_meanwhile_is_told_in_one(world):
    alert = world.open()
    world.set(alert, condition="recovered")
    assert world.tell() == [[(alert, "opened recovered")]]


def test_the_end_waits_for_a_beginning_that_waits(world):
    alert = world.open()
    calm = receiver(group_wait=HOUR, per_hour=0)
    world.tell(calm)
    world.do("UPDATE notices SET due = ?", world.clock + 10 * MINUTE)
    world.set(alert, condition="recovered")
    world.do("UPDATE notices SET due = 0 WHERE kind = 'recovered'")
    assert world.tell(receiver()) == []
    world.later(11)
    assert world.tell(receiver()) == [[(alert, "opened recovered")]]


def test_the_end_is_told_nobody_who_does_not_want_it(world):
    alert = world.open()
    world.tell(receiver(recovered=False))
    world.deliver()
    world.set(alert, condition="recovered")
    assert world.tell(receiver(recovered=False)) == []


def test_what_turns_out_to_be_none_is_taken_back(world):
    alert = world.open()
    world.tell()
    world.deliver()
    world.set(alert, merged_into=0)
    assert world.tell() == [[(alert, "withdrawn")]]


def test_what_turns_out_to_be_none_before_it_was_told_is_not_told(world):
    world.set(world.open(), merged_into=0)
    assert world.tell() == []


def test_a_part_is_told_as_the_whole(world):
    whole, part = world.open(), world.open()
    world.set(part, merged_into=whole)
    assert world.tell() == [[(whole, "opened")]]


NIGHT = Quiet((Span(DAYS, time(22), time(7)),), UTC)


def _at(world: World, hour: int) -> None:
    day = 24 * HOUR
    world.clock = (world.clock // day + 1) * day + hour * HOUR


def test_quiet_hours_put_off(world):
    _at(world, 23)
    alert = world.open()
    calm = receiver(quiet=NIGHT)
    assert world.tell(calm) == []
    assert world.ask("SELECT held FROM notices") == ["quiet hours"]
    world.later(7 * 60 + 59)
    assert world.tell(calm) == []
    world.later(2)
    assert world.tell(calm) == [[(alert, "opened")]]


def test_what_is_critical_knows_no_quiet_hours(world):
    _at(world, 23)
    alert = world.open(severity="critical")
    assert world.tell(receiver(quiet=NIGHT)) == [[(alert, "opened")]]


def test_what_somebody_took_care_of_at_night_is_not_told_in_the_morning(world):
    _at(world, 23)
    alert = world.open()
    world.tell(receiver(quiet=NIGHT))
    world.set(alert, status="acknowledged")
    world.later(600)
    assert world.tell(receiver(quiet=NIGHT)) == []
    assert world.ask("SELECT count(*) FROM notices") == [0]


def test_a_receiver_that_there_was_waits_for_nothing(world):
    world.open()
    world.tell(receiver("gone", group_wait=HOUR))
    assert world.ask("SELECT count(*) FROM notices") == [1]
    world.tell()
    assert world.ask("SELECT count(*) FROM notices WHERE receiver = 'gone'") == [0]


MUTES = Inhibition("rule:compromised", "rule:brute", ("source.ip",))


def test_an_alert_mutes_others_that_come_of_the_same(world):
    loud = world.open("compromised", **{"source.ip": "192.0.2.1"})
    world.open("brute", **{"source.ip": "192.0.2.1"})
    other = world.open("brute", **{"source.ip": "192.0.2.2"})
    told = world.tell(inhibitions=[MUTES])
    assert sorted(told) == [[(loud, "opened")], [(other, "opened")]]
    assert world.ask("SELECT held FROM notices") == [f"inhibited by alert {loud}"]


def test_what_is_muted_is_looked_at_again_after_the_interval(world):
    for rule in ("compromised", "brute"):
        world.open(rule, **{"source.ip": "192.0.2.1"})
    world.tell(receiver(group_interval=10 * MINUTE), inhibitions=[MUTES])
    assert world.ask("SELECT due FROM notices") == [world.clock + 10 * MINUTE + 1]


def test_what_was_muted_is_told_when_the_other_is_over(world):
    loud = world.open("compromised", **{"source.ip": "192.0.2.1"})
    muted = world.open("brute", **{"source.ip": "192.0.2.1"})
    world.tell(inhibitions=[MUTES])
    world.set(loud, status="closed")
    world.later(1)
    assert world.tell(inhibitions=[MUTES]) == [[(muted, "opened")]]


def test_an_alert_does_not_mute_itself(world):
    alert = world.open("brute", **{"source.ip": "192.0.2.1"})
    same = Inhibition("rule:brute", "rule:brute", ("source.ip",))
    assert world.tell(inhibitions=[same]) == [[(alert, "opened")]]


def test_an_alert_without_the_field_is_not_muted(world):
    world.open("compromised", host="web1")
    alert = world.open("brute", host="web1")
    told = world.tell(inhibitions=[MUTES])
    assert [(alert, "opened")] in told


LEAD = receiver("lead", after=30 * MINUTE)


def test_an_escalation_is_told_of_what_nobody_acknowledged(world):
    alert = world.open()
    assert world.tell(LEAD) == []
    world.later(31)
    assert world.tell(LEAD) == [[(alert, "unacknowledged")]]
    world.later(100)
    assert world.tell(LEAD) == []


def test_an_escalation_is_not_told_of_what_somebody_acknowledged(world):
    alert = world.open()
    world.tell(LEAD)
    world.set(alert, status="acknowledged")
    world.later(31)
    assert world.tell(LEAD) == []


def test_an_escalation_is_reminded_as_often_as_wanted(world):
    stubborn = receiver("lead", after=30 * MINUTE, reminders=2)
    alert = world.open()
    for _ in range(2):
        world.tell(stubborn)
        world.later(31)
        assert world.tell(stubborn) == [[(alert, "unacknowledged")]]
    world.later(31)
    assert world.tell(stubborn) == []


def test_each_receiver_is_reminded_by_its_own_count(world):
    leads = [receiver(name, after=30 * MINUTE, reminders=2) for name in ("boss", "lead")]
    world.open()
    world.tell(*leads)
    world.later(31)
    world.tell(*leads, receiver())
    told = world.connection.execute("SELECT receiver, reminders FROM told ORDER BY receiver")
    assert told.fetchall() == [("boss", 1), ("lead", 1)]


def test_what_is_critical_escalates_no_sooner(world):
    world.open(severity="critical")
    assert world.tell(LEAD) == []


def test_a_group_waits_from_when_it_was_told_of_last(world):
    for _ in range(2):
        world.open()
        world.tell()
        world.later(10)
    slow, third = receiver(group_interval=30 * MINUTE), world.open()
    assert world.tell(slow) == []
    assert world.ask("SELECT due FROM notices") == [world.clock + 20 * MINUTE]
    world.later(19)
    assert world.tell(slow) == []
    world.later(1)
    assert world.tell(slow) == [[(third, "opened")]]


def test_what_does_not_fit_is_folded_into_one_digest(world):
    few = receiver(group_by=("alert",), per_hour=3)
    for _ in range(10):
        world.open()
    told = world.tell(few)
    assert [len(each) for each in told[:3]] == [1, 1, 1]
    assert told[3:] == [[(7, "digest")]]


def test_what_comes_after_the_digest_waits_for_the_next(world):
    few = receiver(group_by=("alert",), per_hour=3)
    for _ in range(10):
        world.open()
    world.tell(few)
    for _ in range(5):
        world.open()
        world.later(1)
        assert world.tell(few) == []
    world.later(60)
    told = world.tell(few)
    assert [len(each) for each in told[:3]] == [1, 1, 1]
    assert told[3:] == [[(2, "digest")]]


def test_the_limit_counts_all_that_an_address_gets(world):
    for _ in range(10):
        world.open()
    both = [receiver(name, group_by=("alert",), per_hour=3) for name in ("ops", "ann")]
    told = world.tell(*both)
    assert [each[0][1] for each in told] == ["opened"] * 3 + ["digest"] * 2


def test_the_address_that_got_most_limits_what_all_get(world):
    ann = mail("ann@example.com")
    world.open()
    world.tell(receiver("both", targets=TO + ann), receiver("ann", targets=ann))
    world.open()
    told = world.tell(receiver("both", targets=TO + ann, per_hour=2))
    assert told == [[(1, "digest")]]


def test_what_was_told_an_hour_ago_limits_nothing(world):
    few = receiver(group_by=("alert",), per_hour=3)
    for _ in range(3):
        world.open()
    world.tell(few)
    world.later(60)
    for _ in range(4):
        world.open()
    with world.writer.transaction() as connection:
        directing.direct(connection, Policy((few,), ()), world.clock)
    items = waiting.due(world.connection, few.name, world.clock)
    made = planning.plan(world.connection, few, items, world.clock)
    assert [len(unit.items) for unit in made.units] == [1, 1, 1, 1]
    assert (made.units[-1].is_digest, made.units[-1].earlier) == (True, 3)


def test_a_digest_counts_what_its_own_receiver_was_told_before(world):
    ann = receiver("ann", targets=mail("ann@example.com"))
    few = receiver(group_by=("alert",), per_hour=3)
    world.open()
    world.tell(few, ann)
    world.open()
    world.tell(ann)
    for _ in range(4):
        world.open()
    with world.writer.transaction() as connection:
        directing.direct(connection, Policy((few,), ()), world.clock)
    items = waiting.due(world.connection, few.name, world.clock)
    made = planning.plan(world.connection, few, items, world.clock)
    assert (len(made.units), made.units[-1].earlier) == (3, 1 + 2)


def test_another_address_has_a_limit_of_its_own(world):
    for _ in range(4):
        world.open()
    ann = receiver("ann", targets=mail("ann@example.com"), group_by=("alert",), per_hour=3)
    told = world.tell(receiver(group_by=("alert",), per_hour=3), ann)
    assert [each[0][1] for each in told].count("opened") == 6


def test_without_a_limit_there_is_no_digest(world):
    for _ in range(50):
        world.open()
    assert len(world.tell(receiver(group_by=("alert",), per_hour=0))) == 50


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.lists(st.sampled_from(["low", "high", "critical"]), max_size=9), max_size=6),
    st.integers(1, 4),
    st.sampled_from([("rule",), ("alert",), ()]),
)
def test_every_alert_is_told_exactly_once_and_within_the_limit(tmp_path_factory, runs, limit, by):
    path = tmp_path_factory.mktemp("world") / "blotter.db"
    fresh(path)
    with Writer(path) as writer:
        world = World(writer)
        few = receiver(per_hour=limit, group_by=by)
        opened: list[int] = []
        counts: list[int] = []
        for severities in runs:
            opened += [world.open(severity=each) for each in severities]
            counts += [_alerts(told) for told in world.tell(few)]
            world.later(7)
        assert _messages_in_any_hour(world, "alerts") <= limit
        assert _messages_in_any_hour(world, "digest") <= 1
        for _ in range(4):
            world.later(61)
            counts += [_alerts(told) for told in world.tell(few)]
        assert sum(counts) == len(opened)
        assert world.ask("SELECT count(*) FROM told") == [len(opened)]


def _alerts(told: list[tuple[int, str]]) -> int:
    return told[0][0] if told[0][1] == "digest" else len(told)


def _messages_in_any_hour(world: World, kind: str) -> int:
    made = world.ask("SELECT made FROM messages WHERE kind = ? ORDER BY made", kind)
    return max((sum(at <= other < at + HOUR for other in made) for at in made), default=0)


def test_two_who_tell_at_once_tell_once(world):
    world.open()
    world.later(1)
    assert world.tell(receiver(group_wait=HOUR)) == []
    world.later(61)
    (item,) = waiting.due(world.connection, "ops", world.clock)
    unit = Unit(receiver(), (item,), "x")
    with world.writer.transaction() as connection:
        assert telling.tell(connection, unit, message(unit), world.clock)
        assert not telling.tell(connection, unit, message(unit), world.clock)
    assert world.ask("SELECT count(*) FROM messages") == [1]


def test_what_goes_on_refers_to_what_told_of_it_first(world):
    alert = world.open()
    world.tell()
    world.deliver()
    world.set(alert, condition="recovered")
    with world.writer.transaction() as connection:
        connection.execute("UPDATE notices SET receiver = 'ops'")
    (item,) = waiting.due(world.connection, "ops", world.clock)
    unit = Unit(receiver(), (item,), "x")
    ids = world.ask("SELECT message_id FROM messages")
    assert list(telling.opening_ids(world.connection, unit)) == ids


def test_what_goes_on_refers_to_no_more_than_a_header_holds(world):
    alerts = [world.open(rule=f"rule {number}") for number in range(30)]
    world.tell()
    ids = world.ask("SELECT message_id FROM messages ORDER BY id")
    for alert in alerts:
        world.set(alert, condition="recovered")
    world.deliver()
    together = receiver(group_by=())
    with world.writer.transaction() as connection:
        directing.direct(connection, Policy((together,)), world.clock)
    items = waiting.due(world.connection, "ops", world.clock)
    named = telling.opening_ids(world.connection, Unit(together, tuple(items), ""))
    assert named == (ids[0], *ids[-19:])
