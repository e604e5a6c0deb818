"""The themes: legible, said in the configuration, gone through by a key."""

import os
import re

import pytest
from textual.color import Color

from app.configuration.configured import THEME_NAMES, AppWishes
from app.themes import PLAIN, THEMES, first_theme, next_theme
from app.tui import BlotterApp
from tests.app.tui.conftest import shows
from tests.app.tui.terminal import terminal
from tests.app.tui.test_terminal import _RUN
from widgets.tones import Tones, tones
from widgets.view_models import Tone

_OWN = [theme for theme in THEMES if not theme.ansi]
_LEAST = {"high-contrast": 7.0}
_RGB = re.compile(rb"\x1b\[[0-9;]*[34]8;[25];")


def _light(colour: Color) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    parts = [each / 255 for each in colour.rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_all_the_contrast_there_is():
    assert contrast(Color.parse("#000000"), Color.parse("#FFFFFF")) == pytest.approx(21)


def _variables(theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def _drawn(theme) -> Tones:
    return tones(_variables(theme), ansi=theme.ansi)


@pytest.mark.parametrize("theme", _OWN, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface", "cursor"])
def test_every_tone_can_be_read(theme, ground):
    drawn = _drawn(theme)
    cursor = Color.from_rich_color(drawn.cursor.bgcolor)
    behind = cursor if ground == "cursor" else Color.parse(_variables(theme)[ground])
    poor = {}
    for tone, style in drawn.of.items():
        own = behind if style.bgcolor is None else Color.from_rich_color(style.bgcolor)
        found = contrast(Color.from_rich_color(style.color), own)
        if found < _LEAST.get(theme.name, 4.5):
            poor[tone] = round(found, 2)
    assert poor == {}


@pytest.mark.parametrize("theme", _OWN, ids=lambda theme: theme.name)
def test_what_is_typed_can_be_read(theme):
    found = contrast(Color.parse(theme.foreground), Color.parse(theme.panel))
    assert found >= _LEAST.get(theme.name, 4.5)


@pytest.mark.parametrize("theme", _OWN, ids=lambda theme: theme.name)
def test_the_row_under_the_cursor_stands_out(theme):
    cursor = Color.from_rich_color(_drawn(theme).cursor.bgcolor)
    assert contrast(cursor, Color.parse(theme.background)) >= 1.2


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_severities_differ_in_colour_or_weight(theme):
    drawn = _drawn(theme).of
    severe = (Tone.INFORMATIONAL, Tone.LOW, Tone.MEDIUM, Tone.HIGH, Tone.CRITICAL)
    assert len({str(drawn[tone]) for tone in severe}) == len(severe)


@pytest.mark.parametrize(
    ("wanted", "environment", "no_colour", "found"),
    [
        (None, {"TERM": "xterm-256color"}, False, "dark"),
        (None, {"TERM": "xterm", "COLORTERM": "truecolor"}, False, "dark"),
        ("light", {"TERM": "tmux-256color"}, False, "light"),
        ("terminal", {"TERM": "xterm-256color"}, False, "terminal"),
        ("light", {"TERM": "screen"}, False, "terminal"),
        (None, {"TERM": "vt100"}, False, "terminal"),
        ("light", {"TERM": "xterm-256color"}, True, PLAIN),
    ],
)
def test_the_first_theme(wanted, environment, no_colour, found):
    assert first_theme(wanted, environment, no_colour=no_colour) == found


def test_the_key_goes_through_all_themes():
    seen = [THEME_NAMES[0]]
    for _ in THEME_NAMES:
        seen.append(next_theme(seen[-1]))
    assert seen == [*THEME_NAMES, THEME_NAMES[0]]


async def test_a_key_draws_in_the_next_theme_and_says_so(opened):
    async with opened() as pilot:
        await pilot.press("ctrl+t")
        await shows(pilot, "theme = light", "▲ high")
        assert pilot.app.current_theme.name == "light"


@pytest.mark.parametrize("name", THEME_NAMES)
async def test_it_begins_in_the_theme_that_is_configured(database, name):
    app = BlotterApp(database, wishes=AppWishes(theme=name))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "3 alerts")
        assert app.current_theme.name == name


def test_without_colour_no_byte_sets_one(built):
    with terminal(_RUN, str(built), NO_COLOR="1") as screen:
        screen.wait_for("Guessed passwords")
        screen.type("j", "▌▲ high")
        screen.type("\x14", "NO_COLOR is set")
        screen.type(":", "Search")
        screen.escape()
        os.write(screen.descriptor, b"\x11")
        assert screen.end() == 0
        assert _RGB.findall(bytes(screen.sent)) == []
        assert (
            re.findall(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|9[0-7]|10[0-7])m", screen.sent) == []
        )
        assert b"\x1b[1;7m" in screen.sent or b"\x1b[7" in screen.sent
