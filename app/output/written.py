"""Write a page into a new file; nothing that is there already is ever replaced."""

import os
from collections.abc import Iterable
from pathlib import Path


def write_new(name: str | Path, lines: Iterable[str]) -> Path:
    """Write lines into a file that does not exist yet; whoever finds it there before loses nothing.

    Args:
        name: The file; `~` is the home folder.
        lines: What to write, without line ends.

    Returns:
        The file.

    Raises:
        OSError: It exists (also as a symbolic link), or cannot be written.
    """
    path = Path(name).expanduser()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    return path
