"""The list of log files, and what is missing in Windows logs."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from store.database.coding import Coder
from store.database.connection import Writer, create, reader
from store.database.facts import facts
from store.database.ingest import Ingest
from store.model import Fields, Kind, Record
from store.queries import sources
from store.queries.sources import ChannelRow, Listing, SourceRow, Totals
from tests.store.queries.scene import SECOND, START

LOGON = Kind("windows.eventlog", action="login", code="4624", channel="Security")
CLEARED = LOGON._replace(action="log-cleared", code="1102")
SYSTEM = LOGON._replace(channel="System")
WEB = Kind("apache.access")

Files = Sequence[Sequence[Record]]


def event(number: int | None, kind: Kind = LOGON, host: str = "DC1") -> Record:
    fields: Fields = {"host.name": host}
    if number is not None:
        fields["winlog.record_id"] = number
    return Record(0, b"<Event/>", kind, fields, START)


def events(*numbers: int) -> list[Record]:
    return list(map(event, numbers))


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., Listing]:
    """The list of files that hold these records."""

    def listed_(*files: Sequence[Record]) -> Listing:
        path = tmp_path / "blotter.db"
        create(path)
        ingest = Ingest()
        with Writer(path) as writer, writer.transaction() as connection:
            for number, records in enumerate(files, start=1):
                _source(connection, number)
                ingest.write(connection, number, facts(records, Coder()))
            ingest.finish(connection)
        connection = reader(path)
        found = sources.listing(connection)
        connection.close()
        return found

    return listed_


def _source(connection: sqlite3.Connection, number: int) -> None:
    connection.execute(
        "INSERT INTO sources (id, path, compression, device, inode, size, modified, offset, "
        "prefix, prefix_size, tail, tail_size, identity, state) "
        "VALUES (?, '/' || ?, 'none', 1, 1, 1, 1, 1, x'', 0, x'', 0, x'', '{}')",
        (number, number),
    )


def test_a_source(connection: sqlite3.Connection) -> None:
    assert sources.listing(connection).rows[0] == SourceRow(
        path="/var/log/apache2/access.log",
        format="apache.access",
        size=9000,
        offset=9000,
        events=6,
        unparsed=0,
        expected=0,
        lost=0,
        last_import=START + 100 * SECOND,
        error=None,
        compression="none",
        repeated=0,
        gaps=0,
        missing=0,
        cleared=0,
    )


def test_sources_are_in_the_order_of_their_paths(connection: sqlite3.Connection) -> None:
    paths = [row.path for row in sources.listing(connection).rows]
    assert paths == ["/var/log/apache2/access.log", "/var/log/auth.log"]


def test_a_limit_is_of_the_list_and_not_of_the_totals(connection: sqlite3.Connection) -> None:
    found = sources.listing(connection, 1)
    assert (len(found.rows), found.totals) == (1, Totals(2, 12, 0, 0, 0))


def test_the_windows_logs(connection: sqlite3.Connection) -> None:
    assert sources.listing(connection).channels == [ChannelRow("DC1", "Security", 1, 0, 0, 0)]


@pytest.mark.parametrize(
    ("numbers", "gaps", "missing"),
    [
        ((1, 2, 3), 0, 0),
        ((3, 1, 2), 0, 0),
        ((7,), 0, 0),
        ((1, 3), 1, 1),
        ((1, 1, 3), 1, 1),
        ((1, 1, 2), 0, 0),
        ((1, 2, 10, 11, 20), 2, 15),
        ((-5, 5), 1, 9),
    ],
)
def test_missing_numbers_are_counted(listed, numbers, gaps, missing):
    (row,) = listed(events(*numbers)).rows
    assert (row.gaps, row.missing) == (gaps, missing)


def test_forged_numbers_overflow_nothing(listed):
    highest = (1 << 63) - 1
    (row,) = listed([*events(-highest, highest), event(0, host="b"), event(highest, host="b")]).rows
    assert row.gaps == 2
    assert row.missing > highest


def test_two_files_of_one_log_fill_each_others_gaps(listed):
    found = listed(events(1, 2, 5), events(3, 4))
    assert [(row.gaps, row.missing) for row in found.rows] == [(0, 0), (0, 0)]


def test_a_gap_between_files_is_told_of_the_later_one(listed):
    found = listed(events(1, 2), events(10, 11))
    assert [(row.gaps, row.missing) for row in found.rows] == [(0, 0), (1, 7)]


def test_a_piece_that_overlaps_another_leaves_nothing_out(listed):
    found = listed(events(*range(1, 20)), events(5, 6), events(21))
    assert [row.missing for row in found.rows] == [0, 0, 1]


def test_every_log_of_every_computer_counts_by_itself(listed):
    found = listed([event(1), event(2, SYSTEM), event(3, host="WEB"), event(4, host="dc1")])
    assert found.channels == [
        ChannelRow("dc1", "Security", 2, 1, 2, 0),
        ChannelRow("DC1", "System", 1, 0, 0, 0),
        ChannelRow("WEB", "Security", 1, 0, 0, 0),
    ]


def test_records_without_a_number_leave_nothing_out(listed):
    (channel,) = listed([event(None), event(5), event(None), event(6)]).channels
    assert channel == ChannelRow("DC1", "Security", 4, 0, 0, 0)


def test_a_log_without_any_number_is_a_log(listed):
    (channel,) = listed([event(None, CLEARED)]).channels
    assert channel == ChannelRow("DC1", "Security", 1, 0, 0, 1)


def test_a_log_that_was_emptied_is_told_of_its_file(listed):
    found = listed(events(1), [event(2, CLEARED), event(3, CLEARED)])
    assert [row.cleared for row in found.rows] == [0, 2]


def test_other_logs_have_no_numbers(listed):
    found = listed([Record(0, b"x", WEB, {}, START)])
    assert (found.channels, found.rows[0].missing) == ([], 0)


def test_a_copy_has_figures_of_zero(tmp_path: Path, listed):
    listed(events(1, 3))
    with Writer(tmp_path / "blotter.db") as writer, writer.transaction() as connection:
        connection.execute("INSERT INTO copies VALUES ('/0', 1, 2, 3, 4, 1)")
    connection = reader(tmp_path / "blotter.db")
    found = sources.listing(connection)
    connection.close()
    assert [(row.path, row.missing, row.copy_of) for row in found.rows] == [
        ("/0", 0, "/1"),
        ("/1", 1, None),
    ]
    assert found.totals.sources == 1
