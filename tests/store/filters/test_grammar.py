"""The filter language: what is read, what is refused, and that writing and reading agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import FilterError
from store.filters.grammar import MOST_VALUES, Filter, Term, parse
from store.filters.keys import KEYS, Shape
from store.filters.patterns import Pattern, exactly, pattern

_TEXT_KEYS = [key.name for key in KEYS.values() if key.shape is Shape.TEXT]
_SHAPED = [
    ("ip", "192.0.2.7"),
    ("ip", "2001:db8::/32"),
    ("status", "4xx"),
    ("status", "400-499"),
    ("outcome", "failure"),
    ("severity", "high"),
    ("since", "2h"),
    ("until", "2026-11-20 14:30"),
    ("alert", "12"),
]


def term(key: str, *values: str, negated: bool = False) -> Term:
    return Term(key, tuple(exactly(value) for value in values), negated)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    if draw(st.booleans()):
        key, value = draw(st.sampled_from(_SHAPED))
        return term(key, value, negated=draw(st.booleans()))
    hostile = st.text() | st.text(alphabet='ab"\\ ()*,:-\t\n')
    patterns = st.lists(hostile, min_size=1, max_size=4).map(pattern)
    values = draw(st.lists(patterns, min_size=1, max_size=3))
    return Term(draw(st.sampled_from(_TEXT_KEYS)), tuple(values), draw(st.booleans()))


@given(st.lists(terms(), max_size=5))
def test_what_is_written_is_read_back(found: list[Term]) -> None:
    wanted = Filter(tuple(found))
    assert parse(wanted.text()) == wanted


@given(st.text(alphabet='ab:"\\ ()*,-or') | st.text())
def test_any_text_is_read_or_refused_with_a_column(text: str) -> None:
    found = _read(text)
    if isinstance(found, FilterError):
        assert 0 <= found.column <= len(text)
    else:
        assert parse(found.text()) == found


def _read(text: str) -> Filter | FilterError:
    try:
        return parse(text)
    except FilterError as error:
        return error


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ()),
        ("  \t ", ()),
        ("user:root", (term("user", "root"),)),
        ("USER:root", (term("user", "root"),)),
        ("-user:root", (term("user", "root", negated=True),)),
        ("status:404 user:root", (term("status", "404"), term("user", "root"))),
        ("status:404,403", (term("status", "404", "403"),)),
        ("user:(root or admin)", (term("user", "root", "admin"),)),
        ("user:( root OR admin )", (term("user", "root", "admin"),)),
        ("user:(root, admin)", (term("user", "root", "admin"),)),
        ("user:(or or and)", (term("user", "or", "and"),)),
        ("event:4625", (term("code", "4625"),)),
        ("source.ip:192.0.2.7", (term("ip", "192.0.2.7"),)),
        ("ip:2001:db8::1", (term("ip", "2001:db8::1"),)),
        (r"user:CORP\alice", (term("user", r"CORP\alice"),)),
        (r'user:"CORP\\alice"', (term("user", r"CORP\alice"),)),
        (r'user:"CORP\alice"', (term("user", r"CORP\alice"),)),
        (r'user:"a \"b\" c"', (term("user", 'a "b" c'),)),
        ('path:"/a*b"', (term("path", "/a*b"),)),
        ("failed password", (term("text", "failed"), term("text", "password"))),
        ('"failed password"', (term("text", "failed password"),)),
        ('-"failed password"', (term("text", "failed password", negated=True),)),
        ("/a,b(c)", (term("text", "/a,b(c)"),)),
        ('("a b" or c)', (term("text", "a b", "c"),)),
        ("10:30:11", (term("text", "10:30:11"),)),
        ('"user:root"', (term("text", "user:root"),)),
        ('user:""', (term("user", ""),)),
    ],
)
def test_reads(text: str, wanted: tuple[Term, ...]) -> None:
    assert parse(text).terms == wanted


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("path:/wp-*", ("/wp-", "")),
        ("path:*.php", ("", ".php")),
        ("path:*", ("", "")),
        ("path:a**b", ("a", "b")),
        ('path:"/a b/"*', ("/a b/", "")),
        ('path:*"*"*', ("", "*", "")),
    ],
)
def test_wildcards_stand_outside_quotes(text: str, parts: tuple[str, ...]) -> None:
    assert parse(text).terms[0].values == (Pattern(parts),)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("usr:root", 0, "did you mean user:"),
        ("a -hots:web1", 3, "did you mean host:"),
        ("zzz:1", 0, "unknown key"),
        ("user:", 5, "value is missing"),
        ("user: root", 5, "value is missing"),
        ("user:root, admin", 10, "value is missing"),
        ('user:"root', 5, "not closed"),
        ("user:(root or admin", 5, "not closed"),
        ("user:(root admin)", 11, "'or'"),
        ("user:()", 6, "value is missing"),
        ('user:"a"b', 5, "whole value"),
        ('a"b"', 0, "whole value"),
        ('"a"*"b" c"d"', 8, "whole value"),
        ("user:(a)b", 8, "space"),
        ("user:a)", 6, "space"),
        ("status:40", 7, "404, 4xx or 400-499"),
        ("status:404,nonsense", 11, "404, 4xx or 400-499"),
        ("ip:192.0.2.300", 3, "neither an address"),
        ("ip:192.0.2.0/33", 3, "neither an address"),
        ("ip:fe80::g", 3, "neither an address"),
        ("outcome:fail", 8, "did you mean failure"),
        ("parse:some", 6, "full, header, none"),
        ("severity:urgent", 9, "informational"),
        ("since:whenever", 6, "is no time"),
        ("alert:x", 6, "number"),
        ("id:99999999999999999999", 3, "number"),
        ("--format json", 0, "neither an option"),
        ("a - b", 2, "neither an option"),
    ],
)
def test_refuses_with_the_column(text: str, column: int, words: str) -> None:
    with pytest.raises(FilterError, match=words.replace("(", r"\(")) as caught:
        parse(text)
    assert caught.value.column == column


@pytest.mark.parametrize("wrong", ["not(", "user:a\nb", "\x00:", "user:\x1b[31m"])
def test_a_fault_elsewhere_does_not_hide_behind_odd_characters(wrong: str) -> None:
    with pytest.raises(FilterError, match="unknown key"):
        parse(f"{wrong} nokey:1")


def test_too_many_values_are_refused() -> None:
    with pytest.raises(FilterError, match="more than"):
        parse("user:" + ",".join("a" * (MOST_VALUES + 1)))


def test_a_pattern_too_long_for_the_database_is_refused() -> None:
    with pytest.raises(FilterError, match="characters"):
        parse("path:" + "a" * 20_000 + "*")


@pytest.mark.parametrize("key", ["text", "path", "user"])
def test_too_many_wildcards_are_a_fault_with_its_place(key: str) -> None:
    with pytest.raises(FilterError, match="100 wildcards"):
        parse(f"{key}:{'a*' * 3000}")


def test_a_long_exact_value_is_taken() -> None:
    assert parse("agent:" + "a" * 20_000).terms[0].values[0].exact


def test_the_column_of_a_term_is_where_it_begins() -> None:
    found = parse('user:root  -"some text" status:404')
    assert found.text()[found.column(found.terms[2]) :] == "status:404"


def test_an_empty_filter_is_false() -> None:
    assert not parse("")


@pytest.mark.parametrize("text", ["ip:999", "ip:192.0.2.300", "ip:192.0.2.0/99"])
def test_what_can_be_no_address_is_told(text):
    with pytest.raises(FilterError, match="neither an address nor a network"):
        parse(text)
