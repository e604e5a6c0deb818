"""Look for texts and expressions in raw records: in whole blocks first, in records where it pays.

A block that does not hold what is looked for is decompressed, searched once, and not taken apart.
What a search has found of a block is remembered for as long as the connection lives.
"""

import re
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, chain, islice
from operator import add
from typing import Any, NamedTuple, Protocol

from store.database.evidence import WIDE, Whereabouts, encoding_of, ends_in, expand, in_utf8
from store.filters.expressions import compiled, escaped
from store.filters.literals import literals

_REMEMBERED = 1 << 16
"""Blocks of which it is remembered what was found in them: 32 GiB of log text."""
_FEW = 64
"""Events of a block that are remembered so."""
_LISTED = 256
"""Blocks of which more events are remembered: more blocks than a window of time has."""
_SPARSE = 8
"""Of so many records one, at most, is looked at by itself: beyond that, all together are faster."""
_WINDOW = 64
"""Records that are searched as one piece at most: as far as a match may run on behind its own."""
_EDGES = re.compile(r"[$^]|\\[ABbz]")
"""What an expression may say of the ends of a record; also `^` in a class, which does no harm."""
_WHOLE = re.compile(r"\\[Az]|\(\?[a-zA-Z]*-[a-zA-Z]*m")
"""What an expression may say of the ends of a record but not of those of a line."""
_TELLING = 4
"""Characters of a text that is rare enough for its records to be looked at one by one."""
_RUN = re.compile(r"(?:\.|\[\^[^\]]*\]|\\[SDW])(?:[*+]|\{\d*,\})")
"""What matches on and on, over the ends of records too."""


class Watch:
    """What somebody who waits for a search wants to know, and how it is stopped."""

    def __init__(self, told: Callable[[int], None] = lambda _bytes: None) -> None:
        """Watch a connection.

        Args:
            told: Called after each block with the bytes that were searched so far.
        """
        self.searched = 0
        self.interrupted = False
        """Whether a key ended a search: SQLite reports no more than that a function failed."""
        self._told = told

    def add(self, size: int) -> None:
        """Say that so many bytes more were searched."""
        self.searched += size
        self._told(self.searched)


class _Block(NamedTuple):
    """The records of a block."""

    data: bytes
    """One behind the other."""
    ends: Sequence[int]
    """Of the records in `data`."""
    encoding: Callable[[], str | None]
    """`encoding_of` its source."""


class _Wanted(Protocol):
    """What is looked for."""

    def occurs(self, data: bytes) -> bool:
        """Whether the records of a block may hold it; in doubt they may."""

    def records(self, block: _Block) -> Iterable[int]:
        """The numbers, from 0, of the records that hold it."""


class _Text:
    """A text, without regard to the case of its ASCII letters; see `_Wanted`."""

    def __init__(self, needle: str) -> None:
        self._needles = [needle.encode("utf-8", "surrogateescape").lower()]
        self._wide = [needle.encode(encoding, "surrogatepass").lower() for encoding in WIDE]
        self._quick = None if "\n" in needle else compiled(escaped(needle))

    def occurs(self, data: bytes) -> bool:
        if self._quick is not None and b"\0" not in data:
            return self._quick.search(data) is not None
        haystack = data.lower()
        return any(needle in haystack for needle in self._of(data))

    def records(self, block: _Block) -> Iterable[int]:
        needles = self._of(block.data)
        haystack = _lowered(block.data, needles)
        found = (_holding(haystack, block.ends, needle) for needle in needles)
        return sorted(set(chain.from_iterable(found)))

    def _of(self, data: bytes) -> list[bytes]:
        """Where there are NULs, as text in UTF-16 has, it is looked for in that as well."""
        return self._needles + self._wide if b"\0" in data else self._needles


