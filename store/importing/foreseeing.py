"""Start the process that reads long logs as soon as a glance tells that there is one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.importing.glance import identify
from store.importing.places.wanted import Wanted, files

if TYPE_CHECKING:
    from store.importing.worker import Worker

LONG = 24 * 1024 * 1024
"""Bytes of a file from which on a second process is worth its start."""


@contextmanager
def foreseen(database: Path, wanted: Sequence[Wanted]) -> "Iterator[Worker | None]":
    """A worker whose process loads what it needs while the database is made, and the rules are.

    Only where there is no database yet: what is new in a log is not known before it is asked.

    Args:
        database: Where it is, or is to be.
        wanted: What is to be imported.

    Yields:
        None where no long log is to be read, as far as its size says.
    """
    if database.exists() or not any(_is_long(path) for path, _ in files(wanted)):
        yield None
        return
    from store.importing.worker import Worker  # noqa: PLC0415 - most logs are short

    with Worker() as worker:
        worker.begin()
        yield worker


def _is_long(path: Path) -> bool:
    with suppress(OSError):
        return identify(path).size >= LONG
    return False
