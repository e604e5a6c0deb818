"""Attacks in disguise, as the application behind the web server would read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules.reading.disguises import of_request, undisguised


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("/index.html", "/index.html"),
        ("/a%2e%2e%2fb", "/a../b"),
        ("/%252e%252e%252fetc", "/../etc"),
        ("/%25252e%25252e", "/.."),
        ("/%%32%65%%32%65/bin", "/../bin"),
        ("..%c0%af..%c0%af", "../../"),
        ("%c0%ae%c0%ae/", "../"),
        ("..%e0%80%af", "../"),
        ("..%c1%1c..", "../.."),
        ("..%c1%9c..", "../.."),
        ("..\\..\\win.ini", "../../win.ini"),
        ("..%5c..%255c", "../../"),
        ("..%u2215..%u2216etc", "../../etc"),
        ("%u0027%20or", "' or"),
        ("1%EF%BC%87", "1'"),
        ("?%ADd+x", "?-d+x"),
    ],
)
def test_what_is_encoded_is_decoded_however_often_it_was(text, plain):
    assert undisguised(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1/**/UNION/**/SELECT", "1 UNION SELECT"),
        ("1/*!50000UNION*//*!50000SELECT*/1", "1 UNION SELECT 1"),
        ("1/*!0UNION/*!0SELECT", "1 UNION SELECT"),
        ("1%23x%0AUNION%23%0ASELECT", "1 UNION SELECT"),
        ("1--x%0AUNION", "1 UNION"),
        ("1%09UNION%0D%0C%0B%A0SELECT", "1 UNION SELECT"),
    ],
)
def test_what_stands_for_a_blank_in_sql_is_one(text, plain):
    assert undisguised(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("${jndi:ldap://x}", "${jndi:ldap://x}"),
        ("${${lower:j}${upper:n}d${lower:i}:ldap}", "${jndi:ldap}"),
        ("${${::-j}${::-n}${::-d}${::-i}:x}", "${jndi:x}"),
        ("${${env:NaN:-j}ndi${env:NaN:-:}x}", "${jndi:x}"),
        ("${${date:'j'}ndi:x}", "${jndi:x}"),
        ("${j${${:-l}${:-o}wer:n}di:x}", "${jndi:x}"),
        ("${jnd${upper:\u0131}:x}", "${jndi:x}"),
        ("${\\u006a\\u006e\\u0064\\u0069:x}", "${jndi:x}"),
        ("${${base64:am5kaTpsZGFwOi8vYQ==}}", "${jndi:ldap://a}"),
        ("${${base64:?}}", "${${base64:?}}"),
        ("%24%7B%24%7Blower%3Aj%7Dndi%3Ax%7D", "${jndi:x}"),
    ],
)
def test_lookups_in_lookups_are_followed(text, plain):
    assert undisguised(text) == plain


@pytest.mark.parametrize(
    ("path", "query", "plain"),
    [
        ("/a+b", None, "/a+b"),
        ("/a+b", "q=union+select", "/a+b?q=union select"),
        (None, "q=1", "?q=1"),
        ("/a", "q=1%2B1", "/a?q=1+1"),
        ("/a", "", "/a?"),
    ],
)
def test_a_plus_is_a_blank_behind_the_question_mark(path, query, plain):
    assert of_request(path, query) == plain


def test_a_request_of_nothing_is_none():
    assert of_request(None, None) is None


@given(st.text())
def test_whatever_comes_is_taken(text):
    assert isinstance(undisguised(text), str)


@given(st.text(alphabet="${}:-lower%25/*!u0 \\\u0131\udc80", max_size=60))
def test_nothing_of_what_disguises_are_made_of_does_harm(text):
    assert isinstance(undisguised(text), str)


@pytest.mark.parametrize(
    "text",
    ["${" * 40_000, "%25" * 20_000 + "2e", "/*" * 40_000, "${${lower:" * 9_000 + "}" * 9_000],
    ids=["lookups", "percents", "comments", "nested"],
)
def test_what_is_made_to_cost_much_is_cut_short(text):
    assert len(undisguised(text)) <= len(text)
