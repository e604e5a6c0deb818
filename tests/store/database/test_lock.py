"""The lock between processes."""

import os
import subprocess
import sys
import threading
import time

import pytest

from store.database.lock import FileLock
from store.errors import DatabaseBusy, DatabaseError

HOLD = (
    "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); "
    "print(1, flush=True); input()"
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.db.lock"


@pytest.fixture
def holder(path):
    """Another process that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def takes(path, wait: float = 0.0) -> bool:
    try:
        with FileLock(path, wait):
            return True
    except DatabaseBusy:
        return False


def test_a_free_lock_is_taken(path):
    assert takes(path)


def test_a_held_lock_is_refused_at_once(path, monkeypatch):
    monkeypatch.setattr(time, "sleep", None)  # who waits calls it
    with FileLock(path), pytest.raises(DatabaseBusy), FileLock(path):
        pass


def test_the_refusal_names_the_database(path):
    with FileLock(path), pytest.raises(DatabaseBusy, match=r"/x\.db$"), FileLock(path):
        pass


def test_a_lock_is_free_again_after_its_holder(path):
    with FileLock(path):
        pass
    assert takes(path)


def test_a_lock_is_free_again_after_an_error(path):
    with pytest.raises(KeyError), FileLock(path):
        raise KeyError
    assert takes(path)


def test_it_is_waited_for(path):
    lock = FileLock(path)
    lock.__enter__()
    threading.Timer(0.1, lock.__exit__, (None, None, None)).start()
    assert takes(path, 10)


@pytest.mark.parametrize("is_told", [True, False])
def test_its_holder_is_told_that_somebody_waits_if_that_is_wanted(path, is_told):
    with FileLock(path, is_told=is_told) as lock:
        assert not lock.is_awaited
        with pytest.raises(DatabaseBusy), FileLock(path, 0.03, is_told=is_told):
            pass
        assert lock.is_awaited is is_told


def test_who_does_not_wait_is_not_told_of(path):
    with FileLock(path, is_told=True) as lock:
        with pytest.raises(DatabaseBusy), FileLock(path, 0, is_told=True):
            pass
        assert not lock.is_awaited


def test_whoever_waited_before_it_was_taken_does_not_matter(path):
    lock = FileLock(path, is_told=True)
    with lock, pytest.raises(DatabaseBusy), FileLock(path, 0.03, is_told=True):
        pass
    with lock:
        assert not lock.is_awaited


def test_nobody_awaits_what_is_not_held(path):
    lock = FileLock(path, is_told=True)
    with lock, pytest.raises(DatabaseBusy), FileLock(path, 0.03, is_told=True):
        pass
    assert not lock.is_awaited


def test_another_process_holds_it(path, holder):
    assert not takes(path)


def test_it_ends_with_its_holder(path, holder):
    holder.kill()
    holder.wait()
    assert takes(path)


def test_it_does_not_go_on_in_children(path):
    with FileLock(path):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert takes(path)
    finally:
        child.communicate(b"\n")


def test_the_file_stays(path):
    with FileLock(path):
        pass
    assert path.exists()


def test_a_link_is_not_followed(path, tmp_path):
    path.symlink_to(tmp_path / "victim")
    with pytest.raises(DatabaseError), FileLock(path):
        pass
    assert not (tmp_path / "victim").exists()


def test_a_refused_lock_leaves_nothing_open(path):
    with FileLock(path):
        before = len(os.listdir("/dev/fd"))  # noqa: PTH208 - only their number counts
        takes(path)
        assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208


def test_who_does_not_get_a_signed_lock_is_told_who_has_it(path):
    with FileLock(path, is_signed=True) as held:
        for noted in (b"", b"brief\n"):
            held.note(noted)
            with pytest.raises(DatabaseBusy, match=rf"holds .*: process {os.getpid()} on .* UTC$"):
                FileLock(path, is_signed=True).__enter__()
