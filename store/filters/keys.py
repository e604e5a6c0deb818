"""The keys that a filter knows, and what may stand behind each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network

from store.filters import times
from store.filters.expressions import compiled
from store.filters.patterns import Pattern
from store.model import AddressClass, Outcome, Parse, Severity


class Shape(StrEnum):
    """What the values of a key look like."""

    TEXT = "text"
    NETWORK = "network"
    STATUS = "status"
    WORD = "word"
    TIME = "time"
    NUMBER = "number"
    EXPRESSION = "expression"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the filter language."""

    name: str
    """What stands before the colon."""
    help: str
    """What it selects, in a few words."""
    shape: Shape = Shape.TEXT
    ecs: tuple[str, ...] = ()
    """The event fields that it looks at; each may be written instead of the name."""
    words: tuple[str, ...] = ()
    """For `Shape.WORD`: the only values."""


TEXT = "text"
"""The key of words and quoted text that stand without one."""

ALERT_STATES = ("new", "acknowledged", "closed", "snoozed")
"""Words that `status:` takes for alerts."""

KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key(TEXT, "text in the raw record"),
        Key("regex", "regular expression (RE2) in a line of the raw record", Shape.EXPRESSION),
        Key("ip", "address, network or host name", Shape.NETWORK, ("source.ip",)),
        Key("domain", "host name of the source", ecs=("source.domain",)),
        Key("class", "class of the address", Shape.WORD, words=tuple(AddressClass)),
        Key("list", "list that names the address, or did", ecs=("threat.feed.name",)),
        Key("country", "its country, two letters", ecs=("source.geo.country_iso_code",)),
        Key("city", "its city", ecs=("source.geo.city_name",)),
        Key("asn", "number of its network (AS)", Shape.NUMBER, ("source.as.number",)),
        Key("org", "who runs its network", ecs=("source.as.organization.name",)),
        Key(
            "status",
            "404, 4xx or 400-499; of alerts new, acknowledged, closed, snoozed",
            Shape.STATUS,
            ("http.response.status_code",),
        ),
        Key("user", "account", ecs=("user.name",)),
        Key("target", "account that is acted on", ecs=("user.target.name",)),
        Key("action", "what was done", ecs=("event.action",)),
        Key("outcome", "how it ended", Shape.WORD, ("event.outcome",), tuple(Outcome)),
        Key("category", "kind of event", ecs=("event.category",)),
        Key("dataset", "log format", ecs=("event.dataset",)),
        Key("host", "machine that logged", ecs=("host.name",)),
        Key("site", "virtual host", ecs=("url.domain",)),
        Key("path", "URL path", ecs=("url.path",)),
        Key("method", "HTTP method", ecs=("http.request.method",)),
        Key("agent", "user agent", ecs=("user_agent.original",)),
        Key("referrer", "page that the request came from", ecs=("http.request.referrer",)),
        Key("code", "Windows event id or Apache code", ecs=("event.code",)),
        Key("program", "program that logged", ecs=("process.name",)),
        Key("level", "level of the record", ecs=("log.level",)),
        Key("channel", "Windows channel", ecs=("winlog.channel",)),
        Key("provider", "Windows provider", ecs=("winlog.provider_name",)),
        Key("module", "Apache module", ecs=("apache.error.module",)),
        Key("source", "log file", ecs=("log.file.path",)),
        Key("parse", "how much was understood", Shape.WORD, ("event.parse",), tuple(Parse)),
        Key("pid", "number of the process", Shape.NUMBER, ("process.pid",)),
        Key("id", "number of an event", Shape.NUMBER),
        Key("since", "from this time on", Shape.TIME),
        Key("until", "before this time, or through this day", Shape.TIME),
        Key("rule", "id, name or title of a rule"),
        Key("alert", "number of an alert", Shape.NUMBER),
        Key("group", "value, or field=value, that the alert is grouped by"),
        Key("severity", "of the alert", Shape.WORD, words=tuple(Severity)),
        Key("reason", "why the alert was closed"),
        Key("assignee", "who works on the alert"),
        Key("tag", "that analysts gave the alert"),
        Key("case", "number of the case that the alert is part of; * for any", Shape.NUMBER),
        Key("silence", "number of the silence that hides the alert; * for any", Shape.NUMBER),
        Key("folded", "number of the alert that tells of such ones too; * for any", Shape.NUMBER),
    )
}
"""All keys by name, in the order in which help lists them."""

