"""A migration killed before any of its statements goes on where it was, and loses nothing."""

import os
import shutil
import signal
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from store.database.connection import create
from tests.store.database.test_migrations import asked, old, today  # noqa: F401 - fixtures
from tests.torture.dying import torment

LAYOUT = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
EVERYTHING = "SELECT * FROM events ORDER BY id"
ALERTS = "SELECT * FROM alerts ORDER BY id"


def _killed(path: Path, statement: int) -> bool:
    """Make a database ready in a process that dies before a statement; whether it died."""
    child = os.fork()
    if not child:
        torment(1, 1, statement)
        create(path)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status != 0


def _check_sound(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.slow
def test_a_new_database_is_made_whole_whenever_its_making_is_cut_short(tmp_path):
    create(tmp_path / "whole.db")
    (layout,) = asked(tmp_path / "whole.db", LAYOUT)
    for statement in count(1):
        path = tmp_path / f"{statement}.db"
        died = _killed(path, statement)
        create(path)
        assert asked(path, LAYOUT) == [layout], statement
        _check_sound(path)
        if not died:
            break
    assert statement > 50


@pytest.mark.slow
def test_an_old_database_becomes_whole_whenever_that_is_cut_short(tmp_path, old, today):  # noqa: F811
    wanted = asked(today, LAYOUT, EVERYTHING, ALERTS)
    for statement in count(1):
        path = Path(shutil.copy2(old, tmp_path / f"{statement}.db"))
        died = _killed(path, statement)
        create(path)
        assert asked(path, LAYOUT, EVERYTHING, ALERTS) == wanted, statement
        if not died:
            break
    assert statement > 50


def test_a_migration_that_dies_again_and_again_comes_to_its_end(tmp_path, old, today):  # noqa: F811
    wanted = asked(today, LAYOUT, EVERYTHING, ALERTS)
    path = Path(shutil.copy2(old, tmp_path / "worn.db"))
    rounds = 0
    while _killed(path, 30 + rounds):
        rounds += 1
    assert rounds
    assert asked(path, LAYOUT, EVERYTHING, ALERTS) == wanted
