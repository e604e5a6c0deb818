"""What is being typed at the end of a filter, and which keys it may become."""

import re
from typing import NamedTuple

from store.filters import keys
from store.filters.patterns import exactly

_WORD = re.compile(r"-?(?:([A-Za-z@_][A-Za-z0-9@_.]*):)?")
_BEFORE_VALUE = re.compile(r"[=(,\s]|or\s", re.IGNORECASE)


class Unfinished(NamedTuple):
    """The last word of a filter."""

    key: str | None
    """The key that it is a value of; None: it may become one."""
    prefix: str
    """As much of it as was typed, without quotes."""
    start: int
    """Where that begins in the text."""


def unfinished(text: str) -> Unfinished:
    """The word at the end of a text; an empty one where it ends with a space."""
    start = _last_word(text)
    found = _WORD.match(text, start)
    begin = start if found is None else found.end()
    named = keys.named(found[1]) if found is not None and found[1] else None
    if named is None:
        begin = start + text[start:].startswith("-")
        return Unfinished(None, text[begin:].lstrip('"'), begin)
    begin = _last_value(text, begin)
    return Unfinished(named.name, text[begin:].strip('"'), begin)


def taken(text: str, word: Unfinished, value: str) -> str:
    """The text with the word finished: a value in quotes where it needs them, or a key."""
    if word.key is None:
        return f"{text[: word.start]}{value}:"
    return f"{text[: word.start]}{exactly(value).text()} "


def keys_like(prefix: str) -> list[keys.Key]:
    """The keys that begin so, in the order of the help."""
    low = prefix.lower()
    return [key for key in keys.KEYS.values() if key.name.startswith(low) and key.name != keys.TEXT]


def _last_word(text: str) -> int:
    """Where the last word begins: spaces within quotes and brackets do not end one."""
    start, quoted, depth = 0, False, 0
    for at, character in enumerate(text):
        if character == '"' and not text[:at].endswith("\\"):
            quoted = not quoted
        elif quoted:
            continue
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character.isspace() and depth <= 0:
            start = at + 1
    return start


def _last_value(text: str, begin: int) -> int:
    """Where the last of several values begins."""
    start, quoted = begin, False
    for at in range(begin, len(text)):
        if text[at] == '"':
            quoted = not quoted
        elif not quoted and _BEFORE_VALUE.match(text[at]):
            start = at + 1
    return start
