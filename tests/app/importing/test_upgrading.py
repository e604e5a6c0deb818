"""An older database is brought up to date by an import, which tells how far it is."""

import json

import pytest

from app.diagnostics import run
from app.main_command import COMMAND
from tests.store.database.test_migrations import asked, old, today  # noqa: F401 - fixtures


def imported(capsys, *words):
    code = run(COMMAND, ["--import-only", *map(str, words)])
    found = capsys.readouterr()
    return code, found.out, found.err


def test_the_app_is_told_each_step_and_needs_no_logs(old, capsys):  # noqa: F811
    code, out, _ = imported(capsys, "--progress-json", "--db", old)
    steps = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [step["upgrading"] for step in steps] == [*range(steps[0]["total"])]
    assert asked(old, "SELECT count(*) > 0 FROM alerts") == [[(1,)]]


def test_without_a_terminal_nothing_is_said_of_it(old, tmp_path, capsys):  # noqa: F811
    log = tmp_path / "auth.log"
    log.write_text(
        "Nov 20 03:12:09 web1 sshd[1]: Accepted password for root from 192.0.2.1 port 1 ssh2\n"
    )
    code, _, err = imported(capsys, "--db", old, log)
    assert (code, err) == (0, "")


def test_whoever_watches_reads_each_step(old, tmp_path, capsys, monkeypatch):  # noqa: F811
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    code, _, err = imported(capsys, "--db", old, tmp_path)
    assert "bringing the database up to date: step 1 of" in err
    assert code == 0


@pytest.mark.parametrize("word", ["--quiet", "--json"])
def test_whoever_wants_no_words_gets_none(old, tmp_path, capsys, monkeypatch, word):  # noqa: F811
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    _, _, err = imported(capsys, word, "--db", old, tmp_path)
    assert "up to date" not in err
