"""A rule that has changed finds again what it had found: nobody is told of that twice."""

import pytest

from store.model import Severity
from tests.store.notifying.world import World, receiver


def changed(world: World, alert: int, **columns: object) -> int:
    """The same alert, as a new version of its rule opens it."""
    with world.writer.transaction() as connection:
        connection.execute(
            "INSERT INTO rules (uuid, hash, active, title, severity, spec) "
            "SELECT uuid, hash || '+', 1, title, severity, spec FROM rules "
            "WHERE id = (SELECT rule FROM alerts WHERE id = ?)",
            (alert,),
        )
        connection.execute(
            "INSERT INTO groups (rule, key) SELECT (SELECT max(id) FROM rules), key FROM groups "
            "WHERE id = (SELECT grp FROM alerts WHERE id = ?)",
            (alert,),
        )
        (fresh,) = connection.execute(
            "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, "
            "peak, evidence) SELECT (SELECT max(id) FROM rules), (SELECT max(id) FROM groups), "
            "severity, first_seen, last_seen, opened_at, count, peak, evidence FROM alerts "
            "WHERE id = ? RETURNING id",
            (alert,),
        ).fetchone()
    if columns:
        world.set(fresh, **columns)
    return int(fresh)


def test_what_was_told_is_not_told_again(world):
    alert = world.open()
    assert world.tell() == [[(alert, "opened")]]
    changed(world, alert)
    assert world.tell() == []
    assert world.ask("SELECT count(*) FROM notices WHERE receiver = ''") == [0]


def test_what_nobody_was_told_of_is_old_news_as_well(world):
    alert = world.open(severity="informational")
    assert world.tell() == []
    changed(world, alert)
    assert world.tell(receiver(severity=Severity.INFORMATIONAL)) == []


def test_a_new_version_of_a_new_version_is_not_told_either(world):
    alert = world.open()
    world.tell()
    changed(world, changed(world, alert))
    assert world.tell() == []


def test_what_is_worse_now_is_told(world):
    alert = world.open(severity="low")
    world.tell()
    with world.writer.transaction() as connection:
        connection.execute("UPDATE alerts SET severity = 'low'")
    fresh = changed(world, alert, severity="critical")
    assert next(each for told in world.tell() for each in told)[0] == fresh


def test_another_time_is_another_alert(world):
    alert = world.open()
    world.tell()
    fresh = changed(world, alert)
    world.do("DELETE FROM notices")
    world.do("UPDATE alerts SET first_seen = 50, last_seen = 60 WHERE id = ?", fresh)
    world.do(
        "INSERT INTO notices (receiver, alert, kind, at, due) VALUES ('', ?, 'opened', 1, 1)", fresh
    )
    assert world.tell() == [[(fresh, "opened")]]


def test_another_rule_is_told_of_the_same(world):
    world.open("brute", **{"source.ip": "203.0.113.7"})
    world.tell()
    second = world.open("spray", **{"source.ip": "203.0.113.7"})
    assert world.tell() == [[(second, "opened")]]


@pytest.mark.parametrize("count", [5, 4])
def test_an_alert_that_only_caught_up_is_not_told(world, count):
    alert = world.open(count=5)
    world.tell()
    fresh = changed(world, alert)
    world.do("UPDATE alerts SET count = 1 WHERE id = ?", fresh)
    world.set(fresh, count=count)
    assert world.tell() == []


def test_what_goes_on_is_told_as_a_sequel(world):
    alert = world.open(count=5)
    world.tell()
    fresh = changed(world, alert)
    world.tell()
    world.set(fresh, count=50)
    world.later(24 * 60)
    assert world.tell() == [[(fresh, "updated")]]
