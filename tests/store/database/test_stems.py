"""What thousands of events have in common is stored once for a source."""

from typing import Any

import pytest

from store.database import stems
from store.database.coding import STEM, Stem
from store.database.connection import Writer
from store.database.dimensions import Dimension
from store.database.stems import Stems
from store.model import Kind, Outcome, Parse
from tests.store.database.making import FAILED, HIT

PLAIN = Stem(HIT, 1, 0, None, None)
BAD = Stem(FAILED, 3, 5, "web1", "example.com")


def at_work() -> Stems:
    """One that remembers nothing yet."""
    return Stems(Dimension("hosts"))


def columns(writer: Writer, work: Stems, *some: Stem, source: int = 1) -> dict[str, list[Any]]:
    with writer.transaction() as connection:
        return work.columns(connection, source, some)


def fetched(writer: Writer, statement: str) -> list[tuple[Any, ...]]:
    return writer.connection.execute(statement).fetchall()


def test_a_stem_is_stored_once_for_a_source(writer):
    work = at_work()
    assert columns(writer, work, PLAIN, BAD, PLAIN)[STEM] == [1, 2, 1]
    assert columns(writer, work, BAD)[STEM] == [2]
    assert fetched(writer, "SELECT count(*) FROM stems") == [(2,)]


def test_sources_do_not_share_stems(writer):
    work = at_work()
    assert columns(writer, work, PLAIN)[STEM] == [1]
    assert columns(writer, work, PLAIN, source=2)[STEM] == [2]
    assert fetched(writer, "SELECT source, kind FROM stems") == [(1, 1), (2, 1)]


def test_all_of_a_stem_is_stored(writer):
    columns(writer, at_work(), BAD)
    rows = fetched(
        writer,
        "SELECT s.source, k.action, s.failed, s.weight, s.flags, h.text, w.text FROM stems s "
        "JOIN kinds k ON k.id = s.kind JOIN hosts h ON h.id = s.host JOIN hosts w ON w.id = s.site",
    )
    assert rows == [(1, "login", 1, 3, 5, "web1", "example.com")]


@pytest.mark.parametrize(
    "other",
    [
        BAD._replace(kind=HIT),
        BAD._replace(weight=2),
        BAD._replace(flags=4),
        BAD._replace(host=None),
        BAD._replace(host="example.com"),
        BAD._replace(site="web1"),
    ],
)
def test_what_differs_in_anything_is_another_stem(writer, other):
    assert columns(writer, at_work(), BAD, other)[STEM] == [1, 2]


def test_host_and_failures_are_told_for_counting(writer):
    found = columns(writer, at_work(), BAD, PLAIN, BAD._replace(weight=0))
    assert (found["host"], found["failures"]) == ([1, None, 1], [3, 0, 0])


def test_another_run_finds_what_is_stored(writer):
    before = columns(writer, at_work(), PLAIN, BAD)[STEM]
    assert columns(writer, at_work(), BAD, PLAIN)[STEM] == before[::-1]
    assert fetched(writer, "SELECT count(*) FROM stems") == [(2,)]
    assert fetched(writer, "SELECT count(*) FROM kinds") == [(2,)]


def test_what_is_forgotten_is_found_again(writer, monkeypatch):
    monkeypatch.setattr(stems, "_MOST_KNOWN", 2)
    work = at_work()
    some = [PLAIN._replace(weight=weight) for weight in range(6)]
    before = [columns(writer, work, each, source=at % 2)[STEM] for at, each in enumerate(some)]
    again = [columns(writer, work, each, source=at % 2)[STEM] for at, each in enumerate(some)]
    assert again == before
    assert fetched(writer, "SELECT count(*) FROM stems") == [(6,)]


def test_a_kind_is_stored_with_all_that_it_says(writer):
    kind = Kind(
        "a", Parse.HEADER, "c", "d", Outcome.UNKNOWN, "f", "g", "h", "i", 404, "k", "l", "m", "n"
    )
    columns(writer, at_work(), PLAIN._replace(kind=kind))
    ((_, *found),) = fetched(writer, "SELECT * FROM kinds")
    assert tuple(found) == kind


def test_of_no_stems_there_is_nothing(writer):
    assert columns(writer, at_work()) == {}
