"""Tables of paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.output.paths import shortened, table_of_paths
from app.output.tables import Column, cells
from store.text import safe

COLUMNS = (Column("state"), Column("path"))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/var/log/auth.log", "/var/log/auth.log"),
        ("/var/log/apache2/access.log", "/var/l…2/access.log"),
    ],
)
def test_the_middle_gives_way(path, shown):
    assert shortened(path, 19) == shown


@given(st.text(), st.integers(4, 40))
def test_a_shortened_path_fits(text, width):
    assert cells(shortened(safe(text), width)) <= width


@given(st.text(min_size=1), st.integers(30, 100))
def test_every_line_fits(text, width):
    lines = list(table_of_paths(COLUMNS, [("intact", text)], width))
    assert max(map(cells, lines)) <= width


def test_without_a_terminal_nothing_is_cut():
    path = "/srv/" + "x" * 200
    assert list(table_of_paths(COLUMNS, [("intact", path)], None))[1] == f"intact  {path}"
