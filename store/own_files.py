"""Files to write on that are really ours: no link, no device, and nobody else's."""

import errno
import os
import stat
from pathlib import Path

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def opened(path: Path, flags: int = 0) -> int:
    """The descriptor of a file that is made where it is missing, for its owner only.

    Args:
        path: The file.
        flags: Of `os.open`, beside those for reading and writing.

    Raises:
        OSError: It cannot be opened, or others could have put it there: it is no file, has another
            name too, belongs to somebody else, or lies where everybody may exchange things.
    """
    descriptor = os.open(path, _FLAGS | flags, 0o600)
    try:
        why = _trap(os.fstat(descriptor), path.parent.stat())
    except BaseException:  # whatever went wrong: nobody else would close it
        os.close(descriptor)
        raise
    if why:
        os.close(descriptor)
        raise OSError(errno.EPERM, why, str(path))
    return descriptor


def _trap(found: os.stat_result, folder: os.stat_result) -> str | None:
    """What is wrong with an opened file and the folder that it was found in."""
    if not stat.S_ISREG(found.st_mode):
        return "not a file"
    if found.st_nlink > 1:
        return "the file has another name too"
    if folder.st_mode & stat.S_IWOTH and not folder.st_mode & stat.S_ISVTX:
        return "everybody may write in its folder"
    if found.st_uid not in (os.geteuid(), 0):
        return "belongs to somebody else"
    return None
