"""Open the database: many readers that never wait, one writer at a time.

Checkpoints happen only under the writer's lock: SQLite before 3.51.3 can damage a write-ahead log
when two connections checkpoint and write at the same moment.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import quote

from store.database import ahead, schema, tables
from store.database.lock import FileLock, give_way
from store.errors import DatabaseBusy, DatabaseError, DatabaseOlder

if TYPE_CHECKING:
    from store.database.migrations import Told
    from store.database.searching import Watch

_PAGE_CACHE = -16_000
"""SQLite's `cache_size`: KiB when negative."""

_LONGEST_LOG = 64 * 1024 * 1024
"""Bytes of write-ahead log after which a commit also checkpoints."""

BESIDE = ("-wal", "-shm", "-journal", ".lock", ".import-lock", ".import-queue")
"""What the names of our files beside a database end with."""

_LEAST_ROOM = 256 * 1024
"""Bytes on the disk without which even those who only read cannot begin."""


def create(path: Path, wait: float = 5.0, told: "Told | None" = None) -> None:
    """Make the database, or bring an older one up to date; quick when there is nothing to do.

    Args:
        path: Where it is, or is to be.
        wait: Seconds to wait for another writer.
        told: Is told how far an older one is.

    Raises:
        DatabaseError: It cannot be created, or is no database of ours.
        DatabaseBusy: Another writer held it for `wait` seconds.
    """
    if _is_current(path):
        return
    with write_lock(path, wait):
        _make_file(path)
        with _errors(path):
            connection = _connect(path, wait)
            try:
                _check_ours(connection)
                schema.check(connection, is_older=True)
                _set_up(connection)
                connection.execute("PRAGMA synchronous = NORMAL")  # a lost step is made again
                if _is_empty(connection):
                    ahead.make(connection)
                _migrate(connection, told if is_older(path) else None)
            finally:
                connection.close()


def reader(path: Path, watch: "Watch | None" = None) -> sqlite3.Connection:
    """A read-only connection with the SQL functions that read evidence.

    Args:
        path: The database.
        watch: Is told how far searches in raw records are.

    Raises:
        DatabaseError: There is no such database, or it is not ours.
    """
    if not path.is_file():
        raise DatabaseError(f"{path}: no such database")
    with _errors(path):
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro{_as_it_lies_there(path)}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=5.0,
        )
        connection.execute("PRAGMA query_only = 1")
        _check_version(connection, path)
    register(connection, watch)
    return connection


def _as_it_lies_there(path: Path) -> str:
    """What lets SQLite read a database on a disk on which nobody can write.

    It cannot make its companions there. In a folder that only this user may not write to, somebody
    else's import may change what is read: there it has to lock, as everywhere.
    """
    is_alone = not _beside(path, "-wal").exists()
    return "&immutable=1" if is_alone and _is_read_only(path.resolve().parent) else ""


def _is_read_only(folder: Path) -> bool:
    """Whether a disk is mounted so that nothing is written to it."""
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


class Writer:
    """The one writer. Holds the lock for each transaction, not between them."""

    def __init__(self, path: Path, wait: float = 5.0, *, durable: bool = False) -> None:
        """Open the database for writing.

        Args:
            path: An existing database.
            wait: Seconds to wait for another writer in each transaction.
            durable: Whether a commit must survive a power failure (analyst's actions); an import
                need not: what is lost is read again.
        """
        self._path = path
        self._wait = wait
        self._lock = write_lock(path, wait)
        self._tried = 0  # bytes of the log up to which it is of no use to try again
        with _errors(path):
            self._connection = _connect(path, wait)
            _check_version(self._connection, path)
            _set_up(self._connection)
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")

    def __enter__(self) -> "Writer":
        """The writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close: the last connection checkpoints, so it takes the lock for that."""
        try:
            with write_lock(self._path, max(self._wait, 1.0)):
                self._connection.close()
        except DatabaseBusy:
            self._connection.close()

    @property
    def path(self) -> Path:
        """The database."""
        return self._path

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for reading between transactions."""
        return self._connection

    @property
    def is_awaited(self) -> bool:
        """Whether another writer has been waiting since the open transaction began."""
        return self._lock.is_awaited

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction under the writer's lock: all of it or nothing.

        Who waits for the lock has it before the next transaction begins here.

        Raises:
            DatabaseBusy: Another writer held the lock for the whole wait.
            DatabaseError: The disk is full, the file is damaged, …
        """
        with self._lock, _errors(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.execute("COMMIT")
            self._checkpoint()
            is_awaited = self.is_awaited
        if is_awaited:
            give_way()

    def _checkpoint(self) -> None:
        """Move the write-ahead log into the database once it has grown long."""
        try:
            size = _beside(self._path, "-wal").stat().st_size
        except FileNotFoundError:
            return
        if size > max(_LONGEST_LOG, self._tried):
            # what somebody reads just now stays for the next time: whoever decides about an alert
            # would wait for those who read, as the lock is held meanwhile
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._connection.execute(f"PRAGMA busy_timeout = {round(self._wait * 1000)}")
            kept = _beside(self._path, "-wal").stat().st_size
            self._tried = kept and kept + _LONGEST_LOG // 4


def import_lock(path: Path, wait: float, stop: Callable[[], bool] = lambda: False) -> FileLock:
    """The lock that lets one import run at a time work on a database."""
    return FileLock(_beside(path, ".import-lock"), wait, stop, is_signed=True)


def import_queue(path: Path, wait: float, stop: Callable[[], bool] = lambda: False) -> FileLock:
    """The lock that an import holds while it waits for the other one."""
    return FileLock(_beside(path, ".import-queue"), wait, stop)


def write_lock(path: Path, wait: float) -> FileLock:
    """The lock that a writer holds during a transaction, for what SQLite itself does not do."""
    return FileLock(_beside(path, ".lock"), wait, is_told=True)


def _beside(path: Path, ending: str) -> Path:
    """A companion of the database: beside the file itself, whatever link led to it."""
    real = path.resolve()
    return real.with_name(f"{real.name}{ending}")


def register(connection: sqlite3.Connection, watch: "Watch | None" = None) -> None:
    """Give SQL its functions; a reader has them, a writer that finds nothing new needs none."""
    from store.database import classifying, evidence, occurring, searching  # noqa: PLC0415
    from store.text import slug  # noqa: PLC0415

    for each in (evidence, occurring, classifying):
        each.register(connection)
    searching.register(connection, watch)
    connection.create_function("slug", 1, slug, deterministic=True)


def _connect(path: Path, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=wait, check_same_thread=False)


def _set_up(connection: sqlite3.Connection) -> None:
    """Settings of a writer; the first one stays in the file, so it has to be ours."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute(f"PRAGMA cache_size = {_PAGE_CACHE}")
    connection.execute("PRAGMA threads = 2")  # indexes are sorted by two processors


def _migrate(connection: sqlite3.Connection, told: "Told | None") -> None:
    """Run the missing steps. Imported here: a run with nothing to migrate must stay quick."""
    if _version_of(connection) == tables.CURRENT:
        return
    from store.database.migrations import migrate  # noqa: PLC0415

    migrate(connection, told)


def _check_ours(connection: sqlite3.Connection) -> None:
    """Refuse to touch what another program, or a newer Blotter, has made."""
    found = _version_of(connection)
    if found > tables.CURRENT:
        raise DatabaseError("made by a newer Blotter; update this one")
    if found == 0 and not _is_empty(connection) and not _is_ours(connection):
        raise DatabaseError("a database of another program")


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Whether nobody has made anything in a database."""
    row = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' LIMIT 1"
    ).fetchone()
    return row is None


