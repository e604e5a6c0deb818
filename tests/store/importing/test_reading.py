"""Reading one log from where it was left."""

import gzip
import os
import time
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.registry import formats
from store.formats.sheet import Kinds, Marks, Sheet
from store.importing import reading
from store.importing.containers.streams import open_log
from store.importing.reading import LogReader, placed
from store.model import UNPARSED, Record, TimeFlag
from tests.store.importing.running import OPTIONS, append, lines, raws, rested

SECOND = 1_000_000


@pytest.fixture
def log(tmp_path):
    return tmp_path / "a.log"


@pytest.fixture
def reader_of():
    """Makes readers of files; closes them at the end."""
    opened = []

    def reader(path, options=OPTIONS) -> LogReader:
        opened.append(open_log(path))
        return LogReader(opened[-1], None, options, time.time_ns())

    yield reader
    for each in opened:
        each.close()


def records(reader: LogReader) -> list[Record]:
    return [record for piece in reader.pieces() for record in piece.parsed.records]


def at(*times: int | None) -> list[Record]:
    """Records of these times."""
    return [Record(0, b"", UNPARSED, {}, time) for time in times]


@pytest.mark.parametrize("chunk", [1, 50, 77, 78, 1000, 1 << 20])
def test_the_records_do_not_depend_on_the_pieces(log, reader_of, monkeypatch, chunk):
    log.write_bytes(lines(range(50)))
    whole = records(reader_of(log))
    monkeypatch.setattr(reading, "CHUNK", chunk)
    assert records(reader_of(log)) == whole


@pytest.mark.parametrize("chunk", [1, 77, 1 << 20])
def test_lines_may_end_with_returns_alone(log, reader_of, monkeypatch, chunk):
    log.write_bytes(lines(range(50)))
    whole = records(reader_of(log))
    log.write_bytes(lines(range(50)).replace(b"\n", b"\r"))
    monkeypatch.setattr(reading, "CHUNK", chunk)
    assert records(reader_of(log)) == whole


def test_the_first_pieces_can_be_shorter(log, reader_of, monkeypatch):
    log.write_bytes(lines(range(500)))
    monkeypatch.setattr(reading, "CHUNK", 9000)
    sizes = [piece.parsed.consumed for piece in reader_of(log).pieces(begin=1 / 3)]
    assert sum(sizes) == log.stat().st_size
    assert [round(size, -3) for size in sizes[:5]] == [3000, 5000, 7000, 9000, 9000]


@pytest.mark.parametrize("name", sorted(formats()))
@pytest.mark.parametrize("chunk", [100, 4099])
def test_every_format_is_read_the_same_in_pieces(log, reader_of, monkeypatch, name, chunk):
    log.write_bytes(formats()[name].sample)
    rested(log)
    whole = records(reader_of(log))
    monkeypatch.setattr(reading, "CHUNK", chunk)
    pieces = records(reader_of(log))
    assert [each._replace(weight=1) for each in pieces] == [
        each._replace(weight=1) for each in whole
    ]
    assert sum(each.weight for each in pieces) == sum(each.weight for each in whole)


@pytest.mark.parametrize("name", sorted(formats()))
def test_every_format_is_detected(log, reader_of, name):
    log.write_bytes(formats()[name].sample)
    assert reader_of(log).format.name == name


def test_every_piece_says_how_far_it_goes(log, reader_of, monkeypatch):
    log.write_bytes(lines(range(50)))
    monkeypatch.setattr(reading, "CHUNK", 1000)
    pieces = list(reader_of(log).pieces())
    ends = [piece.position.offset for piece in pieces]
    consumed = [piece.parsed.consumed for piece in pieces]
    assert ends == [sum(consumed[: number + 1]) for number in range(len(pieces))]
    assert ends[-1] == log.stat().st_size


def test_an_unfinished_line_leaves_the_reader_waiting(log, reader_of):
    log.write_bytes(lines(range(3))[:-1])
    reader = reader_of(log)
    assert (len(records(reader)), reader.waiting) == (2, True)


def test_a_whole_log_leaves_nothing_waiting(log, reader_of):
    log.write_bytes(lines(range(3)))
    reader = reader_of(log)
    assert (len(records(reader)), reader.waiting) == (3, False)


@pytest.mark.parametrize(("age", "taken"), [(8, 2), (12, 3)])
def test_an_unfinished_line_is_taken_after_ten_seconds(log, reader_of, age, taken):
    log.write_bytes(lines(range(3))[:-1])
    moment = time.time() - age
    os.utime(log, (moment, moment))
    assert len(records(reader_of(log))) == taken


def test_a_line_that_is_being_written_is_not_taken_because_the_log_rested_before(log, reader_of):
    log.write_bytes(lines(range(3)))
    reader = reader_of(rested(log))
    append(log, b"198.51.100.7 - - [half")
    assert (len(records(reader)), reader.waiting) == (3, True)


def test_a_cut_gzip_file_gives_its_whole_lines(log, reader_of):
    log.write_bytes(gzip.compress(os.urandom(9000).hex().encode() + b"\nrest" * 2)[:-12])
    reader = reader_of(log)
    assert (len(records(reader)), reader.waiting) == (1, True)


