"""What can be read of a damaged database is saved, and nothing takes the place of what was lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.care.salvage.pages import Pages
from store.care.salvage.records import tree
from store.care.salvage.salvaging import salvage
from store.database.connection import Writer, create, reader
from store.errors import DatabaseError
from store.queries.remarks import listing
from store.triage import Actor, undo
from store.triage.remarks import remark, strike
from tests.store.care.salvage.damage import (
    counts,
    is_sound,
    overwrite,
    overwrite_some,
    pages_of,
    settled,
)
from tests.store.importing.running import (
    append,
    copied,
    lines,
    rested,
    rows,
    run,
    stored,
    template,
)
from tests.store.queries.scene import build


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return settled(build(tmp_path / "blotter.db"))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "new.db"


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A database of thousands of pages."""
    folder = tmp_path_factory.mktemp("large")
    database = copied(template(folder), folder)
    log = folder / "access.log"
    log.write_bytes(lines(range(60_000)))
    run(database, rested(log))
    return settled(database)


def test_all_of_a_sound_database_is_saved(database, target):
    found = salvage(database, target)
    assert (found.share, found.damages, found.lost) == (1.0, (), {})
    assert counts(target) == counts(database)
    assert stored(target) == stored(database)


def test_notes_and_who_took_one_away_are_saved(database, target):
    ana = Actor("ana", "lab")
    remark(database, "ip", "203.0.113.7", "our scanner", ana)
    remark(database, "user", "root", "never by password", ana)
    strike(database, 2, ana)
    salvage(settled(database), target)
    with closing(reader(target)) as connection:
        (note,) = listing(connection)
    assert (note.kind, note.value, note.text) == ("ip", "203.0.113.7", "our scanner")
    undo(target, ana)
    assert len(rows(target, "SELECT 1 FROM remarks WHERE status = 'given'")) == 2


def test_what_is_in_the_write_ahead_log_only_is_saved(tmp_path, database, target):
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(3)))
    with Writer(database) as keeps_the_log:
        run(database, rested(log))
        assert database.with_name("blotter.db-wal").stat().st_size
        salvage(database, target)
        assert keeps_the_log.path == database
    assert len(stored(target)) == 15


def test_what_was_not_committed_is_not_saved(database, target):
    with Writer(database) as writer:
        connection = writer.connection
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE settings SET value = hex(zeroblob(100000))")
        salvage(database, target)
        connection.rollback()
    assert rows(target, "SELECT count(*) FROM settings WHERE length(value) > 1000") == [(0,)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_twenty_damaged_pages_cost_next_to_nothing(large, tmp_path, target, seed):
    damaged = copied(large, tmp_path)
    before = counts(damaged)
    overwrite_some(damaged, 20, seed)
    found = salvage(damaged, target)
    after = counts(target)
    pages = damaged.stat().st_size / 4096
    saved = sum(found.rows.values()) / sum(before.values())
    assert saved >= min(0.995, 1 - 40 / pages)
    assert is_sound(target)
    hit = sum(damage.owner == "facts" for damage in found.damages)
    a_page = 1.1 * before["facts"] / len(pages_of(large, "facts"))
    assert before["facts"] - after["facts"] <= hit * a_page
    assert found.damages


@pytest.mark.slow
def test_a_table_without_its_first_page_is_found_by_what_it_looks_like(large, tmp_path, target):
    damaged = copied(large, tmp_path)
    overwrite(damaged, pages_of(damaged, "facts")[0])
    found = salvage(damaged, target)
    assert counts(target)["facts"] == 60_000
    assert [each.owner for each in found.damages] == ["facts"]


@pytest.mark.slow
def test_a_database_without_its_first_page_is_saved(large, tmp_path, target):
    damaged = copied(large, tmp_path)
    overwrite(damaged, 1)
    salvage(damaged, target)
    assert counts(target)["facts"] == 60_000
    assert is_sound(target)


def test_a_damaged_block_leaves_its_events_without_their_records(database, target):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE blocks SET sha256 = zeroblob(32) WHERE first_event = 1")
        connection.commit()
    found = salvage(settled(database), target)
    assert found.mended.evidence == 6
    assert rows(target, "SELECT raw(3), raw(7)") == [(b"", b"Failed password for root")]


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """A database of a log, one of whose blocks does not hold what it did."""
    database = copied(template(tmp_path), tmp_path)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(12_000)).replace(b"7\n", b"7\r\n"))
    run(database, rested(log))
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE blocks SET data = zeroblob(length(data)) WHERE first_event = 1")
        connection.commit()
    return settled(database)


