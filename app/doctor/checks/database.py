"""The database: whole, for its owner only, with room to grow, and backed up."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from app.diagnostics import ExitCode
from app.doctor.finding import SALVAGE, Finding, Patient, fault, good, warning
from app.output.amounts import counted, size
from app.output.times import clock
from store.care.backup import latest
from store.times import DAY

AREA = "database"
_LONG_LOG = 64 * 1024 * 1024
"""Bytes of a write-ahead log that somebody keeps from being written back."""
_LEAST_ROOM = 512 * 1024 * 1024
"""Bytes that should be free in any case."""
_BACKUP_DAYS = 7
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})
"""File systems on which SQLite's write-ahead log does not work between machines."""


def check(patient: Patient) -> Iterator[Finding]:
    """What there is to say of the database."""
    if patient.connection is None:
        return
    yield _whole(patient, patient.connection)
    yield from _for_its_owner(patient.database)
    yield from _room(patient.database)
    yield from _log(patient.database)
    yield from _place(patient.database)
    yield _backup(patient, patient.connection)


def _whole(patient: Patient, connection: sqlite3.Connection) -> Finding:
    """Whether SQLite finds its pages in order."""
    try:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        (events,) = connection.execute("SELECT count(*) FROM facts").fetchone()
        (alerts,) = connection.execute("SELECT count(*) FROM alerts").fetchone()
    except sqlite3.DatabaseError as wrong:
        said, events, alerts = str(wrong), 0, 0
    if said != "ok":
        return fault(AREA, f"damaged: {said}", SALVAGE, ExitCode.IO)
    what = f"{counted(events, 'event')}, {counted(alerts, 'alert')}"
    return good(AREA, f"{patient.database}: {what}, {size(patient.database.stat().st_size)}, sound")


def _for_its_owner(database: Path) -> Iterator[Finding]:
    """Who else may read or exchange it."""
    about = database.stat()
    if about.st_mode & 0o007:
        what = f"others may read it (mode {stat.S_IMODE(about.st_mode):04o})"
        yield warning(AREA, what, f"chmod o= {database}*")
    folder = database.absolute().parent
    mode = folder.stat().st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        yield warning(AREA, f"anybody may exchange files in {folder}", f"chmod o-w {folder}")
    if not (os.access(database, os.W_OK) and os.access(folder, os.W_OK)):
        what = f"this user cannot write to it or to {folder}"
        yield warning(AREA, what, f"import and decide as its owner (number {about.st_uid})")


def _room(database: Path) -> Iterator[Finding]:
    """Whether the disk has room for what comes, and for a backup or compaction."""
    free = shutil.disk_usage(database.absolute().parent).free
    needed = max(_LEAST_ROOM, database.stat().st_size)
    if free < needed:
        what = f"{size(free)} free on its disk, less than {size(needed)}"
        advice = "blotter prune --older-than 90d, or a larger disk"
        if free < _LEAST_ROOM // 8:
            yield fault(AREA, what, advice, ExitCode.IO)
        else:
            yield warning(AREA, what, advice)
    else:
        yield good(AREA, f"{size(free)} free on its disk")


def _log(database: Path) -> Iterator[Finding]:
    """Whether somebody keeps the write-ahead log from being written back."""
    log = Path(f"{database.resolve()}-wal")
    grown = log.stat().st_size if log.exists() else 0
    if grown > _LONG_LOG:
        what = f"its write-ahead log has grown to {size(grown)}"
        yield warning(AREA, what, f"end the program that reads it without end: lsof {log}")


def _place(database: Path) -> Iterator[Finding]:
    """Whether it lies on a disk of this machine."""
    kind = _file_system(database.resolve())
    if kind in _NETWORK:
        what = f"it lies on a network file system ({kind}), which SQLite cannot share safely"
        yield warning(AREA, what, "keep it on a local disk, and bring the logs to it")


def _file_system(path: Path) -> str | None:
    """The kind of file system that a path lies on, where the kernel tells."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    found = [line.split(" ") for line in mounts]
    over = [
        (len(place), kind)
        for _, place, kind, *_ in found
        if path.is_relative_to(place.encode().decode("unicode_escape"))
    ]
    return max(over)[1] if over else None


def _backup(patient: Patient, connection: sqlite3.Connection) -> Finding:
    """When it was backed up."""
    last = latest(connection)
    advice = "blotter backup FILE, best by blotter schedule install"
    if last is None:
        return warning(AREA, "it was never backed up", advice)
    what = f"backed up {clock(last.at)} UTC to {last.path}"
    if patient.now - last.at > _BACKUP_DAYS * DAY:
        return warning(AREA, f"{what}: more than a week ago", advice)
    return good(AREA, what)
