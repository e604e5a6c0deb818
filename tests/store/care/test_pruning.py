"""What is old goes; counts and alerts stay; and nothing that went comes back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.care.pruning import Wish, compact, planned, prune
from store.database.connection import Writer, reader
from store.errors import DatabaseBusy
from store.importing.turns import Turns
from store.queries import alerts, documents
from store.queries.where import EVERYTHING, Where
from tests.store.importing.running import (
    append,
    copied,
    lines,
    raws,
    rested,
    rows,
    run,
    stored,
    tallied,
    template,
)
from tests.store.queries.scene import SECOND, START, build

OLD = Wish(START + 26 * SECOND)
"""Of the scene's twelve events seven are older; three of them an open alert rests on, and two."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return build(tmp_path / "blotter.db")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return template(tmp_path_factory.mktemp("made"))


def _all(database: Path) -> Wish:
    """Everything that a database of `lines` holds, but for the last ten seconds."""
    ((last,),) = rows(database, "SELECT max(ts) FROM events")
    return Wish(last - 10 * SECOND, even_open=True)


def _closed(database: Path) -> None:
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute("UPDATE alerts SET status = 'closed', reason = 'benign'")


def test_old_events_go(database):
    assert prune(database, OLD._replace(even_open=True), wait=0) == 7
    assert [row[0] for row in rows(database, "SELECT id FROM events")] == [4, 5, 6, 10, 11]


def test_a_plan_says_what_would_go_and_changes_nothing(database):
    with closing(reader(database)) as connection:
        plan = planned(connection, OLD._replace(even_open=True))
    assert (plan.events, plan.held, plan.logs, plan.oldest) == (7, 0, 2, START)
    assert len(stored(database)) == 12


def test_what_an_open_alert_rests_on_stays(database):
    with closing(reader(database)) as connection:
        assert planned(connection, OLD).held == 5
    prune(database, OLD, wait=0)
    assert {row[0] for row in rows(database, "SELECT id FROM events")} >= {2, 3, 7, 8, 9}


def test_what_a_closed_alert_rests_on_goes(database):
    _closed(database)
    assert prune(database, OLD, wait=0) == 7


def test_what_stays_is_told_as_before(database):
    with closing(reader(database)) as connection:
        before = {each["event.id"]: each for each in documents.ecs(connection, EVERYTHING)}
    prune(database, OLD, wait=0)
    with closing(reader(database)) as connection:
        after = {each["event.id"]: each for each in documents.ecs(connection, EVERYTHING)}
    assert len(after) == 10
    assert after.items() <= before.items()


def test_counts_stay(database):
    before = tallied(database, "address")
    prune(database, OLD._replace(even_open=True), wait=0)
    assert tallied(database, "address") == before


def test_alerts_stay_with_their_counts_and_what_is_left_of_their_evidence(database):
    with closing(reader(database)) as connection:
        before = alerts.listing(connection)
    prune(database, OLD._replace(even_open=True), wait=0)
    with closing(reader(database)) as connection:
        assert alerts.listing(connection) == before
        assert alerts.evidence(connection, 1) == []


def test_what_went_leaves_nothing_in_the_file(database):
    prune(database, OLD._replace(even_open=True), wait=0)
    compact(database, 1)
    assert b"wp-admin/100%_sure" not in rows_of_referrers(database)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def rows_of_referrers(database: Path) -> bytes:
    """Every text that only events refer to."""
    return repr(rows(database, "SELECT text FROM referrers")).encode()


def test_the_file_grows_smaller(tmp_path, made):
    database = copied(made, tmp_path)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(5_000)))
    run(database, rested(log))
    compact(database, 1)
    before = database.stat().st_size
    prune(database, _all(database), wait=0)
    compact(database, 1)
    assert database.stat().st_size < before


def test_a_log_whose_events_went_is_not_imported_again(tmp_path, made):
    database = copied(made, tmp_path)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(2_000)))
    run(database, rested(log))
    prune(database, _all(database), wait=0)
    moved = tmp_path / "access.log.1"
    log.rename(moved)
    shutil.copy(moved, tmp_path / "copy.log")
    summary = run(database, moved, tmp_path / "copy.log")
    assert summary.lines == 0
    assert stored(database) == raws(range(1_989, 2_000))


def test_an_older_copy_of_a_log_whose_events_went_is_not_imported(tmp_path, made):
    database = copied(made, tmp_path)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(2_000)))
    run(database, rested(log))
    prune(database, _all(database), wait=0)
    older = tmp_path / "older.log"
    older.write_bytes(lines(range(1_500)))
    assert run(database, rested(older)).lines == 0


