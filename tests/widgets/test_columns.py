"""Rows laid out in columns."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from widgets import zones
from widgets.columns import fit, place, titles
from widgets.view_models import Column, Fit
from widgets.zones import Zone

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


_GROWING = (
    Column("source", 15, most=39),
    Column("user", 10, most=14),
    Column("record", 0, most=20),
)


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (47, [15, 10, 20]),
        (49, [16, 11, 20]),
        (55, [19, 14, 20]),
        (75, [39, 14, 20]),
        (90, [39, 14, 35]),
        (10, [15, 10, 8]),
    ],
)
def test_columns_grow_once_the_open_one_has_enough(width, widths):
    assert [one.width for one in place(_GROWING, width, wide=True)] == widths


@given(st.integers(1, 300), st.booleans())
def test_columns_fill_the_width(width, wide):
    placed = place(_GROWING, width, wide=wide)
    total = sum(one.width for one in placed) + len(placed) - 1
    assert total == width or (total > width and placed[-1].width == 8)


@pytest.mark.parametrize(
    ("zone", "width", "title"),
    [
        ("UTC", 19, "seen (UTC)"),
        ("UTC", 9, "seen"),
        ("Europe/Berlin", 19, "seen (Berlin)"),
        ("America/North_Dakota/New_Salem", 19, "seen (New Salem)"),
        ("America/North_Dakota/New_Salem", 14, "seen (New Sa…)"),
        ("America/North_Dakota/New_Salem", 11, "seen (New…)"),
        ("America/North_Dakota/New_Salem", 10, "seen"),
    ],
)
def test_times_have_as_much_of_their_zone_in_the_title_as_there_is_room_for(zone, width, title):
    zones.draw_in(Zone(zone, UTC if zone == "UTC" else ZoneInfo(zone)))
    assert titles(place((Column("seen", width, timed=True),), width, wide=True)).rstrip() == title


def test_titles_stand_over_their_columns():
    assert titles(place(_COLUMNS, 20, wide=False)) == "short rest          "


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])), st.integers(1, 40))
def test_a_cell_has_exactly_its_width(text, width):
    assert cell_len(fit(text, width)) == width


def test_a_wide_character_is_not_cut_in_half():
    assert fit("日本語", 4) == "日 …"
