"""Joining lines into records."""

import pytest

from store.formats import lines
from store.formats.syslog.records import join


def test_a_line_that_begins_with_a_blank_goes_on_with_the_record():
    joined = join(b"a\n\tb\n c\nd\n", 5, at_end=True, take_rest=False)
    assert joined == ([(5, b"a\n\tb\n c"), (13, b"d")], 10)


def test_empty_lines_inside_a_record_stay():
    assert join(b"a\n\n b\r\n", 0, at_end=True, take_rest=False).records == [(0, b"a\n\n b")]


def test_the_last_record_waits_for_what_may_follow():
    assert join(b"a\nb\n", 0, at_end=False, take_rest=False) == ([(0, b"a")], 2)


def test_at_the_end_the_last_record_is_taken():
    assert join(b"a\nb\n", 0, at_end=True, take_rest=False).consumed == 4


def test_at_the_end_a_begun_continuation_is_waited_for():
    assert join(b"a\nb\n c", 0, at_end=True, take_rest=False) == ([(0, b"a")], 2)


def test_at_the_end_a_begun_record_waits_alone():
    assert join(b"a\nb", 0, at_end=True, take_rest=False) == ([(0, b"a")], 2)


def test_the_rest_is_taken_when_asked_for():
    assert join(b"a\n b", 0, at_end=True, take_rest=True) == ([(0, b"a\n b")], 4)


def test_a_continuation_without_record_stands_alone():
    assert join(b" a\nb\n", 0, at_end=True, take_rest=False).records == [(0, b" a"), (3, b"b")]


def test_a_record_does_not_grow_beyond_the_longest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "LONGEST", 8)
    joined = join(b"abc\n def\n ghi\n", 0, at_end=True, take_rest=False)
    assert joined.records == [(0, b"abc\n def"), (9, b" ghi")]
