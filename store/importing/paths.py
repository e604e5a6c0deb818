"""From what the user names (files, folders, patterns) to the files to read."""

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

NOT_LOGS = frozenset(
    {
        *(".md", ".rst", ".html", ".css", ".js", ".svg", ".png", ".jpg", ".pdf"),
        *(".py", ".pyc", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf"),
        *(".db", ".db-wal", ".db-shm", ".db-journal", ".lock", ".import-lock"),
        *(".tmp", ".swp", ".part"),
    }
)
"""Endings of files that are passed over inside a folder; a file that is named itself is read."""


def expand(named: Iterable[str]) -> Iterator[Path]:
    """The files behind the user's words, each folder's in the order of their names.

    A word that names nothing is given back as it is, so that the reader can say so.
    """
    for word in named:
        path = Path(word)
        if path.is_dir():
            yield from _inside(path)
        elif not path.exists() and glob.has_magic(word):
            yield from _matching(word)
        else:
            yield path


def _matching(pattern: str) -> Iterator[Path]:
    """What a pattern finds; the pattern itself where it finds nothing."""
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - absolute patterns too
    for word in found:
        path = Path(word)
        if path.is_dir():
            yield from _inside(path)
        else:
            yield path
    if not found:
        yield Path(pattern)


def _inside(folder: Path) -> Iterator[Path]:
    """Every log below a folder; links to folders are not followed: they could lead in a circle."""
    try:
        entries = sorted(folder.iterdir())
    except PermissionError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _inside(entry)
        elif entry.suffix.lower() not in NOT_LOGS and (entry.is_file() or entry.is_symlink()):
            yield entry
