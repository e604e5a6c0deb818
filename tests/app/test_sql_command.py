"""`blotter sql`."""

import csv
import io
import json
import re
import subprocess
from pathlib import Path

import pytest

from app.commands.sql import COMMAND
from app.diagnostics import ExitCode
from app.importing.importing_command import import_command
from tests.app.running import Runner

EXAMPLES = re.findall(
    r"^```sql\n(.*?)^```$",
    (Path(__file__).parents[2] / "docs" / "sql.md").read_text(),
    re.MULTILINE | re.DOTALL,
)


def test_the_documents_hold_five_examples() -> None:
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("query", EXAMPLES)
def test_every_example_of_the_documents_gives_rows(runner: Runner, query: str) -> None:
    ran = runner(COMMAND, query, "--format", "json")
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert ran.lines


def test_one_instruction_that_never_ends_is_stopped_too(runner: Runner) -> None:
    """SQLite looks at the clock between instructions; this one compares for days."""
    query = "SELECT instr(hex(zeroblob(3e7)), substr(hex(zeroblob(3e7)), 1, 2e7) || '1')"
    words = ["sql", query, "--timeout", "0.5", "--db", str(runner.database)]
    done = subprocess.run(
        import_command(words), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert "stopped after 0.5 seconds" in done.stderr


def test_a_table(runner: Runner) -> None:
    ran = runner(COMMAND, "SELECT id, url_path FROM web WHERE id < 3 ORDER BY id")
    assert ran.lines == ["id  url_path", "1   /", "2   /wp-login.php"]


def test_json_keeps_numbers_and_nothing(runner: Runner) -> None:
    ran = runner(COMMAND, "SELECT 1 AS a, 2.5 AS b, NULL AS c, raw(1) AS d", "--format", "json")
    assert json.loads(ran.out) == {"a": 1, "b": 2.5, "c": None, "d": "192.0.2.1 GET / 200"}


def test_csv_holds_no_formula(runner: Runner) -> None:
    ran = runner(COMMAND, "SELECT '=1+1' AS \"a,title\", 'a\"b' AS x", "--format", "csv")
    assert list(csv.reader(io.StringIO(ran.out.decode()))) == [["a,title", "x"], ["'=1+1", 'a"b']]


def test_controls_are_drawn_not_obeyed(runner: Runner) -> None:
    ran = runner(COMMAND, 'SELECT raw(5) AS "\x1b[31m"')
    assert b"\x1b" not in ran.out


def test_a_filter_narrows_what_is_asked(runner: Runner) -> None:
    ran = runner(COMMAND, "SELECT count(*) AS n FROM events", "--filter", "ip:192.0.2.1")
    assert ran.lines == ["n", "2"]


def test_a_wrong_query_is_a_wrong_use(runner: Runner) -> None:
    ran = runner(COMMAND, "SELECT x FROM events")
    assert (ran.code, ran.err) == (
        ExitCode.USAGE,
        "blotter: sql: no such column: x (line 1, column 8)\n",
    )


def test_a_closed_table_is_named(runner: Runner) -> None:
    ran = runner(COMMAND, "SELECT value FROM settings")
    assert ran.code == ExitCode.USAGE
    assert "access to settings.value is prohibited" in ran.err


def test_views_are_listed(runner: Runner) -> None:
    ran = runner(COMMAND, "--views")
    assert ran.lines[1].startswith("events          id, timestamp, ts, event_dataset")


def test_a_query_is_needed(runner: Runner) -> None:
    assert runner(COMMAND).code == ExitCode.USAGE


def test_of_a_long_value_a_table_shows_the_beginning(runner: Runner) -> None:
    ran = runner(COMMAND, "SELECT hex(zeroblob(1000000)) AS a, hex(zeroblob(1)) AS b")
    assert ran.lines[1].split() == ["0" * 20_000, "00"]
