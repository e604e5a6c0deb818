"""`blotter sources`."""

import json
import os

import pytest

from app.commands.sources import COMMAND, _short
from app.output import stdout
from store.database.connection import Writer
from tests.app.running import Runner


def change(runner: Runner, statement: str) -> None:
    with Writer(runner.database) as writer, writer.transaction() as connection:
        connection.execute(statement)


def test_the_keys(runner: Runner) -> None:
    assert json.loads(runner(COMMAND, "--format", "json").lines[0]) == {
        "path": "/var/log/apache2/access.log",
        "format": "apache.access",
        "size": 9000,
        "offset": 9000,
        "events": 6,
        "unparsed": 0,
        "expected": 0,
        "lost": 0,
        "last_import": "2026-11-18T11:08:20.000000Z",
        "error": None,
        "compression": "none",
        "repeated": 0,
        "gaps": 0,
        "missing": 0,
        "cleared": 0,
        "copy_of": None,
    }


def test_the_table(runner: Runner) -> None:
    assert runner(COMMAND).lines == [
        "format          size  events  last import (UTC)  path",
        "apache.access  9,000       6  2026-11-18 11:08   /var/log/apache2/access.log",
        "apache.access  9,000       6  2026-11-18 11:08   /var/log/auth.log",
        "",
        "2 logs, 12 events, 0 unparsed",
    ]


def test_what_is_wrong_is_told_below_the_table(runner: Runner) -> None:
    change(runner, "UPDATE sources SET error = 'cut\x1b', lost = 3 WHERE id = 1")
    change(runner, "UPDATE sources SET format = NULL, unparsed = 2 WHERE id = 2")
    found = runner(COMMAND).lines
    assert found[0].split()[2:5] == ["events", "unparsed", "lost"]
    assert found[4:] == [
        "/var/log/apache2/access.log: cut\N{SYMBOL FOR ESCAPE}",
        "/var/log/auth.log: in no known log format; its lines are kept",
        "",
        "2 logs, 12 events, 2 unparsed, 3 lost",
    ]


def test_missing_records_of_a_windows_log_are_told(runner: Runner) -> None:
    change(runner, "UPDATE facts SET stem = (SELECT stem FROM facts WHERE id = 11) WHERE id = 10")
    change(runner, "UPDATE facts SET record = 70 WHERE id = 10")
    change(runner, "UPDATE kinds SET action = 'log-cleared' WHERE channel = 'Security'")
    found = runner(COMMAND).lines
    assert found[4] == "DC1 Security: cleared 2 times; 6 record ids are missing, in one place"


@pytest.mark.parametrize("width", [80, 60])
def test_the_table_fits_a_terminal(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    change(runner, "UPDATE sources SET path = '/srv/' || hex(zeroblob(90)) || '/end.log'")
    change(runner, "UPDATE sources SET lost = 1, unparsed = 1 WHERE id = 1")
    monkeypatch.setattr(stdout, "width", lambda: width)
    table = runner(COMMAND).lines[:3]
    assert max(map(len, table)) <= width
    assert table[1].endswith("/end.log")


def test_no_logs(runner: Runner) -> None:
    change(runner, "DELETE FROM sources")
    found = runner(COMMAND)
    assert (found.code, found.lines, found.err) == (
        0,
        [],
        "no log has been imported yet; run blotter --import-only PATH\n",
    )


def test_csv(runner: Runner) -> None:
    assert runner(COMMAND, "--format", "csv", "--limit", "1").lines[0].startswith("path,format,")


def test_the_sums_are_of_all_logs(runner: Runner) -> None:
    assert runner(COMMAND, "--limit", "1").lines[-1] == "2 logs, 12 events, 0 unparsed"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (99_999, "99,999"),
        (100_000, "100k"),
        (999_499, "999k"),
        (1_250_000, "1.2M"),
        (10 * 1024**3, "10.7G"),
        (1 << 63, "9.2E"),
    ],
)
def test_numbers_are_short(number: int, text: str) -> None:
    assert _short(number) == text


def test_the_help_shows_examples(runner: Runner) -> None:
    assert os.linesep + "  Examples:" in runner.bare(COMMAND, "--help").out.decode()


def test_csv_carries_no_controls_of_a_files_name(runner: Runner) -> None:
    change(runner, "UPDATE sources SET path = '/logs/' || char(27) || '[31mx' || char(10)")
    out = runner(COMMAND, "--format", "csv").out
    assert b"\x1b" not in out
    assert "/logs/\u241b[31mx\u240a,".encode() in out
