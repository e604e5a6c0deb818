"""The table `[notify]` of a configuration file: its keys, and what is wrong with their values.

Kept apart from what the values mean (`app.notifying.settings`): most runs tell nobody anything, and
need only know that the table is sound.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from app.configuration import notify_values as values_of
from app.configuration.toml_places import Path

Problem: TypeAlias = tuple[Path, str]
"""Where, and what."""
Table: TypeAlias = Mapping[str, Any]

SEVERITIES = ("informational", "low", "medium", "high", "critical")
CHANNELS = ("mail", "webhook", "file", "syslog", "chat")
"""How a receiver can be told: exactly one of these keys says so, and where."""
SECURITIES = ("starttls", "tls", "none")
INLINE = ("password", "token", "secret")
"""Keys of secrets that stand in the configuration itself."""


Keys: TypeAlias = Mapping[str, tuple[type, Callable[[Any], object]]]
"""Of each key the type of its value, and what raises ValueError where a value makes no sense."""

_POLICY: Keys = {
    "severity": (str, values_of.one_of(*SEVERITIES)),
    "group_by": (list, values_of.anything),
    "group_wait": (str, values_of.span),
    "group_interval": (str, values_of.span),
    "repeat": (str, values_of.span),
    "recovered": (bool, values_of.anything),
    "per_hour": (int, values_of.some),
    "quiet": (list, values_of.quiet),
    "quiet_zone": (str, values_of.zone),
    "quiet_below": (str, values_of.one_of(*SEVERITIES)),
}
"""What holds for all receivers, unless one says otherwise."""

_SECRET = ("", "_file", "_credential", "_env")
"""What the key of a secret ends in: where it is to be had from."""


def _secrets(*names: str) -> Keys:
    return {f"{name}{ending}": (str, values_of.anything) for name in names for ending in _SECRET}


_TOP: Keys = {
    "host": (str, values_of.anything),
    "open_with": (str, values_of.anything),
    "give_up": (str, values_of.span),
    **_POLICY,
}
_SMTP: Keys = {
    "host": (str, values_of.anything),
    "port": (int, values_of.port),
    "security": (str, values_of.one_of(*SECURITIES)),
    "from": (str, values_of.address),
    "user": (str, values_of.anything),
    **_secrets("password", "token"),
    "ca_file": (str, values_of.anything),
    "timeout": (str, values_of.span),
}
_TO: Keys = {
    "name": (str, values_of.anything),
    "mail": (list, values_of.addresses),
    "webhook": (str, values_of.url),
    "file": (str, values_of.anything),
    "syslog": (str, values_of.syslog),
    **_secrets("chat", "secret"),
    "ca_file": (str, values_of.anything),
    "filter": (str, values_of.condition),
    "after": (str, values_of.span),
    "reminders": (int, values_of.some),
    **_POLICY,
}
_INHIBIT: Keys = {
    "when": (str, values_of.condition),
    "mute": (str, values_of.condition),
    "equal": (list, values_of.anything),
}
_WORDS = {str: "a text", list: "a list of texts", int: "a whole number", bool: "true or false"}


def problems(table: object) -> Iterator[Problem]:
    """What is wrong with the table `[notify]`: where, and what."""
    if not isinstance(table, dict):
        yield ("notify",), "notify has to be a table: [notify]"
        return
    tables = ("smtp", "to", "inhibit")
    plain = {key: value for key, value in table.items() if key not in tables}
    yield from wrong(plain, _TOP, ("notify",), tables)
    smtp = table.get("smtp", {})
    if isinstance(smtp, dict):
        yield from wrong(smtp, _SMTP, ("notify", "smtp"))
        yield from _wrong_smtp(smtp, _has_mail(table))
    else:
        yield ("notify", "smtp"), "smtp has to be a table: [notify.smtp]"
    yield from _each(table, "to", _TO, _wrong_receiver)
    yield from _each(table, "inhibit", _INHIBIT, _wrong_inhibition)
    yield from _twice(table)


def _has_mail(table: Table) -> bool:
    """Whether anybody is told by mail."""
    listed = table.get("to", [])
    return isinstance(listed, list) and any("mail" in each for each in listed)


def _each(
    table: Table,
    name: str,
    known: Keys,
    more: Callable[[Table], Iterator[tuple[str, str]]],
) -> Iterator[Problem]:
    """What is wrong with the elements of an array of tables."""
    listed = table.get(name, [])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        yield ("notify", name), f"{name} has to be tables: [[notify.{name}]]"
        return
    for number, each in enumerate(listed):
        at = ("notify", name, number)
        yield from wrong(each, known, at)
        yield from (((*at, key) if key else at, what) for key, what in more(each))


def wrong(
    values: Table,
    known: Keys,
    above: Path,
    tables: Sequence[str] = (),
) -> Iterator[Problem]:
    """What is wrong with the keys of one table."""
    for key, value in values.items():
        if key not in known:
            near = difflib.get_close_matches(key, (*known, *tables), 1)
            meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            yield (*above, key), f"unknown key {key!r}; {meant}"
            continue
        kind, meaning = known[key]
        if not _is(value, kind):
            yield (*above, key), f"{key} has to be {_WORDS[kind]}"
            continue
        try:
            meaning(value)
        except ValueError as wrong:
            yield (*above, key), f"{key}: {wrong}"


def _is(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _wrong_smtp(smtp: Table, is_wanted: bool) -> Iterator[Problem]:
    at = ("notify", "smtp")
    for key in ("host", "from"):
        if is_wanted and key not in smtp:
            yield at, f"mail needs {key}: the table [notify.smtp] has none"
    said = [key for key in smtp if key.startswith(("password", "token"))]
    yield from (((*at, key), what) for key, what in _one_source(smtp, "password", "token"))
    if said and "user" not in smtp:
        yield (*at, said[0]), "a password needs user beside it"
    if "user" in smtp and not said:
        yield (
            (*at, "user"),
            "user needs password_file, password_credential, password_env or token_file",
        )
    if smtp.get("security") == "none" and ("user" in smtp or said):
        yield (
            (*at, "security"),
            "credentials are not sent in clear: security has to be starttls or tls",
        )


def _wrong_receiver(each: Table) -> Iterator[tuple[str, str]]:
    if not each.get("name"):
        yield "", "a receiver needs a name"
    ways = [key for key in each if key.partition("_")[0] in CHANNELS and key != "ca_file"]
    if len({key.partition("_")[0] for key in ways}) != 1:
        yield "", f"a receiver needs exactly one of {', '.join(CHANNELS)}"
    yield from _one_source(each, "chat")
    yield from _one_source(each, "secret")
    if any(key.startswith("secret") for key in each) and "webhook" not in each:
        yield "", "a secret signs what goes to a webhook"


def _one_source(values: Table, *names: str) -> Iterator[tuple[str, str]]:
    """A secret is to be had from one place."""
    said = [
        f"{name}{ending}" for name in names for ending in _SECRET if f"{name}{ending}" in values
    ]
    if len(said) > 1:
        yield said[1], f"{said[0]} says it already"


def _wrong_inhibition(each: Table) -> Iterator[tuple[str, str]]:
    for key in ("when", "mute"):
        if not each.get(key):
            yield "", f"an inhibition needs {key}: a filter"


def _twice(table: Table) -> Iterator[Problem]:
    """Receivers that have one name."""
    seen: set[object] = set()
    listed = table.get("to", [])
    for number, each in enumerate(listed if isinstance(listed, list) else ()):
        name = each.get("name") if isinstance(each, dict) else None
        if isinstance(name, str) and name in seen:
            yield ("notify", "to", number, "name"), f"another receiver is called {name!r}"
        seen.add(name if isinstance(name, str) else None)


def inline_secret(table: object) -> Path | None:
    """Where a secret stands in the configuration itself, if one does."""
    if not isinstance(table, dict):
        return None
    smtp = table.get("smtp")
    for key in INLINE:
        if isinstance(smtp, dict) and key in smtp:
            return ("notify", "smtp", key)
    listed = table.get("to")
    for number, each in enumerate(listed if isinstance(listed, list) else ()):
        for key in ("secret", "chat"):
            if isinstance(each, dict) and key in each:
                return ("notify", "to", number, key)
    return None
