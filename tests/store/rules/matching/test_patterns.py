"""Regular expressions of rules, by whichever engine takes them."""

import time

import pytest

from store.rules.matching.patterns import PatternError, compiled


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("^a+$", "aaa", True),
        ("^a+$", "AAA", False),
        ("(?i)^a+$", "AAA", True),
        ("a.b", "a\nb", False),
        ("(?s)a.b", "a\nb", True),
        ("^b$", "a\nb", False),
        ("(?m)^b$", "a\nb", True),
        (r"foo(?!bar)", "foobar", False),
        (r"foo(?!bar)", "foobaz", True),
        (r"(?<=id=)\d", "id=7", True),
        (r"(.)\1", "abba", True),
        (r"(.)\1", "abab", False),
        ("a{1500}", "a" * 1500, True),
        ("é", "café", True),
    ],
)
def test_an_expression_is_looked_for_anywhere(pattern, text, expected):
    assert (compiled(pattern).search(text) is not None) is expected


@pytest.mark.parametrize("pattern", ["(a", "[b-a]", "*", r"(?P<a>x)(?P<a>y)\3"])
def test_what_no_engine_takes_is_an_error(pattern):
    with pytest.raises(PatternError):
        compiled(pattern)


def test_a_hostile_value_cannot_hang_what_backtracks():
    hostile = "a" * 5000 + "!"
    began = time.process_time()
    assert compiled(r"^(?!x)(a+)+\1$").search(hostile) is None
    assert time.process_time() - began < 2


def test_an_expression_that_always_takes_too_long_is_given_up():
    slow = compiled(r"^(?!y)(a+)+\1$")
    hostile = ["a" * (5000 + more) + "!" for more in range(100)]
    with pytest.raises(PatternError, match="it takes too long"):
        list(map(slow.search, hostile))


def test_a_hostile_value_cannot_hang_what_does_not():
    began = time.process_time()
    assert compiled("^(a+)+$").search("a" * 100_000 + "!") is None
    assert time.process_time() - began < 2


def test_errors_are_not_written_to_the_terminal(capfd):
    with pytest.raises(PatternError):
        compiled("(b")
    assert capfd.readouterr() == ("", "")
