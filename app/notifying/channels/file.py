"""A file of JSON lines, one for each message."""

import os
import stat
from pathlib import Path

from app.notifying.channels.interface import endpoint_of
from app.notifying.payload import as_json
from app.notifying.settings import Notify
from app.notifying.undelivered import Undelivered
from store.notifying.outbox import Delivery


class Lines:
    """Appends to the files of receivers."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    def send(self, delivery: Delivery) -> str:
        """Append a message, all of it or nothing, and see it on the disk."""
        path = Path(endpoint_of(self._notify, delivery).place)
        try:
            size = _append(path, as_json(delivery, self._notify.host) + b"\n")
        except OSError as wrong:
            raise Undelivered(f"{path}: {wrong.strerror}", is_down=True) from wrong
        return f"{size} bytes"

    def close(self) -> None:
        """Nothing is held."""


def _append(path: Path, line: bytes) -> int:
    """Append to a file that is really one, and not somebody else's trap."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        _check(os.fstat(descriptor), path.parent.stat(), path)
        before = os.fstat(descriptor).st_size
        done = os.write(descriptor, line)
        if done < len(line):
            os.ftruncate(descriptor, before)
            raise Undelivered(f"{path}: the disk is full", is_down=True)
        os.fsync(descriptor)
        return done
    finally:
        os.close(descriptor)


def _check(found: os.stat_result, folder: os.stat_result, path: Path) -> None:
    """Refuse what others could have put there.

    Raises:
        Undelivered: It is no file, has another name too, or lies where everybody may put things.
    """
    if not stat.S_ISREG(found.st_mode):
        raise Undelivered(f"{path}: not a file", is_down=True)
    if found.st_nlink > 1:
        raise Undelivered(f"{path}: the file has another name too", is_down=True)
    if folder.st_mode & stat.S_IWOTH and not folder.st_mode & stat.S_ISVTX:
        raise Undelivered(f"{path.parent}: everybody may write there", is_down=True)
    if found.st_uid not in (os.geteuid(), 0):
        raise Undelivered(f"{path}: belongs to somebody else", is_down=True)


def channel(notify: Notify) -> Lines:
    """The way into files."""
    return Lines(notify)
