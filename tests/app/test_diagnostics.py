"""Errors: one line each, and an exit code."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from app.cli import blotter
from app.diagnostics import CommandError, ExitCode, OutputClosed, run
from store import children
from store.errors import (
    ActionError,
    BlotterError,
    DatabaseBusy,
    DatabaseError,
    FilterError,
    InputError,
    Location,
)


def failing(wrong: BaseException) -> click.Command:
    @click.command()
    def command() -> None:
        raise wrong

    return command


def denied() -> DatabaseError:
    wrong = DatabaseError("x.db: Permission denied")
    wrong.__cause__ = PermissionError()
    return wrong


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (click.UsageError("no"), 2),
        (FilterError("no", "a:b", 0), 2),
        (ActionError("no"), 2),
        (DatabaseBusy("no"), 75),
        (DatabaseError("no"), 74),
        (denied(), 77),
        (InputError("no", Location("blotter.toml", 3)), 78),
        (CommandError("no", ExitCode.CANNOT_CREATE), 73),
        (BlotterError("no"), 1),
        (sqlite3.OperationalError("database is locked"), 75),
        (sqlite3.DatabaseError("malformed"), 74),
        (PermissionError(13, "Permission denied", "x"), 77),
        (FileNotFoundError(2, "No such file", "x"), 74),
        (KeyboardInterrupt(), 130),
        (OutputClosed(), 0),
    ],
)
def test_codes(wrong: BaseException, code: int) -> None:
    assert run(failing(wrong), []) == code


def test_a_command_says_its_code_itself() -> None:
    @click.command()
    def command() -> int:
        return ExitCode.ALERTS

    assert run(command, []) == 10


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(failing(ValueError()), ["--help"]) == 0
    assert "Usage" in capsys.readouterr().out


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    @click.group()
    def group() -> None:
        """Do one of some things."""

    assert run(group, []) == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[:3]) == (
        "",
        ["Usage: blotter [OPTIONS] COMMAND [ARGS]...", "", "  Do one of some things."],
    )


def test_one_line_safe_to_draw(capsys: pytest.CaptureFixture[str]) -> None:
    run(failing(ActionError("alert \x1b[2J\nblotter: all is well")), [])
    assert capsys.readouterr().err == "blotter: alert ␛[2J␊blotter: all is well\n"


def test_the_caret_stands_under_the_column(capsys: pytest.CaptureFixture[str]) -> None:
    run(failing(FilterError("odd", "a\x1bb usr:x", 4)), [])
    _, text, caret = capsys.readouterr().err.splitlines()
    assert text[caret.index("^") :] == "usr:x"


def test_a_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    run(failing(FileNotFoundError(2, "No such file", "some\x1bwhere")), [])
    assert capsys.readouterr().err == "blotter: some␛where: No such file\n"


def test_a_fault_of_our_own_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        run(failing(ZeroDivisionError()), [])


@pytest.fixture
def closed_pipe() -> Iterator[int]:
    """The end to write to of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def test_a_closed_stderr_changes_no_exit_code(closed_pipe: int) -> None:
    words = [sys.executable, "-m", "logblotter", "events", "nonsense:1"]
    done = subprocess.run(words, stderr=closed_pipe, check=False)
    assert done.returncode == ExitCode.USAGE


