"""How long a log may be silent is learned from itself."""

import sqlite3

import pytest

from store.database import tables, tables_usual
from store.rules.alerting.rhythms import Silent, log_of, note, silent

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
START = 20_000 * DAY
LOG = "/logs/access.log"


@pytest.fixture
def connection():
    made = sqlite3.connect(":memory:")
    made.executescript(tables.RULES + tables_usual.RHYTHMS)
    yield made
    made.close()


def live(connection, hours, name=LOG):
    """A record in each of some hours, read at once."""
    return [note(connection, name, [START + at * HOUR], START + at * HOUR + 1) for at in hours]


def told(connection, hour):
    """The logs that are silent at an hour."""
    return [each.log for each in silent(connection, START + hour * HOUR)]


def test_twice_the_longest_silence_is_too_long(connection):
    live(connection, range(0, 24 * 8, 4))
    last = 24 * 8 - 4
    assert (told(connection, last + 8), told(connection, last + 9)) == ([], [LOG])


def test_since_when_is_told(connection):
    live(connection, range(0, 24 * 8, 4))
    last = START + (24 * 8 - 4) * HOUR
    assert silent(connection, last + DAY) == [Silent(LOG, last)]


def test_an_hour_is_always_allowed(connection):
    for minute in range(0, 8 * 24 * 60, 5):
        note(connection, LOG, [START + minute * MINUTE], START + minute * MINUTE + 1)
    last = START + (8 * 24 * 60 - 5) * MINUTE
    assert (silent(connection, last + HOUR), silent(connection, last + HOUR + 1)) == (
        [],
        [Silent(LOG, last)],
    )


def test_a_log_that_is_known_for_less_than_a_week_is_not_blamed(connection):
    live(connection, range(0, 24 * 7, 4))
    assert told(connection, 24 * 20) == []


def test_records_of_long_ago_say_nothing(connection):
    times = [START + at * HOUR for at in range(24 * 20)]
    assert note(connection, LOG, times, START + 60 * DAY) is None
    assert told(connection, 24 * 61) == []


def test_a_night_is_usual(connection):
    live(connection, [24 * day + hour for day in range(9) for hour in range(12)])
    last = 24 * 8 + 11
    assert (told(connection, last + 26), told(connection, last + 27)) == ([], [LOG])


def test_silences_within_a_piece_count_too(connection):
    for day in range(9):
        hours = [START + (24 * day + hour) * HOUR for hour in (0, 1, 20)]
        note(connection, LOG, hours, START + (24 * day + 21) * HOUR)
    last = 24 * 8 + 20
    assert (told(connection, last + 38), told(connection, last + 39)) == ([], [LOG])


def test_an_outage_is_not_what_is_usual(connection):
    live(connection, [*range(24 * 8), 24 * 12, 24 * 12 + 1])
    assert told(connection, 24 * 12 + 1 + 5) == [LOG]


def test_the_first_record_after_a_silence_is_told(connection):
    assert live(connection, [0, 5]) == [None, Silent(LOG, START + 5 * HOUR)]


def test_what_was_usual_five_weeks_ago_is_so_no_more(connection):
    live(connection, [0, 100, *range(24 * 7 * 6, 24 * 7 * 8)])
    last = 24 * 7 * 8 - 1
    assert told(connection, last + 3) == [LOG]


@pytest.mark.parametrize(
    ("name", "log"),
    [
        ("/var/log/access-2026-03-01.log", "/var/log/access-#.log"),
        ("/var/log/20260301/u_ex20260301.log", "/var/log/20260301/u_ex#.log"),
        ("/var/log/web01/access.log", "/var/log/web01/access.log"),
        ("/var/log/web02-access.log.1", "/var/log/web02-access.log.1"),
    ],
)
def test_a_date_is_no_part_of_the_name(name, log):
    assert log_of(name) == log


def test_a_log_with_a_name_for_each_day_goes_on(connection):
    for day in range(10):
        live(connection, range(24 * day, 24 * day + 24, 3), f"/logs/a-2026-03-{day + 1:02d}.log")
    assert (told(connection, 24 * 10), told(connection, 24 * 11)) == ([], ["/logs/a-#.log"])


def test_what_comes_through_a_pipe_is_no_log_that_grows(connection):
    live(connection, range(0, 24 * 8, 4), "-")
    assert told(connection, 24 * 20) == []
