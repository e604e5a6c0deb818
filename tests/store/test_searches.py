"""Saved searches."""

from pathlib import Path

import pytest

from store import searches
from store.database.connection import reader
from store.errors import ActionError, FilterError
from store.searches import Search
from tests.store.queries.scene import build

FAILED = Search("Failed logins", "action:login outcome:failure", "ann", 1)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return build(tmp_path / "blotter.db")


def saved(database: Path) -> list[Search]:
    connection = reader(database)
    found = searches.listing(connection)
    connection.close()
    return found


def test_what_is_saved_is_listed(database: Path) -> None:
    searches.save(database, FAILED)
    searches.save(database, Search("a", "ip:192.0.2.1", "bob", 2))
    assert [each.name for each in saved(database)] == ["a", "Failed logins"]
    assert saved(database)[1] == FAILED


def test_a_name_is_given_once(database: Path) -> None:
    searches.save(database, FAILED)
    other = Search("failed LOGINS", "user:root", "bob", 2)
    with pytest.raises(ActionError, match="already"):
        searches.save(database, other)
    searches.save(database, other, replace=True)
    assert saved(database) == [other]


def test_what_is_dropped_is_gone(database: Path) -> None:
    searches.save(database, FAILED)
    assert searches.drop(database, "failed logins") == FAILED
    assert saved(database) == []


def test_a_name_that_is_nearly_right_is_told(database: Path) -> None:
    searches.save(database, FAILED)
    with pytest.raises(ActionError, match="did you mean 'Failed logins'"):
        searches.drop(database, "Failed login")


@pytest.mark.parametrize("name", ["", "-x", "a/b", "a\x1b", "x" * 65])
def test_what_is_no_name(database: Path, name: str) -> None:
    with pytest.raises(ActionError, match="a name has"):
        searches.save(database, Search(name, "ip:192.0.2.1", "ann", 1))


def test_a_filter_has_to_be_one(database: Path) -> None:
    with pytest.raises(FilterError):
        searches.save(database, Search("x", "usr:x", "ann", 1))
    with pytest.raises(ActionError, match="needs a filter"):
        searches.save(database, Search("x", " ", "ann", 1))
