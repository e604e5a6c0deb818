"""The ledger: groups have numbers, hits are entered once, and are found by group and time."""

import sqlite3

import pytest

from store.rules.ledgers import ledger
from store.rules.ledgers.fresh import of_rows
from store.rules.ledgers.ledger import Groups, Stretch
from store.rules.windows import Hit
from tests.store.rules.trial import court


def test_a_group_has_one_number():
    connection, groups = court(), Groups()
    first = groups.numbers(connection, 1, ["{}"]).numbers
    again = groups.numbers(connection, 1, ["{}"]), Groups().numbers(connection, 1, ["{}"])
    assert again == ((first, set()), (first, set()))


def test_numbers_come_in_the_order_of_the_keys_and_new_ones_are_told():
    connection, groups = court(), Groups()
    (a,) = groups.numbers(connection, 1, ["a"]).numbers
    numbers, made = groups.numbers(connection, 1, ["c", "a", "b"])
    assert (numbers[1], made) == (a, {numbers[0], numbers[2]})
    assert connection.execute("SELECT id, rule, key FROM groups ORDER BY key").fetchall() == [
        (a, 1, "a"),
        (numbers[2], 1, "b"),
        (numbers[0], 1, "c"),
    ]


def test_rules_have_groups_of_their_own():
    connection, groups = court(), Groups()
    one, other = (groups.numbers(connection, rule, ["{}"]).numbers for rule in (1, 2))
    assert one != other


def test_a_group_that_is_looked_for_is_not_made():
    connection, groups = court(), Groups()
    assert groups.found(connection, 1, ["a"])["a"] is None
    assert connection.execute("SELECT * FROM groups").fetchall() == []


def test_a_group_that_was_looked_for_in_vain_can_be_made():
    connection, groups = court(), Groups()
    groups.found(connection, 1, ["a"])
    assert groups.numbers(connection, 1, ["a"]).numbers == [groups.found(connection, 1, [])["a"]]


@pytest.mark.parametrize("key", ['{"user.name": "\\u0000\'\\""}', "ü", "", "5", "null"])
def test_any_key_is_found_again(key):
    connection = court()
    made = Groups().numbers(connection, 1, [key]).numbers
    assert Groups().numbers(connection, 1, [key]) == (made, set())


def _hits(connection: sqlite3.Connection) -> list[Stretch]:
    return list(ledger.near(connection, {1: (0, 10)}))


def _added(connection: sqlite3.Connection, hit: Hit) -> None:
    ledger.add(connection, of_rows([hit]))


def _amended(connection: sqlite3.Connection, hit: Hit) -> None:
    ledger.amend(connection, [hit])


@pytest.mark.parametrize("enter", [_added, _amended])
@pytest.mark.parametrize(
    ("again", "kept"),
    [
        (Hit(1, 5, 0, 9, 1, 2), Hit(1, 5, 0, 9, 3, 2)),
        (Hit(1, 5, 0, 9, 4), Hit(1, 5, 0, 9, 4, 3)),
        (Hit(1, 5, 0, 9, 3, 4), Hit(1, 5, 0, 9, 3, 3)),
    ],
    ids=["an earlier beginning", "a greater weight", "nothing more"],
)
def test_a_hit_entered_again_becomes_more_and_never_less(again, kept, enter):
    connection = court()
    ledger.amend(connection, [Hit(1, 5, 0, 9, 3, 3)])
    enter(connection, again)
    assert _hits(connection) == [(1, [kept], True, True)]


@pytest.mark.parametrize("many", [1, 99, 100, 101, 350])
def test_all_hits_of_a_batch_are_entered_however_many(many):
    connection = court()
    hits = [Hit(1, 5, 0, event, 1) for event in range(many)]
    assert ledger.add(connection, of_rows(hits))
    assert _hits(connection) == [(1, hits, True, True)]


@pytest.mark.parametrize("known", [0, 150, 349])
def test_it_says_that_a_hit_was_there_and_enters_the_others(known):
    connection = court()
    hits = [Hit(1, 5, 0, event, 1) for event in range(350)]
    ledger.add(connection, of_rows([hits[known]]))
    assert not ledger.add(connection, of_rows(hits))
    assert _hits(connection) == [(1, hits, True, True)]


def test_near_is_both_ends_of_the_time_and_the_groups_asked_for():
    connection = court()
    ledger.amend(connection, [Hit(1, ts, 0, ts, 1) for ts in (-1, 0, 5, 10, 11)])
    ledger.amend(connection, [Hit(2, 5, 0, 5, 1)])
    assert _hits(connection) == [(1, [Hit(1, ts, 0, ts, 1) for ts in (0, 5, 10)], False, False)]


@pytest.mark.parametrize("ts", [-1, 11])
def test_near_says_beyond_which_end_there_is_more(ts):
    connection = court()
    ledger.amend(connection, [Hit(1, time, 0, 1, 1) for time in (5, ts)])
    (found,) = _hits(connection)
    assert (found.is_first, found.is_last) == (ts > 5, ts < 5)


def test_hits_that_are_known_are_not_given():
    connection = court()
    ledger.amend(connection, [Hit(1, 5, 0, event, 1) for event in (3, 4, 5, 6)])
    (found,) = ledger.near(connection, {1: (0, 10)}, {1: (4, 5)})
    assert found == (1, [Hit(1, 5, 0, 3, 1), Hit(1, 5, 0, 6, 1)], True, True)


@pytest.mark.parametrize("ts", [-1, 11])
def test_a_group_whose_hits_are_all_known_is_told_of(ts):
    connection = court()
    ledger.amend(connection, [Hit(1, ts, 0, 1, 1), Hit(1, 5, 0, 2, 1)])
    (found,) = ledger.near(connection, {1: (0, 10)}, {1: (2, 2)})
    assert found == (1, [], ts > 5, ts < 5)


def test_the_first_hit_is_that_of_the_slots_asked_for():
    connection = court()
    ledger.amend(connection, [Hit(1, ts, slot, 1, 1) for ts, slot in ((1, 0), (2, 2), (3, 1))])
    ledger.amend(connection, [Hit(2, 1, 0, 1, 1)])
    found = [dict(ledger.first(connection, [1, 2, 3], but)) for but in ([0], [0, 2], [])]
    assert found == [{1: 2}, {1: 3}, {1: 1, 2: 1}]


def test_groups_that_were_forgotten_keep_their_numbers(monkeypatch):
    monkeypatch.setattr(ledger, "_MOST", 5)
    connection, groups = court(), ledger.Groups()
    keys = [f'{{"user.name":"u{at}"}}' for at in range(40)]
    numbers = [groups.numbers(connection, 1, [key]).numbers[0] for key in keys]
    assert len(set(numbers)) == 40
    assert [groups.numbers(connection, 1, [key]).numbers[0] for key in keys] == numbers
    assert sum(map(len, groups._known.values())) <= 6
