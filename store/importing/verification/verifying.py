"""Verify evidence: whether what was stored of each log is sound, and whether a file still holds it.

A log is looked for at its place, among its copies and beside it, where a rotation puts it. The one
that begins as the source did is compared with it record by record. What has another beginning is
still the source if it ends as the source did, or lies in its place and has most of its records
somewhere: that is how a log looks of which a line was taken out.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from typing import NamedTuple

from store.formats.registry import formats
from store.importing.containers.compressed import CUT
from store.importing.containers.streams import Opened, Stream
from store.importing.identity import Known
from store.importing.places.paths import INSIDE
from store.importing.verification.comparing import (
    Comparison,
    Held,
    PlainHeld,
    RenderedHeld,
    blocks_of,
    compare,
    found_in,
    lines_before,
    samples,
)
from store.importing.verification.verdicts import State, Verdict
from store.importing.verification.whereabouts import (
    has_beginning,
    has_tail,
    logs_at,
    obstacle,
    places,
    was_piped,
)


class _Match(NamedTuple):
    """A log that holds a source, or what is left of it."""

    name: str
    comparison: Comparison
    line: int | None
    problem: str | None = None
    """Why the log ends early, where that is damage."""


Told = Callable[[str, int, int], None]
"""Told of progress: a source's path, blocks compared, and blocks in all."""


