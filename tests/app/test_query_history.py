"""The queries of before."""

import json

import pytest

from app.query_history import MOST, QueryHistory


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "history.jsonl"


def test_queries_outlast_the_session(path):
    QueryHistory(path).add("SELECT 1")
    QueryHistory(path).add("SELECT\n2")
    assert QueryHistory(path).queries == ["SELECT 1", "SELECT\n2"]


def test_a_query_that_is_asked_again_becomes_the_latest(path):
    history = QueryHistory(path)
    for query in ("a", "b", "a"):
        history.add(query)
    assert history.queries == ["b", "a"]
    assert QueryHistory(path).queries == ["b", "a"]


def test_two_windows_lose_nothing_of_each_other(path):
    one, other = QueryHistory(path), QueryHistory(path)
    one.add("a")
    other.add("b")
    assert QueryHistory(path).queries == ["a", "b"]


def test_only_the_latest_are_kept(path):
    history = QueryHistory(path)
    for number in range(MOST + 3):
        history.add(str(number))
    assert QueryHistory(path).queries == [str(number) for number in range(3, MOST + 3)]


def test_only_the_owner_may_read_them(path):
    QueryHistory(path).add("a")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\n{}\n", b'[1]\n"kept"\nno json\n'])
def test_what_is_no_query_is_passed_over(tmp_path, data):
    path = tmp_path / "history"
    path.write_bytes(data)
    assert QueryHistory(path).queries == (["kept"] if b"kept" in data else [])


def test_a_link_is_not_written_through(tmp_path):
    target, path = tmp_path / "target", tmp_path / "history"
    target.write_text(json.dumps("theirs"))
    path.symlink_to(target)
    QueryHistory(path).add("a")
    assert target.read_text() == json.dumps("theirs")


def test_where_nothing_can_be_written_it_is_remembered_for_the_session(tmp_path):
    (tmp_path / "file").write_text("")
    history = QueryHistory(tmp_path / "file" / "history")
    history.add("a")
    assert history.queries == ["a"]


def test_without_a_file_it_is_remembered_for_the_session():
    history = QueryHistory(None)
    history.add("a")
    assert history.queries == ["a"]


def test_one_goes_back_and_forth_among_those_that_begin_alike():
    history = QueryHistory(None)
    for query in ("SELECT 1", "WITH x", "SELECT 2"):
        history.add(query)
    assert history.earlier(3, "SELECT") == 2
    assert history.earlier(2, "SELECT") == 0
    assert history.earlier(0, "SELECT") is None
    assert history.later(0, "SELECT") == 2
    assert history.later(2, "") is None
