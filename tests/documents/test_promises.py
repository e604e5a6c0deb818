"""Every promise that the documentation makes has the test that it names."""

import re

import pytest

from tests.documents.reading import DOCS, ROOT

_ROW = re.compile(r"^\| ([DNS]\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROWS = _ROW.findall((DOCS / "operations.md").read_text("utf-8"))


def test_all_promises_are_listed():
    wanted = [f"D{n}" for n in range(1, 7)] + [f"N{n}" for n in range(1, 7)]
    wanted += [f"S{n}" for n in (3, 4, 5, 6, 11, 12, 13)]
    assert [name for name, _, _ in ROWS] == wanted


@pytest.mark.parametrize(("name", "promise", "tests"), ROWS)
def test_the_test_is_there(name: str, promise: str, tests: str) -> None:
    named = _TEST.findall(tests)
    assert named, f"{name} ({promise}) names no test"
    for path, function in named:
        assert f"def {function}(" in (ROOT / path).read_text("utf-8")
