"""Live logs are followed: what is written is imported at once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from store.database.connection import Writer, import_lock
from store.importing import following
from store.importing.following import Watch, follow
from store.importing.importer import Run
from store.importing.means import Means
from store.importing.options import Rules
from store.importing.places.wanted import Wanted
from store.importing.progress import Silent, Summary
from store.importing.turns import Turns
from tests.store.importing.running import OPTIONS, append, lines, raws, stored


@contextmanager
def followed(database, *words: object) -> Iterator[list[Summary | None]]:
    """What a follower in a thread of its own tells."""
    ended = threading.Event()
    watching = Watch(database.name)
    told: list[Summary | None] = []
    wanted = [Wanted(tuple(map(str, words)), OPTIONS)]

    def tell() -> None:
        with Writer(database) as writer:
            turns = Turns(database, 0)
            run = Run(Means(writer, turns, Rules((), OPTIONS.zone), Silent()))
            for done in follow(run, turns, wanted, watching, stop=ended.is_set):
                told.append(done)  # noqa: PERF402 - one by one, while they come

    thread = threading.Thread(target=tell)
    thread.start()
    try:
        until(lambda: bool(told))
        yield told
    finally:
        ended.set()
        watching.wake()
        thread.join(60)


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def _grows(told: list[Summary | None]) -> bool:
    """Whether more is told in a moment."""
    before = len(told)
    time.sleep(0.5)
    return len(told) > before


@pytest.fixture
def patient(monkeypatch):
    """Nobody looks unless something happens."""
    monkeypatch.setattr(following, "PAUSE", 600.0)


@pytest.mark.parametrize("word", ["", "a.log", "*.log"])
def test_what_is_appended_is_imported_at_once(database, logs, patient, word):
    (logs / "a.log").write_bytes(lines(range(10)))
    with followed(database, f"{logs}/{word}"):
        append(logs / "a.log", lines(range(10, 20)))
        until(lambda: len(stored(database)) == 20)
    assert stored(database) == raws(range(20))


def test_a_new_file_is_found(database, logs, patient):
    with followed(database, logs):
        (logs / "b.log").write_bytes(lines(range(5)))
        until(lambda: len(stored(database)) == 5)
    assert stored(database) == raws(range(5))


def test_a_new_folder_is_found(database, logs, patient):
    with followed(database, logs):
        (logs / "deep").mkdir()
        time.sleep(0.5)
        (logs / "deep" / "b.log").write_bytes(lines(range(5)))
        until(lambda: len(stored(database)) == 5)
    assert stored(database) == raws(range(5))


def test_a_rotation_loses_nothing(database, logs, patient):
    log = logs / "a.log"
    log.write_bytes(lines(range(10)))
    with followed(database, log):
        append(log, lines(range(10, 20)))
        log.rename(logs / "a.log.1")
        log.write_bytes(lines(range(20, 30)))
        until(lambda: len(stored(database)) == 30)
    assert stored(database) == raws(range(30))


def test_without_anything_to_watch_with_it_looks_now_and_then(database, logs, monkeypatch):
    def refuse(*_, **__):
        raise OSError("inotify watch limit reached")

    monkeypatch.setattr(following, "watch", refuse)
    monkeypatch.setattr(following, "PAUSE", 0.1)
    with followed(database, logs):
        (logs / "b.log").write_bytes(lines(range(5)))
        until(lambda: len(stored(database)) == 5)
    assert stored(database) == raws(range(5))


def test_where_nothing_happens_it_rests(database, logs, patient):
    (logs / "a.log").write_bytes(lines(range(10)))
    with followed(database, logs, database.parent) as told:
        until(lambda: not _grows(told))
        assert len(told) <= 3


def test_between_two_looks_others_have_their_turn(database, logs, patient):
    with followed(database, logs), import_lock(database, 20.0):
        append(logs / "a.log", lines(range(5)))
        time.sleep(0.5)
        assert stored(database) == []


def test_while_another_import_is_at_work_it_says_so_and_goes_on(database, logs, monkeypatch):
    monkeypatch.setattr(following, "PAUSE", 0.1)
    with followed(database, logs) as told:
        with import_lock(database, 20.0):
            until(lambda: told[-1] is None)
        append(logs / "a.log", lines(range(5)))
        until(lambda: len(stored(database)) == 5)
    assert stored(database) == raws(range(5))
