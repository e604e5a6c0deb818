"""What a word in a query may become."""

import pytest

from store.sql.completing import MOST, offers

_VIEWS = {
    "events": ["id", "timestamp", "source_ip", "user_name"],
    "alerts": ["id", "severity", "rule_title"],
    "addresses": ["source_ip", "failures"],
}


def _offers(query: str) -> tuple[str, ...]:
    """What is offered at `|`."""
    at = query.index("|")
    return offers(query.replace("|", ""), at, _VIEWS).texts


def test_behind_from_there_are_views() -> None:
    assert _offers("SELECT id FROM |") == ("events", "alerts", "addresses")


@pytest.mark.parametrize("query", ["SELECT id FROM al|", "SELECT 1 FROM events e JOIN AL|"])
def test_a_view_begins_with_what_was_typed(query: str) -> None:
    assert _offers(query) == ("alerts",)


def test_a_list_of_views_goes_on() -> None:
    assert _offers("SELECT 1 FROM events, ad|") == ("addresses",)


def test_columns_are_those_of_the_views_that_the_query_names() -> None:
    assert _offers("SELECT s| FROM alerts")[0] == "severity"
    assert "source_ip" not in _offers("SELECT s| FROM alerts")


def test_before_a_view_is_named_the_columns_of_all_are_offered() -> None:
    assert _offers("SELECT failu|") == ("failures",)


def test_behind_a_dot_are_the_columns_of_that_view() -> None:
    assert _offers("SELECT a.| FROM events e JOIN alerts AS a") == ("id", "severity", "rule_title")


def test_behind_a_dot_nothing_else_is_offered() -> None:
    assert _offers("SELECT a.fai| FROM events e JOIN alerts AS a") == ()


@pytest.mark.parametrize("query", ["SELECT 'sel|", "SELECT 1 -- sel|", 'SELECT "sou|'])
def test_in_quotes_and_comments_nothing_is_offered(query: str) -> None:
    assert _offers(query) == ()


def test_a_query_begins_with_its_verb() -> None:
    assert _offers("|") == ("SELECT", "WITH")


def test_keywords_and_functions_are_offered() -> None:
    assert "GROUP BY" in _offers("SELECT 1 FROM alerts GRO|")
    assert "raw_text(" in _offers("SELECT raw| FROM events")


def test_what_stands_there_already_is_not_offered() -> None:
    assert "events" not in _offers("SELECT 1 FROM events|")


def test_there_are_not_too_many() -> None:
    assert len(_offers("SELECT | FROM events, alerts")) == MOST


def test_what_is_offered_takes_the_place_of_the_word() -> None:
    assert offers("SELECT sou", 10, _VIEWS).start == len("SELECT ")
