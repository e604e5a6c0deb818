"""A file of JSON lines, one for each message."""

import os
from pathlib import Path

from app.notifying.channels.interface import endpoint_of
from app.notifying.payload import as_json
from app.notifying.settings import Notify
from app.notifying.undelivered import Undelivered
from store import own_files
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
    descriptor = own_files.opened(path, os.O_APPEND)
    try:
        before = os.fstat(descriptor).st_size
        done = os.write(descriptor, line)
        if done < len(line):
            os.ftruncate(descriptor, before)
            raise Undelivered(f"{path}: the disk is full", is_down=True)
        os.fsync(descriptor)
        return done
    finally:
        os.close(descriptor)


def channel(notify: Notify) -> Lines:
    """The way into files."""
    return Lines(notify)
