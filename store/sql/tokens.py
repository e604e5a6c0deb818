"""The words of a query in SQL, and where each stands: enough to complete one, or to point at it."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple


class Part(StrEnum):
    """What a token is."""

    SPACE = "space"
    COMMENT = "comment"
    TEXT = "text"
    NAME = "name"
    """A name or a keyword."""
    QUOTED = "quoted"
    """A name in quotes."""
    NUMBER = "number"
    SIGN = "sign"


class Token(NamedTuple):
    """A piece of a query."""

    part: Part
    text: str
    start: int
    """Characters before it."""

    @property
    def end(self) -> int:
        """Characters up to its end."""
        return self.start + len(self.text)

    @property
    def name(self) -> str:
        """A name without its quotes."""
        return self.text.strip('"`[]') if self.part is Part.QUOTED else self.text


# What is not closed reaches to the end, as SQLite has it.
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<comment>--[^\n]*|/\*(?:.*?\*/|.*))|(?P<text>'(?:[^']|'')*'?)"
    r"|(?P<quoted>\"(?:[^\"]|\"\")*\"?|\[[^\]]*\]?|`(?:[^`]|``)*`?)"
    r"|(?P<name>[^\W\d][\w$]*)|(?P<number>\d[\w.]*)|(?P<sign><>|<=|>=|==|!=|\|\||<<|>>|->>|->|.)",
    re.DOTALL,
)


def tokens(query: str) -> Iterator[Token]:
    """All tokens in their order; together they are the query."""
    for found in _TOKEN.finditer(query):
        yield Token(Part(str(found.lastgroup)), found.group(), found.start())


def words(query: str) -> list[Token]:
    """The tokens that mean something: neither space nor comment."""
    return [one for one in tokens(query) if one.part not in (Part.SPACE, Part.COMMENT)]


def named_selects(query: str) -> frozenset[str]:
    """The names, in lower case, that a query gives to selects of its own: `WITH name AS (`."""
    found = words(query)
    texts = [one.name.lower() for one in found]
    return frozenset(
        texts[at]
        for at, one in enumerate(found)
        if one.part in (Part.NAME, Part.QUOTED) and _is_named(texts, at + 1)
    )


def _is_named(texts: Sequence[str], at: int) -> bool:
    """Whether the words from a place on are `AS (`, perhaps behind columns."""
    if texts[at : at + 1] == ["("] and ")" in texts[at:]:
        at = texts.index(")", at) + 1
    rest = [each for each in texts[at : at + 4] if each not in ("not", "materialized")]
    return rest[:2] == ["as", "("]
