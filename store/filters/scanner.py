"""Cuts the text of a filter into keys, values and signs, with the column of each."""

import re
from collections.abc import Iterator

from store.errors import FilterError
from store.filters.patterns import Pattern, pattern

_KEY = re.compile(r"([A-Za-z@_][A-Za-z0-9@_.]*):")
_SPACE = re.compile(r"\s*")
_OR = re.compile(r"or(?=[\s\"])", re.IGNORECASE)
_IN_LIST = re.compile(r'[^\s"(),*]+')
_IN_WORD = re.compile(r'[^\s"*]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')


class Scanner:
    """A place in a filter's text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def error(self, message: str, column: int | None = None) -> FilterError:
        """An error at a column, or here."""
        return FilterError(message, self.text, self.at if column is None else column)

    def at_end(self) -> bool:
        """Pass over white space; whether nothing follows."""
        self._skip()
        return self.at >= len(self.text)

    def peek(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, character: str) -> bool:
        """Pass over a character if it comes next."""
        if self.peek() != character:
            return False
        self.at += 1
        return True

    def key(self) -> str | None:
        """Pass over `name:` if that comes next."""
        match = _KEY.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return match[1]

    def word(self) -> Pattern:
        """A value that stands alone: it ends at white space."""
        found = self._value(_IN_WORD)
        if self.peek() and not self.peek().isspace():
            raise self.error("put a space after the closing quote")
        return found

    def values(self) -> Iterator[tuple[int, Pattern]]:
        """Every alternative behind a key, with its column."""
        opened = self.at
        listed = self.take("(")
        while True:
            if listed:
                self._skip()
            start = self.at
            yield start, self._listed()
            if listed and self._closes(opened):
                break
            if not listed and not self.take(","):
                break
        if self.peek() and not self.peek().isspace():
            raise self.error("put a space after a value, or quotes around all of it")

    def _listed(self) -> Pattern:
        """A value behind a key; an equals sign before it says that letter case counts."""
        start = self.at
        cased = self.take("=")
        found = self._value(_IN_LIST)
        if cased and not found.exact:
            raise self.error("no * behind =: that is for one value as it stands", start)
        return Pattern(found.parts, cased)

    def _closes(self, opened: int) -> bool:
        """Pass over what stands between two values of a list; whether it was the list's end."""
        if self.at_end():
            raise self.error("this bracket is not closed", opened)
        if self.take(")"):
            return True
        match = _OR.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        elif not self.take(","):
            raise self.error("'or' or ')' is missing")
        return False

    def _value(self, bare: re.Pattern[str]) -> Pattern:
        """Pieces and wildcards, as far as they reach."""
        start = self.at
        parts = [""]
        filled = False
        while self.peek():
            if self.take("*"):
                parts.append("")
                filled = False
                continue
            piece = self._piece(bare)
            if piece is None:
                break
            if filled:
                raise self.error("put quotes around the whole value", start)
            parts[-1] = piece
            filled = True
        if self.at == start:
            raise self.error("a value is missing")
        return pattern(parts)

    def _piece(self, bare: re.Pattern[str]) -> str | None:
        """Quoted or bare text, if one comes next."""
        if self.peek() == '"':
            match = _QUOTED.match(self.text, self.at)
            if match is None:
                raise self.error("this quote is not closed")
            self.at = match.end()
            return _ESCAPE.sub(r"\1", match[1])
        match = bare.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return match[0]

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
