"""What a glance at a file tells: enough to know one that nothing has happened to since."""

import os
from pathlib import Path
from typing import NamedTuple


class Identity(NamedTuple):
    """What the file system says of a file."""

    device: int
    inode: int
    size: int
    modified: int
    """Nanoseconds since 1970 UTC."""


def identify(path: Path | str) -> Identity:
    """Look at a file without opening it.

    Raises:
        OSError: It is not there, or may not be looked at.
    """
    return identity_of(os.stat(path))  # noqa: PTH116 - most runs look at many, by their names


def identity_of(found: os.stat_result) -> Identity:
    """The part of what the file system says by which a file is known."""
    return Identity(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
