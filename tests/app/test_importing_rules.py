"""What rules make of imports: in any order of the logs, and when the configuration changes."""

import json
import subprocess

import pytest
from click.testing import CliRunner

from app.commands.alerts import COMMAND
from app.importing.importing_command import import_command
from tests.app.rulebook.running import request

NEW = """title: New
id: 7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0009
logsource: {category: webserver}
detection: {s: {sc-status: 200}, condition: s}
blotter:
  new-terms: {fields: c-ip, learning: 5d}
"""
MANY = """title: Page
id: 7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0010
name: page
logsource: {category: webserver}
detection: {s: {sc-status: 200}, condition: s}
---
title: Many pages
id: 7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0011
correlation: {type: event_count, rules: [page], group-by: [c-ip], timespan: 1h, condition: {gte: 3}}
"""
FIRST = [request(day, 1) for day in (1, 2)]
SECOND = [request(3, 2), request(7, 1), request(8, 2), request(9, 3)]


@pytest.fixture
def imported(tmp_path):
    """Imports logs with a rule of one's own, and gives the alerts of it."""

    def imported_(rule: str, *logs: str, config: str = "") -> list[tuple[object, ...]]:
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / "rule.yml").write_text(rule)
        (tmp_path / "c.toml").write_text(config)
        for log in logs:
            database, settings = str(tmp_path / "t.db"), str(tmp_path / "c.toml")
            words = ["--db", database, "--config", settings, "--rules", str(folder), log]
            command = import_command(["--import-only", "--json", *words])
            subprocess.run(command, check=True, capture_output=True)
        return alerts(tmp_path / "t.db")

    return imported_


def alerts(database) -> list[tuple[object, ...]]:
    words = ["--db", str(database), "--format", "json", "rule:7f6f38a9*"]
    found = CliRunner().invoke(COMMAND, words, standalone_mode=False).stdout.splitlines()
    rows = map(json.loads, found)
    return sorted((row["group"]["source.ip"], row["first_seen"][:10], row["count"]) for row in rows)


def log(folder, name: str, lines: list[str]) -> str:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines))
    return str(path)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_order_of_logs_does_not_matter(imported, tmp_path, order):
    logs = [log(tmp_path, "a.log", FIRST), log(tmp_path, "b.log", SECOND)]
    found = imported(NEW, *(logs[at] for at in order))
    assert found == [("192.0.2.3", "2026-03-09", 1)]


def test_a_late_log_shows_what_was_known_and_that_learning_was_over(imported, tmp_path):
    second = log(tmp_path, "b.log", SECOND)
    assert imported(NEW, second) == [("192.0.2.3", "2026-03-09", 1)]
    assert imported(NEW, log(tmp_path, "c.log", [request(2, 3)])) == [
        ("192.0.2.1", "2026-03-07", 1)
    ]


def test_another_limit_looks_at_history_again(imported, tmp_path):
    path = log(tmp_path, "a.log", [request(5, 1)] * 3)
    assert imported(MANY, path, config="[rules.thresholds]\nmany-pages = 4\n") == []
    found = imported(MANY, path, config="[rules.thresholds]\nmany-pages = 2\n")
    assert found == [("192.0.2.1", "2026-03-05", 3)]


@pytest.mark.parametrize(("zone", "number"), [("Europe/Berlin", 0), ("UTC", 1)])
def test_hours_are_those_of_the_configured_zone(imported, tmp_path, zone, number):
    path = log(tmp_path, "a.log", [request(5, 1)] * 3)
    limits = '[{when = "10-11", gte = 9}]'
    config = f'tz = "{zone}"\n[rules.thresholds]\nmany-pages = {limits}\n'
    assert len(imported(MANY, path, config=config)) == number
