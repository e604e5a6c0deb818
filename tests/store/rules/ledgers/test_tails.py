"""What is remembered of a group's ledger is what the ledger holds."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.ledgers import ledger, tails
from store.rules.ledgers.fresh import by_number, by_weight, of_rows
from store.rules.ledgers.tails import Asked, Tail, Tails
from store.rules.windows import EVER, Hit, Row
from tests.store.rules.trial import court

BATCHES = st.lists(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 30)), min_size=1, max_size=5),
    max_size=8,
)


class Told:
    """A ledger, and tails that are told of every hit."""

    def __init__(self) -> None:
        self.connection = court()
        self.tails = Tails()
        self.asked: list[int] = []
        self.connection.set_trace_callback(self._note)
        self._events = 0

    def hear(
        self, *rows: tuple[int, int], reach: int = 2, keep: int = 4, least: int = 0
    ) -> dict[int, Tail]:
        """What is near new hits, given by group and time; `asked` says who was looked up."""
        hits = sorted(Hit(group, ts, 0, self._event(), 1) for group, ts in rows)
        fresh = of_rows(hits)
        ledger.add(self.connection, fresh)
        self.asked.clear()
        asked = Asked(reach, keep, by_number, least)
        return dict(self.tails.near(self.connection, fresh, asked))

    def _event(self) -> int:
        self._events += 1
        return self._events

    def _note(self, statement: str) -> None:
        if statement.startswith("INSERT INTO temp.wanted"):
            self.asked.append(int(statement.split("(")[1].split(",", maxsplit=1)[0]))


def stored(connection: sqlite3.Connection, group: int, low: int, high: int) -> Sequence[Row]:
    return next((hits for _, hits, *_ in ledger.near(connection, {group: (low, high)})), [])


@pytest.mark.parametrize("most", [100, 3])
@pytest.mark.parametrize("least", [0, 3, 5])
@settings(max_examples=120, deadline=None)
@given(batches=BATCHES, reach=st.integers(0, 6), more=st.integers(0, 6), begun=st.booleans())
def test_near_is_what_the_ledger_holds(most, least, batches, reach, more, begun):
    told = Told()
    if begun:
        told.tails.begin([1, 2, 3])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tails, "_MOST", most)
        for rows in batches:
            found = told.hear(*rows, reach=reach, keep=reach + more, least=least)
            for group in {group for group, _ in rows}:
                times = [ts for other, ts in rows if other == group]
                low, high = min(times) - reach, max(times) + reach
                near = stored(told.connection, group, low, high)
                if group not in found:
                    assert len(near) < least
                    continue
                begins, ends, hits = found[group]
                assert [hit for hit in hits.rows() if low <= hit[1] <= high] == near
                kept = stored(told.connection, group, begins, ends)
                assert [hit for hit in hits.rows() if begins <= hit[1] <= ends] == kept


def test_of_too_few_hits_nobody_is_told():
    told = Told()
    told.tails.begin([1])
    assert told.hear((1, 10), (1, 11), least=3) == {}


def test_a_group_that_was_too_small_is_looked_up_when_it_has_enough():
    told = Told()
    told.tails.begin([1])
    told.hear((1, 10), least=3)
    assert told.hear((1, 11), (1, 12), least=3)[1].hits.times[0] == 10
    assert told.asked == [1]


def test_of_a_group_that_was_too_small_only_older_hits_are_looked_up():
    told = Told()
    told.tails.begin([1])
    told.hear((1, 10), least=3)
    given: list[Row] = []

    def noted(*asked: Any) -> Iterator[ledger.Stretch]:
        for stretch in near(*asked):
            given.extend(stretch.hits)
            yield stretch

    near = ledger.near
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "near", noted)
        told.hear((1, 11), (1, 12), least=3)
    assert [Hit._make(row).ts for row in given] == [10]


def now_and_then() -> Told:
    """A group had enough hits for a window once, and too few at a time since."""
    told = Told()
    told.tails.begin([1])
    told.hear((1, 10), (1, 11), (1, 12), least=3)
    for ts in (20, 30, 40):
        assert told.hear((1, ts), least=3) == {}
        assert told.asked == []
    return told


def test_a_group_that_is_hit_now_and_then_is_looked_up_when_it_has_enough():
    told = now_and_then()
    assert [hit[1] for hit in told.hear((1, 41), (1, 42), least=3)[1].hits.rows()] == [40, 41, 42]
    assert told.asked == [1]


def test_a_late_hit_of_a_group_that_is_hit_now_and_then_is_looked_up():
    told = now_and_then()
    assert [hit[1] for hit in told.hear((1, 31), least=3)[1].hits.rows()] == [30, 31]
    assert told.asked == [1]


def test_a_group_that_is_hit_now_and_then_is_told_of_once_it_always_matters():
    told = now_and_then()
    fresh = of_rows([Hit(1, 50, 0, 99, 1)])
    ledger.add(told.connection, fresh)
    asked = Asked(2, 4, by_number, least=3, always={1})
    assert [group for group, _ in told.tails.near(told.connection, fresh, asked)] == [1]


def test_of_groups_that_are_hit_now_and_then_the_memory_is_bounded_too(monkeypatch):
    monkeypatch.setattr(tails, "_MOST_RARE", 2)
    told = Told()
    told.tails.begin([1, 2, 3])
    for group in (1, 2, 3):
        told.hear(*[(group, 10 + at) for at in range(9)], least=9)
        told.hear((group, 30), least=9)
    told.hear((1, 31), (3, 31), least=9)
    assert told.asked == [1]


def test_a_group_that_always_matters_is_told_of():
    told = Told()
    told.tails.begin([1, 2])
    asked = Asked(2, 4, by_number, least=3, always={2})
    fresh = of_rows([Hit(group, 5, 0, group, 1) for group in (1, 2)])
    assert [group for group, _ in told.tails.near(told.connection, fresh, asked)] == [2]


def test_a_log_that_goes_on_asks_the_ledger_for_nothing():
    told = Told()
    told.tails.begin([1])
    told.hear((1, 10))
    assert told.asked == []
    assert told.hear((1, 13))[1].hits.rows() == [Hit(1, 10, 0, 1, 1), Hit(1, 13, 0, 2, 1)]
    assert told.asked == []


@pytest.mark.parametrize("step", [3, -3])
def test_a_long_log_that_goes_on_asks_the_ledger_for_nothing(step):
    told = Told()
    told.tails.begin([1])
    for batch in range(8):
        time = 100 + 3 * step * batch
        told.hear((1, time), (1, time + step), (1, time + 2 * step))
        assert told.asked == []


@pytest.mark.parametrize("step", [3, -3])
def test_of_a_long_log_only_the_end_where_it_goes_on_is_remembered(step):
    told = Told()
    told.tails.begin([1])
    for batch in range(19):
        told.hear((1, 100 + step * batch))
    times = told.hear((1, 100 + 19 * step))[1].hits.times
    assert len(times) < 8
    assert 100 + 19 * step in times


@pytest.mark.parametrize("step", [3, -3])
def test_a_group_that_is_met_again_is_looked_up_once_whichever_way_its_log_runs(step):
    told = Told()
    told.hear((1, 100), (1, 100 + step))
    assert told.asked == [1]
    told.hear((1, 100 + 2 * step), (1, 100 + 3 * step))
    assert told.asked == []


def test_a_group_that_was_not_met_is_looked_up_once():
    told = Told()
    told.hear((1, 10))
    assert told.asked == [1]
    told.hear((1, 12))
    assert told.asked == []


def test_a_late_hit_is_looked_up():
    told = Told()
    told.tails.begin([1])
    told.hear((1, 9), (1, 10), (1, 20))
    told.hear((1, 11))
    assert told.asked == [1]


def test_a_late_hit_among_what_is_remembered_is_not():
    told = Told()
    told.tails.begin([1])
    told.hear((1, 10), (1, 20))
    assert [hit[1] for hit in told.hear((1, 12))[1].hits.rows()] == [10, 12, 20]
    assert told.asked == []


def test_what_was_forgotten_is_looked_up():
    told = Told()
    told.tails.begin([1])
    told.hear((1, 10))
    told.tails.forget([1, 7])
    told.hear((1, 12))
    assert told.asked == [1]


def test_a_group_without_hits_has_no_beginning():
    told = Told()
    told.tails.begin([1])
    assert told.hear((1, 3))[1].begins == EVER


def test_memory_is_bounded_and_keeps_those_that_were_met_last(monkeypatch):
    monkeypatch.setattr(tails, "_MOST", 10)
    monkeypatch.setattr(tails, "_BESIDE", 0)
    told = Told()
    for group in range(1, 9):
        told.hear((group, 0), (group, 1))
    told.hear((8, 2), (1, 2))
    assert told.asked == [1]


@pytest.mark.parametrize(("time", "asked"), [(3, [1]), (4, [])])
def test_a_group_that_was_quiet_for_long_is_not_looked_up(monkeypatch, time, asked):
    monkeypatch.setattr(tails, "_MOST", 10)
    monkeypatch.setattr(tails, "_BESIDE", 0)
    told = Told()
    for group in range(1, 9):
        told.hear((group, 0), (group, 1))
    assert told.hear((1, time), reach=2)[1].hits.times[-1] == time
    assert told.asked == asked


def test_of_small_groups_the_memory_is_bounded_too(monkeypatch):
    monkeypatch.setattr(tails, "_MOST_SMALL", 4)
    told = Told()
    told.tails.begin(range(1, 7))
    told.hear((6, 0), least=9)
    told.hear((1, 1), (6, 1), least=9)
    assert told.asked == [1]


def test_hits_that_weigh_nothing_are_not_taken_for_none():
    told = Told()
    told.tails.begin([1])
    asked = Asked(5, 5, by_weight, least=2)
    found: dict[int, Tail] = {}
    for ts, weight in ((10, 0), (11, 2)):
        fresh = of_rows([Hit(1, ts, 0, ts, weight)])
        ledger.add(told.connection, fresh)
        found = dict(told.tails.near(told.connection, fresh, asked))
    assert [hit[1] for hit in found[1].hits.rows()] == [10, 11]
