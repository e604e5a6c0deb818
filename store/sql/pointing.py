"""Where in a query it is that SQLite complains of, and what was probably meant.

SQLite knows the place but Python does not ask it; its words say enough to find it again.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from store.sql.tokens import Part, Token, words

_NEAR = re.compile(r'near "(.+)": syntax error', re.DOTALL)
_NAMED = re.compile(
    r"(?:no such (?P<kind>column|table|function)|ambiguous column name): (?P<name>.+)", re.DOTALL
)
_CALLED = re.compile(r"(?:misuse of|wrong number of arguments to)\D* (?P<name>\w+)\(\)")
_UNKNOWN = re.compile(r'unrecognized token: "(.*)"', re.DOTALL)
_UNFINISHED = "incomplete input"
_MOST_TRIES = 200
"""Places that are tried for one syntax error."""


class Pointed(NamedTuple):
    """What is known of a complaint."""

    at: int | None
    """Characters of the query before the place; None: nobody knows."""
    meant: str | None = None
    """The name that somebody may have meant."""


def pointed(
    query: str,
    complaint: str,
    complains: Callable[[str], str],
    names: Mapping[str, Sequence[str]],
) -> Pointed:
    """Find the place.

    Args:
        query: What SQLite would not take.
        complaint: What it said.
        complains: What it says of another query, without running it; empty: nothing.
        names: The columns of every view.
    """
    if complaint.startswith(_UNFINISHED):
        return Pointed(len(query.rstrip()))
    near, unknown = _NEAR.match(complaint), _UNKNOWN.match(complaint)
    if near is not None:
        return Pointed(_first_wrong(query, near[1], complains))
    if unknown is not None:
        at = query.find(unknown[1])
        return Pointed(at if at >= 0 else None)
    called = _CALLED.match(complaint)
    named = _NAMED.match(complaint) or called
    return Pointed(None) if named is None else _name(query, named, names)


def _first_wrong(query: str, text: str, complains: Callable[[str], str]) -> int | None:
    """Where a text stands that is wrong there: of a query that ends there the same is said."""
    found = [one for one in words(query) if one.text == text]
    for one in found[:_MOST_TRIES]:
        if complains(query[: one.end]).startswith(f'near "{text}"'):
            return one.start
    return found[-1].start if found else None


def _name(query: str, said: re.Match[str], names: Mapping[str, Sequence[str]]) -> Pointed:
    """Where a name stands that means nothing, and which one it resembles."""
    name = said["name"].split(" - should this be", 1)[0].strip('"')
    parts = name.split(".")
    at = _standing(words(query), parts)
    kind = said.groupdict().get("kind")
    if kind is None:
        return Pointed(at)
    known: dict[str, Iterable[str]] = {
        "table": names,
        "column": {column for columns in names.values() for column in columns},
        "function": ("raw", "raw_text"),
    }
    near = get_close_matches(parts[-1].lower(), sorted(known[kind]), 1, 0.7)
    return Pointed(at, near[0] if near else None)


def _standing(found: Sequence[Token], parts: Sequence[str]) -> int | None:
    """Where a name of one or more parts stands first."""
    wanted = [part.lower() for part in parts]
    span = 2 * len(wanted) - 1
    for at in range(len(found) - span + 1):
        run = found[at : at + span]
        if (
            run[0].part in (Part.NAME, Part.QUOTED, Part.TEXT)
            and [one.name.lower() for one in run[::2]] == wanted
        ):
            return run[0].start
    return None
