"""The table `[app]` of a configuration file: its keys, and what is wrong with their values."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from app.configuration.configured import THEME_NAMES, AppWishes
from app.configuration.settings import zone
from app.configuration.toml_notify import Keys, Problem, wrong
from app.configuration.toml_places import Path, Place


def wishes(table: Mapping[str, Any]) -> AppWishes:
    """What a sound table says."""
    from app.configuration.toml_keys import own_keys

    return AppWishes(table.get("theme"), table.get("tz"), own_keys(table.get("keys", {})))


def problems(table: object, places: Mapping[Path, Place]) -> Iterator[Problem]:
    """What is wrong with the table: where, and what."""
    if not isinstance(table, dict):
        yield ("app",), "app has to be a table: [app]"
        return
    plain = {key: value for key, value in table.items() if key != "keys"}
    yield from wrong(plain, _KEYS, ("app",), ("keys",))
    if "keys" in table:
        from app.configuration import toml_keys

        yield from toml_keys.problems(table["keys"], places)


def _theme(text: str) -> None:
    """The name of a theme."""
    if text not in THEME_NAMES:
        near = difflib.get_close_matches(text, THEME_NAMES, 1)
        meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(THEME_NAMES)}"
        raise ValueError(f"no theme {text!r}; {meant}")


_KEYS: Keys = {"theme": (str, _theme), "tz": (str, zone)}
