"""What another site noted on entities is taken over once."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.database.connection import create, reader
from store.errors import DatabaseError
from store.queries.remarks import Remark, listing
from store.triage import Actor, undo
from store.triage.remarks import LONGEST, remark, strike
from store.triage.remarks_taken import take_over_remarks

ANA, BOB = Actor("ana", "lab"), Actor("bob", "desk")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    create(tmp_path / "mine.db")
    return tmp_path / "mine.db"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other.db"
    create(path)
    remark(path, "ip", "203.0.113.7", "our scanner", ANA)
    remark(path, "user", "root", "never by password", ANA)
    return path


def noted(path: Path) -> list[Remark]:
    with closing(reader(path)) as connection:
        return listing(connection)


def changed(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


def test_who_wrote_when_stays_and_the_site_stands_beside(mine, other):
    assert take_over_remarks(mine, other, "ber", BOB) == 2
    there, here = noted(other), noted(mine)
    assert [(one.at, one.kind, one.value, one.text) for one in here] == [
        (one.at, one.kind, one.value, one.text) for one in there
    ]
    assert {one.owner for one in here} == {"ana (ber)"}


def test_each_is_taken_over_once(mine, other):
    take_over_remarks(mine, other, "ber", BOB)
    remark(other, "ip", "203.0.113.8", "another one", ANA)
    assert take_over_remarks(mine, other, "ber", BOB) == 1
    assert take_over_remarks(mine, other, "ber", BOB) == 0
    assert len(noted(mine)) == 3


def test_a_note_that_comes_home_is_known(mine, other):
    take_over_remarks(mine, other, "ber", BOB)
    assert take_over_remarks(other, mine, "ams", ANA) == 0


def test_what_was_taken_away_there_stays_there(mine, other):
    strike(other, 1, ANA)
    take_over_remarks(mine, other, "ber", BOB)
    assert [one.text for one in noted(mine)] == ["never by password"]


def test_what_was_taken_away_here_does_not_come_back(mine, other):
    take_over_remarks(mine, other, "ber", BOB)
    strike(mine, 1, BOB)
    assert take_over_remarks(mine, other, "ber", BOB) == 0
    assert [one.text for one in noted(mine)] == ["never by password"]


def test_all_are_taken_back_together(mine, other):
    take_over_remarks(mine, other, "ber", BOB)
    undo(mine, BOB)
    assert noted(mine) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "alert"),
        ("text", "x" * (LONGEST + 1)),
        ("text", b"x"),
        ("text", ""),
        ("owner", "x" * 300),
        ("value", ""),
        ("at", "soon"),
    ],
)
def test_what_nobody_could_have_written_is_left(mine, other, column, value):
    changed(other, f"UPDATE remarks SET {column} = ? WHERE id = 1", value)
    assert take_over_remarks(mine, other, "ber", BOB) == 1


def test_text_that_is_no_unicode_is_taken_over_as_far_as_it_is(mine, other):
    changed(other, "UPDATE remarks SET text = CAST(x'61ff62' AS TEXT) WHERE id = 1")
    take_over_remarks(mine, other, "ber", BOB)
    assert [one.text for one in noted(mine)] == ["never by password", "a\ufffdb"]


def test_a_view_in_the_place_of_the_table_is_refused(mine, other):
    changed(other, "DROP TABLE remarks")
    changed(other, "CREATE VIEW remarks AS SELECT 1 AS id")
    with pytest.raises(DatabaseError, match="the view 'remarks'"):
        take_over_remarks(mine, other, "ber", BOB)