_ALIASES = {"event": "code", **{ecs: key.name for key in KEYS.values() for ecs in key.ecs}}

_STATUS = re.compile(r"[1-9]\d{2}|[1-9]xx|[1-9]\d{2}-[1-9]\d{2}", re.IGNORECASE | re.ASCII)
_LONGEST_PATTERN = 10_000
"""SQLite takes 50,000 bytes, escapes and UTF-8 included."""
_MOST_WILDCARDS = 100
"""Each part of a text is a condition of its own, of which SQLite takes a thousand."""
_RANGE = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?", re.ASCII)
_QUAD_LIKE = re.compile(r"[\d.]+", re.ASCII)


def named(name: str) -> Key | None:
    """The key of this name, or of the event field of this name, in any letter case."""
    lower = name.lower()
    return KEYS.get(_ALIASES.get(lower, lower))


def nearest(name: str) -> str | None:
    """The key that somebody who wrote `name` may have meant."""
    found = get_close_matches(name.lower(), [*KEYS, *_ALIASES], 1, 0.5)
    return found[0] if found else None


def network(text: str) -> IPv4Network | IPv6Network | None:
    """An address or network, host bits and all; None where the text is neither."""
    try:
        found = ip_network(text, strict=False)
    except ValueError:
        return None
    if isinstance(found, IPv6Network) and found.prefixlen >= 96:
        return _unmapped(found)
    return found


def numbers(text: str) -> tuple[int, int] | None:
    """First and last number of `7` or `7-9`; None where the text is neither."""
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    return int(match[1]), int(match[2] or match[1])


def statuses(text: str) -> tuple[int, int] | None:
    """First and last status code of `404`, `4xx` or `400-499`; None where it is none of these."""
    if _STATUS.fullmatch(text) is None:
        return None
    if text.lower().endswith("xx"):
        return int(text[0]) * 100, int(text[0]) * 100 + 99
    return numbers(text)


def fault(key: Key, value: Pattern) -> str | None:
    """What is wrong with a value, in one sentence; None: nothing."""
    if sum(map(len, value.parts)) > _LONGEST_PATTERN and not value.exact:
        return f"a value with wildcards may have {_LONGEST_PATTERN} characters"
    if len(value.parts) > _MOST_WILDCARDS + 1:
        return f"a value may have {_MOST_WILDCARDS} wildcards"
    if value.cased and (key.shape is not Shape.TEXT or key.name == TEXT):
        return f"{key.name}: has no = before its values"
    check = _FAULTS.get(key.shape)
    return check(key, value) if check else None


def _network_fault(_key: Key, value: Pattern) -> str | None:
    text = value.plain
    name_like = not ("/" in text or ":" in text or _QUAD_LIKE.fullmatch(text))
    if not value.exact or name_like or network(text):
        return None
    return f"{text!r} is neither an address nor a network"


def _status_fault(key: Key, value: Pattern) -> str | None:
    if statuses(value.plain) or value.plain.lower() in ALERT_STATES:
        return None
    return f"{key.name}: takes {key.help}"


def _word_fault(key: Key, value: Pattern) -> str | None:
    word = value.plain.lower()
    if word in key.words:
        return None
    near = get_close_matches(word, key.words, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"{key.name}: takes {', '.join(key.words)}{hint}"


def _time_fault(_key: Key, value: Pattern) -> str | None:
    try:
        times.read(value.plain, 0, UTC)
    except ValueError as error:
        return str(error)
    return None


def _expression_fault(key: Key, value: Pattern) -> str | None:
    try:
        compiled(value.plain)
    except ValueError as error:
        return f"{key.name}: {error}"
    return None


def _number_fault(key: Key, value: Pattern) -> str | None:
    is_number = value.anything or numbers(value.plain)
    return None if is_number else f"{key.name}: takes a number"


_FAULTS: dict[Shape, Callable[[Key, Pattern], str | None]] = {
    Shape.NETWORK: _network_fault,
    Shape.STATUS: _status_fault,
    Shape.WORD: _word_fault,
    Shape.TIME: _time_fault,
    Shape.NUMBER: _number_fault,
    Shape.EXPRESSION: _expression_fault,
}


def _unmapped(found: IPv6Network) -> IPv4Network | IPv6Network:
    """An IPv4 network that was written inside IPv6 (`::ffff:192.0.2.0/120`)."""
    address: IPv6Address = found.network_address
    if address.ipv4_mapped is None:
        return found
    return IPv4Network((address.ipv4_mapped, found.prefixlen - 96))
