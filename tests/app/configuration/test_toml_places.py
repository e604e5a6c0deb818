"""Where the keys of a TOML file stand."""

import pytest

from app.configuration.toml_places import Place, places


@pytest.mark.parametrize(
    ("text", "path", "at"),
    [
        ("a = 1", ("a",), (1, 1)),
        ("\n  a = 1", ("a",), (2, 3)),
        ('"a b" = 1', ("a b",), (1, 2)),
        ("a.b = 1", ("a", "b"), (1, 1)),
        ("a = [\n  1, # b = 2\n]\nb = 1", ("b",), (4, 1)),
        ('a = """\nb = 1\n"""\nb = 1', ("b",), (4, 1)),
        ("a = '''\nb = 1\n'''\nb = 1", ("b",), (4, 1)),
        ('a = "\\"["\nb = 1', ("b",), (2, 1)),
        ("# a = 1\na = 1", ("a",), (2, 1)),
        ("[t]\na = 1", ("t",), (1, 2)),
        ("[t]\na = 1", ("t", "a"), (2, 1)),
        ("[t.u]\na = 1", ("t", "u", "a"), (2, 1)),
        ("[[t]]\na = 1\n[[t]]\n a = 1", ("t", 1, "a"), (4, 2)),
        ("[[t]]\n[[t]]\n", ("t", 1), (2, 3)),
        ("[[t]]\n[t.u]\na = 1", ("t", 0, "u", "a"), (3, 1)),
        ("a = {b = 1, c = [\n1]}\nb = 1", ("b",), (3, 1)),
        ("a = {b = 1,\n c = 2}\nb = 1", ("b",), (3, 1)),
        ("a=2026-01-02 # x\nb = 1", ("b",), (2, 1)),
    ],
)
def test_a_key_is_found(text, path, at):
    assert places(text)[path] == Place(*at)


@pytest.mark.parametrize("text", ["", "= 1", "a = ", "[", "[[t", 'a = "', "\0", "[a]]]"])
def test_what_is_no_toml_makes_no_trouble(text):
    assert all(place.line == 1 for place in places(text).values())