def test_records_that_were_lost_are_read_again_from_their_log(torn, target):
    before = counts(torn)
    found = salvage(torn, target)
    assert (found.refilled, found.mended.evidence) == (1, 0)
    assert len(stored(target)) == before["facts"]
    assert b"" not in stored(target)


def test_records_are_read_again_from_a_log_that_was_rotated(torn, target):
    log = torn.parent / "access.log"
    log.rename(log.with_name("access.log.1"))
    assert salvage(torn, target).refilled == 1


def test_records_are_not_taken_from_a_log_that_was_changed(torn, target):
    log = torn.parent / "access.log"
    log.write_bytes(log.read_bytes().replace(b"/page/17 ", b"/page/71 "))
    found = salvage(torn, target)
    assert found.refilled == 0
    assert found.mended.evidence > 0


@pytest.mark.slow
def test_a_block_with_a_page_missing_is_read_again_from_its_log(torn, target):
    with closing(sqlite3.connect(torn)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'blocks'"
        ).fetchone()
    with Pages(torn) as pages:
        cell = tree(pages, root)
        assert not cell.is_inner
        following = [
            int.from_bytes(pages[number][:4], "big") for number in range(1, pages.count + 1)
        ]
    inside = next(at for at, to in enumerate(following, 1) if to == at + 1 and at > root)
    overwrite(torn, inside + 1)
    before = counts(torn)
    found = salvage(torn, target)
    assert found.refilled >= 1
    assert found.mended.evidence == 0
    assert counts(target)["facts"] == before["facts"]


def test_a_number_that_was_lost_is_not_given_again(tmp_path, database, target):
    with closing(sqlite3.connect(database)) as connection:
        (lost,) = connection.execute("SELECT max(id) FROM addresses").fetchone()
        connection.execute("DELETE FROM addresses WHERE id = ?", (lost,))
        connection.commit()
    found = salvage(settled(database), target)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(1)))
    run(target, rested(log))
    assert found.mended.texts == 1
    assert rows(target, f"SELECT text FROM addresses WHERE id = {lost}") == [("(lost)",)]
    assert rows(target, "SELECT id FROM addresses WHERE text = '198.51.100.0'") > [(lost,)]


def test_a_database_without_its_secret_knows_its_texts_again(tmp_path, database, target):
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(1)))
    run(database, rested(log))
    before = counts(database)["addresses"]
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM settings")
        connection.commit()
    assert salvage(settled(database), target).mended.salt
    append(log, lines(range(200, 201)))
    run(target, rested(log))
    assert counts(target)["addresses"] == before


def test_events_are_not_counted_again_where_the_mark_was_lost(tmp_path, database, target):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM settings")
        connection.commit()
    salvage(settled(database), target)
    log = tmp_path / "empty.log"
    log.write_bytes(lines(range(1)))
    run(target, rested(log))
    count = "SELECT events FROM addresses WHERE text = '192.0.2.9'"
    assert rows(target, count) == rows(database, count)


def test_an_import_goes_on_where_the_damaged_database_was(tmp_path, database, target):
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(3)))
    run(database, rested(log))
    salvage(settled(database), target)
    append(log, lines(range(3, 5)))
    run(target, rested(log))
    assert len(stored(target)) == 17


def test_a_database_of_another_version_is_refused(database, target):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 3")
    with pytest.raises(DatabaseError, match="another version"):
        salvage(settled(database), target)


def test_an_empty_file_is_no_database(tmp_path, target):
    (tmp_path / "blotter.db").touch()
    with pytest.raises(DatabaseError, match="not one page"):
        salvage(tmp_path / "blotter.db", target)


def test_noise_is_no_database_and_no_fault(tmp_path, target):
    noise = tmp_path / "blotter.db"
    create(noise)
    settled(noise)
    for page in range(1, noise.stat().st_size // 4096 + 1):
        overwrite(noise, page, page)
    assert sum(salvage(noise, target).rows.values()) == 0


def test_whose_ledger_a_rule_used_is_told_by_its_alerts(tmp_path, database, target):
    with closing(sqlite3.connect(database)) as connection:
        (alert, rule) = connection.execute("SELECT id, rule FROM alerts LIMIT 1").fetchone()
        connection.execute("UPDATE alerts SET rule = 90 WHERE id = ?", (alert,))
        connection.execute("DELETE FROM ledgers")
        connection.commit()
    salvage(settled(database), target)
    assert rows(target, "SELECT rule, keeper FROM ledgers") == [(90, rule)]
