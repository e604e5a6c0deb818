"""How far a report can be trusted: logs, gaps, rules, mail, silences."""

from pathlib import Path

from store.model import Fields, Kind, Record
from store.reports.figures import Mail
from tests.store.reports.making import (
    DAY,
    HOUR,
    MONDAY,
    NOW,
    SECOND,
    changing,
    database,
    figures,
    record,
    rule,
    unread,
)

WINDOWS = Kind("windows.eventlog", channel="Security", code="4625")
CLEARED = WINDOWS._replace(code="1102", action="log-cleared")


def windows(second: int, number: int, kind: Kind = WINDOWS) -> Record:
    fields: Fields = {"host.name": "DC1", "winlog.record_id": number}
    return Record(0, b"x", kind, fields, (MONDAY + second) * SECOND)


def test_lines_and_formats(tmp_path: Path):
    path = database(tmp_path / "t.db", [record(0), unread(1), record(-5)], [record(2)])
    with changing(path) as connection:
        connection.execute("UPDATE sources SET lost = 7 WHERE id = 2")
    found = figures(path).coverage
    assert (found.sources, found.lines, found.unparsed, found.lost) == (2, 3, 1, 7)
    assert found.unparsed_percent == 33.3
    assert [(row.format, row.events, row.before) for row in found.formats] == [
        ("apache.access", 3, 1)
    ]
    assert found.last_import == NOW


def test_the_latest_record_may_lie_outside_the_period(tmp_path: Path):
    path = database(tmp_path / "t.db", [record(0), record(90 * 24 * 3600)], [record(2)])
    assert figures(path).coverage.last_record == (MONDAY + 90 * 24 * 3600) * SECOND


def test_a_log_that_says_nothing_in_the_last_quarter_is_silent(tmp_path: Path):
    path = database(
        tmp_path / "t.db",
        [record(0), record(5 * DAY)],
        [record(6 * DAY)],
        [record(-DAY)],
        [record(-20 * DAY)],
    )
    found = figures(path).coverage
    assert [(each.log, each.last_record) for each in found.silent] == [
        ("/logs/3.log", (MONDAY - DAY) * SECOND),
        ("/logs/1.log", (MONDAY + 5 * DAY) * SECOND),
    ]
    assert found.silent_logs == 2


def test_a_rotated_log_that_goes_on_is_not_silent(tmp_path: Path):
    names = ["/logs/access.log.1", "/logs/access.log"]
    path = database(tmp_path / "t.db", [record(HOUR)], [record(7 * DAY - 1)], names=names)
    assert figures(path).coverage.silent == ()


def test_of_a_week_that_goes_on_only_what_is_over_counts(tmp_path: Path):
    path = database(tmp_path / "t.db", [record(0), record(2 * DAY - HOUR)])
    found = figures(path, now=(MONDAY + 2 * DAY) * SECOND)
    assert found.as_of == (MONDAY + 2 * DAY) * SECOND
    assert found.coverage.silent == ()


def test_gaps_and_cleared_windows_logs_of_the_period(tmp_path: Path):
    before = [windows(-HOUR, 1), windows(-HOUR, 5)]
    now = [windows(0, 10), windows(1, 11), windows(2, 15), windows(3, 16, CLEARED)]
    path = database(tmp_path / "t.db", before, now)
    (gap,) = figures(path).coverage.gaps
    assert (gap.host, gap.channel) == ("DC1", "Security")
    assert (gap.gaps, gap.missing, gap.cleared) == (1, 3, 1)


def test_damaged_logs_and_rules_out_of_order(tmp_path: Path):
    path = database(tmp_path / "t.db", [record(0)])
    with changing(path) as connection:
        rule(connection, "Slow")
        connection.execute("UPDATE rules SET error = 'too slow'")
        connection.execute("UPDATE sources SET error = 'chunk 3 is damaged'")
    found = figures(path).coverage
    assert [(each.name, each.error) for each in found.damaged] == [
        ("/logs/1.log", "chunk 3 is damaged")
    ]
    assert [(each.name, each.error) for each in found.rule_errors] == [("Slow", "too slow")]
    assert (found.damaged_logs, found.failed_rules) == (1, 1)


def test_mail(tmp_path: Path):
    path = database(tmp_path / "t.db", [record(0)])
    with changing(path) as connection:
        for number, second in ((1, 0), (2, -1)):
            connection.execute(
                "INSERT INTO messages VALUES (?, ?, 'id', ?, '', 'alerts', '', 1, '{}')",
                (number, str(number), (MONDAY + second) * SECOND),
            )
        for message, state in ((1, "dead"), (1, "sent"), (1, "waiting"), (2, "dead")):
            connection.execute(
                "INSERT INTO deliveries (message, channel, address, state, next_at, answer) "
                "VALUES (?, 'mail', ?, ?, 0, '550 unknown user')",
                (message, f"{state}@example.com", state),
            )
    assert figures(path).coverage.mail == Mail(1, 1, "550 unknown user")


def test_silences(tmp_path: Path):
    path = database(tmp_path / "t.db", [record(0)])
    rows = [  # created, until, lifted
        (-10 * DAY, None, None),
        (-10 * DAY, 8 * DAY, None),
        (DAY, 90 * DAY, None),
        (-10 * DAY, -DAY, None),
        (-10 * DAY, None, 3 * DAY),
        (9 * DAY, None, None),
    ]
    with changing(path) as connection:
        for row in rows:
            times = [None if each is None else (MONDAY + each) * SECOND for each in row]
            connection.execute(
                "INSERT INTO silences (created, until, lifted, owner, reason, filter) "
                "VALUES (?, ?, ?, 'ann', 'known', 'ip:192.0.2.1')",
                times,
            )
    found = figures(path).silences
    assert [row.id for row in found.rows] == [2, 1, 3, 5]
    assert (found.in_force, found.begun, found.ended) == (3, 1, 1)
    assert (found.ending_soon, found.unused, found.hidden) == (1, 3, 0)


def test_an_empty_database(tmp_path: Path):
    found = figures(database(tmp_path / "t.db"))
    assert found.kpi("events").now == found.kpi("alerts").now == 0
    assert found.coverage.unparsed_percent is None
    assert found.coverage.last_import is found.coverage.last_record is None
    assert [slot.events for slot in found.timeline] == [0] * 7
