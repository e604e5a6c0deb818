"""A log that grows at a steady pace."""

import time
from pathlib import Path

import pytest

from benchmarks.feed import Feed, highest, lines


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    with Feed(tmp_path / "live.log", 100) as one:
        while one.lines < 20:
            time.sleep(0.05)
    return one


def test_it_writes_as_many_lines_as_it_says(feed: Feed, tmp_path: Path):
    assert (tmp_path / "live.log").read_bytes().count(b"\n") == feed.lines


def test_a_text_tells_the_highest_number_in_it():
    assert highest(lines(0, 12).decode()) == 12


def test_a_text_without_numbers_tells_none():
    assert highest("GET /") == 0


def test_what_was_seen_at_once_has_no_lag_to_speak_of(feed: Feed):
    assert max(feed.lags([(feed.lines, time.perf_counter())], 0.0, time.perf_counter())) < 60


def test_what_was_never_seen_lags_until_the_last_look(feed: Feed):
    until = time.perf_counter() + 100
    assert min(feed.lags([], 0.0, until)) > 99


def test_what_was_written_before_anybody_looked_does_not_count(feed: Feed):
    now = time.perf_counter()
    assert feed.lags([], now, now) == []
