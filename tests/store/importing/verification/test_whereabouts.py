"""Where a log may lie."""

import sqlite3
from pathlib import Path

import pytest

from store.database.connection import reader
from store.importing.identity import at_path
from store.importing.verification.whereabouts import logs_at, obstacle, places, was_piped
from tests.store.importing.running import lines, rested, run


@pytest.mark.parametrize(
    ("name", "piped"),
    [
        ("-", True),
        ("/dev/fd/63", True),
        ("/proc/self/fd/11", True),
        ("/var/log/auth.log", False),
        ("/srv/logs.zip!/a.log", False),
        ("/dev/fd/63.log", False),
    ],
)
def test_pipes_are_told_by_their_names(name, piped):
    assert was_piped(name) is piped


def test_a_fifo_is_a_pipe(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    assert was_piped(str(tmp_path / "pipe"))


@pytest.mark.parametrize(
    ("own", "other", "related"),
    [
        ("access.log", "access.log.1", True),
        ("access.log.1", "access.log.2.gz", True),
        ("access.log-20261109", "access.log", True),
        ("access-2026-11-09.log", "access-2026-11-08.log.xz", True),
        ("messages", "messages-20261109.zst", True),
        ("auth.log", "auth.log.bak", True),
        ("auth.log", "access.log", False),
        ("[a].log", "[a].log.1", True),
        ("[a].log", "a.log", False),
    ],
)
def test_files_beside_a_log_that_are_named_alike(database, logs, own, other, related):
    log = logs / own
    log.write_bytes(lines(range(50)))
    run(database, rested(log))
    (logs / other).write_bytes(b"")
    connection: sqlite3.Connection = reader(database)
    known = at_path(connection, str(log))
    assert known is not None
    found = list(places(connection, known))
    connection.close()
    assert found[0] == str(log)
    assert (str(logs / other) in found) is related


def test_nothing_is_read_from_a_fifo_or_a_folder(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    assert [*logs_at(str(tmp_path / "pipe")), *logs_at(str(tmp_path))] == []


def test_a_log_is_closed_after_it_was_looked_at(tmp_path):
    (tmp_path / "a.log").write_bytes(b"a\n")
    ((name, data),) = [(log.name, log.stream().read(9)) for log in logs_at(f"{tmp_path}/a.log")]
    assert (Path(name).name, data) == ("a.log", b"a\n")


def test_a_file_that_is_not_there_is_no_obstacle(tmp_path):
    assert obstacle(str(tmp_path / "none" / "a.log")) is None
