"""Aligned text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.output.tables import Column, cells, clipped, table

_COLUMNS = (Column("n", right=True), Column("name"), Column("what"))


def lines(rows: list[tuple[str, ...]], width: int | None = None) -> list[str]:
    return list(table(_COLUMNS, rows, width))


def test_columns_are_aligned() -> None:
    assert lines([("1", "root", "x"), ("12", "a", "long text")]) == [
        " n  name  what",
        " 1  root  x",
        "12  a     long text",
    ]


def test_the_last_column_gives_way() -> None:
    assert lines([("1", "root", "x" * 50)], 20)[1] == " 1  root  xxxxxxxxxx…"[1:]


def test_without_a_terminal_nothing_is_cut() -> None:
    assert lines([("1", "root", "x" * 500)])[1].endswith("x" * 500)


def test_wide_characters_take_two_columns() -> None:
    assert lines([("1", "漢字", "x"), ("2", "abcd", "x")])[1:] == ["1  漢字  x", "2  abcd  x"]


def test_controls_are_made_visible() -> None:
    assert lines([("1", "\x1b[31m", "a\nb")])[1] == "1  ␛[31m  a␊b"


def test_no_rows() -> None:
    assert lines([]) == ["n  name  what"]


def test_rows_behind_the_measured_ones_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.output.tables._MEASURED", 1)
    assert lines([("1", "a", "x"), ("2", "longer than before", "y")])[2] == (
        "2  longer than before  y"
    )


@given(
    st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=6),
    st.integers(20, 100),
)
def test_no_line_is_wider_than_the_terminal(rows: list[tuple[str, str, str]], width: int) -> None:
    for line in table(_COLUMNS, rows, width):
        assert cells(line) <= width
        assert line.isprintable() or not line


@given(st.text(), st.integers(1, 30))
def test_a_clipped_text_fits(text: str, width: int) -> None:
    assert cells(clipped(text, width)) <= width


def test_a_column_that_is_never_cut_is_whole_on_any_terminal() -> None:
    columns = (Column("a"), Column("time", whole=True), Column("b"))
    row = ("x" * 40, "2026-03-05 09:00:00", "y" * 40)
    for width in (40, 60, 80):
        lines = list(table(columns, [row], width))
        assert "2026-03-05 09:00:00" in lines[1]
        assert max(map(len, lines)) <= width
