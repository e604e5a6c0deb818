"""From what the user names (files, folders, patterns) to the files to read."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from store.text import decode

NOT_LOGS = frozenset(
    {
        *(".md", ".rst", ".html", ".css", ".js", ".svg", ".png", ".jpg", ".pdf"),
        *(".py", ".pyc", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf"),
        *(".db", ".db-wal", ".db-shm", ".db-journal", ".lock", ".import-lock", ".import-queue"),
        *(".tmp", ".swp", ".part"),
        *(".docx", ".xlsx", ".pptx", ".odt", ".ods", ".jar", ".war", ".whl", ".apk", ".epub"),
    }
)
"""Endings of files that are passed over inside a folder; a file that is named itself is read."""


_NOBODYS = frozenset({"__pycache__", "__MACOSX"})
"""Folders that a program makes for itself, the latter in archives."""

INSIDE = "!/"
"""Stands between an archive's name and that of a log in it."""

STDIN = Path("/dev/stdin")
"""Standard input, which the user calls `-`."""
_STDIN = str(STDIN)


def expand(named: Iterable[str]) -> Iterator[str]:
    """The files behind the user's words, each folder's in the order of their names.

    A word that names nothing is given back as it is, so that the reader can say so. A pipe is given
    only where the user names it: reading one that merely lies about could take for ever.

    Yields:
        Paths as `pathlib` writes them: there may be thousands, and most need no more than a glance.
    """
    for word in named:
        path = STDIN if word == "-" else Path(word)
        if is_folder(path):
            yield from _inside(str(path))
        elif glob.has_magic(word) and not os.path.lexists(word):
            yield from _matching(word)
        else:
            yield str(path)


def stored_name(path: Path | str) -> str:
    r"""A file's absolute name as the database keeps it: `\xNN` for bytes that are not UTF-8.

    Args:
        path: The file; a text as `expand` gives it.
    """
    name = str(path)
    if name == _STDIN:
        return "-"
    if not name.startswith("/"):
        name = str(Path(name).absolute())
    if "/../" in name:
        name = _straight(name)
    return name if name.isascii() else decode(os.fsencode(name))


def _straight(name: str) -> str:
    """A name without ways back, unless a link on the way makes that the name of another file."""
    file, inside, log = name.partition(INSIDE)
    for whole, rest in ((name, ""), (file, inside + log)):
        straight = os.path.normpath(whole)
        if os.path.lexists(whole):
            same = os.path.lexists(straight) and os.path.samestat(
                os.lstat(whole), os.lstat(straight)
            )
            return straight + rest if same else name
    return name


def is_passed_over(name: str) -> bool:
    """Whether a file's name says that it is no log, so that it is read only where it is named."""
    return is_hidden(name) or os.path.splitext(name)[1].lower() in NOT_LOGS  # noqa: PTH122 - a pure text


def is_hidden(name: str) -> bool:
    """Whether the name of a file or a folder says that nobody means it."""
    return name.startswith(".") or name in _NOBODYS


def is_folder(path: "os.DirEntry[str] | Path") -> bool:
    """Whether it is a folder as far as we may look."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _matching(pattern: str) -> Iterator[str]:
    """What a pattern finds; the pattern itself where it finds nothing."""
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - absolute patterns too
    for word in found:
        path = Path(word)
        if is_folder(path):
            yield from _inside(str(path))
        elif _may_be_log(path):
            yield str(path)
    if not found:
        yield str(Path(pattern))


def _inside(folder: str) -> Iterator[str]:
    """Every log below a folder; links to folders are not followed: they could lead in a circle."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    above = "" if folder == "." else os.path.join(folder, "")  # noqa: PTH118 - a pure text
    for entry in entries:
        if is_folder(entry):
            if not entry.is_symlink() and not is_hidden(entry.name):
                yield from _inside(f"{above}{entry.name}")
        elif not is_passed_over(entry.name) and _may_be_log(entry):
            yield f"{above}{entry.name}"


def _may_be_log(entry: "os.DirEntry[str] | Path") -> bool:
    """Whether it is a file, or a link to nothing, which the reader has to complain of."""
    try:
        return entry.is_file() or not Path(entry).exists()
    except OSError:
        return True
