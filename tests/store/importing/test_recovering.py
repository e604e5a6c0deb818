"""Import runs mark the alerts that have recovered meanwhile, also when nothing new was read."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.store.importing.running import lines, rows, run

RULES = """
title: Any request
name: request
logsource: {category: webserver}
detection: {sel: {cs-method: GET}, condition: sel}
---
title: Many requests
id: 5b0c1f2e-0004-4a10-9a00-000000000002
correlation: {type: event_count, rules: [request], timespan: 10s, condition: {gt: 3}}
blotter: {recovers: true}
"""
ALERT = (
    "SELECT a.condition, (a.recovered_at - a.last_seen) / 1000000.0 FROM alerts a "
    "JOIN rules r ON r.id = a.rule WHERE r.title = 'Many requests'"
)


def written(folder: Path) -> tuple[Path, ...]:
    """A folder with the rules."""
    (folder / "rules").mkdir()
    (folder / "rules" / "many.yml").write_text(RULES, encoding="utf-8")
    return (folder / "rules",)


def test_what_happened_long_ago_has_recovered(database, logs, tmp_path):
    (logs / "access.log").write_bytes(lines(range(6)))
    run(database, logs, rules=written(tmp_path))
    assert rows(database, ALERT) == [("recovered", 7.0)]


def test_a_run_with_nothing_new_marks_what_has_recovered(database, logs, tmp_path):
    (logs / "access.log").write_bytes(lines(range(6)))
    rules = written(tmp_path)
    run(database, logs, rules=rules)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alerts SET condition = 'firing'")
    run(database, logs, rules=rules)
    assert rows(database, ALERT) == [("recovered", 7.0)]
