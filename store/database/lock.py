"""A lock between processes that ends with its holder: a kernel file lock beside the database."""

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from store.errors import DatabaseBusy, DatabaseError

_POLL = 0.01
"""Seconds between two tries."""

_GAP = 2 * _POLL
"""Seconds within which everybody who waits has tried again."""

_MOST_NOTED = 200
"""Bytes that are read of what a holder says of itself."""


class FileLock:
    """An exclusive `flock` on a file of its own; leaves the file behind, on purpose.

    Removing a lock file invites two holders: one on the old file, one on the new.
    """

    def __init__(
        self,
        path: Path,
        wait: float = 0.0,
        stop: Callable[[], bool] = lambda: False,
        *,
        is_signed: bool = False,
        is_told: bool = False,
    ) -> None:
        """Name the lock; nothing is opened yet.

        Args:
            path: The lock file, created with mode 0600 if missing.
            wait: Seconds to wait for another holder before giving up.
            stop: Asked while waiting whether to give up early.
            is_signed: Whether its holder says who it is, for those who do not get it.
            is_told: Whether its holder is told that somebody waits: whoever does touches the file.
        """
        self.path = path
        """The lock file."""
        self._wait = wait
        self._stop = stop
        self._is_signed = is_signed
        self._is_told = is_told
        self._descriptor: int | None = None
        self._touched = 0
        """When the file was touched last before it was taken."""

    def __enter__(self) -> "FileLock":
        """Take the lock.

        Raises:
            DatabaseBusy: Somebody else held it for the whole wait.
            DatabaseError: The lock file cannot be opened.
        """
        descriptor = self._open()
        deadline = time.monotonic() + self._wait
        while not _try(descriptor):
            if time.monotonic() >= deadline or self._stop():
                whose = self._holder(descriptor)
                os.close(descriptor)
                raise DatabaseBusy(f"another writer holds {self.path.with_suffix('')}{whose}")
            if self._is_told:
                _tell(descriptor)
            time.sleep(_POLL)
        self._descriptor = descriptor
        if self._is_signed:
            self.note(b"")
        self._touched = os.fstat(descriptor).st_mtime_ns
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @property
    def is_awaited(self) -> bool:
        """Whether somebody has been waiting for it since it was taken; False where none is told."""
        if self._descriptor is None or not self._is_told:
            return False
        return os.fstat(self._descriptor).st_mtime_ns != self._touched

    def note(self, text: bytes) -> None:
        """Write into the lock file what others may read of its holder; only while it is held."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text + (_signature() if self._is_signed else b""), 0)

    def _holder(self, descriptor: int) -> str:
        """What the holder says of itself, as the end of a sentence."""
        if not self._is_signed:
            return ""
        lines = os.pread(descriptor, _MOST_NOTED, 0).decode("utf-8", "replace").splitlines()
        return f": {lines[-1]}" if lines else ""

    def _open(self) -> int:
        """The lock file's descriptor; a symbolic link is not followed."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            return os.open(self.path, flags, 0o600)
        except OSError as error:
            raise DatabaseError(f"{self.path}: {error.strerror}") from error


def _signature() -> bytes:
    """Who we are, and since when, in a line."""
    since = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    return f"process {os.getpid()} on {os.uname().nodename}, since {since} UTC\n".encode()


def _tell(descriptor: int) -> None:
    """Let the holder see that somebody waits: the file's time changes."""
    with suppress(OSError):
        os.utime(descriptor)


def give_way() -> None:
    """Let somebody who waits have the lock that was just let go."""
    time.sleep(_GAP)


def _try(descriptor: int) -> bool:
    """Whether the lock could be had at once."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