def test_a_log_that_is_written_anew_meanwhile_is_left(log, reader_of, monkeypatch):
    log.write_bytes(lines(range(100)))
    monkeypatch.setattr(reading, "CHUNK", 1000)
    pieces = reader_of(log).pieces()
    found = list(next(pieces).parsed.records)
    log.write_bytes(lines(range(5000, 5200)))
    found += [record for piece in pieces for record in piece.parsed.records]
    assert {record.raw for record in found} <= set(raws(range(100)))


def test_a_log_without_times_has_that_of_its_file(log, reader_of):
    log.write_bytes(b"hello\n")
    os.utime(log, (1_700_000_000, 1_700_000_000))
    (record,) = records(reader_of(log))
    inherited = (1_700_000_000 * SECOND, TimeFlag.INHERITED)
    assert (record.time, record.time_flags) == inherited


def test_a_log_without_times_has_the_reference_time(log, reader_of):
    log.write_bytes(b"hello\n")
    (record,) = records(reader_of(log, replace(OPTIONS, reference=123)))
    assert record.time == 123


def test_the_zone_is_that_of_the_options(log, reader_of):
    log.write_bytes(b"Mar 10 06:25:09 web1 sshd[1]: Invalid user a from 192.0.2.7 port 1\n")
    tokyo = replace(OPTIONS, zone=ZoneInfo("Asia/Tokyo"))
    (east,) = placed(records(reader_of(log, tokyo)), None, 0)
    (utc,) = placed(records(reader_of(log)), None, 0)
    assert (utc.time or 0) - (east.time or 0) == 9 * 3600 * SECOND


def test_the_host_is_that_of_the_options(log, reader_of):
    log.write_bytes(lines(range(1)))
    (record,) = records(reader_of(log, replace(OPTIONS, host="web9")))
    assert record.fields["host.name"] == "web9"


@pytest.mark.parametrize(
    ("times", "before", "expected"),
    [
        ((5, 7), None, (5, 7)),
        ((5, None, 7), None, (5, 5, 7)),
        ((None, 7), 3, (3, 7)),
        ((None, None, 7), None, (7, 7, 7)),
        ((None,), None, (99,)),
        ((9, 4, None), None, (9, 4, 4)),
        ((), 3, ()),
    ],
)
def test_records_without_a_time_get_their_neighbours(times, before, expected):
    found = placed(at(*times), before, 99)
    assert tuple(record.time for record in found) == expected


def test_only_an_inherited_time_is_marked():
    found = placed(at(5, None), None, 99)
    assert [record.time_flags for record in found] == [0, TimeFlag.INHERITED]


def test_millions_of_tiny_lines_are_read_in_portions(tmp_path, monkeypatch):
    monkeypatch.setattr("store.importing.reading._MOST", 100)
    monkeypatch.setattr("store.importing.reading._LEAST", 64)
    path = tmp_path / "tiny.log"
    path.write_bytes(b"a\n" * 5000)
    opened = open_log(path)
    reader = LogReader(opened, None, OPTIONS, time.time_ns() + 60_000_000_000)
    sizes = [len(piece.parsed.records) for piece in reader.pieces()]
    opened.close()
    assert (sum(sizes), max(sizes) <= 100) == (5000, True)


def sizes(reader: LogReader) -> list[int]:
    """How many records each piece has."""
    return [len(piece.parsed.records) for piece in reader.pieces()]


def test_a_short_rest_waits_for_what_comes_next(log, reader_of, monkeypatch):
    log.write_bytes(lines(range(40)))
    size = log.stat().st_size // 40
    monkeypatch.setattr(reading, "CHUNK", 10 * size)
    monkeypatch.setattr(reading, "_MOST", 9)
    monkeypatch.setattr(reading, "_LEAST", 1)
    assert set(sizes(reader_of(log))[:-1]) <= {8, 9}


def test_of_logs_with_long_records_more_is_read_at_a_time(log, reader_of, monkeypatch):
    log.write_bytes(formats()["windows.xml"].sample)
    monkeypatch.setattr(reading, "CHUNK", log.stat().st_size // 2 + 1)
    assert len(sizes(reader_of(log))) == 1


@given(
    st.lists(st.none() | st.integers(0, 9), min_size=1, max_size=12),
    st.none() | st.integers(0, 9),
)
def test_records_on_a_sheet_get_the_times_that_others_would(times, before):
    plain = at(*times)
    timeless = frozenset(position for position, time in enumerate(times) if time is None)
    count, nothing = len(times), [None] * len(times)
    sheet = Sheet(
        [(0, b"")] * count,
        [time or 0 for time in times],
        Kinds([0] * count, [UNPARSED]),
        {},
        {},
        Marks([1] * count, [0] * count, nothing, nothing, timeless),
    )
    assert list(sheet) == plain
    assert list(placed(sheet, before, 77)) == list(placed(plain, before, 77))


def test_a_line_without_a_time_leaves_the_others_on_their_sheet(log, reader_of):
    auth = [b"Mar 10 06:25:%02d web1 sshd[%d]: x" % (number % 60, number) for number in range(40)]
    log.write_bytes(b"\n".join([*auth[:20], b"garbage", *auth[20:], b""]))
    (piece,) = reader_of(log).pieces()
    assert isinstance(piece.parsed.records, Sheet)
    assert piece.parsed.records[20].time == piece.parsed.records[19].time
