"""What a Sigma detection says of an event, read from the specification: nothing of ours or pySigma.

An event is a mapping of field names to values; the key `""` holds the line that keywords are looked
for in. Slow and plain on purpose: it is what the compiled rules are compared with.
"""

import operator
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any, TypeAlias

Event: TypeAlias = Mapping[str, str | int]
Token: TypeAlias = str | frozenset[str] | None
"""A literal character; one of several; `None`: anything. Any one character is `ONE`."""

ONE: frozenset[str] = frozenset()
DASHES = frozenset("-/–—―")
ENCODINGS = {"wide": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be"}
FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
PARTS = ("minute", "hour", "day", "week", "month", "year")
COMPARED = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "eq": operator.eq,
}


def holds(
    detection: Mapping[str, Any], event: Event, placeholders: Mapping[str, list[str]]
) -> bool:
    """Whether a detection (selections and a condition) is about an event."""
    found = {
        name: _selection(content, event, placeholders)
        for name, content in detection.items()
        if name != "condition"
    }
    return _Condition(detection["condition"], found).value()


class _Condition:
    """`not` binds closest, then `and`, then `or`."""

    def __init__(self, text: str, found: Mapping[str, bool]) -> None:
        self._words = re.findall(r"[()]|[^\s()]+", text)
        self._found = found

    def value(self) -> bool:
        held = self._either()
        assert not self._words
        return held

    def _either(self) -> bool:
        parts = [self._both()]
        while self._words[:1] == ["or"]:
            self._words.pop(0)
            parts.append(self._both())
        return any(parts)

    def _both(self) -> bool:
        parts = [self._one()]
        while self._words[:1] == ["and"]:
            self._words.pop(0)
            parts.append(self._one())
        return all(parts)

    def _one(self) -> bool:
        word = self._words.pop(0)
        if word == "not":
            return not self._one()
        if word == "(":
            held = self._either()
            assert self._words.pop(0) == ")"
            return held
        if self._words[:1] == ["of"]:
            self._words.pop(0)
            return (any if word in ("1", "any") else all)(self._named(self._words.pop(0)))
        return self._found[word]

    def _named(self, pattern: str) -> list[bool]:
        shape = ".*" if pattern == "them" else pattern.replace("*", ".*")
        return [held for name, held in self._found.items() if re.fullmatch(shape, name)]


def _selection(content: Any, event: Event, placeholders: Mapping[str, list[str]]) -> bool:
    """A mapping: all of it; a list: any of it; a plain value: a keyword."""
    if isinstance(content, Mapping):
        return all(_item(key, value, event, placeholders) for key, value in content.items())
    if isinstance(content, list):
        return any(_selection(each, event, placeholders) for each in content)
    return _item("", content, event, placeholders)


def _item(key: str, value: Any, event: Event, placeholders: Mapping[str, list[str]]) -> bool:
    field, *modifiers = key.split("|")
    values = value if isinstance(value, list) else [value]
    if "expand" in modifiers:
        values = [one for each in values for one in _expanded(each, placeholders)]
    linked = all if "all" in modifiers else any
    held = linked(_value(field, modifiers, each, event) for each in values)
    return not held if "neq" in modifiers else held


def _expanded(value: str, placeholders: Mapping[str, list[str]]) -> Iterator[str]:
    named = re.search("%([^%]+)%", value)
    if named is None:
        yield value
        return
    for each in placeholders[named[1]]:
        yield from _expanded(value[: named.start()] + each + value[named.end() :], placeholders)


def _value(field: str, modifiers: list[str], value: Any, event: Event) -> bool:
    """One value against one field, or for a keyword against the line."""
    actual = event.get(field)
    if "exists" in modifiers:
        return (actual is not None) is value
    if value is None or actual is None:
        return value is None and actual is None
    for name, test in TESTS.items():
        if name in modifiers:
            return test(str(actual), value, modifiers, event)
    if isinstance(value, int | float):
        return str(value) in str(actual) if not field else str(actual) == str(value)
    return any(
        _match(_framed(tokens, field, modifiers), str(actual), cased="cased" in modifiers)
        for tokens in _texts(value, modifiers)
    )


