"""Make a piece of a log ready to be committed: judged, and turned into columns."""

import sqlite3
from array import array
from collections.abc import Iterator
from typing import NamedTuple

from store.database.coding import Coder
from store.database.facts import Facts, facts
from store.formats.interface import State
from store.importing.identity import Position, digest
from store.importing.reading import LogReader, Piece
from store.importing.repeats import Repeats, Sifted, may_repeat
from store.rules.counting.heard import Heard
from store.rules.counting.judging import Counted, Judging
from store.rules.matching.costs import Cost


class Prepared(NamedTuple):
    """A piece of a log with everything done that needs no database; goes between processes."""

    facts: Facts | None
    """None: the piece holds no record."""
    entries: list[Counted]
    """What its records count for."""
    heard: Heard
    """What they are for rules that ask how much is usual."""
    costs: list[Cost]
    """What it cost to find that out."""
    position: Position
    """How far the log has been read with it."""
    state: State
    """What the reader has to know to go on from there."""
    format: str | None
    """The log's format."""
    identity: bytes
    """The stable part of its events' ids."""
    records: int
    keys: "array[int]"
    """What its Windows events will be known by."""
    repeated: int
    """Records that were left out, because another log had given the same event."""
    consumed: int
    """Bytes of the log, after decompression."""
    expected: int
    """Records that the log itself promised, or those that there are."""
    lost: int
    problem: str | None


class Ending(NamedTuple):
    """What is known once a log has been read to its present end."""

    format: str | None
    waiting: bool
    """Something is left for a later run."""
    problem: str | None
    """Why the file ended early."""


def prepared(
    reader: LogReader, judging: Judging, connection: sqlite3.Connection, begin: float = 1.0
) -> Iterator[Prepared | Ending]:
    """The pieces of a log, ready to be committed one after the other, and at last how it ended.

    Args:
        reader: Of the log.
        judging: The rules.
        connection: For reading what is stored; outside of any transaction.
        begin: How long the first piece is; see `LogReader.pieces`.
    """
    coder = Coder()
    name = reader.format.name if reader.format else None
    repeats = Repeats(connection) if may_repeat(reader.format) else None

    def ready(piece: Piece) -> Prepared:
        records = piece.parsed.records
        sifted = repeats.sift(records) if repeats else Sifted(records, array("q"))
        made = _prepare(piece, sifted, name, judging, coder)
        return made if reader.identity is None else made._replace(identity=reader.identity)

    yield from map(ready, reader.pieces(begin))  # nothing of one is kept while the next is read
    yield Ending(name, reader.waiting, reader.problem)


def _prepare(
    piece: Piece, sifted: Sifted, format_: str | None, judging: Judging, coder: Coder
) -> Prepared:
    found, records = piece.parsed.records, sifted.records
    beginning = found[0].raw if found else piece.position.beginning
    return Prepared(
        facts(records, coder) if records else None,
        judging.entries(records),
        judging.heard(),
        judging.costs(),
        piece.position,
        piece.state,
        format_,
        digest(beginning),
        len(records),
        sifted.keys,
        sifted.repeated,
        piece.parsed.consumed,
        piece.parsed.expected or len(found),
        piece.parsed.lost,
        piece.parsed.problem,
    )
