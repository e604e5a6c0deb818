"""Detections in plain words."""

import pytest

from store.rules.telling.detections import lines_of


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ({"a": 1}, ["a is 1"]),
        ({"a": None}, ["a is nothing"]),
        ({"a": ""}, ["a is empty"]),
        ({"a|exists": False}, ["a is not there"]),
        ({"a|contains|all": ["x", "y"]}, ["a contains all of: x, y"]),
        ({"a|re|i": "x+"}, ["a matches x+ (i)"]),
        ({"a|wide|base64offset|contains": "x"}, ["a contains x (wide, base64offset)"]),
        ({"a|hour|gte": 22}, ["a is at least 22 (hour)"]),
        ({"a|fieldref": "b"}, ["a is the value of the field b"]),
        ({"|all": ["x", "y"]}, ["the raw record contains all of: x, y"]),
        (["x", 7], ["the raw record contains one of: x, 7"]),
        ("x", ["the raw record contains x"]),
        ([{"a": 1}, {"b": 2}], ["any of these:", "  a is 1", "or:", "  b is 2"]),
    ],
)
def test_a_selection_in_words(content, lines):
    found = list(lines_of({"s": content, "condition": "s"}))
    assert found[1:] == ["  s:", *(f"    {line}" for line in lines)]


def test_several_conditions_are_alternatives():
    found = list(lines_of({"condition": ["a", "not b"]}))
    assert found == ["for each record for which a or not b holds"]
