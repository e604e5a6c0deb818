"""Read what follows the status of an access line: size, referer, agent and more."""

import re
from typing import NamedTuple

from store.formats.apache.escapes import text_of
from store.model import Fields, FieldValue
from store.text import decode

MOST_DIGITS = 18
"""Digits that surely fit a 64-bit integer."""

_NUMBERS = re.compile(rb'(?: (?P<size>\d{1,18}|-)(?= |\Z))?(?P<more>(?: [^" ][^ ]*+)*+)')
_ITEM = re.compile(rb' "([^"\\]*+(?:\\.[^"\\]*+)*+)"(?= |\Z)', re.DOTALL)
_NOTHING = re.compile(rb'[ "-]*')


class _Items(NamedTuple):
    """The quoted items of a combined line."""

    referer: bytes
    agent: bytes
    extra: bytes
    """What follows them."""


def read_tail(tail: bytes, extra: FieldValue | None = None) -> Fields:
    """What is said after the status.

    Args:
        tail: The line from behind the status.
        extra: Text for `labels.extra` that was found before.

    Returns:
        `http.response.body.bytes`, `http.request.referrer`, `user_agent.original` and
        `labels.extra` (durations, forwarded addresses, as they stand), where there are any.
    """
    fields: Fields = {}
    numbers = _NUMBERS.match(tail)
    if numbers is None:  # it takes nothing at all, too
        return fields
    size, more = numbers["size"], numbers["more"]
    items = _items(tail[numbers.end() :])
    if size and size != b"-":
        fields["http.response.body.bytes"] = int(size)
    said = {"http.request.referrer": items.referer, "user_agent.original": items.agent}
    fields |= {key: text for key, raw in said.items() if (text := text_of(raw))}
    extras = [decode(raw.strip()) for raw in (more, items.extra) if not _NOTHING.fullmatch(raw)]
    if extras:
        fields["labels.extra"] = " ".join([str(extra), *extras] if extra else extras)
    return fields


def _items(rest: bytes) -> _Items:
    """The quoted items, each closed as it should be, or else as well as can be told."""
    first = _ITEM.match(rest)
    if first is None:
        return _loose(rest)
    second = _ITEM.match(rest, first.end())
    if second:
        return _Items(first[1], second[1], rest[second.end() :])
    extra = rest[first.end() :]
    return _loose(rest) if extra.startswith(b' "') else _Items(first[1], b"", extra)


def _loose(rest: bytes) -> _Items:
    """Items that hold bare quotes, or break off: what stands between them is `" "`."""
    if not rest.startswith(b' "'):
        return _Items(b"", b"", rest)
    pieces = rest[2:].removesuffix(b'"').split(b'" "', 2)
    referer, agent, extra = (*pieces, b"", b"")[:3]
    return _Items(referer, agent, extra)
