"""JSON lines and CSV."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.output.records import csv_lines, json_lines


def sheet(value: object, *, drawn: bool = False) -> list[list[str]]:
    text = b"".join(csv_lines(["a", "b"], [{"a": value}], drawn=drawn)).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_json_comes_back(row: dict[str, object]) -> None:
    (line,) = json_lines([row])
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert json.loads(line) == row


@pytest.mark.parametrize("start", "=+-@\t\r\uff1d\uff0b\uff0d\uff20")
def test_no_text_is_a_formula(start: str) -> None:
    assert sheet(f"{start}1+1")[1][0] == f"'{start}1+1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (-5, "-5"),
        ("a,b", "a,b"),
        ('say "x"\nand more', 'say "x"\nand more'),
        (["x", "y"], '["x", "y"]'),
        ({"k": "v"}, '{"k": "v"}'),
        ("a=1", "a=1"),
    ],
)
def test_values(value: object, text: str) -> None:
    assert sheet(value) == [["a", "b"], [text, ""]]


def test_a_terminal_gets_no_controls() -> None:
    assert sheet("\x1b[31m\n", drawn=True)[1][0] == "␛[31m␊"


@given(st.text().filter(lambda text: "\0" not in text) | st.text(alphabet='a",\r\n='))
def test_csv_comes_back(text: str) -> None:
    assert sheet(text)[1][0].removeprefix("'") == text.removeprefix("'")
