"""The terms that rules know, as rows of the database."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

from store.rules.novelties.runs import Meeting, Run

_LONGEST = 200
"""Characters that are kept of a longer term, before its hash."""


class Term(NamedTuple):
    """Something in a history."""

    scope: int
    """`term_scopes.id`"""
    text: str


class Scope(NamedTuple):
    """A history of its own."""

    id: int
    first: int
    """When it began (µs UTC)."""


Runs: TypeAlias = Mapping[Term, Sequence[Run]]


def parts(value: str, keys: int, of: int) -> tuple[str, str]:
    """In whose history a value belongs, and what the term is.

    Args:
        value: What a record says in the rule's value keys, as `combined` puts it.
        keys: How many these are.
        of: How many of them say in whose history.
    """
    said: list[str] = [value] if keys == 1 else json.loads(value)
    return _shortened(said[:of]), _shortened(said[of:])


def _shortened(texts: Sequence[str]) -> str:
    """Texts as one, of printable ASCII, which has an end however long they are."""
    text = json.dumps(texts)  # SQL would see nothing behind a NUL
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]} {blake2b(text.encode(), digest_size=16).hexdigest()}"


def scopes(connection: sqlite3.Connection, rule: int, keys: Iterable[str]) -> dict[str, Scope]:
    """The histories of a rule that there are, by whose they are."""
    rows = connection.execute(
        "SELECT s.key, s.id, s.first FROM json_each(?) wanted CROSS JOIN term_scopes s "
        "ON s.rule = ? AND s.key = wanted.value",
        (json.dumps(list(keys)), rule),
    )
    return {key: Scope(*rest) for key, *rest in rows}


def begin(connection: sqlite3.Connection, rule: int, firsts: Mapping[str, int]) -> dict[str, Scope]:
    """Let histories begin, some of them earlier than they did; gives all of them."""
    connection.executemany(
        "INSERT INTO term_scopes (rule, key, first) VALUES (?, ?, ?) "
        "ON CONFLICT (rule, key) DO UPDATE SET first = min(first, excluded.first)",
        [(rule, key, first) for key, first in sorted(firsts.items())],
    )
    return scopes(connection, rule, firsts)


def runs(connection: sqlite3.Connection, terms: Collection[Term]) -> dict[Term, list[Run]]:
    """When terms were known, by these."""
    rows = connection.execute(
        "SELECT t.scope, t.term, t.first, g.key, t.event, t.grp, t.until FROM json_each(?) wanted "
        "CROSS JOIN terms t ON t.scope = wanted.value ->> 0 AND t.term = wanted.value ->> 1 "
        "JOIN groups g ON g.id = t.grp ORDER BY t.first",
        (json.dumps(list(terms)),),
    )
    found: defaultdict[Term, list[Run]] = defaultdict(list)
    for scope, text, ts, key, event, group, until in rows:
        found[Term(scope, text)].append(Run(Meeting(ts, key, event, group), until))
    return found


def replace(connection: sqlite3.Connection, before: Runs, after: Runs) -> None:
    """Put runs of terms in the place of others of the same terms."""
    gone = [
        (*term, run.met.ts)
        for term, some in before.items()
        for run in set(some).difference(after[term])
    ]
    connection.executemany("DELETE FROM terms WHERE scope = ? AND term = ? AND first = ?", gone)
    connection.executemany(
        "INSERT INTO terms (scope, term, first, until, event, grp) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (*term, run.met.ts, run.until, run.met.event, run.met.group)
            for term, some in after.items()
            for run in sorted(set(some).difference(before.get(term, ())))
        ],
    )


def keep(connection: sqlite3.Connection, longer: Iterable[tuple[int, Term, int]]) -> None:
    """Remember terms for longer: until when, which, and when their runs began."""
    connection.executemany(
        "UPDATE terms SET until = ? WHERE scope = ? AND term = ? AND first = ?",
        [(until, *term, first) for until, term, first in longer],
    )


def begun(
    connection: sqlite3.Connection, stretches: Iterable[tuple[int, int, int]]
) -> set[Meeting]:
    """What was new in histories between two points in time, the second of which lies behind it.

    Args:
        connection: Where they are.
        stretches: `term_scopes.id`, and the points in time.
    """
    rows = connection.execute(
        "SELECT t.first, g.key, t.event, t.grp FROM json_each(?) wanted "
        "CROSS JOIN terms t ON t.scope = wanted.value ->> 0 AND t.first >= wanted.value ->> 1 "
        "AND t.first < wanted.value ->> 2 JOIN groups g ON g.id = t.grp",
        (json.dumps(list(stretches)),),
    )
    return {Meeting(*row) for row in rows}
