"""Run the programs that schedule things."""

import shutil
import subprocess
from collections.abc import Sequence

from app.diagnostics import CommandError, ExitCode


def has(name: str) -> bool:
    """Whether there is such a program."""
    return shutil.which(name) is not None


def said(words: Sequence[str], given: str = "", *, may_fail: bool = False) -> str:
    """What a program says.

    Args:
        words: Its path or name, and its arguments; no shell sees them.
        given: Its input.
        may_fail: Whether an error is an empty answer.

    Raises:
        CommandError: It is not there, or failed.
    """
    path = shutil.which(words[0])
    if path is None:
        raise CommandError(f"there is no program {words[0]}", ExitCode.CANNOT_CREATE)
    done = subprocess.run(
        [path, *words[1:]], input=given, capture_output=True, text=True, check=False
    )
    if done.returncode and not may_fail:
        why = done.stderr.strip() or f"it ended with {done.returncode}"
        raise CommandError(f"{' '.join(words)}: {why}", ExitCode.CANNOT_CREATE)
    return "" if done.returncode else done.stdout


def complaints(words: Sequence[str]) -> str:
    """What a program says on stderr, whether it fails or not."""
    done = subprocess.run(
        [shutil.which(words[0]) or words[0], *words[1:]],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip()
