"""Write a folder of small logs for measuring: `python benchmarks/make_files.py FILES FOLDER`.

Half of them are access logs, half auth logs, of 20 lines each, and no two are alike.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import make_access, make_auth

LINES = 20
"""Lines of a file."""


def write(files: int, folder: Path) -> None:
    """Write that many files into a folder, which is made."""
    folder.mkdir(parents=True)
    access, auth = io.BytesIO(), io.BytesIO()
    make_access.write((files + 1) // 2 * LINES, access)
    make_auth.write(files // 2 * LINES, auth)
    for name, log in (("access", access), ("auth", auth)):
        for number, part in enumerate(_parts(log.getvalue())):
            Path(folder, f"{name}-{number:04}.log").write_bytes(part)


def _parts(log: bytes) -> Iterator[bytes]:
    lines = log.splitlines(keepends=True)
    for first in range(0, len(lines), LINES):
        yield b"".join(lines[first : first + LINES])


def main(arguments: list[str]) -> None:
    """Write the folder that the command line asks for."""
    write(int(arguments[0]), Path(arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
