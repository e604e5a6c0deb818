"""Rows laid out in columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from widgets.columns import fit, place, titles
from widgets.view_models import Column, Fit

_COLUMNS = (
    Column("short", 5, fit=Fit.NARROW),
    Column("long one", 10, fit=Fit.WIDE),
    Column("rest", 0),
)


@pytest.mark.parametrize(("wide", "shown"), [(True, [1, 2]), (False, [0, 2])])
def test_a_column_has_its_place_on_the_screens_it_fits(wide, shown):
    assert [one.cell for one in place(_COLUMNS, 60, wide=wide)] == shown


def test_the_open_column_takes_the_rest():
    assert place(_COLUMNS, 60, wide=True)[-1].width == 49


def test_titles_stand_over_their_columns():
    assert titles(place(_COLUMNS, 20, wide=False)) == "short rest          "


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])), st.integers(1, 40))
def test_a_cell_has_exactly_its_width(text, width):
    assert cell_len(fit(text, width)) == width


def test_a_wide_character_is_not_cut_in_half():
    assert fit("日本語", 4) == "日 …"
