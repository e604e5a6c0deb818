"""The one way to files: whole or not at all, for their owner only, and never through a link.

What cron writes as root into a folder that others may write into is theirs to aim at: a symbolic
link with the name of tomorrow's report would have any file overwritten. So a file is written under
a name that nobody can foresee, and takes its place by being renamed, which follows no link.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from app.diagnostics import CommandError, ExitCode

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)
"""What file systems without hard links answer."""


class Draft(NamedTuple):
    """A file on its way to its place."""

    path: Path
    """What it is called until then, for those who have to open it by name."""
    file: BinaryIO
    """It, open for reading and writing."""


def write(path: Path, chunks: Iterable[bytes], *, mode: int = 0o600, replace: bool = True) -> int:
    """Write a file; whoever reads it meanwhile sees the old one or the new one.

    Args:
        path: The file.
        chunks: What it holds.
        mode: Its permissions; the umask may take some away.
        replace: Whether a file that is there already may give way.

    Returns:
        How many bytes it holds.

    Raises:
        CommandError: It cannot be created, for a reason that is said (73; 77: permission denied).
        OSError: The disk is full, …; what was there before is there still.
    """
    with placing(path, mode=mode, replace=replace) as draft:
        return sum(map(draft.file.write, chunks))


@contextmanager
def placing(path: Path, *, mode: int = 0o600, replace: bool = True) -> Iterator[Draft]:
    """A file to write, which comes to its place when all went well, and else is gone.

    Arguments and errors are those of `write`.
    """
    name = f".blotter-{os.urandom(8).hex()}.part"
    with _folder_of(path) as folder:
        with _creating(path):
            _refuse(path, folder, replace=replace)
            descriptor = os.open(name, _NEW, mode, dir_fd=folder)
        try:
            with _naming(path), os.fdopen(descriptor, "w+b") as file:
                yield Draft(path.parent / name, file)
                file.flush()
                os.fsync(descriptor)
                with _creating(path):
                    _refuse(path, folder, replace=replace)
                    _place(descriptor, name, path.name, folder, replace=replace)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)
            raise


@contextmanager
def _folder_of(path: Path) -> Iterator[int]:
    """The descriptor of a file's folder: all that follows is about this folder, moved or not."""
    with _creating(path):
        folder = os.open(path.parent, _FOLDER)
    try:
        yield folder
    finally:
        os.close(folder)


def _refuse(path: Path, folder: int, *, replace: bool) -> None:
    """Refuse a place that others could make something else of."""
    about = os.fstat(folder)
    if about.st_mode & stat.S_IWOTH and not about.st_mode & stat.S_ISVTX:
        why = f"anybody may exchange files in {path.parent}; chmod o-w or chmod +t it"
        raise CommandError(f"{path}: {why}", ExitCode.CANNOT_CREATE)
    try:
        there = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if stat.S_ISLNK(there.st_mode):
        raise CommandError(f"{path}: a symbolic link; name the file itself", ExitCode.CANNOT_CREATE)
    if not stat.S_ISREG(there.st_mode):
        raise CommandError(f"{path}: there already, and no file", ExitCode.CANNOT_CREATE)
    if not replace:
        raise CommandError(f"{path}: there already", ExitCode.CANNOT_CREATE)


def _place(descriptor: int, draft: str, name: str, folder: int, *, replace: bool) -> None:
    """Give a draft its name, if it is still the file that was written."""
    found = os.stat(draft, dir_fd=folder, follow_symlinks=False)
    if not os.path.samestat(found, os.fstat(descriptor)):
        raise OSError(errno.ESTALE, "exchanged by somebody while it was written")
    if replace or not _linked(draft, name, folder):
        os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
    os.fsync(folder)


def _linked(draft: str, name: str, folder: int) -> bool:
    """Give a draft a name that is free, and fail if it is not; False: the disk has no links."""
    try:
        os.link(draft, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    os.unlink(draft, dir_fd=folder)
    return True


@contextmanager
def _creating(path: Path) -> Iterator[None]:
    """Say of which file it is that it cannot be created."""
    try:
        yield
    except OSError as error:
        denied = isinstance(error, PermissionError)
        code = ExitCode.PERMISSION if denied else ExitCode.CANNOT_CREATE
        raise CommandError(f"{path}: {error.strerror}", code) from error


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Say of which file it is that it cannot be written; the kernel does not."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
