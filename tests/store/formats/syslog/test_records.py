"""Joining lines into records."""

import pytest

from store.formats import lines
from store.formats.syslog.envelopes.records import join


def test_a_line_that_begins_with_a_blank_goes_on_with_the_record():
    joined = join(b"a\n\tb\n c\nd\n", 5, at_end=True, take_rest=False)
    assert joined[:2] == ([(5, b"a\n\tb\n c"), (13, b"d")], 10)


def test_empty_lines_inside_a_record_stay():
    assert join(b"a\n\n b\r\n", 0, at_end=True, take_rest=False).records == [(0, b"a\n\n b")]


def test_the_last_record_waits_for_what_may_follow():
    assert join(b"a\nb\n", 0, at_end=False, take_rest=False)[:2] == ([(0, b"a")], 2)


def test_at_the_end_the_last_record_is_taken():
    assert join(b"a\nb\n", 0, at_end=True, take_rest=False).consumed == 4


def test_at_the_end_a_begun_continuation_is_waited_for():
    assert join(b"a\nb\n c", 0, at_end=True, take_rest=False)[:2] == ([(0, b"a")], 2)


def test_at_the_end_a_begun_record_waits_alone():
    assert join(b"a\nb", 0, at_end=True, take_rest=False)[:2] == ([(0, b"a")], 2)


def test_the_rest_is_taken_when_asked_for():
    assert join(b"a\n b", 0, at_end=True, take_rest=True)[:2] == ([(0, b"a\n b")], 4)


def test_a_continuation_without_record_stands_alone():
    assert join(b" a\nb\n", 0, at_end=True, take_rest=False).records == [(0, b" a"), (3, b"b")]


def test_a_record_does_not_grow_beyond_the_longest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "LONGEST", 8)
    joined = join(b"abc\n def\n ghi\n", 0, at_end=True, take_rest=False)
    assert joined.records == [(0, b"abc\n def"), (9, b" ghi")]


@pytest.mark.parametrize(
    "remark",
    [
        b"-- Boot 0123456789abcdef0123456789abcdef --",
        b"-- Reboot --",
        b"-- No entries --",
        b"-- Logs begin at Sun 2024-03-03 10:11:12 CET, end at Sun 2024-03-10 10:11:12 CET. --",
        b"-- Journal begins at Sun 2024-03-03 10:11:12 CET, ends at Mon 2024-03-11 10:11:12 UTC --",
        b"-- cursor: s=0123456789abcdef0123456789abcdef;i=1;b=2;m=3;t=4;x=5",
    ],
)
def test_what_journalctl_remarks_is_no_record(remark):
    """formats.md 2.3, journalctl."""
    data = remark + b"\na\n" + remark + b"\r\nb\n"
    joined = join(data, 0, at_end=True, take_rest=True)
    assert [raw for _, raw in joined.records] == [b"a", b"b"]
    assert joined.consumed == len(data)


@pytest.mark.parametrize(
    "line",
    [b"-- Boot 0123 --", b"-- Reboot -- x", b"-- hello --", b"-- Reboot --\n x", b"x -- Reboot --"],
)
def test_what_only_looks_like_a_remark_is_kept(line):
    data = b"a\n" + line + b"\n"
    assert join(data, 0, at_end=True, take_rest=True).records[1] == (2, line)
