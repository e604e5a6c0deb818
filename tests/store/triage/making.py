"""A database with a few alerts, and how they stand."""

from pathlib import Path

from store.database.connection import Writer, reader
from store.triage import Actor, Version
from tests.store.database.fresh import fresh

ANN, BOB = Actor("ann", "desk", "pts/1"), Actor("bob", "lab")
COUNT = 4


def make(path: Path, count: int = COUNT) -> Path:
    fresh(path)
    with Writer(path) as writer, writer.transaction() as connection:
        connection.executemany(
            "INSERT INTO alerts (id, rule, grp, severity, first_seen, last_seen, opened_at, count, "
            "peak, evidence) VALUES (?, 1, 1, 'low', 0, 0, 0, 1, 1, 1)",
            [(number,) for number in range(1, count + 1)],
        )
    return path


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = reader(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def change(path: Path, sql: str) -> None:
    with Writer(path) as writer, writer.transaction() as connection:
        connection.execute(sql)


def state(path: Path) -> list[tuple[object, ...]]:
    return ask(path, "SELECT id, status, reason, assignee, reopened FROM alerts ORDER BY id")


def status(path: Path, alert: int = 1) -> object:
    return state(path)[alert - 1][1]


def versions(path: Path) -> dict[int, Version]:
    """How the alerts stand, for whoever looks now."""
    rows = ask(path, "SELECT id, decision, reopened FROM alerts")
    return {int(str(one)): Version(int(str(two)), int(str(three))) for one, two, three in rows}
