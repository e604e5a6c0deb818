"""Making, opening and refusing databases; readers and the one writer."""

import os
import sqlite3
import stat
import threading
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from store.database import ahead, tables
from store.database import connection as module
from store.database.connection import Writer, create, import_lock, reader
from store.database.lock import FileLock
from store.errors import DatabaseBusy, DatabaseError
from tests.store.database.making import reading

COUNT = "SELECT count(*) FROM sources"
ADD = (
    "INSERT INTO sources (path, compression, device, inode, size, modified, offset, prefix, "
    "prefix_size, tail, tail_size, identity, state) "
    "VALUES ('a', 'none', 0, 0, 0, 0, 0, x'', 0, x'', 0, x'', '{}')"
)


@pytest.fixture
def open_umask():
    """Everybody may do everything, unless somebody sees to it."""
    before = os.umask(0)
    yield
    os.umask(before)


def add(writer: Writer) -> None:
    with writer.transaction() as connection:
        connection.execute(ADD)


def foreign(path: Path, version: int = 0) -> bytes:
    """A database of another program; returns its bytes."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
    return path.read_bytes()


def changed(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()


# reading where nothing can be written


def mounted_read_only(monkeypatch):
    flags = SimpleNamespace(f_flag=os.ST_RDONLY)
    monkeypatch.setattr(os, "statvfs", lambda _folder: flags)


def test_a_reader_leaves_a_disk_alone_that_is_mounted_read_only(tmp_path, monkeypatch):
    database = tmp_path / "t.db"
    create(database)
    before = sorted(tmp_path.iterdir())
    mounted_read_only(monkeypatch)
    with closing(reader(database)) as connection:
        assert connection.execute(COUNT).fetchone() == (0,)
        assert sorted(tmp_path.iterdir()) == before


def test_a_reader_there_sees_what_a_writer_has_not_moved_yet(tmp_path, monkeypatch):
    database = tmp_path / "t.db"
    create(database)
    with Writer(database) as writer:
        add(writer)
        mounted_read_only(monkeypatch)
        with closing(reader(database)) as connection:
            assert connection.execute(COUNT).fetchone() == (1,)


def test_a_reader_in_a_folder_of_another_user_hears_of_what_is_written(tmp_path, monkeypatch):
    database = tmp_path / "t.db"
    create(database)
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    with closing(reader(database)) as connection:
        connection.execute(COUNT).fetchone()
        with Writer(database) as writer:
            add(writer)
        assert connection.execute(COUNT).fetchone() == (1,)


# making


def test_a_new_database_is_current(tmp_path):
    create(tmp_path / "new.db")
    with reading(tmp_path / "new.db") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (tables.CURRENT,)


def test_a_new_database_has_all_tables(tmp_path):
    create(tmp_path / "new.db")
    with reading(tmp_path / "new.db") as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert {"events", "blocks", "kinds", "sources", "copies", "alerts", "web", "logins"} <= names


def test_making_it_again_changes_nothing(database):
    before = database.read_bytes()
    create(database)
    assert database.read_bytes() == before


def test_making_it_again_keeps_what_is_in_it(database, writer):
    add(writer)
    create(database)
    with reading(database) as connection:
        assert connection.execute(COUNT).fetchone() == (1,)


def test_of_a_database_that_could_not_be_made_nothing_is_left(tmp_path, monkeypatch):
    path, half = tmp_path / "new.db", tmp_path / "half.sql"
    half.write_text("BEGIN;\nCREATE TABLE addresses (id);\nCREATE VIEW broken AS nonsense;\n")
    with monkeypatch.context() as patch:
        patch.setattr(ahead, "_FILE", half)
        with pytest.raises(DatabaseError):
            create(path)
    create(path)
    with reading(path) as connection:
        assert connection.execute("SELECT count(*) FROM web").fetchone() == (0,)


def test_a_database_that_the_steps_began_is_finished(tmp_path, monkeypatch):
    path = tmp_path / "new.db"
    with monkeypatch.context() as patch:
        patch.setattr(ahead, "make", lambda _: None)
        patch.setattr(tables, "VIEWS", "CREATE VIEW broken AS nonsense;\n")
        with pytest.raises(DatabaseError):
            create(path)
    create(path)
    with reading(path) as connection:
        assert connection.execute("SELECT count(*) FROM web").fetchone() == (0,)


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", ".lock", ".import-lock"])
def test_only_the_owner_may_read(tmp_path, open_umask, suffix):
    path = tmp_path / "new.db"
    create(path)
    with Writer(path) as writer, import_lock(path, 0):
        add(writer)
        mode = path.with_name(f"new.db{suffix}").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path):
    (tmp_path / "new.db").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DatabaseError):
        create(tmp_path / "new.db")
    assert not (tmp_path / "elsewhere").exists()


def test_two_names_of_a_database_have_one_lock(database, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(database)
    with import_lock(database, 0), pytest.raises(DatabaseBusy), import_lock(link, 0):
        pass


def test_writers_by_two_names_take_turns(database, writer, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(database)
    with Writer(link, 0) as other, writer.transaction(), pytest.raises(DatabaseBusy):
        add(other)


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(DatabaseError, match="No such file or directory"):
        create(tmp_path / "none" / "new.db")


def test_a_folder_is_no_database(tmp_path):
    (tmp_path / "new.db").mkdir()
    with pytest.raises(DatabaseError, match=r"/new\.db"):
        create(tmp_path / "new.db")


def test_a_text_is_no_database(tmp_path):
    path = tmp_path / "new.db"
    path.write_text("hello\n" * 100)
    with pytest.raises(DatabaseError, match="file is not a database"):
        create(path)
    assert path.read_text() == "hello\n" * 100


def test_a_database_of_another_program_is_refused_untouched(tmp_path):
    path = tmp_path / "theirs.db"
    before = foreign(path)
    with pytest.raises(DatabaseError, match="a database of another program"):
        create(path)
    assert path.read_bytes() == before


def test_a_newer_database_is_refused_untouched(database):
    changed(database, f"PRAGMA user_version = {tables.CURRENT + 1}")
    before = database.read_bytes()
    with pytest.raises(DatabaseError, match="made by a newer Blotter"):
        create(database)
    assert database.read_bytes() == before


def test_making_waits_for_no_other_writer(tmp_path):
    path = tmp_path / "new.db"
    with FileLock(tmp_path / "new.db.lock"), pytest.raises(DatabaseBusy):
        create(path, 0)


# reading


def test_a_missing_database_cannot_be_read(tmp_path):
    with pytest.raises(DatabaseError, match="no such database"):
        reader(tmp_path / "none.db")


def test_a_text_cannot_be_read(tmp_path):
    path = tmp_path / "new.db"
    path.write_text("hello\n" * 100)
    with pytest.raises(DatabaseError, match="file is not a database"):
        reader(path)


@pytest.mark.parametrize("version", [0, tables.CURRENT, tables.CURRENT + 1])
@pytest.mark.parametrize("open_", [reader, Writer])
def test_what_is_not_ours_is_not_opened(tmp_path, version, open_):
    path = tmp_path / "theirs.db"
    before = foreign(path, version)
    with pytest.raises(DatabaseError, match="not a database of Blotter"):
        open_(path)
    assert path.read_bytes() == before


def test_a_name_in_a_database_that_no_text_can_be_is_an_error(database):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = database.read_bytes().replace(b"CREATE TABLE sources", b"CREATE \xff\xfe\xff sources")
    database.write_bytes(data)
    with pytest.raises(DatabaseError, match="malformed"):
        reader(database)


def test_a_reader_cannot_write(database):
    with reading(database) as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM sources")


@pytest.mark.parametrize("name", ["a?b.db", "a#b.db", "a%20b.db", "a b.db"])
def test_any_name_is_a_name(tmp_path, name):
    path = tmp_path / name
    create(path)
    with Writer(path) as writer:
        add(writer)
    with reading(path) as connection:
        assert connection.execute(COUNT).fetchone() == (1,)


def test_a_reader_does_not_wait_for_a_writer(database, writer):
    with reading(database) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        with writer.transaction() as other:
            other.execute(ADD)
            assert connection.execute(COUNT).fetchone() == (0,)
        assert connection.execute(COUNT).fetchone() == (1,)


def test_a_reader_is_opened_while_a_writer_is_at_work(database, writer):
    with writer.transaction() as other:
        other.execute(ADD)
        with reading(database) as connection:
            assert connection.execute(COUNT).fetchone() == (0,)


def test_a_writer_does_not_wait_for_a_reader(database, writer):
    with reading(database) as connection:
        connection.execute("BEGIN")
        connection.execute(COUNT).fetchone()
        add(writer)
        assert connection.execute(COUNT).fetchone() == (0,)


# writing


def test_a_transaction_is_committed(database, writer):
    add(writer)
    with reading(database) as connection:
        assert connection.execute(COUNT).fetchone() == (1,)


def test_a_transaction_that_fails_leaves_nothing(database, writer):
    def fail() -> None:
        with writer.transaction() as connection:
            connection.execute(ADD)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    add(writer)
    with reading(database) as connection:
        assert connection.execute(COUNT).fetchone() == (1,)


def test_two_writers_take_turns(database):
    def work() -> None:
        with Writer(database, 20) as writer:
            for _ in range(25):
                add(writer)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(database) as connection:
        assert connection.execute(COUNT).fetchone() == (50,)


def test_who_waits_comes_before_the_next_transaction(database, writer):
    order: list[str] = []

    def work() -> None:
        with Writer(database, 20) as other, other.transaction():
            order.append("the other")

    lock = database.with_name(f"{database.name}.lock")
    with writer.transaction():
        before = lock.stat().st_mtime_ns
        thread = threading.Thread(target=work)
        thread.start()
        while lock.stat().st_mtime_ns == before:
            time.sleep(0.001)
    with writer.transaction():
        order.append("the same")
    thread.join()
    assert order == ["the other", "the same"]


def test_a_second_writer_is_told_that_it_is_busy(database, writer):
    with Writer(database, 0) as other, writer.transaction(), pytest.raises(DatabaseBusy):
        add(other)


def test_another_programs_transaction_is_busy_too(database, writer):
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(DatabaseBusy, match="another writer holds"):
            add(writer)
    finally:
        other.close()


def test_a_writer_waits_as_long_as_it_was_told(database, writer):
    with Writer(database, 5) as patient:
        held = threading.Event()

        def hold() -> None:
            with writer.transaction():
                held.set()
                time.sleep(0.1)

        thread = threading.Thread(target=hold)
        thread.start()
        held.wait()
        add(patient)
        thread.join()
    with reading(database) as connection:
        assert connection.execute(COUNT).fetchone() == (1,)


def test_a_full_disk_is_an_error_and_changes_nothing(database, writer):
    writer.connection.execute("PRAGMA max_page_count = 1")
    big = "INSERT INTO settings VALUES ('big', zeroblob(10000000))"

    def fill() -> None:
        with writer.transaction() as connection:
            connection.execute(big)

    with pytest.raises(DatabaseError, match="database or disk is full"):
        fill()
    add(writer)
    with reading(database) as connection:
        assert connection.execute(COUNT).fetchone() == (1,)


@pytest.mark.parametrize(("durable", "level"), [(False, 1), (True, 2)])
def test_what_analysts_decide_survives_a_power_failure(database, durable, level):
    with Writer(database, durable=durable) as writer:
        assert writer.connection.execute("PRAGMA synchronous").fetchone() == (level,)


def test_a_long_log_is_moved_into_the_database(database, writer, monkeypatch):
    monkeypatch.setattr(module, "_LONGEST_LOG", 1)
    add(writer)
    assert database.with_name("blotter.db-wal").stat().st_size == 0


def test_a_long_log_is_found_by_any_name(database, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_LONGEST_LOG", 1)
    link = tmp_path / "link.db"
    link.symlink_to(database)
    with Writer(link) as writer:
        add(writer)
        assert database.with_name("blotter.db-wal").stat().st_size == 0


def test_a_short_log_is_left(database, writer):
    before = database.read_bytes()
    add(writer)
    assert database.read_bytes() == before


def test_closing_leaves_one_file(database):
    with Writer(database) as writer:
        add(writer)
    names = {path.name for path in database.parent.iterdir()}
    assert names == {"blotter.db", "blotter.db.lock"}


def test_imports_take_turns(database):
    with import_lock(database, 0), pytest.raises(DatabaseBusy), import_lock(database, 0):
        pass


def test_an_import_does_not_keep_others_from_writing(database, writer):
    with import_lock(database, 0):
        add(writer)
    assert writer.connection.execute(COUNT).fetchone() == (1,)


def test_a_fifo_is_no_database_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "fifo.db")
    with pytest.raises(DatabaseError, match="not a file"):
        create(tmp_path / "fifo.db")


def test_nobody_waits_for_a_reader_to_write_the_log_back(tmp_path, monkeypatch):
    """A reader stays for as long as it likes; the lock is held no longer for that."""
    monkeypatch.setattr(module, "_LONGEST_LOG", 1)
    path = tmp_path / "t.db"
    create(path)
    with Writer(path, 10**6) as writer, reading(path) as stays:
        add(writer)
        stays.execute("BEGIN")
        stays.execute(COUNT).fetchone()
        add(writer)
        add(writer)
        assert stays.execute(COUNT).fetchone() == (1,)
        stays.rollback()
        assert stays.execute(COUNT).fetchone() == (3,)
        waits = writer.connection.execute("PRAGMA busy_timeout").fetchone()
    assert waits == (10**9,)


@pytest.mark.parametrize(("by", "said"), [(-1, "brings it up to date"), (1, "update this one")])
def test_a_reader_says_what_to_do_about_another_version(database, by, said):
    changed(database, f"PRAGMA user_version = {tables.CURRENT + by}")
    with pytest.raises(DatabaseError, match=said):
        reader(database)
