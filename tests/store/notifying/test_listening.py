"""What happens to alerts is written down in the transaction that does it, and by nobody else."""

import pytest

from store.database.connection import Writer
from tests.store.notifying.world import World


def kinds(world: World) -> list[object]:
    return world.ask("SELECT kind FROM notices ORDER BY id")


def clear(world: World) -> None:
    world.do("DELETE FROM notices")


def test_a_new_alert(world):
    alert = world.open()
    assert kinds(world) == ["opened"]
    assert world.ask("SELECT alert FROM notices") == [alert]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({}, {"reopened": 1}, ["reopened"]),
        ({}, {"count": 6}, ["updated"]),
        ({}, {"count": 4}, []),
        ({}, {"severity": "critical"}, ["raised"]),
        ({}, {"severity": "low"}, []),
        ({}, {"condition": "recovered"}, ["recovered"]),
        ({"condition": "recovered"}, {"condition": "firing"}, ["reopened"]),
        ({"status": "snoozed"}, {"status": "new"}, ["woken"]),
        ({"status": "closed"}, {"status": "new"}, []),
        ({"silence": 3}, {"silence": None}, ["opened"]),
        ({"folded": 3}, {"folded": None}, ["opened"]),
        ({"folded": 3}, {"folded": 4}, []),
        ({}, {"folded": 3}, []),
        ({}, {"merged_into": 0}, ["withdrawn"]),
        ({}, {"assignee": "ann"}, []),
    ],
)
def test_a_change(world, before, after, found):
    alert = world.open()
    world.set(alert, **(before or {"rev": 1}))
    clear(world)
    world.set(alert, **after)
    assert kinds(world) == found


def test_the_same_again_is_written_down_once(world):
    alert = world.open()
    for count in range(6, 20):
        world.set(alert, count=count)
    assert kinds(world) == ["opened", "updated"]


def test_a_part_leaves_what_was_to_be_told_to_the_whole(world):
    whole, part = world.open(), world.open()
    clear(world)
    world.set(part, count=9)
    world.set(part, merged_into=whole)
    assert world.ask("SELECT alert FROM notices") == [whole]


def test_what_is_rolled_back_happened_to_nobody(world):
    def fail() -> None:
        with world.writer.transaction() as connection:
            connection.execute("UPDATE alerts SET count = 77")
            raise LookupError

    world.open()
    clear(world)
    with pytest.raises(LookupError):
        fail()
    assert kinds(world) == []


def test_who_does_not_listen_writes_nothing_down(world):
    world.open()
    clear(world)
    with Writer(world.writer.path) as other, other.transaction() as connection:
        connection.execute("UPDATE alerts SET count = 77")
    assert kinds(world) == []


def test_notices_are_not_ahead_of_the_clock(world):
    from store.times import now

    world.open()
    assert world.ask("SELECT due FROM notices")[0] <= now()


def test_what_was_told_before_it_was_folded_is_not_new_again(world):
    alert = world.open()
    world.do(
        "INSERT INTO told (alert, receiver, opening, at, count, reminders) "
        f"VALUES ({alert}, 'ops', 1, 1, 5, 0)"
    )
    world.set(alert, folded=3)
    clear(world)
    world.set(alert, folded=None)
    assert kinds(world) == []