_LISTING = f"exec {sys.executable} -m logblotter rules list"


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (f"{_LISTING} >&-", ExitCode.IO, b"blotter: Bad file descriptor\n"),
        (f"{_LISTING} >/dev/null 2>&-", ExitCode.OK, b""),
        (f"{_LISTING} <&- >/dev/null", ExitCode.OK, b""),
    ],
)
def test_streams_that_are_closed(words: str, code: ExitCode, error: bytes) -> None:
    done = subprocess.run(["/bin/sh", "-c", words], stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (code, error)


def test_a_message_does_not_go_to_stdout_where_stderr_is_closed() -> None:
    words = f"exec {sys.executable} -m logblotter events nonsense:1 2>&-"
    done = subprocess.run(["/bin/sh", "-c", words], stdout=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")


def test_no_file_takes_the_place_of_a_stream_that_is_closed(tmp_path: Path) -> None:
    code = "import os; from app.streams import open_closed; open_closed(); print(os.dup(0))"
    words = f"exec {sys.executable} -c '{code}' <&- 2>&-"
    done = subprocess.run(["/bin/sh", "-c", words], stdout=subprocess.PIPE, check=False)
    assert int(done.stdout) > 2


def test_a_name_that_is_no_utf8_may_be_told_to_a_closed_stream() -> None:
    code = "from app.streams import open_closed; open_closed(); sys.stderr.write(sys.argv[1])"
    words = f"exec {sys.executable} -c 'import sys; {code}' \"$0\" 2>&-"
    done = subprocess.run(["/bin/sh", "-c", words, os.fsdecode(b"bad \xff")], check=False)
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_full_disk_is_one_line_and_a_code() -> None:
    words = [sys.executable, "-m", "logblotter", "rules", "list"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (
        ExitCode.IO,
        b"blotter: No space left on device\n",
    )


def test_nobody_is_sent_to_the_help_of_a_command_that_cannot_be_typed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(blotter, ["--bogus"]) == ExitCode.USAGE
    assert capsys.readouterr().err.endswith("(see blotter --help)\n")


@pytest.mark.parametrize(("is_journal", "mark"), [(True, "<3>"), (False, "")])
def test_the_journal_is_told_how_grave_a_line_is(is_journal, mark):
    reading, writing = os.pipe()
    about = os.fstat(writing if is_journal else 0)
    done = subprocess.run(
        [*children.command("from app.cli import main; main()"), "alerts", "--db", "/none/t.db"],
        stderr=writing,
        env={**os.environ, "JOURNAL_STREAM": f"{about.st_dev}:{about.st_ino}"},
        check=False,
    )
    os.close(writing)
    with os.fdopen(reading) as file:
        said = file.read()
    assert done.returncode == ExitCode.IO
    assert said.startswith(f"{mark}blotter: no database at /none/t.db")


def encoding(word: str) -> click.Command:
    @click.command()
    @click.argument("text")
    def command(text: str) -> None:
        (word or text).encode()

    return command


def test_an_argument_that_is_no_text_is_named(capsys):
    assert run(encoding(""), ["a\udcffb"]) == ExitCode.USAGE
    assert capsys.readouterr().err == r"blotter: 'a\udcffb' is no UTF-8" + "\n"


def test_what_no_argument_explains_is_a_fault_of_the_program():
    with pytest.raises(UnicodeEncodeError):
        run(encoding("\udcff"), ["text"])


class _Ended(NamedTuple):
    code: int
    said: str


def ended(before: str, tmp_path: Path) -> _Ended:
    """How a command ends that fails, in a process in which something has happened before."""
    done = subprocess.run(
        [*children.command(f"{before}; from app.cli import main; main()"), "alerts"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"BLOTTER_DB": "none.db"},
        check=False,
    )
    return _Ended(done.returncode, done.stdout)


def test_what_is_to_be_done_at_the_end_is_done(tmp_path):
    before = "import atexit; atexit.register(lambda: print('done'))"
    assert ended(before, tmp_path) == (ExitCode.IO, "done\n")


def test_at_the_end_nothing_is_taken_apart(tmp_path):
    before = "kept = type('Kept', (), {'__del__': lambda self: print('taken apart')})()"
    assert ended(before, tmp_path) == (ExitCode.IO, "")


def test_what_is_still_at_work_at_the_end_is_waited_for(tmp_path):
    before = (
        "import threading, time; "
        "threading.Thread(target=lambda: (time.sleep(0.5), print('over'))).start()"
    )
    assert ended(before, tmp_path) == (ExitCode.IO, "over\n")


def test_what_is_left_at_the_end_is_not_looked_through_for_garbage(tmp_path):
    before = (
        "import atexit, gc, threading, time; "
        "atexit.register(lambda: print(gc.get_freeze_count() > 0)); "
        "threading.Thread(target=time.sleep, args=(0.5,)).start()"
    )
    assert ended(before, tmp_path) == (ExitCode.IO, "True\n")
