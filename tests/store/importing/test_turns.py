"""Imports take turns: one at a time, and none starves."""

import threading
import time

import pytest

from store.database.connection import import_lock, import_queue
from store.errors import DatabaseBusy
from store.importing import turns as module
from store.importing.turns import Turns


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.db"


@pytest.fixture
def short(monkeypatch):
    """A turn may end at once."""
    monkeypatch.setattr(module, "_TURN", 0.0)


def test_one_has_the_turn_at_a_time(path):
    with Turns(path, 0), pytest.raises(DatabaseBusy), Turns(path, 0):
        pass


def test_a_turn_that_ended_can_be_had(path):
    with Turns(path, 0):
        pass
    with Turns(path, 0), pytest.raises(DatabaseBusy), import_lock(path, 0):
        pass


def test_who_waits_is_served(path):
    first = Turns(path, 0)
    first.__enter__()
    threading.Timer(0.1, first.__exit__, (None, None, None)).start()
    with Turns(path, 20), pytest.raises(DatabaseBusy), Turns(path, 0):
        pass


def test_nobody_wants_a_turn_that_nobody_waits_for(path, short):
    with Turns(path, 0) as turns:
        assert not turns.is_wanted


def test_a_turn_is_wanted_while_somebody_waits(path, short):
    with Turns(path, 0) as turns:
        other = threading.Thread(target=_take, args=(path,))
        other.start()
        _until(lambda: _somebody_waits(path))
        assert turns.is_wanted
    other.join()


def test_a_turn_has_its_time(path, monkeypatch):
    monkeypatch.setattr(module, "_TURN", 600.0)
    with Turns(path, 0) as turns:
        other = threading.Thread(target=_take, args=(path,))
        other.start()
        _until(lambda: _somebody_waits(path))
        assert not turns.is_wanted
    other.join()


def test_a_turn_that_is_passed_on_comes_again(path, short):
    order: list[str] = []
    with Turns(path, 0) as turns:
        other = threading.Thread(target=_take, args=(path, order))
        other.start()
        _until(lambda: turns.is_wanted)
        turns.pass_on()
        order.append("first again")
    other.join()
    assert order == ["other", "first again"]


def test_who_is_told_to_end_waits_no_longer(path):
    with Turns(path, 0), pytest.raises(DatabaseBusy), Turns(path, 600, stop=lambda: True):
        pass


def test_everybody_waits_for_a_brief_turn(path):
    first = Turns(path, 0)
    first.brief = True
    first.__enter__()
    threading.Timer(0.1, first.__exit__, (None, None, None)).start()
    with Turns(path, 0), pytest.raises(DatabaseBusy), Turns(path, 0):
        pass


def test_a_brief_turn_that_lasts_is_busy_all_the_same(path, monkeypatch):
    monkeypatch.setattr(module, "_MOMENT", 0.05)
    first = Turns(path, 0)
    first.brief = True
    with first, pytest.raises(DatabaseBusy), Turns(path, 0):
        pass


def _take(path, order: list[str] | None = None) -> None:
    with Turns(path, 20):
        if order is not None:
            order.append("other")


def _somebody_waits(path) -> bool:
    try:
        with import_queue(path, 0):
            return False
    except DatabaseBusy:
        return True


def _until(condition) -> None:
    """Wait until something is so; a minute is more than it may take."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)
