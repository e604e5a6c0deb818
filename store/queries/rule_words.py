"""Words of a filter that no rule is called by, and what may have been meant."""

import sqlite3
from typing import NamedTuple

from store.filters.grammar import Filter


class Stranger(NamedTuple):
    """A word that was taken for a rule's name."""

    word: str
    near: str | None
    """How the rule is called that comes nearest."""


def strangers(connection: sqlite3.Connection, filter_: Filter) -> tuple[Stranger, ...]:
    """The words after `rule:` that name none of a database's rules; those with a `*` are none.

    Args:
        connection: Of a database whose functions are registered.
        filter_: Any filter.
    """
    values = [each for term in filter_.terms if term.key == "rule" for each in term.values]
    words = [each.plain for each in values if each.exact]
    known = _called(connection) if words else {}
    return tuple(_stranger(word, known) for word in words if word.lower() not in known)


def _called(connection: sqlite3.Connection) -> dict[str, str]:
    """All that rules are called, in lower case, and for each what people call the rule."""
    rows = connection.execute("SELECT uuid, title, spec ->> '$.name', slug(title) FROM rules")
    return {
        each.lower(): name or slug or uuid
        for uuid, title, name, slug in rows
        for each in (uuid, title, name, slug)
        if each
    }


def _stranger(word: str, known: dict[str, str]) -> Stranger:
    import difflib  # noqa: PLC0415 - hardly ever needed

    near = difflib.get_close_matches(word.lower(), known, 1)
    return Stranger(word, known[near[0]] if near else None)
