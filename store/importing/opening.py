"""Open what the user named: one log, the many in an archive, or what comes through a pipe."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from store.errors import InputError, Location
from store.importing.containers.compressed import Promise
from store.importing.containers.spool import Feed
from store.importing.containers.streams import Opened, Part, kind_of, open_log
from store.importing.containers.unpackers import HEAD, UNPACKERS, compression_of
from store.importing.containers.zipped import Entry, data_start, entries
from store.importing.glance import Identity, identity_of
from store.importing.places.paths import INSIDE, STDIN, is_hidden, is_passed_over, stored_name

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}
"""How controls in an entry's name are written: no file has to be found again by these letters."""

_FIRST = 64 * 1024
"""Bytes of a pipe that are waited for before it is looked at: a format is told by so many."""

_TAR_MARK, _TAR_HEADER = 257, 265
_TAR = (b"ustar", b"ustar  ")
"""What stands in the header of a tar archive's first file (POSIX pax; GNU tar)."""

_SIGNED = 0x7FFF_FFFF_FFFF_FFFF


class Refused(NamedTuple):
    """A log in an archive that cannot be read, or an archive of a kind that is not opened."""

    name: str
    problem: str
    identity: Identity
    compression: str = "zip"


def archive_of(path: Path) -> Path | None:
    """The archive in which a named log lies (`ARCHIVE!/NAME`); None: it is a file of its own."""
    archive, inside, _ = str(path).partition(INSIDE)
    return Path(archive) if inside and not os.path.lexists(path) else None


@contextmanager
def opened_logs(
    path: Path, stop: Callable[[], bool] = lambda: False
) -> Iterator[Iterator[Opened | Refused]]:
    """The logs behind a name, open until the context ends.

    Args:
        path: As `expand` gives it. A FIFO is read, as standard input is; a device or a socket not.
            Of `ARCHIVE!/NAME` only that log is given.
        stop: Asked while nothing comes through a pipe whether to end early.

    Raises:
        OSError: It is not there, or may not be read.
        InputError: It is nothing that can be read, or a damaged archive.
    """
    archive = archive_of(path)
    with _opened(archive or path, stop) as opened:
        if opened.compression == "zip":
            logs = _inside(opened, entries(opened.descriptor, opened.name))
            yield _only(logs, stored_name(path)) if archive else logs
        elif archive:
            raise InputError("no archive", Location(opened.name))
        else:
            yield iter([_alone(opened)])


def _alone(opened: Opened) -> Opened | Refused:
    """A log that lies in no archive; its lines would have the headers of a tar archive in them."""
    may_wait = opened.feed is not None
    if may_wait or opened.stream().read(_TAR_HEADER)[_TAR_MARK:].partition(b"\0")[0] not in _TAR:
        return opened
    problem = "a tar archive: unpack it first"
    return Refused(opened.name, problem, opened.identity, opened.compression)


def _only(logs: Iterator[Opened | Refused], name: str) -> Iterator[Opened | Refused]:
    """The log of that name in an archive.

    Raises:
        InputError: There is none.
    """
    for log in logs:
        if log.name == name:
            yield log
            return
    raise InputError("there is no such log in the archive", Location(name))


@contextmanager
def _opened(path: Path, stop: Callable[[], bool]) -> Iterator[Opened]:
    """What lies behind a name, an archive as a whole."""
    name = stored_name(path)
    descriptor, found = _descriptor(path)
    try:
        if stat.S_ISREG(found.st_mode) and not (path == STDIN and _is_begun(descriptor)):
            head = os.pread(descriptor, HEAD, 0)
            identity = identity_of(found)
            yield Opened(descriptor, identity, compression_of(head), name, is_once=path == STDIN)
        else:
            with _fed(descriptor, name, stop, is_fifo=_is_named_fifo(path, found)) as opened:
                yield opened
    finally:
        os.close(descriptor)


def _descriptor(path: Path) -> tuple[int, os.stat_result]:
    """An open file or pipe.

    Standard input is taken as it was handed over: its name may not be opened a second time by
    somebody else, and a file there is read on from where it stands.
    """
    if path == STDIN:
        descriptor = os.dup(0)
    else:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    found = os.fstat(descriptor)
    if path == STDIN and os.isatty(descriptor):
        os.close(descriptor)
        raise InputError("a terminal: pipe a log into standard input", Location(stored_name(path)))
    pipes = (stat.S_ISREG, stat.S_ISFIFO)
    if any(kind(found.st_mode) for kind in pipes) or (path == STDIN and _flows(found)):
        return descriptor, found
    os.close(descriptor)
    raise InputError(f"{kind_of(found.st_mode)}, not a file", Location(stored_name(path)))


def _flows(found: os.stat_result) -> bool:
    """Whether standard input has an end: a socket, or the null device."""
    is_null = stat.S_ISCHR(found.st_mode) and found.st_rdev == os.makedev(1, 3)
    return stat.S_ISSOCK(found.st_mode) or is_null


