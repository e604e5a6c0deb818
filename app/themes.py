"""The colours that the app can be drawn in: its own themes, and the sixteen of the terminal."""

from collections.abc import Mapping
from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

from app.configuration.configured import THEME_NAMES

PLAIN = "no-colour"
"""Where the environment asks for no colour: nothing but bold, dim, underlined and reversed."""

_DARK = Theme(
    name="dark",
    primary="#56B4E9",
    secondary="#8FA3B5",
    warning="#E69F00",
    error="#F0763C",
    success="#00B386",
    accent="#D184AE",
    foreground="#E6E6E6",
    background="#101418",
    surface="#182028",
    panel="#26313C",
    variables={"cursor-ground": "#26303A", "faint": "#939BA3"},
)
"""After Okabe and Ito: told apart with any colour vision, at least 4.5:1, under the cursor too."""

_LIGHT = Theme(
    name="light",
    primary="#00507D",
    secondary="#46586A",
    warning="#6B4600",
    error="#9A2C05",
    success="#00563F",
    accent="#7F2A5E",
    foreground="#14181C",
    background="#FBFBF8",
    surface="#F1F1EC",
    panel="#E3E3DC",
    dark=False,
    variables={"cursor-ground": "#DCE3EA", "faint": "#565C62"},
)
"""The same hues, dark enough for paper."""

_HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#7FD0FF",
    secondary="#FFFFFF",
    warning="#FFD000",
    error="#FFA070",
    success="#3DF0B5",
    accent="#FFA8D8",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#1C1C1C",
    variables={"cursor-ground": "#242424", "faint": "#D0D0D0"},
)
"""At least 7:1, for tired eyes and poor projectors."""

_SIXTEEN = BUILTIN_THEMES["ansi-dark"]
_TERMINAL = replace(_SIXTEEN, name="terminal", accent="ansi_magenta")
_PLAIN = replace(
    _SIXTEEN,
    name=PLAIN,
    variables={**_SIXTEEN.variables, "block-cursor-text-style": "reverse bold"},
)

THEMES: tuple[Theme, ...] = (_DARK, _LIGHT, _HIGH_CONTRAST, _TERMINAL, _PLAIN)


def first_theme(wanted: str | None, environment: Mapping[str, str], *, no_colour: bool) -> str:
    """The theme to begin with.

    Args:
        wanted: What the configuration names; None: nothing.
        environment: What the terminal says about itself.
        no_colour: Whether the environment asks for none: that wins over everything.
    """
    if no_colour:
        return PLAIN
    if not has_colours(environment):
        return "terminal"
    return wanted or "dark"


def next_theme(name: str) -> str:
    """The theme after one of this name."""
    if name not in THEME_NAMES:
        return name
    return THEME_NAMES[(THEME_NAMES.index(name) + 1) % len(THEME_NAMES)]


def has_colours(environment: Mapping[str, str]) -> bool:
    """Can the terminal show the colours of our own themes, as far as it says?"""
    term = environment.get("TERM", "")
    return bool(environment.get("COLORTERM")) or term.endswith(("256color", "direct"))
