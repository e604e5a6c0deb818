"""The table `[report]` of a configuration file: its keys, and what is wrong with their values."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import time
from typing import Any

from app.settings import zone
from app.toml_places import Path

_PERIODS = ("day", "week", "month")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,253}")
_WORDS = {str: "a text", list: "a list of texts", int: "a whole number"}


def problems(table: object) -> Iterator[tuple[Path, str]]:
    """What is wrong with the table: where, and what."""
    if not isinstance(table, dict):
        yield ("report",), "report has to be a table: [report]"
        return
    for key, value in table.items():
        if why := _wrong(key, value):
            yield ("report", key), why
    if table.get("period") in _PERIODS and not table.get("to"):
        yield (
            ("report",),
            'a report that is made by itself needs somebody: to = ["ops@example.com"]',
        )


def _wrong(key: str, value: Any) -> str | None:  # noqa: ANN401 - any TOML value
    if key not in _KEYS:
        near = difflib.get_close_matches(key, _KEYS, 1)
        meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(_KEYS)}"
        return f"unknown key {key!r}; {meant}"
    kind, check = _KEYS[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        return f"{key} has to be {_WORDS[kind]}"
    try:
        check(value)
    except ValueError as wrong:
        return f"{key}: {wrong}"
    return None


def _period(word: str) -> None:
    if word not in _PERIODS:
        raise ValueError(f"{word!r} is none of {', '.join(_PERIODS)}")


def _clock(text: str) -> None:
    if not re.fullmatch(r"\d\d:\d\d", text):
        raise ValueError(f"{text!r} is no hour, such as '07:00'")
    time.fromisoformat(text)


def _addresses(words: list[Any]) -> None:
    for word in words:
        if not isinstance(word, str) or not _ADDRESS.fullmatch(word):
            raise ValueError(f"{word!r} is no plain address of mail, such as 'ops@example.com'")


def _number(number: int) -> None:
    if number < 0:
        raise ValueError("is not to be below 0")


_KEYS: Mapping[str, tuple[type, Callable[[Any], object]]] = {
    "period": (str, _period),
    "at": (str, _clock),
    "tz": (str, zone),
    "to": (list, _addresses),
    "daily_404": (int, _number),
    "daily_404_thursday": (int, _number),
}
"""Of each key the type of its value, and what raises ValueError where a value makes no sense."""
