"""What goes to stderr, and how the program ends: one plain line for each thing that is wrong.

Nothing else in the program writes to stderr but the line that says how far something is
(`app.output.status_line`), to somebody who watches. Data never goes there, and what comes from logs
is made safe to draw first.
"""

import atexit
import gc
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import IntEnum
from types import TracebackType
from typing import NoReturn, TextIO

import click

from store.errors import (
    ActionError,
    BlotterError,
    DatabaseBusy,
    DatabaseError,
    FilterError,
    InputError,
    InputErrors,
    QueryError,
    ReceiverError,
)
from store.text import safe

MAIN_NAME = "import-and-open"
"""What the main command is called inside; nobody types it."""
_ERROR, _INFO = 3, 6
"""How grave a line is, as syslog counts."""


class ExitCode(IntEnum):
    """How the program ends; the numbers from 65 on are those of sysexits.h."""

    OK = 0
    """Done."""
    INTERNAL = 1
    """A fault of the program itself."""
    USAGE = 2
    """The command line, or a filter in it, cannot be carried out."""
    ALERTS = 10
    """Alerts were opened, and `--exit-on-alerts` asked to tell so."""
    DATA = 65
    """A source could not be read as any known format; the rest was imported."""
    UNSENT = 69
    """A notification, or events, could not be sent; they stay queued."""
    CANNOT_CREATE = 73
    """Output cannot be created."""
    IO = 74
    """Input or output failed."""
    BUSY = 75
    """Another writer holds the database."""
    PERMISSION = 77
    """Permission denied."""
    CONFIGURATION = 78
    """The configuration or a rule is wrong."""
    INTERRUPTED = 130
    """Ended from the keyboard."""


class CommandError(BlotterError):
    """A command cannot go on; carries the exit code."""

    def __init__(self, message: str, code: ExitCode) -> None:
        super().__init__(message)
        self.code = code


class OutputClosed(Exception):  # noqa: N818 - no error: `| head` has seen enough
    """Nobody reads stdout any more."""


def error(message: str, *details: str) -> None:
    """Say that something is wrong, in one line; details follow in lines of their own."""
    _write(f"blotter: {message}", *details)


def note(message: str) -> None:
    """Say something about the output that is not part of it."""
    _write(message, level=_INFO)


def guarded(command: click.Command) -> NoReturn:
    """Run a command with the process's arguments, and end the process."""
    sys.excepthook = _report
    _end(run(command))