class _Expression:
    """A regular expression; see `_Wanted`.

    Whatever it matches holds one of some texts, where these can be read off it: they are found many
    times faster.
    """

    def __init__(self, text: str) -> None:
        self._expression = compiled(text)
        self._minds_edges = _EDGES.search(text) is not None
        self._is_of_records = _WHOLE.search(text) is not None
        matches_nothing = self._expression.search(b"") is not None
        runs_on = _RUN.search(text) is not None
        self._wants_lines = self._minds_edges or matches_nothing or runs_on
        texts = literals(text, ignore_case=True, folded=frozenset())
        telling = bool(texts) and min(map(len, texts)) >= _TELLING
        self._is_left_to_lines = self._minds_edges or (runs_on and telling)
        self._needles = [each.encode() for each in texts]
        is_worth_it = len(texts) == 1 or (bool(texts) and self._minds_edges)
        self._quick = compiled("|".join(map(escaped, texts))) if is_worth_it else None

    def occurs(self, data: bytes) -> bool:
        if b"\0" in data:
            return True
        if self._quick is not None and self._quick.search(data) is None:
            return False
        return self._is_left_to_lines or self._expression.search(data) is not None

    def records(self, block: _Block) -> Iterable[int]:
        if not self._wants_lines and b"\0" not in block.data:
            return self._as_they_lie(block)
        candidates = self._candidates(block)
        if candidates is None:
            return self._in_all(block)
        data, ends, search = block.data, block.ends, self._expression.search
        starts = [ends[number - 1] if number else 0 for number in candidates]
        pieces = zip(candidates, starts, strict=True)
        return [number for number, start in pieces if search(data[start : ends[number]])]

    def _candidates(self, block: _Block) -> list[int] | None:
        """The records that hold one of its texts; None: all may, or it is not worth knowing."""
        if not self._needles or b"\0" in block.data:
            return None
        haystack, most = _lowered(block.data, self._needles), len(block.ends) // _SPARSE
        found = (_holding(haystack, block.ends, needle) for needle in self._needles)
        numbers = set(islice(chain.from_iterable(found), most + 1))
        return None if len(numbers) > most else sorted(numbers)

    def _as_they_lie(self, block: _Block) -> Iterator[int]:
        """Looked for in all, with nothing between them.

        A match that reaches over a record's end does not count, but may hide one that begins behind
        its beginning: so the rest of that record is looked at by itself.
        """
        data, ends, search = block.data, block.ends, self._expression.search
        last, start, number = len(ends) - 1, 0, 0
        while number <= last:
            edge = ends[min(number + _WINDOW, last)]
            found = search(data, start, edge)
            if found is None:
                start, number = edge, bisect_right(ends, edge)
                continue
            begin, end = found.span()
            number = bisect_right(ends, begin)
            start = ends[number]
            if end <= start or search(data[begin:start]) is not None:
                yield number
            number += 1

    def _in_all(self, block: _Block) -> Iterator[int]:
        """Looked for in all at once, joined by line ends, over which no match reaches."""
        data, ends = block.data, block.ends
        pieces = [data[start:end] for start, end in zip(chain((0,), ends), ends, strict=False)]
        if b"\0" in data:
            encoding = block.encoding()
            pieces = [in_utf8(piece, encoding) for piece in pieces]
        if self._is_of_records:
            yield from (n for n, piece in enumerate(pieces) if self._expression.search(piece))
            return
        text = b"\n".join(pieces)
        found = self._expression.search(text)
        if found is None:
            return
        starts = list(map(add, accumulate(map(len, pieces), initial=0), range(len(pieces))))
        while found is not None:
            index = bisect_right(starts, found.span()[0]) - 1
            yield index
            if index + 1 >= len(starts):
                return
            found = self._expression.search(text, starts[index + 1])


def register(connection: sqlite3.Connection, watch: Watch | None = None) -> None:
    """Give a connection the SQL functions that search.

    `has_text(event, text)`, `has_match(event, expression)`: whether an event's record holds it.
    `holds_text(block, text)`, `holds_match(…)`: whether some record of the block may, which begins
    with that event. `texts_in(block, text)`, `matches_in(…)`: the events that do, as a JSON list.
    """
    watched = watch or Watch()
    ways: tuple[tuple[Callable[[str], _Wanted], tuple[str, str, str]], ...] = (
        (_Text, ("holds_text", "texts_in", "has_text")),
        (_Expression, ("holds_match", "matches_in", "has_match")),
    )
    for wanted, names in ways:
        looking = _Looking(connection, lru_cache(maxsize=8)(wanted), watched)
        functions: tuple[Callable[[int, str], int | str], ...] = (
            looking.holds,
            looking.listed,
            looking.has,
        )
        for name, function in zip(names, functions, strict=True):
            connection.create_function(name, 2, partial(_noting, watched, function))