def _version_of(connection: sqlite3.Connection) -> int:
    """The version that a database says it is of."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether a database, finished or not, is one of ours: the migrations' table comes first."""
    row = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'")
    return row.fetchone() is not None


def is_older(path: Path) -> bool:
    """Whether a database was made by an older version, as far as the file's header says."""
    return 0 < _version(path) < tables.CURRENT


def _is_current(path: Path) -> bool:
    """Whether the file's header says that every step has been made."""
    return _version(path) == tables.CURRENT


def _version(path: Path) -> int:
    """The version that the file's header tells; 0 where it tells none.

    SQLite keeps `user_version` in bytes 60 to 63 of the file (file format, 1.3.16). A version that
    is still in the write-ahead log only costs a second look.
    """
    if not path.is_file():
        return 0
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError:
        return 0
    return int.from_bytes(header[60:64], "big")


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    found = _version_of(connection)
    if not _is_ours(connection):
        raise DatabaseError(f"{path}: not a database of Blotter")
    if found < tables.CURRENT:
        advice = "the next import brings it up to date: blotter --import-only PATH"
        raise DatabaseOlder(f"{path}: made by an older Blotter; {advice}")
    if found > tables.CURRENT:
        raise DatabaseError(f"{path}: made by a newer Blotter; update this one")
    schema.check(connection)


def _make_file(path: Path) -> None:
    """Create the file with mode 0600; SQLite gives its companions the same mode."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_EXCL | os.O_NOFOLLOW
    try:
        os.close(os.open(path, flags, 0o600))
    except FileExistsError as error:
        if not path.is_file():
            raise DatabaseError(f"{path}: not a file") from error
    except OSError as error:
        raise DatabaseError(f"{path}: {error.strerror}") from error


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Say which database SQLite's errors are about."""
    try:
        yield
    except DatabaseError as error:
        raise type(error)(_named(path, str(error))) from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise DatabaseBusy(f"another writer holds {path}") from error
        told = _denied(path, str(error))
        if told:
            denied = PermissionError(errno.EACCES, "denied", str(path))
            raise DatabaseError(f"{path}: {told}") from denied
        raise DatabaseError(f"{path}: {error}{_for_want_of_room(path, error)}") from error
    except sqlite3.DatabaseError as error:
        raise DatabaseError(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        # SQLite quotes what is damaged, and Python cannot read that.
        raise DatabaseError(f"{path}: malformed database schema") from error


def _denied(path: Path, error: str) -> str:
    """What this user lacks the right for, if that is what SQLite failed for."""
    if "readonly" in error:
        return "it, or its folder, may not be written"
    if "unable to open" not in error or not path.is_file():
        return ""
    if not os.access(path, os.R_OK):
        return "permission denied"
    is_open = os.access(path.resolve().parent, os.W_OK)
    return "" if is_open else "to read it takes the right to write beside it, or a backup of it"


def _for_want_of_room(path: Path, error: sqlite3.OperationalError) -> str:
    """What else there is to say of an error that SQLite takes for the disk's own."""
    if "disk I/O" not in str(error):
        return ""
    try:
        disk = os.statvfs(path.absolute().parent)
    except OSError:
        return ""
    return "; no room is left there" if disk.f_bavail * disk.f_frsize < _LEAST_ROOM else ""


def _named(path: Path, message: str) -> str:
    return message if message.startswith(str(path)) else f"{path}: {message}"
