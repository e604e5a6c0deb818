"""Years that no clock has: the record is kept, and its time is none."""

import json
from datetime import UTC

import pytest

from store.formats.clock import YEARS
from store.formats.registry import formats
from store.model import Context
from tests.store.formats.cutting import read_in_pieces
from tests.store.formats.long_sources import COUNT, NAMES, source

CONTEXT = Context(zone=UTC, reference=0)
_EARLY, _LATE = (1969, 1, 1601), (YEARS.stop, 2525, 9999)


def _dated(name: str, year: int) -> bytes:
    """A source whose records all are of a year."""
    data = source(name, b"x").data
    if name.startswith("journal"):
        time = ((year - 1970) * 31_556_952 + 86_400) * 1_000_000
        return data.replace(b"17415843", str(time)[:-8].encode())
    return data.replace(b"2025", f"{year:04}".encode())


_WRONG = [
    (name, year)
    for name in NAMES
    for year in ((*_EARLY, *_LATE) if not name.startswith("journal") else _LATE)
]
"""Formats and years; the journal counts from 1970 and has no sign."""


@pytest.mark.parametrize(("name", "year"), _WRONG)
def test_such_a_year_is_no_time(name, year):
    found = read_in_pieces(formats()[name], _dated(name, year), [], CONTEXT)
    assert [record.time for record in found] == [None] * COUNT


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("year", [YEARS.start + 1, YEARS.stop - 1])
def test_the_first_and_the_last_year_are_taken_for_true(name, year):
    found = read_in_pieces(formats()[name], _dated(name, year), [], CONTEXT)
    assert [record.time is not None for record in found] == [True] * COUNT


def test_ecs_too():
    line = json.dumps({"@timestamp": "2525-01-01T00:00:00Z", "event": {"dataset": "x"}}).encode()
    (record,) = read_in_pieces(formats()["ecs.jsonl"], line, [], CONTEXT)
    assert record.time is None
