"""What goes with old events because nothing refers to it, and what stays although they go."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from store.care.pruning import Wish, prune
from store.database.connection import Writer
from tests.store.importing.running import append, copied, lines, rested, rows, run, template
from tests.store.queries.scene import SECOND, START, build

FOREVER = Wish(1 << 60, even_open=True)
DAY = 86_400 * SECOND


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return template(tmp_path_factory.mktemp("made"))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return build(tmp_path / "blotter.db")


def change(database: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    with Writer(database) as writer, writer.transaction() as connection:
        for sql, values in statements:
            connection.execute(sql, values)


def rule(number: int, spec: Mapping[str, object]) -> tuple[str, tuple[object, ...]]:
    sql = (
        "INSERT INTO rules (id, uuid, hash, active, title, severity, spec) "
        "VALUES (?, ?, 'h', 1, 't', 'low', ?)"
    )
    return sql, (number, f"uuid-{number}", json.dumps(spec))


def group(number: int, rule: int) -> tuple[str, tuple[object, ...]]:
    return "INSERT INTO groups VALUES (?, ?, ?)", (number, rule, f'{{"n": {number}}}')


def hit(group: int, ts: int, event: int) -> tuple[str, tuple[object, ...]]:
    return "INSERT INTO hits VALUES (?, ?, 0, ?, 1, NULL, NULL)", (group, ts, event)


def hits(database: Path, group: int) -> list[int]:
    return [row[0] for row in rows(database, f"SELECT ts FROM hits WHERE grp = {group}")]


def test_what_was_counted_apart_from_alerts_goes_with_its_group(database):
    change(database, rule(90, {}), group(900, 90), hit(900, START - DAY, 1))
    prune(database, FOREVER, wait=0)
    assert hits(database, 900) == []
    assert rows(database, "SELECT 1 FROM groups WHERE id = 900") == []


def test_what_an_alert_was_made_of_stays_counted(database):
    before = rows(
        database,
        "SELECT h.grp, h.ts FROM hits h JOIN alerts a ON a.grp = h.grp "
        "AND h.ts BETWEEN a.first_seen AND a.last_seen",
    )
    prune(database, FOREVER, wait=0)
    assert before
    assert set(before) <= set(rows(database, "SELECT grp, ts FROM hits"))


def test_a_hit_stays_as_long_as_the_rule_looks_back(database):
    spec = {"timespan": 3600 * SECOND, "cooldown": 60 * SECOND}
    near, far = START - 3600 * SECOND, START - 3661 * SECOND
    change(database, rule(90, spec), group(900, 90), hit(900, near, 901), hit(900, far, 902))
    prune(database, Wish(START), wait=0)
    assert hits(database, 900) == [near]


def shared(rule: int, keeper: int) -> tuple[str, tuple[object, ...]]:
    return "INSERT INTO ledgers VALUES (?, 'the same', ?)", (rule, keeper)


@pytest.mark.parametrize("spans", [(3600, 60), (60, 3600)])
def test_a_hit_of_two_rules_stays_as_long_as_one_looks_back(database, spans):
    first, second = ({"timespan": span * SECOND} for span in spans)
    near, far = START - 3600 * SECOND, START - 3601 * SECOND
    change(database, rule(90, first), rule(91, second), shared(90, 90), shared(91, 90))
    change(database, group(900, 90), hit(900, near, 901), hit(900, far, 902))
    prune(database, Wish(START), wait=0)
    assert hits(database, 900) == [near]


def test_what_a_flood_repeats_is_the_rules_own_whoever_keeps_its_ledger(database):
    change(database, rule(90, {}), rule(91, {}), shared(90, 90), shared(91, 90))
    change(database, group(900, 91), hit(900, START - DAY, 901))
    prune(database, FOREVER, wait=0)
    assert hits(database, 900) == []


def test_of_a_rule_on_a_rule_both_windows_count(database):
    above = {"timespan": 3600 * SECOND, "members": ["uuid-91"]}
    at = START - 5000 * SECOND
    change(database, rule(90, above), rule(91, {"timespan": 3600 * SECOND}))
    change(database, group(900, 90), hit(900, at, 901))
    prune(database, Wish(START), wait=0)
    assert hits(database, 900) == [at]


def test_what_was_new_once_stays_known(database):
    change(database, rule(90, {"novelty": {"span": 1}}), group(900, 90), hit(900, 5, 901))
    prune(database, FOREVER, wait=0)
    assert hits(database, 900) == [5]


def test_a_hit_whose_event_stays_stays(database):
    change(database, rule(90, {}), group(900, 90), hit(900, 5, 12))
    prune(database, Wish(START + SECOND), wait=0)
    assert hits(database, 900) == [5]


def test_a_group_of_whose_windows_another_tells_stays(database):
    change(database, rule(90, {}), group(900, 90), group(901, 90), hit(901, START + DAY, -900))
    prune(database, Wish(START), wait=0)
    assert rows(database, "SELECT id FROM groups WHERE id >= 900") == [(900,), (901,)]


def test_paths_and_agents_that_no_event_has_go(database):
    prune(database, FOREVER, wait=0)
    for table in ("paths", "agents", "referrers"):
        assert rows(database, f"SELECT text FROM {table}") == []


def test_paths_that_an_event_has_stay(database):
    prune(database, Wish(START + 26 * SECOND, even_open=True), wait=0)
    assert rows(database, "SELECT text FROM paths") == [("/Index.html",)]


def test_who_was_seen_stays_known(database):
    before = rows(database, "SELECT id, text, events FROM addresses ORDER BY id")
    prune(database, FOREVER, wait=0)
    assert before
    assert rows(database, "SELECT id, text, events FROM addresses ORDER BY id") == before


def message(number: int, state: str) -> list[tuple[str, tuple[object, ...]]]:
    queued = "INSERT INTO messages VALUES (?, ?, 'id', 5, '', 'alerts', '', 1, '{}')"
    sent = (
        "INSERT INTO deliveries (message, channel, address, state, next_at) VALUES (?, ?, ?, ?, 0)"
    )
    return [(queued, (number, f"k{number}")), (sent, (number, "mail", "a@example.com", state))]


@pytest.mark.parametrize(
    ("state", "left"),
    [("sent", 0), ("dropped", 0), ("waiting", 1), ("sending", 1), ("dead", 1)],
)
def test_a_message_goes_when_it_was_delivered(database, state, left):
    change(database, *message(7, state))
    prune(database, FOREVER, wait=0)
    assert rows(database, "SELECT count(*) FROM messages") == [(left,)]
    assert rows(database, "SELECT count(*) FROM deliveries") == [(left,)]


def test_a_message_from_which_others_go_on_stays(database):
    told = "INSERT INTO told VALUES (1, 'ops', 7, 5, 1, 0)"
    change(database, *message(7, "sent"), (told, ()))
    prune(database, FOREVER, wait=0)
    assert rows(database, "SELECT count(*) FROM messages") == [(1,)]


def test_an_import_after_it_counts_as_before(tmp_path, made):
    database = copied(made, tmp_path)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(100)))
    run(database, rested(log))
    prune(database, FOREVER, wait=0)
    append(log, lines(range(100, 105)))
    run(database, rested(log))
    assert rows(database, "SELECT count(*) FROM facts") == [(5,)]
    assert rows(database, "SELECT 1 FROM facts WHERE path NOT IN (SELECT id FROM paths)") == []
