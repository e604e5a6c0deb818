"""The years of logs that name none: single lines out of order shift no other, nor does a cut."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.formats.builtin.system_auth import FORMAT
from store.formats.clock import microseconds
from store.formats.interface import State
from store.formats.lines import LONG
from store.formats.syslog.envelopes.course import Course, Place
from store.formats.syslog.envelopes.header import MONTHS
from store.formats.syslog.envelopes.splitting import split
from store.formats.syslog.envelopes.stamps import Stamps
from store.model import Context
from tests.store.formats.cutting import read_in_pieces

LIVE = "live"
_DAY = timedelta(days=1)


class Line(NamedTuple):
    """A line of a log."""

    stamp: str
    written: datetime
    """When it was written: what a clock that is right said."""
    is_true: bool
    """Whether its stamp says so, too."""


class Log(NamedTuple):
    """A log, and where it is cut into imports."""

    lines: list[Line]
    cuts: list[int]

    def truth(self) -> list[int | None]:
        """The years of the lines that have a true stamp."""
        return [line.written.year if line.is_true else None for line in self.lines]

    def only_true(self, years: list[int | None]) -> list[int | None]:
        """Years without those of lines that are out of order."""
        return [
            year if line.is_true else None for line, year in zip(self.lines, years, strict=True)
        ]


def stamp_of(moment: datetime) -> str:
    """A stamp without year."""
    return f"{MONTHS[moment.month - 1]} {moment.day:2} {moment:%H:%M:%S}"


def true(moment: datetime, count: int = 1) -> list[Line]:
    """Lines with a true stamp."""
    return [Line(stamp_of(moment), moment, is_true=True)] * count


def stray(stamp: str, written: datetime, count: int = 1) -> list[Line]:
    """Lines with another."""
    return [Line(f"{stamp} 10:00:00", written, is_true=False)] * count


def read(log: Log, cuts: list[int], reference: datetime | str) -> list[int | None]:
    """The years of a log's lines, imported piece by piece, by a reader of its own each time."""
    state: State = {}
    found: list[int | None] = []
    for begin, end in pairwise([0, *cuts, len(log.lines)]):
        some = log.lines[begin:end]
        if not some:
            continue
        instant = max(line.written for line in some) if reference == LIVE else reference
        assert isinstance(instant, datetime)
        source = "".join(f"{line.stamp} web1 su: x\n" for line in some).encode()
        stamps = Stamps(Context(UTC, microseconds(instant)), state, partial(iter, [source]))
        for line in some:
            header = split(f"{line.stamp} web1 su: x")
            assert header is not None
            read = stamps.read(header)
            time = read and datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=read.time)
            found.append(time.year if time else None)
        state = json.loads(json.dumps(stamps.state()))
    return found


def is_out_of_order(line: Line) -> bool:
    """Whether that can be told: a 29 February between February and March is in order."""
    end = datetime(line.written.year, 3, 1, tzinfo=UTC)
    return not (line.stamp.startswith("Feb 29") and abs(line.written - end) < 14 * _DAY)


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """Logs of less than a year, with few lines out of order, cut anywhere behind a beginning."""
    moment = draw(
        st.datetimes(datetime.fromisoformat("2019-01-01"), datetime.fromisoformat("2023-12-31"))
    )
    moment = moment.replace(tzinfo=UTC)
    lines = true(moment, 20)
    steps = st.tuples(
        st.integers(0, 5 * 24) | st.integers(0, 1),
        st.integers(4, 12),
        st.lists(st.sampled_from(STRAYS), max_size=3),
    )
    for hours, count, strays in draw(st.lists(steps, max_size=40)):
        moment += timedelta(hours=hours)
        lines += true(moment, count)
        lines += [line for each in strays for line in stray(each, moment) if is_out_of_order(line)]
    cuts = draw(st.lists(st.integers(20, len(lines)), max_size=8).map(sorted))
    return Log(lines, cuts)


STRAYS = [f"{month} {day:2}" for month in MONTHS for day in (1, 9, 17, 28)] + ["Feb 29"] * 4
NOVEMBER = datetime(2023, 11, 3, 9, tzinfo=UTC)
AUTUMN = [
    *true(NOVEMBER, 20),
    *stray("Feb  3", NOVEMBER),
    *true(NOVEMBER + _DAY, 5),
    *stray("Feb 29", NOVEMBER + _DAY, 2),
    *true(NOVEMBER + 2 * _DAY, 5),
    *stray("Apr 30", NOVEMBER + 2 * _DAY),
]


@given(logs(), st.integers(0, 300))
@example(Log(AUTUMN, []), 0)
@example(Log(AUTUMN, [21, 27]), 120)
def test_lines_out_of_order_shift_no_others(log, later):
    """Wherever the log is cut, if what is imported was just written, or with another reference."""
    last = max(line.written for line in log.lines)
    reference = min(last + later * _DAY, log.lines[0].written + 364 * _DAY)
    assert log.only_true(read(log, log.cuts, LIVE)) == log.truth()
    assert log.only_true(read(log, log.cuts, max(last, reference))) == log.truth()


@given(logs(), st.integers(0, 300))
@example(Log(AUTUMN, [21, 27]), 120)
def test_one_import_or_many_give_the_same_years(log, later):
    """Those of lines out of order, too, where the reference is the same."""
    last = max(line.written for line in log.lines)
    reference = max(last, min(last + later * _DAY, log.lines[0].written + 364 * _DAY))
    assert read(log, log.cuts, reference) == read(log, [], reference)


@given(
    st.lists(st.tuples(st.integers(0, 365), st.integers(1, 40)), max_size=12),
    st.integers(0, 365),
    st.booleans(),
)
def test_lines_count_at_once_as_they_do_one_by_one(runs, reference, is_known):
    latest = Place(3, reference) if is_known else None
    at_once, one_by_one = (Course(reference, latest) for _ in range(2))
    for day, lines in runs:
        at_once.note(Place(at_once.year_of(day), day), lines)
        for _ in range(lines):
            one_by_one.note(Place(one_by_one.year_of(day), day))
        assert at_once.state() == one_by_one.state()


def _times(data: bytes, cuts: list[int]) -> list[int | None]:
    """The times of an auth log's records, read by a reader of its own for each piece."""
    about = Context(UTC, microseconds(NOVEMBER + 90 * _DAY))
    return [record.time for record in read_in_pieces(FORMAT, data, cuts, about)]


@pytest.mark.parametrize("size", [7_000, 300_000])
def test_long_pieces_give_the_same_years_as_short_ones(size):
    """Pieces of a MiB and more are read in arrays, an hour at a time."""
    text = "".join(
        f"{line.stamp} web1 sshd[77]: Failed password for root from 192.0.2.7 port 22 ssh2\n"
        for step in range(700)
        for line in [
            *true(NOVEMBER + step * _DAY / 24, 25),
            *stray(STRAYS[step % len(STRAYS)], NOVEMBER, step % 4),
        ]
    )
    data = text.encode()
    assert len(data) > LONG
    assert _times(data, []) == _times(data, list(range(size, len(data), size)))