class _Looking:
    """One way to search, on one connection."""

    def __init__(
        self, connection: sqlite3.Connection, wanted: Callable[[str], _Wanted], watch: Watch
    ) -> None:
        self._connection = connection
        self._wanted = wanted
        self._watch = watch
        self._whereabouts = Whereabouts(connection)
        self._crowd: tuple[int, str, frozenset[int]] | None = None
        """What was found last of a block that holds it often: it is asked for next."""
        self._few = lru_cache(maxsize=_REMEMBERED)(self._look_at)
        self._many = lru_cache(maxsize=_LISTED)(self._look_into)

    def holds(self, first: int, text: str) -> int:
        """Whether a block holds it."""
        return int(self._few(first, text) != ())

    def listed(self, first: int, text: str) -> str:
        """The events of a block that hold it."""
        return f"[{','.join(map(str, sorted(self._found(first, text))))}]"

    def has(self, event: int, text: str) -> int:
        """Whether an event holds it."""
        found = self._whereabouts.asked(event, lambda first: self._found(first, text))
        return int(event in found)

    def _found(self, first: int, text: str) -> Collection[int]:
        few = self._few(first, text)
        return self._many(first, text) if few is None else few

    def _look_at(self, first: int, text: str) -> tuple[int, ...] | None:
        """The events of a block that hold it; None where there are too many to remember."""
        data, size = self._columns("data, size", first)
        plain = expand(data)
        found = self._events(first, plain, text) if self._wanted(text).occurs(plain) else ()
        self._watch.add(size)
        if len(found) <= _FEW:
            return found
        self._crowd = first, text, frozenset(found)
        return None

    def _look_into(self, first: int, text: str) -> frozenset[int]:
        if self._crowd is not None and self._crowd[:2] == (first, text):
            return self._crowd[2]
        (data,) = self._columns("data", first)
        return frozenset(self._events(first, expand(data), text))

    def _events(self, first: int, data: bytes, text: str) -> tuple[int, ...]:
        spans, events, source = self._columns("spans, events, source", first)
        encoding = partial(encoding_of, self._connection, source)
        block = _Block(data, ends_in(expand(spans), events), encoding)
        return tuple(first + number for number in self._wanted(text).records(block))

    def _columns(self, names: str, first: int) -> tuple[Any, ...]:
        """What a block's row says.

        Raises:
            KeyError: There is no such block any more.
        """
        found: tuple[Any, ...] | None = self._connection.execute(
            f"SELECT {names} FROM blocks WHERE first_event = ?", (first,)
        ).fetchone()
        if found is None:
            raise KeyError(first)
        return found


def _noting(
    watch: Watch, function: Callable[[int, str], int | str], number: int, text: str
) -> int | str:
    """Call a function for SQLite, and note where a key ended it."""
    try:
        return function(number, text)
    except KeyboardInterrupt:
        watch.interrupted = True
        raise


def _lowered(data: bytes, needles: Iterable[bytes]) -> bytes:
    """Bytes without capitals, where that matters to what is looked for."""
    return data if all(each == each.upper() for each in needles) else data.lower()


def _holding(haystack: bytes, ends: Sequence[int], wanted: bytes) -> Iterator[int]:
    """The numbers of the records whose bytes hold others; all of them hold nothing.

    The block is searched as a whole; a find that reaches over a record's end does not count.
    """
    if not wanted:
        yield from range(len(ends))
        return
    at = haystack.find(wanted)
    while at >= 0:
        index = bisect_right(ends, at)
        if at + len(wanted) <= ends[index]:
            yield index
            at = haystack.find(wanted, ends[index])
        else:
            at = haystack.find(wanted, at + 1)