def _is_begun(descriptor: int) -> bool:
    """Whether somebody has read from a file before it was handed over."""
    return os.lseek(descriptor, 0, os.SEEK_CUR) > 0


def _is_named_fifo(path: Path, found: os.stat_result) -> bool:
    """Whether it is a FIFO of the file system, and no `/dev/fd/N` that a shell has connected."""
    return path != STDIN and path.parent.stat().st_dev == found.st_dev


@contextmanager
def _fed(
    descriptor: int, name: str, stop: Callable[[], bool], *, is_fifo: bool
) -> Iterator[Opened]:
    """What comes through a pipe; an archive is waited for, its directory stands at its end."""
    feed = Feed(descriptor, name, stop)
    try:
        if is_fifo and not feed.has_writer():
            raise InputError("a FIFO that nobody writes to", Location(name))
        feed.wait(_FIRST)
        compression = compression_of(os.pread(feed.descriptor, HEAD, 0))
        if compression == "zip":
            feed.drain()
        identity = identity_of(os.fstat(feed.descriptor))
        if feed.ended:
            yield Opened(feed.descriptor, identity, compression, name, is_once=True)
        else:
            yield Opened(feed.descriptor, identity, compression, name, feed=feed)
    finally:
        feed.close()


def _inside(archive: Opened, found: list[Entry]) -> Iterator[Opened | Refused]:
    """The logs in an archive, in the order of its directory."""
    names = _Names(beside_folder=os.path.lexists(f"{archive.name}{INSIDE[:-1]}"))
    for entry in found:
        inner = PurePosixPath(entry.name.replace("\\", "/"))
        folders = (part for part in inner.parts[:-1] if part != "..")  # which leads nowhere here
        if not is_passed_over(inner.name) and not any(map(is_hidden, folders)):
            name = names.unique(f"{archive.name}{INSIDE}{entry.name.translate(_CONTROLS)}")
            yield _entry(archive, entry, name)


class _Names:
    """Tells entries of the same name apart."""

    def __init__(self, *, beside_folder: bool) -> None:
        self._taken: dict[str, int] = {}
        self._is_beside_folder = beside_folder
        """Whether a folder is named so that its files have the names of entries."""

    def unique(self, name: str) -> str:
        """A name that no earlier entry has, and no file."""
        unique = name
        while unique in self._taken or (self._is_beside_folder and os.path.lexists(unique)):
            self._taken[name] = self._taken.get(name, 1) + 1
            unique = f"{name}#{self._taken[name]}"
        self._taken[unique] = 1
        return unique


def _entry(archive: Opened, entry: Entry, name: str) -> Opened | Refused:
    problem = _refusal(entry)
    identity = _identity(archive.identity, entry)
    start = data_start(archive.descriptor, entry) if problem is None else None
    if problem or entry.compression is None or start is None:
        return Refused(name, problem or "the archive is damaged here", identity)
    part = Part(entry.compression, start, entry.packed, Promise(entry.size, entry.crc))
    opened = archive._replace(identity=identity, name=name, part=part)
    inner = compression_of(opened.stream().read(HEAD))
    if inner == "zip":
        return Refused(name, "an archive in an archive is not opened", identity)
    return opened._replace(inner=inner)


def _refusal(entry: Entry) -> str | None:
    """Why an entry is not read, if its directory says enough to know."""
    if entry.is_encrypted:
        return "encrypted"
    if entry.compression not in UNPACKERS:
        return "packed by a method that cannot be read"
    if entry.overlaps:
        return "the archive is damaged here: something else lies in the same place"
    return None


def _identity(archive: Identity, entry: Entry) -> Identity:
    """What a file system would say of an entry: it changes when the archive or the entry does."""
    said = repr((archive.inode, entry.start, entry.crc)).encode()
    number = int.from_bytes(blake2b(said, digest_size=8).digest(), "big") & _SIGNED
    return Identity(archive.device, number, entry.size, entry.modified or archive.modified)


@contextmanager
def reopened(name: str) -> Iterator[Opened | None]:
    """The log that the database knows by this name; None where it is not there any more."""
    archive, inside, _ = name.partition(INSIDE)
    path = Path(name if os.path.lexists(name) or not inside else archive)
    try:
        opened = open_log(path)
    except (OSError, InputError):
        yield None
        return
    try:
        yield opened if opened.compression != "zip" else _found(opened, archive, name)
    finally:
        opened.close()


def _found(opened: Opened, archive: str, name: str) -> Opened | None:
    """The log of that name in an archive."""
    try:
        found = entries(opened.descriptor, archive)
    except (OSError, InputError):
        return None
    for log in _inside(opened._replace(name=archive), found):
        if log.name == name and isinstance(log, Opened):
            return log
    return None
