"""Run the programs that schedule things."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from app.diagnostics import CommandError, ExitCode
from store.text import decode, safe


def has(name: str) -> bool:
    """Whether there is such a program."""
    return shutil.which(name) is not None


def said(words: Sequence[str], given: str = "", *, empty: Sequence[str] = ()) -> str:
    """What a program says, to the byte: what is no UTF-8 is kept as surrogates, as are line ends.

    Args:
        words: Its path or name, and its arguments; no shell sees them.
        given: Its input.
        empty: What it complains of where an error only means that there is nothing yet.

    Raises:
        CommandError: It is not there, or failed.
    """
    path = shutil.which(words[0])
    if path is None:
        raise CommandError(f"there is no program {words[0]}", ExitCode.CANNOT_CREATE)
    done = subprocess.run(
        [path, *words[1:]],
        input=given.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    complaint = decode(done.stderr).strip()
    if not done.returncode:
        return done.stdout.decode("utf-8", "surrogateescape")
    if any(each in complaint.lower() for each in empty):
        return ""
    why = complaint or f"it ended with {done.returncode}"
    raise CommandError(f"{' '.join(words)}: {safe(why)}", ExitCode.CANNOT_CREATE)


def complaints(words: Sequence[str]) -> str:
    """What a program says on stderr, whether it fails or not."""
    done = subprocess.run(
        [shutil.which(words[0]) or words[0], *words[1:]], capture_output=True, check=False
    )
    return decode(done.stderr).strip()
