"""The table `[app]` of a configuration file: its keys, and what is wrong with their values."""

import difflib
from collections.abc import Iterator

from app.configured import THEME_NAMES
from app.toml_notify import Keys, Problem, wrong


def problems(table: object) -> Iterator[Problem]:
    """What is wrong with the table: where, and what."""
    if not isinstance(table, dict):
        yield ("app",), "app has to be a table: [app]"
        return
    yield from wrong(table, _KEYS, ("app",))


def _theme(text: str) -> None:
    """The name of a theme."""
    if text not in THEME_NAMES:
        near = difflib.get_close_matches(text, THEME_NAMES, 1)
        meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(THEME_NAMES)}"
        raise ValueError(f"no theme {text!r}; {meant}")


_KEYS: Keys = {"theme": (str, _theme)}
