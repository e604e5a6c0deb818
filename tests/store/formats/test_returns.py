r"""Logs whose lines end with `\r` alone."""

import json
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.builtin.apache_error import FORMAT as ERRORS
from store.formats.interface import State
from store.formats.registry import detect, formats
from store.formats.returns import ends_with_returns, reading_returns
from store.model import Context, Record

CONTEXT = Context(zone=UTC, reference=1_780_000_000_000_000)
ERROR = (
    "[Tue May 12 06:25:24.123456 2026] [php:error] [pid 12] [client 192.0.2.1:5555] PHP Fatal\r"
    "Stack trace:\r"
    "[Tue May 12 06:25:25.123456 2026] [core:error] [pid 12] [client 192.0.2.1:5555] é\r"
).encode()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"a\rb\r", True),
        (b"a\rb\r\n", False),
        (b"a\nb\r\r", False),
        (b"a\r", False),
        (b"a", False),
        (b"", False),
        ("a\rb\r".encode("utf-16"), False),
    ],
)
def test_line_ends_are_told_by_the_beginning(head: bytes, expected: bool):
    assert ends_with_returns(head) == expected


@pytest.mark.parametrize("name", ["apache.access", "apache.error", "system.auth"])
def test_a_format_is_recognised(name: str):
    found = detect(formats()[name].sample.replace(b"\n", b"\r"))
    assert found is not None
    assert found.name == name


def test_records_have_the_bytes_of_the_source():
    reader = reading_returns(ERRORS.open)(CONTEXT, {}, lambda: iter([ERROR]))
    records = reader.read(ERROR, 0, at_end=True, take_rest=True).records
    assert len(records) == 2
    assert [ERROR[each.offset :][: len(each.raw)] for each in records] == [
        each.raw for each in records
    ]


@settings(deadline=None)
@given(st.lists(st.integers(1, 150), max_size=9))
def test_cutting_changes_nothing(sizes: list[int]):
    whole = reading_returns(ERRORS.open)(CONTEXT, {}, lambda: iter([ERROR]))
    expected = list(whole.read(ERROR, 0, at_end=True, take_rest=True).records)
    records: list[Record] = []
    state: State = {}
    done = end = 0
    for size in [*sizes, len(ERROR)]:
        end = min(end + size, len(ERROR))
        last = size == len(ERROR)
        reader = reading_returns(ERRORS.open)(
            CONTEXT, json.loads(json.dumps(state)), lambda: iter([ERROR])
        )
        parsed = reader.read(ERROR[done:end], done, at_end=last, take_rest=last)
        records += parsed.records
        done += parsed.consumed
        state = reader.state()
    assert (records, done) == (expected, len(ERROR))