def _silent(_path: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def verify(
    connection: sqlite3.Connection, named: Sequence[str] = (), told: Told = _silent
) -> Iterator[Verdict]:
    """Verify the evidence of sources, one after the other in the order of their paths.

    Holds no more than a few megabytes, however long the logs are.

    Args:
        connection: A connection for reading, with no transaction open.
        named: Absolute names of logs, folders or archives; none: every source.
        told: Told after every block.
    """
    for known in sources_at(connection, named):
        yield _Case(connection, known, told).verdict()


def sources_at(connection: sqlite3.Connection, named: Sequence[str]) -> list[Known]:
    """The sources that were last seen at, or inside, any of these names; none named: all."""
    rows = connection.execute(
        f"SELECT {', '.join(Known._fields)} FROM sources ORDER BY path, id"
    ).fetchall()
    found = [Known(*row) for row in rows]
    if not named:
        return found
    copies = connection.execute("SELECT source, path FROM copies").fetchall()
    kept = {source for source, path in copies if _is_at(path, named)}
    return [each for each in found if each.id in kept or _is_at(each.path, named)]


def _is_at(path: str, named: Sequence[str]) -> bool:
    return any(
        path == name or path.startswith((f"{name.rstrip('/')}/", f"{name}{INSIDE}"))
        for name in named
    )


class _Case:
    """One source under examination."""

    def __init__(self, connection: sqlite3.Connection, known: Known, told: Told) -> None:
        self._connection = connection
        self._known = known
        self._told = told
        format_ = formats().get(known.format or "")
        self._binary = format_ if format_ is not None and format_.binary else None

    def verdict(self) -> Verdict:
        """What is known of it."""
        path = self._known.path
        if was_piped(path) or self._known.lay_nowhere:
            return self._without_log(State.NOT_KEPT, "it came through a pipe")
        try:
            match = self._match_by_beginning() or self._match_by_rest()
        except OSError as error:
            return self._without_log(State.UNREADABLE, error.strerror or str(error))
        if match is None:
            why = obstacle(path)
            if why:
                return self._without_log(State.UNREADABLE, why)
            return self._without_log(State.GONE, self._why_gone())
        state = _state(match.comparison, is_moved=match.name != path)
        if state is State.TRUNCATED and match.problem:
            state = State.ALTERED
        return self._verdict(state, match, self._detail(state, match))

    def _match_by_beginning(self) -> _Match | None:
        """The log that begins as the source did; a whole one if there is any."""
        best = None
        for name, log in self._logs():
            if self._begins(name, log):
                match = self._match(name, log)
                if match.comparison.is_whole:
                    return match
                best = best or match
        return best

    def _begins(self, name: str, log: Opened) -> bool:
        """Whether a log begins as the source did; one of which nothing was read is in its place."""
        if not self._known.prefix_size:
            return name == self._known.path
        return has_beginning(log.stream(), self._known)

    def _match_by_rest(self) -> _Match | None:
        """The log whose beginning is another one, or lacks a part, and which is the source yet."""
        for name, log in self._logs():
            in_place = name == self._known.path or self._is_same_file(log)
            if in_place or self._has_tail(log):
                match = self._match(name, log)
                damaged = match.problem is not None and name == self._known.path
                if damaged or self._is_kin(match.comparison, log):
                    return match
        return None

    def _is_kin(self, found: Comparison, log: Opened) -> bool:
        """Whether a log in the source's place is what became of it, and not another log."""
        if found.is_whole:
            return found.same > 0
        if not found.differing:
            return found.same > 0 or self._is_same_file(log)
        if self._binary is not None:
            return found.same > 0
        if self._has_tail(log):
            return True
        if log.identity.size == self._known.size and self._is_same_file(log):
            return True
        needles = samples(blocks_of(self._connection, self._known.id))
        return bool(needles) and 2 * found_in(log.stream(), needles) >= len(needles)

    def _has_tail(self, log: Opened) -> bool:
        """Whether a log goes on as the source did; many binary logs are zeros there."""
        return self._binary is None and has_tail(log.stream(), self._known)

    def _is_same_file(self, log: Opened) -> bool:
        place = (log.identity.device, log.identity.inode)
        return place == (self._known.device, self._known.inode)

    def _logs(self) -> Iterator[tuple[str, Opened]]:
        """The logs that might be the source, each open until the next one is asked for."""
        for name in places(self._connection, self._known):
            with closing(logs_at(name)) as logs:
                for log in logs:
                    yield log.name, log

    def _match(self, name: str, log: Opened) -> _Match:
        """Compare the source with a log."""
        stream = log.stream()
        found = self._compare(self._held(stream))
        line = None
        if found.first is not None and self._is_of_lines:
            line = lines_before(log.stream(), found.first) + 1
        problem = stream.problem if stream.problem != CUT else None
        return _Match(name, found, line, problem)

    @property
    def _is_of_lines(self) -> bool:
        """Whether a line end is one byte; in UTF-16 it is not."""
        encoding = json.loads(self._known.state).get("encoding")
        return self._binary is None and not str(encoding).startswith("utf-16")

    def _held(self, stream: Stream) -> Held:
        if self._binary is None:
            return PlainHeld(stream)
        return RenderedHeld(stream, self._binary)

    def _compare(self, held: Held | None) -> Comparison:
        """Compare the stored blocks with a log, and tell how far that is."""
        done = 0

        def told() -> None:
            nonlocal done
            done += 1
            self._told(self._known.path, done, self._blocks)

        return compare(blocks_of(self._connection, self._known.id), held, told)

    @cached_property
    def _blocks(self) -> int:
        row = self._connection.execute(
            "SELECT count(*) FROM blocks WHERE source = ?", (self._known.id,)
        ).fetchone()
        return int(row[0])

    def _why_gone(self) -> str:
        with closing(logs_at(self._known.path)) as logs:
            is_there = next(logs, None) is not None
        return "another log lies in its place" if is_there else "there is no such file"

    def _without_log(self, state: State, why: str) -> Verdict:
        """The verdict where there is nothing to compare with: the stored blocks alone."""
        return self._verdict(state, _Match("", self._compare(None), None), why)

    def _detail(self, state: State, match: _Match) -> str:
        """What there is to say of a log that was found."""
        found = match.comparison
        line = f" (line {match.line:,})" if match.line else ""
        place = "" if match.name == self._known.path else f" in {match.name}"
        if state is State.ALTERED:
            more = f", {found.missing:,} missing" if found.missing else ""
            why = f"{match.problem}; " if match.problem else ""
            return (
                f"{why}{found.differing:,} of {found.blocks:,} blocks differ{more}, "
                f"from offset {found.first}{line} on{place}"
            )
        if state is State.TRUNCATED:
            return (
                f"{found.missing:,} of {found.blocks:,} blocks are cut off, "
                f"from offset {found.first}{line} on{place}"
            )
        return f"now{place}" if place else ""

    def _verdict(self, state: State, match: _Match, detail: str) -> Verdict:
        """The verdict; that the stored evidence is damaged comes before everything else."""
        found = match.comparison
        if found.damaged:
            state = State.DAMAGED
            what = f"{found.damaged:,} of {found.blocks:,} stored blocks do not match their hash"
            detail = f"{what}; {detail}" if detail else what
        elif state in (State.GONE, State.NOT_KEPT, State.UNREADABLE):
            detail = f"{detail}; the stored copy is sound"
        return Verdict(
            path=self._known.path,
            format=self._known.format,
            state=state,
            found_at=match.name or None,
            blocks=found.blocks,
            damaged=found.damaged,
            differing=found.differing,
            missing=found.missing,
            offset=found.first,
            line=match.line,
            detail=detail,
        )


def _state(found: Comparison, *, is_moved: bool) -> State:
    """What became of a log that was found."""
    if found.is_whole:
        return State.ROTATED if is_moved else State.INTACT
    return State.ALTERED if found.differing else State.TRUNCATED
