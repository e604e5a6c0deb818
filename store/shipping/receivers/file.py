"""A file of JSON lines that grows, and may be rotated.

Lines that were written before the machine went down, but not noted, are looked at when shipping
goes on: an event that stands there is not written again. Nothing is cut off but a torn line.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from store import own_files
from store.errors import ReceiverError
from store.queries.documents import Document
from store.shipping.lines import json_line
from store.shipping.receivers.interface import Refusal, Unavailable

_BEGINNING = b"{"
"""What a line of ours begins with."""


class File:
    """See `Receiver`."""

    def __init__(self, path: Path, place: int | None) -> None:
        """Open a file; it is for its owner only.

        Args:
            path: The file.
            place: How many bytes of it are done with; None: it was not shipped to yet.

        Raises:
            ReceiverError: It cannot be written, or is none.
        """
        self._path = path
        try:
            self._file = own_files.opened(path)
        except OSError as error:
            raise ReceiverError(f"{path}: {error.strerror}") from error
        with _alone(self._file):
            size = os.fstat(self._file).st_size
            self._unnoted = self._look(min(place, size)) if place is not None else set()
            self._done = os.fstat(self._file).st_size

    @property
    def place(self) -> int:
        """Bytes that have arrived for good."""
        return self._done

    def send(self, documents: Sequence[Document]) -> list[Refusal]:
        """See `Receiver`: the lines are on the disk when this returns."""
        self._follow()
        fresh = [each for each in documents if each["event.id"] not in self._unnoted]
        data = b"".join(map(json_line, fresh))
        with _alone(self._file):
            self._done = os.fstat(self._file).st_size
            try:
                _write(self._file, data, self._done)
            except OSError as error:
                os.ftruncate(self._file, self._done)
                raise Unavailable(f"{self._path}: {error.strerror}") from error
            self._done += len(data)
        return []

    def hurry(self) -> None:
        """See `Receiver`: nobody else is waited for."""

    def close(self) -> None:
        """See `Receiver`."""
        os.close(self._file)

    def _look(self, place: int) -> set[str]:
        """The events that stand behind a place; a line that was torn there is cut off."""
        found: set[str] = set()
        with os.fdopen(os.dup(self._file), "rb") as file:  # by its name, another may be found
            file.seek(place)
            for line in file:
                if line.endswith(b"\n"):
                    found.add(_id(line))
                    place += len(line)
                elif line.startswith(_BEGINNING):
                    os.ftruncate(self._file, place)
        return found

    def _follow(self) -> None:
        """Go on in a new file where somebody has moved the old one away."""
        try:
            there = self._path.lstat()
        except FileNotFoundError:
            there = None
        if there is None or not os.path.samestat(there, os.fstat(self._file)):
            try:
                fresh = own_files.opened(self._path)
            except OSError as error:
                raise Unavailable(f"{self._path}: {error.strerror}") from error
            os.close(self._file)
            self._file = fresh


@contextmanager
def _alone(file: int) -> Iterator[None]:
    """Hold others off who ship to the same file: another filter's events go there as well."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _id(line: bytes) -> str:
    """The `event.id` of a line; empty where it is none of ours."""
    try:
        return str(json.loads(line)["event.id"])
    except (ValueError, TypeError, KeyError):
        return ""


def _write(file: int, data: bytes, place: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(file, view, place)
        view, place = view[written:], place + written
    os.fsync(file)
