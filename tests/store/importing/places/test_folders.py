"""The folders to watch."""

import pytest

from store.importing.places.folders import folders_of
from store.importing.places.wanted import Wanted
from tests.store.importing.running import OPTIONS


@pytest.fixture
def tree(tmp_path):
    for name in ("a/b", "a/.hidden", "c", "d"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "c" / "x.log").touch()
    (tmp_path / "link.log").symlink_to(tmp_path / "c" / "x.log")
    return tmp_path


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a", {"a", "a/b"}),
        ("c/x.log", {"c"}),
        ("c/later.log", {"c"}),
        ("none/x.log", set()),
        ("c/*.log", {"c"}),
        ("?/*.log", {"", "a", "c", "d"}),
        ("*/b", {"", "a", "a/b", "c", "d"}),
        ("**/*.log", {"", "a", "a/b", "c", "d"}),
        ("link.log", {"", "c"}),
    ],
)
def test_folders_where_something_may_happen(tree, word, expected):
    found = folders_of([Wanted((f"{tree}/{word}",), OPTIONS)])
    assert {str(each).rstrip("/") for each in found} == {
        f"{tree}/{each}".rstrip("/") for each in expected
    }


def test_a_bare_name_lies_where_we_are(tree, monkeypatch):
    monkeypatch.chdir(tree)
    assert folders_of([Wanted(("x.log",), OPTIONS)]) == {"."}
