"""YAML documents with the places of their keys."""

import pytest

from store.errors import InputError
from store.yaml_places import load, text_of

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


def test_values_and_places():
    found = load("a.yml", "# c\nname: x\nlist:\n  - k: 1\n", 10)
    assert found is not None
    assert (found.data, found.line) == ({"name": "x", "list": [{"k": 1}]}, 12)
    assert found.places == {
        ("name",): (12, 1),
        ("list",): (13, 1),
        ("list", 0): (14, 5),
        ("list", 0, "k"): (14, 5),
    }


def test_places_as_deep_as_asked_for():
    found = load("a.yml", "a: {b: {c: {d: {e: 1}}}}", 0, deep=2)
    assert found is not None
    assert set(found.places) == {("a",), ("a", "b")}


@pytest.mark.parametrize("text", ["", "# comment\n", "---\n", "~\n"])
def test_nothing(text):
    assert load("a.yml", text, 0) is None


def test_aliases_where_they_are_wanted():
    found = load("a.yml", BOMB, 0)
    assert found is not None
    assert found.data["c"] == [[["x", "x"], ["x", "x"]]] * 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "a.yml:2: aliases"),
        ("a: !!python/name:os.system\n", "a.yml:1:4: could not determine a constructor"),
        ("a: 1\na: 2\n", "a.yml:2:1: 'a' stands here twice"),
        ("a: [\n", "a.yml:2:1: "),
        ("[" * 51, "a.yml:1: nested more than 50 deep"),
        ("a: 2026-13-45\n", "a.yml:1: not YAML"),
        ("a: \x00\n", "a.yml:1: not YAML"),
    ],
)
def test_what_is_refused(text, message):
    with pytest.raises(InputError) as caught:
        load("a.yml", text, 0, aliases=False)
    assert str(caught.value).startswith(message)


def test_the_text_of_a_file(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\n")
    assert text_of(path) == "a: 1\nb: 2\n"
