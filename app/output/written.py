"""Write a page into a new file; nothing that is there already is ever replaced."""

from collections.abc import Iterable
from pathlib import Path

from app.output import files


def write_new(name: str | Path, lines: Iterable[str]) -> Path:
    """Write lines into a file that does not exist yet; whoever finds it there before loses nothing.

    Args:
        name: The file; `~` is the home folder.
        lines: What to write, without line ends.

    Returns:
        The file.

    Raises:
        CommandError: It is there already (also as a symbolic link), or cannot be created.
        OSError: It cannot be written to its end.
    """
    path = Path(name).expanduser()
    files.write(path, (f"{line}\n".encode() for line in lines), replace=False)
    return path