def test_a_log_that_goes_on_goes_on(tmp_path, made):
    database = copied(made, tmp_path)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(100)))
    run(database, rested(log))
    prune(database, Wish(1 << 60, even_open=True), wait=0)
    append(log, lines(range(100, 105)))
    assert run(database, rested(log)).lines == 5
    assert stored(database) == raws(range(100, 105))


def test_no_number_is_given_again_where_all_is_gone(tmp_path, made):
    database = copied(made, tmp_path)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(100)))
    run(database, rested(log))
    prune(database, Wish(1 << 60, even_open=True), wait=0)
    append(log, lines(range(100, 105)))
    run(database, rested(log))
    assert rows(database, "SELECT min(id) FROM events") == [(101,)]


def test_a_new_rule_judges_what_is_left_under_its_own_numbers(tmp_path, made):
    database = copied(made, tmp_path)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(300)))
    run(database, rested(log))
    keep = Random(1).sample(range(1, 301), 40)  # noqa: S311 - the same each time
    with Writer(database) as writer, writer.transaction() as connection:
        marks = ",".join(map(str, keep))
        connection.execute(f"UPDATE facts SET second = second + 100000 WHERE id IN ({marks})")
        connection.execute("UPDATE blocks SET last_ts = last_ts + 100000000000")
    ((last,),) = rows(database, "SELECT max(ts) FROM events")
    prune(database, Wish(last - 50_000 * SECOND, even_open=True), wait=0)
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "every.yml").write_text(
        "title: Every tenth page\nid: 3d6f0d0e-6f6c-4c5f-9d9e-0a7b1f0c2a11\nstatus: test\n"
        "level: low\nlogsource: {category: webserver}\n"
        "detection: {it: {cs-uri-stem|endswith: '5'}, condition: it}\n"
    )
    run(database, log, rules=(folder,))
    wanted = rows(
        database,
        "SELECT DISTINCT e.id FROM events e JOIN paths p ON p.id = e.path WHERE p.text LIKE '%5'",
    )
    found = rows(
        database,
        "SELECT DISTINCT h.event FROM hits h JOIN groups g ON g.id = h.grp "
        "JOIN rules r ON r.id = g.rule WHERE r.title = 'Every tenth page'",
    )
    assert wanted
    assert sorted(found) == sorted(wanted)


def test_who_reads_meanwhile_goes_on(database):
    with closing(reader(database)) as connection:
        ask = "SELECT raw(?), has_text(?, 'root')"
        before = connection.execute(ask, (10, 10)).fetchone()
        prune(database, OLD._replace(even_open=True), wait=0)
        evict = [connection.execute("SELECT raw(4)").fetchone() for _ in range(3)]
        assert connection.execute(ask, (10, 10)).fetchone() == before
        assert evict


def test_an_import_is_not_disturbed(database):
    with Turns(database, 0), pytest.raises(DatabaseBusy):
        prune(database, OLD, wait=0)


def test_where_writing_down_fails_nothing_goes(database):
    def keep(_connection: object, _going: object) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        prune(database, OLD, wait=0, keep=keep)
    assert len(stored(database)) == 12


def test_what_is_written_down_is_what_goes(database):
    told: list[object] = []

    def keep(connection: sqlite3.Connection, going: Where) -> None:
        told.extend(each["event.id"] for each in documents.ecs(connection, going))

    with closing(reader(database)) as connection:
        before = {each["event.id"] for each in documents.ecs(connection, EVERYTHING)}
    prune(database, OLD, wait=0, keep=keep)
    with closing(reader(database)) as connection:
        after = {each["event.id"] for each in documents.ecs(connection, EVERYTHING)}
    assert len(told) == len(set(told))
    assert set(told) == before - after


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.integers(0, 60), min_size=1, max_size=4), even_open=st.booleans())
def test_pruning_in_steps_is_pruning_at_once(tmp_path_factory, steps, even_open):
    one = build(tmp_path_factory.mktemp("one") / "blotter.db")
    other = build(tmp_path_factory.mktemp("other") / "blotter.db")
    for step in steps:
        prune(one, Wish(START + step * SECOND, even_open), wait=0)
    prune(other, Wish(START + max(steps) * SECOND, even_open), wait=0)
    assert stored(one) == stored(other)
    for found in (one, other):
        blocks = rows(found, "SELECT first_event, events, first_ts, last_ts FROM blocks")
        for first, events, early, late in blocks:
            span = f"WHERE id BETWEEN {first} AND {first + events - 1}"
            told = rows(found, f"SELECT count(*), min(ts), max(ts) FROM events {span}")
            assert told == [(events, early, late)]
