"""A rule that fails, as an import meets it."""

from pathlib import Path

import pytest

from store.database.connection import Writer
from store.importing import intake
from tests.store.importing.running import append, line, lines, rows, run

STATE = (
    "SELECT a.condition, a.severity, a.status FROM alerts a JOIN rules r ON r.id = a.rule "
    "WHERE r.title = 'Rule set aside'"
)
AWAY = "SELECT title FROM rules WHERE active AND error IS NOT NULL"


@pytest.fixture
def broken(database: Path) -> Path:
    """A database in which one rule cannot be judged."""
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute(
            "UPDATE rules SET spec = json_set(spec, '$.predicate', 'nonsense(1)') "
            "WHERE title = 'HTTP 404'"
        )
    return database


@pytest.mark.parametrize("long", [1, 1 << 40], ids=["second process", "one process"])
def test_an_alert_tells_of_it(broken, logs, monkeypatch, long):
    monkeypatch.setattr(intake, "LONG", long)
    (logs / "a.log").write_bytes(lines(range(50)))
    assert run(broken, logs).alerts_opened == 1
    assert rows(broken, STATE) == [("rule_error", "medium", "new")]


def test_it_is_not_judged_again(broken, logs):
    (logs / "a.log").write_bytes(lines(range(50)))
    run(broken, logs)
    append(logs / "a.log", line(50))
    assert (run(broken, logs).alerts_opened, rows(broken, AWAY)) == (0, [("HTTP 404",)])


def test_the_alert_is_closed_when_the_rules_are_right_again(broken, logs):
    (logs / "a.log").write_bytes(lines(range(50)))
    run(broken, logs)
    with Writer(broken) as writer, writer.transaction() as connection:
        connection.execute("UPDATE rules SET hash = 'before' WHERE title = 'HTTP 404'")
        connection.execute("DELETE FROM settings WHERE key = 'rules'")
    append(logs / "a.log", line(50))
    run(broken, logs)
    assert (rows(broken, STATE), rows(broken, AWAY)) == ([("recovered", "medium", "closed")], [])
