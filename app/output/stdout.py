"""The one way to stdout: bytes, and what is known of who reads them."""

import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from app.diagnostics import OutputClosed, note

F = TypeVar("F", bound=Callable[..., Any])

MOST_ON_TERMINAL = 1000
"""Rows that a terminal gets where no limit was asked for."""

_HEADINGS = 3
"""Lines of a screen that are no rows: the titles, and the prompts before and after."""


_ALL = 1 << 62
"""Rows that nothing has: more are not counted to."""


def limit_option(command: F) -> F:
    """Give a command `--limit`; its parameter `limit` is a number, or None."""
    return click.option(
        "--limit",
        metavar="N",
        type=click.IntRange(min=1),
        help="Most rows (default: all; on a terminal, as many as one can look at).",
    )(command)


def output_option(explanation: str) -> Callable[[F], F]:
    """Give a command `-o`; its parameter `output` is a path, or None.

    Args:
        explanation: What `--help` says of it.
    """
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help=explanation,
    )


def is_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout.isatty()


def width() -> int | None:
    """Columns of the terminal; None where there is none and lines may be of any length."""
    return shutil.get_terminal_size().columns if is_terminal() else None


def screenful() -> int | None:
    """Rows that a terminal shows at once; None where there is none."""
    return max(10, shutil.get_terminal_size().lines - _HEADINGS) if is_terminal() else None


def most(asked: int | None) -> int | None:
    """How many rows to show at most; None: all."""
    if asked is not None:
        return min(asked, _ALL)
    return MOST_ON_TERMINAL if is_terminal() else None


def write(chunks: Iterable[bytes]) -> int:
    """Write chunks as they come.

    Returns:
        How many there were.

    Raises:
        OutputClosed: Nobody reads any more.
        OSError: The disk is full, …
    """
    count = 0
    try:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
            count += 1
        sys.stdout.buffer.flush()
    except BrokenPipeError as closed:
        raise OutputClosed from closed
    return count


def lines(texts: Iterable[str]) -> Iterable[bytes]:
    """Texts as lines in the encoding of stdout; what that cannot write is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    return (f"{text}\n".encode(encoding, "backslashreplace") for text in texts)


def tell_limit(shown: int, asked: int | None) -> None:
    """Say that a terminal did not get everything."""
    if asked is None and is_terminal() and shown >= MOST_ON_TERMINAL:
        note(f"the first {shown} are shown; --limit N shows more")
