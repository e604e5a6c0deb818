"""Silences and snoozed alerts, as an import meets them."""

from store import triage
from store.database.connection import Writer
from store.silences import Wish
from store.times import now
from store.triage import Actor
from store.triage.silencing import silence
from tests.store.importing.running import rows, run

ANN = Actor("ann", "desk")
FAILED = "Mar  5 09:{:02d}:00 web1 sshd[{}]: Failed password for root from {} port 4000 ssh2\n"


def attack(logs, address: str) -> None:
    """Ten failed logins from one address."""
    lines = "".join(FAILED.format(at, at + 1, address) for at in range(10))
    (logs / f"auth.{address}.log").write_text(lines)


def test_a_silenced_alert_is_stored_and_told_to_nobody(database, logs):
    run(database, logs)
    silence(database, Wish("ip:203.0.113.7", "ann", "our own test", None), ANN, now())
    attack(logs, "203.0.113.7")
    assert run(database, logs).alerts_opened == 0
    ((hidden, all_of_them),) = rows(database, "SELECT count(silence), count(*) FROM alerts")
    assert hidden == all_of_them > 0


def test_other_alerts_are_told(database, logs):
    run(database, logs)
    silence(database, Wish("ip:203.0.113.7", "ann", "our own test", None), ANN, now())
    attack(logs, "203.0.113.8")
    assert run(database, logs).alerts_opened > 0


def test_a_snoozed_alert_is_new_when_its_time_has_come(database, logs):
    attack(logs, "203.0.113.8")
    run(database, logs)
    triage.snooze(database, [1], now() + 3_600_000_000, ANN)
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute("UPDATE alerts SET snoozed_until = 5 WHERE id = 1")
    run(database, logs)
    assert rows(database, "SELECT status FROM alerts WHERE id = 1") == [("new",)]
