"""The table `[heartbeat]` of a configuration file: its keys, and what is wrong with them."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.configuration.toml_places import Path

LONGEST = 30
"""Seconds that a heartbeat may take at most: the next run waits for it."""


def problems(table: object, notify: object = None) -> Iterator[tuple[Path, str]]:
    """What is wrong with the table: where, and what.

    Args:
        table: The table `[heartbeat]`.
        notify: The table `[notify]`: it says how mail is sent.
    """
    if not isinstance(table, dict):
        yield ("heartbeat",), "heartbeat has to be a table: [heartbeat]"
        return
    for key, value in table.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(_KEYS)}"
            yield ("heartbeat", key), f"unknown key {key!r}; {meant}"
        elif why := _KEYS[key](value):
            yield ("heartbeat", key), f"{key}: {why}"
    ways = {"url", "url_file", "mail"} & table.keys()
    if not ways or {"url", "url_file"} <= ways:
        yield ("heartbeat",), "heartbeat needs url or url_file, and not both, or mail"
    if "every" in table and "mail" not in table:
        yield ("heartbeat", "every"), "every says how often there is mail, and there is no mail"
    if "mail" in table and not _sends(notify):
        yield ("heartbeat", "mail"), "mail needs a server: host and from in [notify.smtp]"


def _sends(notify: object) -> bool:
    """Whether it is said how mail is sent."""
    smtp = notify.get("smtp") if isinstance(notify, dict) else None
    return isinstance(smtp, dict) and {"host", "from"} <= smtp.keys()


def secret(table: Mapping[str, Any]) -> Path | None:
    """Where a URL stands that nobody else should know: who does can beat in our place."""
    return ("heartbeat", "url") if "url" in table else None


def is_url(text: str) -> bool:
    """Whether a text is a URL that can be asked for: http or https, with a host."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()
    except ValueError:
        return False


def _url(value: object) -> str | None:
    if isinstance(value, str) and is_url(value) and " " not in value:
        return None
    return "no URL that begins with https:// or http://"


def _file(value: object) -> str | None:
    return None if isinstance(value, str) and value else "has to be the path of a file"


def _addresses(value: object) -> str | None:
    from app.configuration import notify_values

    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return "has to be a list of addresses"
    try:
        notify_values.addresses(value)
    except ValueError as wrong:
        return str(wrong)
    return None


def _span(value: object) -> str | None:
    from app.configuration import notify_values

    try:
        notify_values.span(str(value))
    except ValueError as wrong:
        return str(wrong)
    return None


def _seconds(value: object) -> str | None:
    good = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST
    return None if good else f"has to be a number of seconds from 1 to {LONGEST}"


_KEYS: Mapping[str, Callable[[object], str | None]] = {
    "url": _url,
    "url_file": _file,
    "timeout": _seconds,
    "mail": _addresses,
    "every": _span,
}
