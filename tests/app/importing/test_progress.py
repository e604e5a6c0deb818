"""An import tells the app beside which it runs how far it is."""

import json
from pathlib import Path

import pytest

from app.diagnostics import run
from app.main_command import COMMAND
from tests.app.rulebook.running import request
from tests.app.test_importing_rules import MANY


@pytest.fixture
def told(tmp_path, capsys):
    """Imports, and gives what was told."""

    def told_(*words: str) -> list[dict[str, object]]:
        database = str(tmp_path / "t.db")
        code = run(COMMAND, ["--import-only", "--progress-json", "--db", database, *words])
        assert code == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return told_


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text("\n".join(request(1, number % 9) for number in range(12_000)) + "\n")
    return path


def test_how_far_a_log_is_read(told, log):
    first, *rest = told(str(log))
    assert (first["path"], first["total"]) == (str(log), log.stat().st_size)
    done = [each["done"] for each in (first, *rest) if "done" in each]
    assert done == sorted(done)
    assert done[-1] == log.stat().st_size
    assert rest[-1]["summary"]["lines"] == 12_000


def test_how_far_new_rules_are_with_what_is_stored(told, log, tmp_path):
    told(str(log))
    rules = tmp_path / "mine"
    rules.mkdir()
    (rules / "rule.yml").write_text(MANY)
    found = told("--rules", str(rules), str(log))
    judged = [each["judging"] for each in found if "judging" in each]
    assert judged == sorted(judged)
    assert judged[-1] == 12_000
    assert {each["total"] for each in found if "judging" in each} == {12_000}
