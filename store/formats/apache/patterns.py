r"""Compile a LogFormat to patterns that take its lines apart in linear time.

Two of them: one that never looks back, for lines whose unquoted items hold no blank, and one for
all others, which google-re2 matches in linear time whatever a client wrote. Source of what an item
may hold: Apache util.c, `ap_escape_logitem`: in an item every quote and backslash has a backslash
before it, so a bare quote is always the server's, but blanks and brackets may be a client's.

An unquoted item that holds blanks ends at the first place from which the rest of the line can be
read. Where quotes follow it (`%u %t "%r"`) there is only one such place, and no client's word can
make another.
"""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, Protocol, cast

from store.errors import FormatError
from store.formats.apache.directives import Directive, Item
from store.formats.apache.times import TimePattern, time_pattern
from store.formats.apache.values import ADDRESS, FREE, Look, look_of
from store.model import Fields

_QUOTED = r'[^"\\]*+(?:\\.[^"\\]*+)*+'
_REQUEST = r'[A-Z_-]{1,32} (?:[^ "\\]|\\.)*+ HTTP/\d(?:\.\d)?|-'
_HOP = r'(?:[^ ,"\\X]|\\.)*+'
"""One of the addresses that proxies wrote into `X-Forwarded-For`; a comma and a blank follow."""
_HOPS = r'(?:(?:[^"\\]|\\.)*?, ?)?(?:\d+(?:\.\d+){3}|\[?[\da-fA-F]*:[\da-fA-F:.]+\]?)(?::\d+)?'
"""Such a list, whatever the client wrote itself, up to the address that a proxy wrote last."""
_PARTS = {
    "r": "GET /index.html?a=b HTTP/1.1",
    "s": "200",
    "m": "GET",
    "H": "HTTP/1.1",
}
"""Directives that make the kind of a record, with an example of each."""


class _Found(Protocol):
    """A match of either engine."""

    def groups(self) -> tuple[bytes, ...]: ...


class _Pattern(Protocol):
    def fullmatch(self, text: bytes) -> _Found | None: ...


class _Engine(Protocol):
    """What we use of google-re2, which has no types."""

    Options: Callable[[], Any]
    error: type[Exception]

    def compile(self, pattern: bytes, options: object) -> _Pattern: ...


class Slot:
    """A directive in its place."""

    def __init__(self, directive: Directive, before: str, after: Item) -> None:
        """See what the directive looks like.

        Args:
            directive: The directive.
            before: The literal text before it; empty where there is none.
            after: What follows; empty at the end.
        """
        self.directive = directive
        self.time = _time(directive)
        self.look = _look(directive, self.time)
        self._quoted = before[-1:] == '"' and isinstance(after, str) and after[:1] == '"'
        self._ends = _ends(after)
        header = (directive.argument or "").lower() if directive.letter == "i" else ""
        self._is_list = header == "x-forwarded-for" and not self._quoted

    @property
    def swift(self) -> str:
        """A pattern that never looks back."""
        text = self.look.text
        if text == ADDRESS:
            return f'[^ "\\\\{self._ends}]++'
        if text != FREE:
            return f"(?>{text}|-)"
        letter = self.directive.letter
        if self._quoted:
            shape = _QUOTED
        elif letter == "r":
            shape = _REQUEST
        elif self._is_list:
            hop = _HOP.replace("X", self._ends)
            shape = f"(?:{hop}, ?)*+{hop}"
        else:
            shape = r"[^ X]*+(?:\\.[^ X]*+)*+".replace("X", r'"\\' + self._ends)
        if letter == "q":
            return rf"(?>\?{shape}|-?)"
        if letter == "u" and not self._quoted:
            return f'(?>""|{shape})'
        return f"(?>{shape})" if shape is _REQUEST else shape

    @property
    def general(self) -> str:
        """A pattern for google-re2."""
        text = self.look.text
        if text == ADDRESS:
            return r'[^ "\\]+'
        if text != FREE:
            return f"(?:{text}|-)"
        shape = r'(?:[^"\\]|\\.)*' + ("" if self._quoted else "?")
        if self.directive.letter == "q":
            return rf"(?:\?{shape}|-?)"
        if self._is_list:
            return f"(?:{_HOPS}|{shape})"
        is_user = self.directive.letter == "u" and not self._quoted
        return f'(?:""|{shape})' if is_user else shape


class LinePattern:
    """Takes the lines of one format apart."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.slots: list[Slot] = []
        self.example = swift = general = ""
        around = ["", *items, ""]
        for before, item, after in zip(around, items, around[2:], strict=False):
            if isinstance(item, str):
                self.example += item
                swift, general = (text + re.escape(item) for text in (swift, general))
                continue
            slot = Slot(item, before if isinstance(before, str) else "", after)
            self.slots.append(slot)
            self.example += slot.look.example
            swift, general = f"{swift}({slot.swift})", f"{general}({slot.general})"
        self._swift = re.compile(swift.encode(), re.DOTALL)
        self._text = f"(?s){general}".encode()

    def match(self, line: bytes) -> tuple[bytes, ...] | None:
        """The items of a line, one for each slot; None where the line does not fit."""
        found = self._swift.fullmatch(line) or self._general.fullmatch(line)
        return found.groups() if found else None

    def check(self, text: str) -> None:
        """See that the format is not too much for the engine.

        Raises:
            FormatError: It is.
        """
        if len(self._text) > 60_000 or self.match(self.example.encode()) is None:
            raise FormatError("this format is too long", text, 0)

    @cached_property
    def _general(self) -> _Pattern:
        """The pattern for lines with blanks in unquoted items."""
        engine = cast("_Engine", import_module("re2"))  # only some lines need it
        options = engine.Options()
        options.log_errors = False
        options.encoding = options.Encoding.LATIN1
        return engine.compile(self._text, options)


def _ends(after: Item) -> str:
    """Characters, escaped for a class, at which an unquoted item surely ends."""
    if isinstance(after, Directive):
        return "?" if after.letter == "q" else ""
    first = after[:1]
    return re.escape(first) if first.isascii() else ""


def _time(directive: Directive) -> TimePattern | None:
    """How a time looks; None for other directives."""
    return time_pattern(directive.argument) if directive.letter == "t" else None


def _look(directive: Directive, time: TimePattern | None) -> Look:
    """What a directive looks like."""
    if time:
        return Look(time.look, _nothing, time.example)
    if directive.letter == "s":
        return Look(r"\d{3}", _nothing, _PARTS["s"])
    example = _PARTS.get(directive.letter)
    return Look(FREE, _nothing, example) if example else look_of(directive)


def _nothing(_raw: bytes) -> Fields:
    """The fields of what makes the kind or the time of a record."""
    return {}
