"""A clock that was a year ahead, and is right again, keeps nothing back."""

import pytest

from store.database.connection import Writer, create
from store.notifying import outbox
from store.notifying.clocks import put_right
from store.notifying.due import was_clock_ahead
from store.notifying.outbox import Message, mail
from store.notifying.policy import HOUR, MINUTE
from tests.store.notifying.world import receiver

YEAR = 365 * 24 * HOUR


def right(world, ahead: int) -> None:
    """The clock was ahead by so much, and somebody puts it right."""
    world.clock -= ahead
    assert was_clock_ahead(world.connection, world.clock)
    with world.writer.transaction() as connection:
        put_right(connection, world.clock)
    assert not was_clock_ahead(world.connection, world.clock)


@pytest.fixture
def ahead(world):
    """A world whose clock is a year ahead, which the triggers of an import know, too."""

    def date() -> None:
        world.do("UPDATE notices SET at = ?, due = ?", world.clock, world.clock)

    world.clock += YEAR
    world.date = date
    return world


def test_a_clock_that_goes_on_was_not_ahead(world):
    world.open()
    assert not was_clock_ahead(world.connection, world.clock)
    world.tell()
    world.later(-4)
    assert not was_clock_ahead(world.connection, world.clock)


def test_a_delivery_does_not_wait_for_that_time(ahead):
    ahead.open()
    ahead.date()
    ahead.tell()
    with ahead.writer.transaction() as connection:
        assert outbox.claim(connection, ahead.clock) is not None
    right(ahead, YEAR)
    with ahead.writer.transaction() as connection:
        assert outbox.claim(connection, ahead.clock) is not None


@pytest.mark.parametrize(("attempts", "wait", "is_kept"), [(8, 2, True), (1, 2, False)])
def test_a_delivery_waits_as_long_as_others_do(world, attempts, wait, is_kept):
    world.open()
    world.tell()
    again = world.clock + wait * HOUR
    world.do("UPDATE deliveries SET attempts = ?, next_at = ?", attempts, again)
    with world.writer.transaction() as connection:
        put_right(connection, world.clock)
    assert world.ask("SELECT next_at FROM deliveries") == [again if is_kept else world.clock]


def test_what_was_told_ahead_of_time_counts_for_an_hour_and_no_longer(ahead):
    chosen = receiver(per_hour=2, group_by=("alert",))
    for _ in range(2):
        ahead.open()
    ahead.date()
    assert len(ahead.tell(chosen)) == 2
    right(ahead, YEAR)
    alert = ahead.open()
    assert ahead.tell(chosen) == [[(1, "digest")]]
    ahead.later(61)
    ahead.set(alert, severity="critical")
    assert ahead.tell(chosen) == [[(alert, "raised")]]


def test_a_group_does_not_wait_for_that_time(ahead):
    chosen = receiver(group_interval=5 * MINUTE)
    ahead.open()
    ahead.date()
    ahead.tell(chosen)
    ahead.open()
    ahead.date()
    assert ahead.tell(chosen) == []
    right(ahead, YEAR)
    ahead.later(6)
    assert len(ahead.tell(chosen)) == 1


def test_an_escalation_does_not_wait_for_that_time(ahead):
    chosen = receiver(after=30 * MINUTE)
    alert = ahead.open()
    ahead.date()
    assert ahead.tell(chosen) == []
    right(ahead, YEAR)
    ahead.later(31)
    assert ahead.tell(chosen) == [[(alert, "unacknowledged")]]


def test_an_alert_that_grows_is_told_again_before_that_time(ahead):
    alert = ahead.open()
    ahead.date()
    ahead.tell()
    right(ahead, YEAR)
    ahead.later(5 * 60)
    ahead.set(alert, count=9)
    assert ahead.tell() == [[(alert, "updated")]]


def test_a_report_that_was_made_ahead_of_its_time_leaves_its_key_and_not_its_id(tmp_path):
    path = tmp_path / "blotter.db"
    create(path)
    report = Message("report week", "The week", "nothing yet")
    with Writer(path) as writer:
        for at in (3 * YEAR, 2 * YEAR, YEAR):
            with writer.transaction() as connection:
                put_right(connection, at)
                assert outbox.queue(connection, report, mail("a@example.com"), at) is not None
        found = writer.connection.execute("SELECT message_id FROM messages").fetchall()
    assert len(set(found)) == 3
