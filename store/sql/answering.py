"""Answer queries one after the other, as a process of its own that can be killed.

SQLite asks for the time between two instructions, and one may take hours: only the end of a process
ends that. Requests and replies are lines of JSON. On the way in: an object with `query`, `filter`,
`rows` and `seconds`. On the way out: once at first `views`; to a request `columns` with `meanings`,
then any number of `rows`, and at last `done`, which says whether there were more; or `error`, with
`at`.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import IO, Any

from store.errors import BlotterError, QueryError
from store.filters.grammar import parse
from store.queries.conditions import events_where
from store.sql.sandbox import Answer, Value, opened
from store.text import decode
from store.times import now

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of a reply."""
_PART = 100
"""Rows of one reply."""
_MOST_CHARACTERS = 16_000_000
"""Of all values of an answer: what is beyond them is left to an export."""
_LONGEST_VALUE = 20_000
"""Characters of a value that are handed on."""


def main() -> None:
    """Answer requests from standard input about the database that is named, until it ends."""
    path = Path(sys.argv[1])
    _greet(path, sys.stdout)
    for line in sys.stdin:
        for reply in _replies(path, json.loads(line)):
            _say(sys.stdout, reply)


def _greet(path: Path, out: IO[str]) -> None:
    try:
        with opened(path) as sandbox:
            _say(out, {"views": sandbox.views()})
    except BlotterError as error:
        _say(out, {"error": str(error), "at": None})


def _say(out: IO[str], reply: Mapping[str, object]) -> None:
    out.write(f"{json.dumps(reply)}\n")
    out.flush()


def _replies(path: Path, request: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """Everything that is said to a request."""
    try:
        where = events_where(parse(request["filter"]), now(), UTC)
        seconds = request["seconds"]
        with opened(path, where=where, seconds=seconds, overdue=_end) as sandbox:
            yield from _told(sandbox.answer(request["query"]), request["rows"])
    except QueryError as error:
        yield {"error": error.message, "at": error.at}
    except (BlotterError, MemoryError) as error:
        yield {"error": str(error) or "there is not enough memory", "at": None}


def _told(answer: Answer, most: int) -> Iterator[dict[str, object]]:
    """An answer, piece by piece."""
    yield {"columns": answer.columns, "meanings": answer.meanings}
    part: list[Sequence[Value]] = []
    room = _MOST_CHARACTERS
    for count, row in enumerate(answer.rows):
        if count == most or room < 0:
            yield {"rows": part}
            yield {"done": True, "more": True}
            return
        part.append([_plain(value) for value in row])
        room -= sum(len(value) for value in part[-1] if isinstance(value, str))
        if len(part) == _PART:
            yield {"rows": part}
            part = []
    yield {"rows": part}
    yield {"done": True, "more": False}


def _plain(value: Value) -> str | int | float | None:
    """A value as text or number, and no more of it than anybody looks at."""
    text = decode(value[: 4 * _LONGEST_VALUE]) if isinstance(value, bytes) else value
    if isinstance(text, str) and len(text) > _LONGEST_VALUE:
        return f"{text[: _LONGEST_VALUE - 1]}…"
    return text


def _end(message: str) -> None:
    """End the process from within a thread: SQLite itself cannot be reached."""
    _say(sys.stdout, {"error": message.removeprefix("sql: "), "at": None})
    os._exit(0)
