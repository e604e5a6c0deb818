"""Words of a filter that no rule is called by."""

import sqlite3

import pytest

from store.filters.grammar import parse
from store.queries.rule_words import strangers


@pytest.fixture
def connection():
    found = sqlite3.connect(":memory:")
    found.create_function("slug", 1, lambda text: text.lower().replace(" ", "-"))
    found.execute("CREATE TABLE rules (uuid, title, spec)")
    found.execute("""INSERT INTO rules VALUES ('u-1', 'Brute force', '{"name": "brute"}')""")
    found.execute("INSERT INTO rules VALUES ('u-2', 'Log4Shell', '{}')")
    yield found
    found.close()


@pytest.mark.parametrize(
    "text", ["rule:brute", "rule:Brute-Force", 'rule:"brute force"', "rule:u-2", "rule:log*", "x"]
)
def test_what_names_a_rule_is_no_stranger(connection, text):
    assert strangers(connection, parse(text)) == ()


@pytest.mark.parametrize(
    ("text", "near"),
    [("rule:log4shel", "log4shell"), ("rule:brut-force", "brute"), ("rule:zzz", None)],
)
def test_what_comes_nearest_is_told(connection, text, near):
    (found,) = strangers(connection, parse(text))
    assert found.near == near
