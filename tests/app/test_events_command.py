"""`blotter events`."""

import csv
import io
import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands.events import COMMAND
from app.diagnostics import ExitCode
from store.exporting.columns import KEYS
from tests.app.running import Runner
from tests.store.queries.scene import AUTH, IN_TIME, WEB

_ALL = dict(enumerate([*WEB, *AUTH], start=1))


def test_the_table(runner: Runner) -> None:
    ran = runner(COMMAND, "ip:192.0.2.1")
    assert ran.lines == [
        "time (UTC)           id  source     result  what",
        "2026-11-18 11:06:40   1  192.0.2.1  200     GET /?q=1",
        "2026-11-18 11:06:50   2  192.0.2.1  404     GET /wp-login.php",
    ]


def test_controls_are_drawn_not_obeyed(runner: Runner) -> None:
    ran = runner(COMMAND, "parse:none")
    assert b"\x1b" not in ran.out
    assert "␛[31mno \\xff log␀" in ran.out.decode()


@pytest.mark.parametrize("form", ["json", "ecs"])
def test_a_json_object_a_line_in_the_order_of_time(runner: Runner, form: str) -> None:
    documents = [json.loads(line) for line in runner(COMMAND, "--format", form).lines]
    assert [each["event.original"] for each in documents] == [
        _ALL[event].raw.decode("utf-8", "backslashreplace") for event in IN_TIME
    ]


def test_newest_first_with_a_limit(runner: Runner) -> None:
    ran = runner(COMMAND, "--newest", "--limit", "1", "--format", "json")
    assert [json.loads(line)["source.domain"] for line in ran.lines] == ["scanner.example.com"]


def test_raw_gives_the_logs_own_bytes(runner: Runner) -> None:
    ran = runner(COMMAND, "--format", "raw")
    assert ran.out == b"".join(_ALL[event].raw + b"\n" for event in IN_TIME)


def test_csv_has_a_column_for_every_key(runner: Runner) -> None:
    ran = runner(COMMAND, "code:4625", "--format", "csv")
    titles, row = csv.reader(io.StringIO(ran.out.decode()))
    assert titles == [*KEYS, "other"]
    assert row[titles.index("winlog.event_id")] == "4625"
    assert json.loads(row[titles.index("other")]) == {"winlog.event_data.LogonType": "3"}


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("user:root", "status:404"), 0),
        (("user:root status:404",), 0),
        (("-path:/wp-login.php", "-host:web1"), 6),
        (("failed", "root"), 2),
        (('"failed password"',), 4),
        (("alert:1",), 3),
    ],
)
def test_words_are_one_filter(runner: Runner, words: tuple[str, ...], count: int) -> None:
    assert len(runner(COMMAND, *words, "--format", "json").lines) == count


def test_a_wrong_filter_is_marked(runner: Runner) -> None:
    ran = runner(COMMAND, "user:root", "usr:x")
    assert (ran.code, ran.out) == (ExitCode.USAGE, b"")
    first, second, third = ran.err.splitlines()
    assert "did you mean user:" in first
    assert second[third.index("^") :] == "usr:x"


def test_an_unknown_option_is_no_text(runner: Runner) -> None:
    ran = runner(COMMAND, "--fromat", "json")
    assert (ran.code, ran.out) == (ExitCode.USAGE, b"")


def test_a_hostile_filter_does_not_reach_the_terminal(runner: Runner) -> None:
    ran = runner(COMMAND, "\x1b]0;owned\x07:1 usr:x")
    assert ran.code == ExitCode.USAGE
    assert "\x1b" not in ran.err


def test_no_database(runner: Runner, tmp_path: Path) -> None:
    ran = runner.bare(COMMAND, "--db", str(tmp_path / "none.db"))
    assert ran.code == ExitCode.IO
    assert f"no database at {tmp_path / 'none.db'}; run blotter --import-only PATH" in ran.err


def test_no_database_of_that_kind(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "other.db").write_bytes(b"not a database" * 100)
    ran = runner.bare(COMMAND, "--db", str(tmp_path / "other.db"))
    assert (ran.code, ran.err.count("\n")) == (ExitCode.IO, 1)


def test_the_database_of_the_environment(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOTTER_DB", str(runner.database))
    assert len(runner.bare(COMMAND, "--format", "raw", "user:root").lines) == 4


def test_the_database_of_the_configuration(runner: Runner, tmp_path: Path) -> None:
    config = tmp_path / "blotter.toml"
    config.write_text(f'db = "{runner.database}"\n')
    ran = runner.bare(COMMAND, "--config", str(config), "--format", "raw", "user:root")
    assert len(ran.lines) == 4


def _process(database: Path, *arguments: str, stdout: int) -> subprocess.Popen[bytes]:
    """The whole program in a process of its own."""
    words = ["-m", "logblotter", "events", *arguments, "--db", str(database)]
    return subprocess.Popen(
        [sys.executable, *words], stdout=stdout, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )


def test_a_reader_who_leaves_is_no_error(runner: Runner) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    process = _process(runner.database, "--format", "json", stdout=write_end)
    os.close(write_end)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("form", ["table", "raw", "csv", "json"])
def test_a_terminal_gets_no_controls_and_short_lines(runner: Runner, form: str) -> None:
    ours, theirs = pty.openpty()
    process = _process(runner.database, "--format", form, "parse:none", stdout=theirs)
    os.close(theirs)
    seen = _everything(ours, process)
    process.communicate(timeout=60)
    os.close(ours)
    text = seen.decode().replace("\r\n", "\n")
    assert "log" in text
    assert all(character == "\n" or character.isprintable() for character in text)
    assert form != "table" or max(map(len, text.split("\n"))) <= 80


def _everything(descriptor: int, process: subprocess.Popen[bytes]) -> bytes:
    """What a process writes to a terminal until it ends."""
    seen = b""
    while True:
        ready, _, _ = select.select([descriptor], [], [], 0.1)
        if ready:
            try:
                chunk = os.read(descriptor, 65_536)
            except OSError:  # the other end is closed
                return seen
            seen += chunk
        elif process.poll() is not None:
            return seen


def test_nothing_heavy_is_imported(runner: Runner) -> None:
    code = (
        "import sys\n"
        "from app.cli import blotter\n"
        "from app.diagnostics import run\n"
        "database = sys.argv[1]\n"
        "for words in (['events'], ['alerts'], ['alerts', 'show', '1'], ['alerts', 'ack', '1'],\n"
        "              ['top'], ['sources'], ['events', 'failed']):\n"
        "    assert run(blotter, [*words, '--db', database]) == 0, words\n"
        "heavy = {'textual', 'rich', 'sqlite_utils', 'sigma', 'jinja2', 'yaml', 'dateutil'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(runner.database)], capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr.count(b"Traceback")) == (0, 0), ran.stderr
