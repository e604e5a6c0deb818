"""Sources are known by their content; what the file system says is only a hint."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database.connection import Writer, reader
from store.importing.containers.streams import open_log
from store.importing.glance import identify
from store.importing.identity import (
    PREFIX,
    TAIL,
    Known,
    Position,
    at_path,
    continues,
    left,
    recognise,
    same_beginning,
    same_first_record,
)
from tests.store.importing.running import append, lines, rested, rows, run

LONG = lines(range(500))


@pytest.fixture
def log(database, logs):
    """A log that has been imported."""
    path = logs / "a.log"
    path.write_bytes(LONG)
    run(database, path)
    return path


@pytest.fixture
def connection(database, log):
    opened = reader(database)
    yield opened
    opened.close()


@pytest.fixture
def stream_of(tmp_path):
    """A stream of these bytes."""
    opened = []

    def stream(data: bytes):
        path = tmp_path / "other"
        path.write_bytes(data)
        opened.append(open_log(path))
        return opened[-1].stream()

    yield stream
    for each in opened:
        each.close()


def known_at(connection: sqlite3.Connection, log: Path) -> Known:
    """The source at a path, which has to be there."""
    known = at_path(connection, str(log))
    assert known is not None
    return known


def changed(data: bytes, at: int) -> bytes:
    """The bytes with another one at a place."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_source_is_found_by_its_path(connection, log):
    known = known_at(connection, log)
    assert (known.path, known.offset) == (str(log), len(LONG))


def test_no_source_is_found_where_none_was(connection):
    assert at_path(connection, "/none") is None


def test_an_unchanged_file_is_told_by_the_file_system(connection, log):
    assert known_at(connection, log).is_unchanged(identify(log))


def test_a_file_that_grew_is_not_unchanged(connection, log):
    append(log, b"x")
    assert not known_at(connection, log).is_unchanged(identify(log))


def test_a_file_that_was_written_to_is_not_unchanged(connection, log):
    rested(log)
    assert not known_at(connection, log).is_unchanged(identify(log))


@pytest.mark.parametrize("more", [b"", b"more\n"])
def test_the_same_bytes_are_recognised(connection, stream_of, more):
    found = recognise(connection, stream_of(LONG + more), "/other")
    assert found is not None
    assert found.offset == len(LONG)


@pytest.mark.parametrize("at", [0, PREFIX - 1, len(LONG) - TAIL, len(LONG) - 1])
def test_other_bytes_are_not_recognised(connection, stream_of, at):
    assert recognise(connection, stream_of(changed(LONG, at) + b"more\n"), "/other") is None


def test_fewer_bytes_are_not_recognised(connection, stream_of):
    assert recognise(connection, stream_of(LONG[:-1]), "/other") is None


def test_nothing_is_no_source(connection, stream_of):
    assert recognise(connection, stream_of(b""), "/other") is None


def test_fewer_bytes_begin_the_same(connection, stream_of):
    assert [known.id for known in same_beginning(connection, stream_of(LONG[:-1]), "/o")] == [1]


def test_a_short_beginning_has_the_same_first_record(connection, stream_of):
    found = same_first_record(connection, stream_of(lines(range(3))))
    assert [known.id for known in found] == [1]


def test_an_unfinished_first_line_is_no_record(connection, stream_of):
    assert same_first_record(connection, stream_of(LONG[:20])) == []


@pytest.mark.parametrize("more", [b"", b"more\n"])
def test_a_stream_continues_what_it_holds(connection, log, stream_of, more):
    assert continues(stream_of(LONG + more), known_at(connection, log))


@pytest.mark.parametrize("data", [LONG[:-1], changed(LONG, 0), changed(LONG, len(LONG) - 1), b""])
def test_a_stream_does_not_continue_what_it_does_not_hold(connection, log, stream_of, data):
    assert not continues(stream_of(data), known_at(connection, log))


def test_the_beginning_that_is_remembered_grows_with_the_log(database, logs):
    path = logs / "b.log"
    sizes = []
    for end in (10, 50, 500):
        path.write_bytes(lines(range(end)))
        run(database, path)
        sizes += rows(database, "SELECT prefix_size, tail_size FROM sources")
    ten, fifty = len(lines(range(10))), len(lines(range(50)))
    assert sizes == [(ten, min(ten, TAIL)), (fifty, TAIL), (PREFIX, TAIL)]


