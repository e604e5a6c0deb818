"""Import runs tell of too few records and of unusually many, whatever the runs are."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.importing import intake
from store.rules.keeping import catching_up, marks
from store.rules.series import settling
from tests.store.importing.running import append, rows, run

RULES = """
title: Any request
name: request
logsource: {category: webserver}
detection: {sel: {cs-method: GET}, condition: sel}
---
title: Quiet site
id: 5b0c1f2e-0005-4a10-9a00-000000000001
correlation:
  type: event_count
  rules: [request]
  group-by: [cs-host]
  timespan: 10m
  condition: {lt: 1}
blotter:
  absence: true
---
title: Odd number of requests
id: 5b0c1f2e-0007-4a10-9a00-000000000001
logsource: {category: webserver}
detection: {sel: {cs-method: GET}, condition: sel}
blotter:
  baseline: {bucket: 15m, group-by: [cs-host], z: 4, direction: high}
"""
MORE = """
title: Other requests
id: 5b0c1f2e-0007-4a10-9a00-000000000009
logsource: {category: webserver}
detection: {sel: {cs-method: GET}, condition: sel}
blotter:
  baseline: {bucket: 15m, group-by: [cs-host], z: 4, direction: high}
"""
BEGIN = datetime(2025, 3, 10, tzinfo=UTC)
"""A Monday."""
ALERTS = (
    "SELECT r.title, g.key, a.first_seen, a.last_seen, a.count, a.peak, a.condition, a.evidence, "
    "(SELECT count(*) FROM hits h WHERE h.grp = a.grp AND h.event > 0 "
    "AND h.ts BETWEEN a.first_seen AND a.last_seen) "
    "FROM alerts a JOIN rules r ON r.id = a.rule JOIN groups g ON g.id = a.grp "
    "WHERE a.merged_into IS NULL AND r.title IN ('Quiet site', 'Odd number of requests') "
    "ORDER BY r.title, g.key, a.first_seen"
)


def story() -> list[bytes]:
    """Five days of two sites; one is quiet for an hour, and then asked for much."""
    times: list[tuple[datetime, str]] = []
    for minute in range(5 * 24 * 60):
        at = BEGIN + timedelta(minutes=minute)
        times.append((at, "www"))
        if not timedelta(days=3, hours=9) <= at - BEGIN < timedelta(days=3, hours=10):
            times.append((at, "shop"))
        if timedelta(days=4, hours=9) <= at - BEGIN < timedelta(days=4, hours=9, minutes=45):
            times += [(at + timedelta(seconds=second), "shop") for second in range(1, 12)]
    return [
        f"{site}.example.com:443 203.0.113.50 - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "
        '"GET / HTTP/1.1" 200 512 "-" "Mozilla/5.0"\n'.encode()
        for at, site in sorted(times)
    ]


STORY = story()


def written(folder: Path, *texts: str) -> tuple[Path, ...]:
    """A folder with rules."""
    (folder / "rules").mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / "rules" / f"{number}.yml").write_text(text, encoding="utf-8")
    return (folder / "rules",)


def expected() -> list[tuple[object, ...]]:
    day, minute = timedelta(days=1), timedelta(minutes=1)
    quiet = BEGIN + 3 * day + timedelta(hours=9) - minute, BEGIN + 3 * day + timedelta(hours=10)
    much = BEGIN + 4 * day + timedelta(hours=9), BEGIN + 4 * day + timedelta(hours=9, minutes=45)
    odd, silent = "Odd number of requests", "Quiet site"
    shop = '{"url.domain": "shop.example.com"}'
    requests = (stamp(much[0]), stamp(much[1]) - 1, 45 * 12, 180, "recovered", 540, 540)
    gap = (stamp(quiet[0]) + 1, stamp(quiet[1]) - 1, 0, 0, "recovered", 0, 0)
    return [(odd, shop, *requests), (silent, shop, *gap)]


def stamp(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000


def test_alerts_lead_to_what_was_counted(database, logs, tmp_path):
    (logs / "a.log").write_bytes(b"".join(STORY))
    done = run(database, logs, rules=written(tmp_path, RULES))
    assert (rows(database, ALERTS), done.alerts_opened >= 2) == (expected(), True)


def test_a_second_process_counts_the_same(database, logs, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "LONG", 1)
    (logs / "a.log").write_bytes(b"".join(STORY))
    run(database, logs, rules=written(tmp_path, RULES))
    assert rows(database, ALERTS) == expected()


def test_a_log_that_grows_makes_the_same_alerts(database, logs, tmp_path):
    rules = written(tmp_path, RULES)
    for start in range(0, len(STORY), 1700):
        append(logs / "a.log", b"".join(STORY[start : start + 1700]))
        run(database, logs, rules=rules)
    assert rows(database, ALERTS) == expected()


def test_logs_that_come_in_the_wrong_order_make_the_same_alerts(database, logs, tmp_path):
    rules = written(tmp_path, RULES)
    for start in reversed(range(0, len(STORY), 2100)):
        (logs / f"{start}.log").write_bytes(b"".join(STORY[start : start + 2100]))
        run(database, logs, rules=rules)
    assert rows(database, ALERTS) == expected()


def test_what_comes_late_into_an_alert_is_among_what_it_leads_to(database, logs, tmp_path):
    rules = written(tmp_path, RULES)
    (logs / "a.log").write_bytes(b"".join(STORY))
    run(database, logs, rules=rules)
    start = next(at for at, line in enumerate(STORY) if b"14/Mar/2025:09:20:01" in line)
    late = b"".join(STORY[start : start + 11])
    (logs / "b.log").write_bytes(late.replace(b"GET / ", b"GET /b "))
    run(database, logs, rules=rules)
    (shop, _) = rows(database, ALERTS)
    assert (shop[4], *shop[-2:]) == (551, 551, 551)


def test_a_rule_that_comes_later_finds_the_same(database, logs, tmp_path):
    (logs / "a.log").write_bytes(b"".join(STORY))
    run(database, logs)
    run(database, logs, rules=written(tmp_path, RULES))
    assert rows(database, ALERTS) == expected()


def test_a_catching_up_that_was_killed_counts_nothing_twice(database, logs, tmp_path, monkeypatch):
    (logs / "a.log").write_bytes(b"".join(STORY))
    run(database, logs)
    with monkeypatch.context() as patched:
        patched.setattr(catching_up, "_AT_ONCE", 3000)
        patched.setattr(catching_up, "mark", dying(marks.mark, 3))
        with pytest.raises(KeyboardInterrupt):
            run(database, logs, rules=written(tmp_path, RULES))
    monkeypatch.setattr(catching_up, "_AT_ONCE", 2000)
    run(database, logs, rules=written(tmp_path, RULES, MORE))
    assert rows(database, ALERTS) == expected()
    total = (
        "SELECT DISTINCT total FROM series WHERE grp IN (SELECT id FROM groups WHERE key LIKE ?)"
    )
    assert rows(database, total.replace("?", "'%shop%'")) == [(5 * 24 * 60 - 60 + 45 * 11,)]


def dying(work, times):
    """A function that does its work some times, and is killed then."""
    calls = []

    def done(*arguments):
        calls.append(arguments)
        if len(calls) > times:
            raise KeyboardInterrupt
        return work(*arguments)

    return done


def test_a_run_that_was_killed_before_the_end_is_made_good(database, logs, tmp_path, monkeypatch):
    rules = written(tmp_path, RULES)
    (logs / "a.log").write_bytes(b"".join(STORY))
    with monkeypatch.context() as patched:
        patched.setattr(settling, "settle", dying(None, 0))
        with pytest.raises(KeyboardInterrupt):
            run(database, logs, rules=rules)
    assert rows(database, ALERTS) == []
    run(database, logs, rules=rules)
    assert rows(database, ALERTS) == expected()


def test_a_run_with_nothing_new_changes_nothing(database, logs, tmp_path):
    rules = written(tmp_path, RULES)
    (logs / "a.log").write_bytes(b"".join(STORY))
    run(database, logs, rules=rules)
    before = rows(database, "SELECT * FROM alerts"), rows(database, "SELECT * FROM series")
    run(database, logs, rules=rules)
    after = rows(database, "SELECT * FROM alerts"), rows(database, "SELECT * FROM series")
    assert before == after


def test_an_alert_that_turns_out_to_be_none_is_not_listed(database, logs, tmp_path):
    rules = written(tmp_path, RULES)
    www = [line for line in STORY if line.startswith(b"www")]
    shop = [line for line in STORY if line.startswith(b"shop")]
    assert len(www) + len(shop) == len(STORY)
    (logs / "www.log").write_bytes(b"".join(www))
    (logs / "shop-1.log").write_bytes(b"".join(shop[:100]))
    run(database, logs, rules=rules)
    firing = [row[0] for row in rows(database, ALERTS) if row[6] == "firing"]
    (logs / "shop-2.log").write_bytes(b"".join(shop[100:]))
    run(database, logs, rules=rules)
    assert (firing, rows(database, ALERTS)) == (["Quiet site"], expected())
