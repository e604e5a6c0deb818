"""Make a new, sound database of what can be read of a damaged one."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

import zstandard

from store.care.salvage import mending, refilling
from store.care.salvage.mending import Mended
from store.care.salvage.pages import Pages
from store.care.salvage.shapes import Shape, names, shapes
from store.care.salvage.walking import Damage, Found, Walk
from store.database import tables
from store.database.connection import create, import_lock, write_lock
from store.database.expanding import expanded
from store.errors import DatabaseError

_AT_ONCE = 5_000
"""Rows of a transaction."""
_OURS = "_sqlite_migrations"
"""What the new database knows better."""

Told = Callable[[int], None]
"""Told of progress: rows saved so far."""


class Salvaged(NamedTuple):
    """What was saved, and what was not."""

    rows: dict[str, int]
    """Saved rows of each table."""
    lost: dict[str, int]
    """About how many rows of each table could not be read; none where nothing was lost."""
    damages: tuple[Damage, ...]
    stray: int
    """Pages with rows that could belong to several tables."""
    refilled: int
    """Blocks of raw records that were read again from their logs, and proved by their hashes."""
    mended: Mended

    @property
    def share(self) -> float:
        """The share of the rows that was saved, from 0 to 1."""
        saved, lost = sum(self.rows.values()), sum(self.lost.values())
        return saved / (saved + lost) if saved + lost else 0.0


def _nobody(_rows: int) -> None:
    """Nobody is told."""


def salvage(damaged: Path, target: Path, *, wait: float = 5.0, told: Told = _nobody) -> Salvaged:
    """Make a database of what can be read of another one, which stays as it is.

    Args:
        damaged: The database.
        target: Where the new one goes; nothing is there yet.
        wait: Seconds to wait for those who write to the damaged one.
        told: Told how far it is.

    Raises:
        DatabaseError: It cannot be read, or another version of Blotter made it.
        DatabaseBusy: Somebody would not stop writing to it.
    """
    create(target)
    with (
        import_lock(damaged, wait),
        write_lock(damaged, wait),
        Pages(damaged) as pages,
        closing(sqlite3.connect(target, isolation_level=None)) as new,
    ):
        _check(pages, damaged)
        new.execute("PRAGMA synchronous = OFF")  # if the power fails, it is made again
        ours = {row[0] for row in new.execute("SELECT name FROM sqlite_master")}
        known = [each for each in shapes(pages, new) if each.name != _OURS]
        walk = Walk(pages, [each for each in known if each.name in ours or not each.columns])
        new.execute("DELETE FROM settings")
        saved, bad_blocks = _fill(new, walk, told)
        refilled = refilling.refill(new, walk.torn)
        mended = mending.mend(new)
        lost = _lost(walk, saved, bad_blocks)
        return Salvaged(saved, lost, tuple(walk.damages), walk.stray, refilled, mended)


def _check(pages: Pages, damaged: Path) -> None:
    """Refuse what was not made by this version: nobody could bring it up to date."""
    if pages.version not in (None, tables.CURRENT):
        what = f"made by another version of Blotter ({pages.version}, not {tables.CURRENT})"
        raise DatabaseError(f"{damaged}: {what}; salvage it with that one")


def _fill(new: sqlite3.Connection, walk: Walk, told: Told) -> tuple[dict[str, int], int]:
    """Enter every row; returns how many of each table, and how many blocks were not sound."""
    saved: dict[str, int] = {}
    bad_blocks = 0

    def sound() -> Iterator[Found]:
        nonlocal bad_blocks
        for found in walk.rows():
            if found.shape.name == "blocks" and not _is_sound(found):
                bad_blocks += 1
                walk.torn.append(found.values)
            else:
                yield found

    for (name, sure), group in groupby(sound(), lambda found: (found.shape.name, found.sure)):
        while some := list(islice(group, _AT_ONCE)):
            new.execute("BEGIN")
            count = _enter(new, some[0].shape, [each.values for each in some], sure=sure)
            new.execute("COMMIT")
            saved[name] = saved.get(name, 0) + count
            told(sum(saved.values()))
    return saved, bad_blocks


def _enter(
    new: sqlite3.Connection, shape: Shape, values: Sequence[Sequence[object]], *, sure: bool
) -> int:
    """Enter rows of a table; returns how many were new to it."""
    marks = ", ".join("?" * len(shape.columns))
    way = "REPLACE" if sure else "IGNORE"
    cursor = new.executemany(
        f'INSERT OR {way} INTO "{shape.name}" ({names(shape.columns)}) VALUES ({marks})', values
    )
    return cursor.rowcount


def _is_sound(block: Found) -> bool:
    """Whether the evidence of a block is what was stored."""
    row = dict(zip((column.name for column in block.shape.columns), block.values, strict=True))
    try:
        data = expanded(row["data"], int(row["size"]))  # type: ignore[arg-type]
        spans = expanded(row["spans"], 8 * int(row["events"]))  # type: ignore[arg-type]
    except (zstandard.ZstdError, MemoryError, OverflowError, TypeError, ValueError):
        return False
    return hashlib.sha256(data).digest() == row["sha256"] and len(spans) == 8 * int(row["events"])  # type: ignore[arg-type]


def _lost(walk: Walk, saved: dict[str, int], bad_blocks: int) -> dict[str, int]:
    """About how many rows of each table are gone: those of a page that are on the others, too."""
    lost: dict[str, int] = {"blocks": bad_blocks} if bad_blocks else {}
    for damage in walk.damages:
        if damage.is_index:
            continue
        leaves = max(walk.leaves[damage.owner], 1)
        usual = -(-saved.get(damage.owner, 0) // leaves)
        lost[damage.owner] = lost.get(damage.owner, 0) + (
            usual if damage.lost is None else damage.lost
        )
    return lost