@given(st.lists(st.integers(0, 2 * PREFIX), max_size=5))
def test_a_position_does_not_depend_on_the_pieces(sizes):
    log = bytes(range(251)) * (sum(sizes) // 251 + 1)
    position, at = Position(), 0
    for size in sizes:
        position, at = position.after(log[at : at + size], at), at + size
    read = log[: sum(sizes)]
    assert (position.offset, position.beginning) == (len(read), read[:PREFIX])
    assert position.tail == read[-TAIL:]


def test_what_was_not_read_from_its_beginning_on_has_none(connection):
    position = Position(offset=10, tail=b"0123456789").after(b"abc", 1)
    assert position == Position(13, b"", b"0123456789abc", 1)


@pytest.fixture
def twins(database, log):
    """Sources with the same beginning: as far as the log, not as far, and as far elsewhere."""
    with Writer(database) as writer, writer.transaction() as connection:
        for path, less in (("/short", 1), ("/other", 0)):
            connection.execute(
                "INSERT INTO sources (path, compression, device, inode, size, modified, waiting, "
                "offset, prefix, prefix_size, tail, tail_size, identity, state) "
                "SELECT ?, compression, device, inode, size, modified, waiting, offset - ?, "
                "prefix, prefix_size, tail, tail_size, identity, state FROM sources WHERE id = 1",
                (path, less),
            )
    return str(log)


@pytest.mark.parametrize("path", ["/other", "/elsewhere", ""])
def test_the_longest_read_comes_first_and_of_these_the_one_of_the_name(
    twins, connection, stream_of, path
):
    alike = same_beginning(connection, stream_of(LONG), path or twins)
    found = [known.path for known in alike]
    assert (found[-1], sorted(found[:2])) == ("/short", sorted((twins, "/other")))
    assert found[0] == (path or twins) or path == "/elsewhere"


def test_a_stream_as_long_as_what_is_remembered_is_compared_by_that(database, logs, stream_of):
    short = lines(range(3))
    (logs / "b.log").write_bytes(short)
    run(database, logs / "b.log")
    opened = reader(database)
    alike = same_first_record(opened, stream_of(short))
    shorter = same_first_record(opened, stream_of(short[:-1]))
    opened.close()
    assert ([known.id for known in alike], [known.id for known in shorter]) == ([], [1])


def test_what_waits_is_not_unchanged(connection, log):
    assert not known_at(connection, log)._replace(waiting=1).is_unchanged(identify(log))


@pytest.mark.parametrize(
    ("changes", "nowhere"),
    [
        ({"device": 0, "inode": 0, "waiting": 0}, True),
        ({"device": 0, "inode": 0, "waiting": 1}, False),
        ({"device": 0, "inode": 5, "waiting": 0}, False),
        ({"device": 5, "inode": 0, "waiting": 0}, False),
    ],
)
def test_what_came_through_a_pipe_lay_nowhere(connection, log, changes, nowhere):
    assert known_at(connection, log)._replace(**changes).lay_nowhere is nowhere


def test_the_source_that_was_moved_away_last_is_found_by_its_old_name(database, log):
    moved = log.rename(log.with_name("b.log"))
    run(database, moved)
    opened = reader(database)
    found, nothing = left(opened, str(log)), left(opened, str(moved))
    opened.close()
    assert found is not None
    assert (found.id, found.path, nothing) == (1, str(moved), None)


def test_a_stream_is_compared_from_its_beginning_wherever_it_stands(connection, log, stream_of):
    stream = stream_of(LONG)
    known = known_at(connection, log)
    found = []
    for compare in (
        lambda: continues(stream, known),
        lambda: len(same_beginning(connection, stream, "/other")) == 1,
        lambda: recognise(connection, stream, "/other") == known,
    ):
        stream.seek(10)
        found.append(compare())
    short = stream_of(lines(range(3)))
    short.seek(10)
    found.append(same_first_record(connection, short) == [known])
    assert found == [True] * 4