def _texts(value: str, modifiers: list[str]) -> Iterator[list[Token]]:
    """The patterns that a text stands for, after what its modifiers make of it."""
    if not {"base64", "base64offset", *ENCODINGS, "utf16"} & set(modifiers):
        yield _tokens(value, windash="windash" in modifiers)
        return
    if not {"base64", "base64offset"} & set(modifiers):
        yield _wide(_tokens(value, windash=False), modifiers)
        return
    plain = "".join(str(token) for token in _tokens(value, windash=False))
    encoded = plain.encode(
        next((ENCODINGS[each] for each in modifiers if each in ENCODINGS), "utf8")
    )
    if "utf16" in modifiers:
        encoded = b"\xff\xfe" + plain.encode("utf-16-le")
    if "base64" in modifiers:
        yield list(b64encode(encoded).decode())
        return
    for shift in range(3):
        bits = (shift + len(encoded)) * 8
        first, last = -(-shift * 8 // 6), bits // 6  # sextets that are of the value alone
        yield list(b64encode(b"\0" * shift + encoded).decode()[first:last])


def _wide(tokens: list[Token], modifiers: list[str]) -> list[Token]:
    encoding = next((ENCODINGS[each] for each in modifiers if each in ENCODINGS), "utf-16-le")
    wide: list[Token] = ["\ufeff"] if "utf16" in modifiers else []
    for token in tokens:
        wide += list(token.encode(encoding).decode()) if isinstance(token, str) else [token]
    return wide


def _tokens(value: str, *, windash: bool) -> list[Token]:
    r"""`*` and `?` are wildcards, `\*` and `\?` are not; `\\` is a backslash, as is `\` alone."""
    tokens: list[Token] = []
    at = 0
    while at < len(value):
        if value[at] == "\\" and value[at + 1 : at + 2] in ("*", "?", "\\"):
            tokens.append(value[at + 1])
            at += 2
            continue
        tokens.append(None if value[at] == "*" else ONE if value[at] == "?" else value[at])
        at += 1
    return _dashed(tokens) if windash else tokens


def _dashed(tokens: list[Token]) -> list[Token]:
    """A dash or slash before a word, and not within one, is any of the dashes."""
    dashed = list(tokens)
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token in ("-", "/") and _is_word(after) and not _is_word(before):
            dashed[at] = DASHES
    return dashed


def _is_word(token: Token) -> bool:
    return isinstance(token, str) and re.fullmatch(r"\w", token) is not None


def _framed(tokens: list[Token], field: str, modifiers: list[str]) -> list[Token]:
    """With what may stand before and behind."""
    around = not field or "contains" in modifiers
    before = [None] if around or "endswith" in modifiers else []
    behind = [None] if around or "startswith" in modifiers else []
    return [*before, *tokens, *behind]


def _match(tokens: list[Token], text: str, *, cased: bool) -> bool:
    """Whether the whole text fits; the tokens so far can end at the positions in `reached`."""
    reached = {0}
    for token in tokens:
        if token is None:
            reached = set(range(min(reached), len(text) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(text) and _fits(token, text[at], cased)}
    return len(text) in reached


def _fits(token: str | frozenset[str], character: str, cased: bool) -> bool:
    if isinstance(token, frozenset):
        return not token or character in token
    return token == character or (not cased and token.casefold() == character.casefold())


def _like_field(text: str, value: str, modifiers: list[str], event: Event) -> bool:
    other = event.get(value)
    if other is None:
        return False
    return _match(_framed(list(str(other)), "x", modifiers), text, cased=False)


def _in_network(text: str, value: str, _modifiers: list[str], _event: Event) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address in ip_network(value)


def _expression(text: str, value: str, modifiers: list[str], _event: Event) -> bool:
    flags = sum(FLAGS.get(each, 0) for each in modifiers)
    return re.search(value, text, flags) is not None


def _compared(text: str, value: float, modifiers: list[str], _event: Event) -> bool:
    """A number, or a part of a time, by a comparison or the same."""
    part = next((each for each in PARTS if each in modifiers), None)
    left = _part(text, part) if part else _number(text)
    how = next((each for each in COMPARED if each in modifiers), "eq")
    return left is not None and COMPARED[how](left, value)


def _number(text: str) -> float | None:
    found = re.fullmatch(r"\s*(?:(0[xX][0-9a-fA-F]+)|([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)))\s*", text)
    if found is None:
        return None
    return float(int(found[1], 16)) if found[1] else float(found[2])


def _part(text: str, part: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return float(moment.isocalendar()[1] if part == "week" else getattr(moment, part))


TESTS: dict[str, Callable[[str, Any, list[str], Event], bool]] = {
    "fieldref": _like_field,
    "cidr": _in_network,
    "re": _expression,
    **dict.fromkeys((*PARTS, *COMPARED), _compared),
}
