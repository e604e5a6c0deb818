"""The folders in which something may happen to wanted logs."""

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from store.importing.places.wanted import Wanted


def folders_of(wanted: Sequence[Wanted]) -> frozenset[str]:
    """Every folder that holds a wanted log, or may hold one later."""
    words = (word for each in wanted for word in each.paths)
    return frozenset(folder for word in words for folder in _of(word) if os.path.isdir(folder))  # noqa: PTH112 - many of them, and quick


def _of(word: str) -> Iterator[str]:
    """The folders of one path or pattern; some may not be there."""
    if glob.has_magic(word) and not os.path.lexists(word):
        yield from _of_pattern(word)
    elif os.path.isdir(word):  # noqa: PTH112 - as `expand` looks at it
        yield from _below(word)
    else:
        yield os.path.dirname(word) or "."  # noqa: PTH120 - a pure text
        if Path(word).is_symlink():
            yield os.path.dirname(os.path.realpath(word))  # noqa: PTH120 - a pure text


def _of_pattern(pattern: str) -> Iterator[str]:
    """The folders above what a pattern finds or will find, and those that it finds."""
    for found in glob.glob(pattern, recursive=True):  # noqa: PTH207 - absolute patterns too
        if os.path.isdir(found):  # noqa: PTH112 - as above
            yield from _below(found)
    above = os.path.dirname(pattern)  # noqa: PTH120 - a pure text
    while glob.has_magic(above):
        yield from glob.glob(above, recursive=True)  # noqa: PTH207 - absolute patterns too
        above = os.path.dirname(above)  # noqa: PTH120 - a pure text
    yield above or "."


def _below(folder: str) -> Iterator[str]:
    """A folder and those inside it, as far as logs are looked for there."""
    for path, inside, _ in os.walk(folder):
        yield path
        inside[:] = [name for name in inside if not name.startswith(".") and name != "__pycache__"]