def _end(code: int) -> NoReturn:
    """End the process without giving its memory back piece by piece.

    The system takes all of it at once; what a long import remembers would take a tenth of a second.
    """
    if threading.active_count() > 1:  # something is still at work
        gc.freeze()  # before it ends, the interpreter looks for garbage among all that is left
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001 - what the interpreter does in `sys.exit`
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def run(command: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run a command; every expected error becomes a line on stderr and an exit code.

    Args:
        command: The command.
        arguments: Its arguments; None: those of the process.

    Returns:
        The exit code. What a command returns as a number is its code.
    """
    try:
        result = command.main(arguments, prog_name="blotter", standalone_mode=False)
        _flush()
    except OutputClosed:
        _close(sys.stdout)
        return ExitCode.OK
    except click.Abort:
        return ExitCode.INTERRUPTED
    except UnicodeEncodeError:
        return _undecoded(sys.argv[1:] if arguments is None else arguments)
    except (click.ClickException, BlotterError, sqlite3.Error, OSError) as wrong:
        code = _told(wrong)
        _give_up_output()
        return code
    return result if isinstance(result, int) else ExitCode.OK


def _undecoded(arguments: Sequence[str]) -> int:
    """Say which argument is no text; to be called while an error is handled that it may explain."""
    for word in arguments:
        try:
            word.encode()
        except UnicodeEncodeError:
            error(f"{word!r} is no UTF-8")
            return ExitCode.USAGE
    raise  # noqa: PLE0704 - nothing in the arguments explains it


def _told(wrong: Exception) -> int:
    """Say what is wrong; returns the exit code."""
    if isinstance(wrong, FilterError):
        start = " " * len(safe(wrong.text[: wrong.column]))
        error(f"filter: {wrong.message}", f"  {wrong.text}", f"  {start}^")
        return ExitCode.USAGE
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
        _write(*wrong.format_message().splitlines())
        return ExitCode.USAGE
    if isinstance(wrong, InputErrors):
        for problem in wrong.problems[:-1]:
            error(str(problem))
        wrong = wrong.problems[-1]
    message, code = next(
        explain(wrong) for kind, explain in _EXPLANATIONS if isinstance(wrong, kind)
    )
    error(message)
    return code


def _usage(wrong: click.UsageError) -> tuple[str, int]:
    path = wrong.ctx.command_path.strip() if wrong.ctx else "blotter"
    path = "blotter" if path.endswith(MAIN_NAME) else path
    message = " ".join(wrong.format_message().split())
    return f"{message} (see {path} --help)", ExitCode.USAGE


def _sqlite(wrong: sqlite3.Error) -> tuple[str, int]:
    busy = "locked" in str(wrong) or "busy" in str(wrong)
    advice = "; blotter salvage NEW.db saves what can be read" if "malformed" in str(wrong) else ""
    return f"database: {wrong}{advice}", ExitCode.BUSY if busy else ExitCode.IO


def _os(wrong: OSError) -> tuple[str, int]:
    name = f"{os.fsdecode(wrong.filename)}: " if wrong.filename else ""
    code = ExitCode.PERMISSION if isinstance(wrong, PermissionError) else ExitCode.IO
    return f"{name}{wrong.strerror or wrong}", code


def _database(wrong: DatabaseError) -> tuple[str, int]:
    denied = isinstance(wrong.__cause__, PermissionError)
    return str(wrong), ExitCode.PERMISSION if denied else ExitCode.IO


def _with(code: ExitCode) -> Callable[[Exception], tuple[str, int]]:
    return lambda wrong: (str(wrong), code)


_EXPLANATIONS: tuple[tuple[type[Exception], Callable[..., tuple[str, int]]], ...] = (
    (click.UsageError, _usage),
    (click.ClickException, lambda wrong: (wrong.format_message(), wrong.exit_code)),
    (CommandError, lambda wrong: (str(wrong), wrong.code)),
    (ActionError, _with(ExitCode.USAGE)),
    (QueryError, _with(ExitCode.USAGE)),
    (ReceiverError, _with(ExitCode.UNSENT)),
    (DatabaseBusy, _with(ExitCode.BUSY)),
    (DatabaseError, _database),
    (InputError, _with(ExitCode.CONFIGURATION)),
    (sqlite3.Error, _sqlite),
    (OSError, _os),
    (Exception, _with(ExitCode.INTERNAL)),
)
"""The first that fits explains an error."""


def _write(*lines: str, level: int = _ERROR) -> None:
    """Lines to stderr; where even that is closed there is nobody left to tell."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    mark = _mark(level)
    text = "".join(f"{mark}{safe(line)}\n" for line in lines)
    try:
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()
    except OSError:
        _close(sys.stderr)


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError as closed:
        raise OutputClosed from closed


def _give_up_output() -> None:
    """Where stdout takes nothing more (a full disk), keep nothing back for it."""
    try:
        sys.stdout.flush()
    except OSError:
        _close(sys.stdout)


def _mark(level: int) -> str:
    """What tells systemd's journal how grave a line is (sd-daemon(3)), where stderr leads there."""
    named = os.environ.get("JOURNAL_STREAM")
    if not named:
        return ""
    try:
        found = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return ""
    return f"<{level}>" if named == f"{found.st_dev}:{found.st_ino}" else ""


def _close(stream: TextIO) -> None:
    """Point a stream nowhere: a last flush that fails has the interpreter end with 120."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    except OSError:
        return
    finally:
        os.close(nowhere)


def _report(kind: type[BaseException], wrong: BaseException, trace: TracebackType | None) -> None:
    """The traceback of a fault of our own; it may hold what a log said."""
    import traceback

    lines = "".join(traceback.format_exception(kind, wrong, trace)).splitlines()
    error("internal error, please report it", *lines)
