"""Where the log of a source may lie now: at its place, as a copy, or rotated away beside it."""

import re
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import ExitStack, suppress
from glob import escape
from pathlib import Path

from store.errors import InputError
from store.importing.containers.streams import Opened, Stream, open_log
from store.importing.identity import Known, digest
from store.importing.opening import Refused, archive_of, opened_logs, reopened
from store.importing.places.paths import INSIDE, stored_name
from store.rotation import beginning

_PIPES = re.compile(r"-|/dev/(?:stdin|fd/\d+)|/proc/[^/]+/fd/\d+")
"""Names of what was read once and lies nowhere."""


def was_piped(name: str) -> bool:
    """Whether a source came through a pipe, so that its bytes can be had nowhere again."""
    return _PIPES.fullmatch(name) is not None or (INSIDE not in name and Path(name).is_fifo())


def places(connection: sqlite3.Connection, known: Known) -> Iterator[str]:
    """Names of files that may hold a source: its own, its copies, those beside it named alike.

    Args:
        connection: Any connection to the database.
        known: The source.
    """
    yield known.path
    told = {known.path}
    copies = connection.execute(
        "SELECT path FROM copies WHERE source = ? ORDER BY path", (known.id,)
    ).fetchall()
    for name in (*(row[0] for row in copies), *_beside(known.path)):
        if name not in told:
            told.add(name)
            yield name


def _beside(name: str) -> list[str]:
    """The files whose names begin as the log's did before it was rotated."""
    if INSIDE in name:
        return []
    path = Path(name)
    like_it = f"{escape(beginning(path.name))}*"
    with suppress(OSError):
        return sorted(stored_name(each) for each in path.parent.glob(like_it))
    return []


def logs_at(name: str) -> Generator[Opened, None, None]:
    """The logs of a file, one, or those in an archive; none where there is no file.

    They are open while they are looked at.
    """
    with ExitStack() as stack:
        log = stack.enter_context(reopened(name))
        if log is not None:
            yield log._replace(name=name)
        elif Path(name).is_file():
            with suppress(OSError, InputError):
                found = stack.enter_context(opened_logs(Path(name)))
                yield from (each for each in found if isinstance(each, Opened))


def obstacle(name: str) -> str | None:
    """Why a file that is there cannot be read; None where that is not the reason."""
    path = Path(name)
    try:
        open_log(archive_of(path) or path).close()
        return _refusal(path) if archive_of(path) else None
    except (FileNotFoundError, NotADirectoryError, InputError):
        return None
    except OSError as error:
        return error.strerror or str(error)


def _refusal(path: Path) -> str | None:
    """Why a log in an archive cannot be read."""
    with opened_logs(path) as logs:
        return next((each.problem for each in logs if isinstance(each, Refused)), None)


def has_beginning(stream: Stream, known: Known) -> bool:
    """Whether a stream begins as a source did."""
    stream.seek(0)
    return digest(stream.read(known.prefix_size)) == known.prefix


def has_tail(stream: Stream, known: Known) -> bool:
    """Whether the bytes before the place that a source was read up to are the remembered ones."""
    there = known.tail_size > 0 and stream.seek(known.offset - known.tail_size)
    return there and digest(stream.read(known.tail_size)) == known.tail
