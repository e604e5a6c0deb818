"""Find the files that a log was rotated to since it was last read: beside it, by their names."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import NamedTuple

from store.importing.glance import identify
from store.importing.identity import Known, at_path, left
from store.importing.moved.copies import holds
from store.importing.places.paths import stored_name
from store.rotation import rotated_names

_PACKINGS = ("", ".gz", ".bz2", ".xz", ".zst")


class _Sibling(NamedTuple):
    """A file with the name of a rotated log."""

    modified: int
    """Nanoseconds since 1970 UTC."""
    path: Path
    number: int | None
    """How many rotations ago; None: its name does not say."""
    is_rotated: bool
    """Whether its name is one that a rotation gives."""


def rotated(connection: sqlite3.Connection, path: Path) -> Iterator[Path]:
    """The files that a log was moved or copied to, if something else lies in its place now.

    The file that continues the source is one of them. A log that began and ended since then is
    one too: what was written to after the source was last read, and was rotated after it. Nothing
    else is given, so nothing is read that was not asked for. Where the new log was still empty, or
    a run ended before it came to it, the source is the one that was moved away from the name. While
    the log is in its place, only what its server still writes to that one is given.

    Args:
        connection: Any connection to the database.
        path: Of the log.

    Yields:
        The oldest file first.
    """
    name = stored_name(path)
    there, before = at_path(connection, name), left(connection, name)
    known = there or before
    if known is None or _is_in_place(known, path):
        yield from _still_written(before)
        return
    siblings = sorted(_siblings(path))
    continued = _continued(siblings, known)
    seen = _last_import(connection, known) if there else known.modified
    for each in siblings:
        if each is continued or _came_between(each, continued, seen):
            yield each.path


def _continued(siblings: Sequence[_Sibling], known: Known) -> _Sibling | None:
    """The file that a source goes on in; looked into only where the file system cannot tell."""
    for each in siblings:
        with suppress(OSError):
            if stored_name(each.path) == known.path and known.is_unchanged(identify(each.path)):
                return each
    return next((each for each in siblings if holds(each.path, known)), None)


def _still_written(before: Known | None) -> Iterator[Path]:
    """The file that the log before this one was moved to, packed or not, if it has changed since.

    A server may write to it for a while, and a last line without its end may wait in it.
    """
    if before is None:
        return
    for ending in _PACKINGS:
        path = Path(f"{before.path}{ending}")
        with suppress(OSError):
            if not before.is_unchanged(identify(path)) and holds(path, before):
                yield path


def _is_in_place(known: Known, path: Path) -> bool:
    """Whether the file at a path is still the source."""
    try:
        return known.is_unchanged(identify(path)) or holds(path, known)
    except OSError:
        return False


def _siblings(path: Path) -> Iterator[_Sibling]:
    """The files beside a log whose names go on where its name, or the part before its ending, ends.

    Those that have no name of a rotation may still be the log itself.
    """
    names = rotated_names(path)
    for sibling in path.parent.glob(f"{escape(path.stem)}[._-]*"):
        found = names.match(sibling.name)
        age = (found["behind"] or found["before"]) if found else ""
        with suppress(OSError):
            if sibling != path and (found or sibling.name.startswith(path.name)):
                number = int(age) if 0 < len(age) <= 4 else None
                yield _Sibling(identify(sibling).modified, sibling, number, found is not None)


def _came_between(sibling: _Sibling, continued: _Sibling | None, seen: int) -> bool:
    """Whether a log began after the source's last lines, and was rotated as well.

    Args:
        sibling: The log.
        continued: The file that continues the source, if there is one.
        seen: When the source was last read (nanoseconds since 1970 UTC).
    """
    if not sibling.is_rotated:
        return False
    if continued is None:
        return sibling.modified > seen
    if sibling.number is not None and continued.number is not None:
        return sibling.number < continued.number
    return sibling.modified > max(seen, continued.modified)


def _last_import(connection: sqlite3.Connection, known: Known) -> int:
    row = connection.execute("SELECT last_import FROM sources WHERE id = ?", (known.id,)).fetchone()
    return int(row[0] or 0) * 1000
