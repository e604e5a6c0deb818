"""Keep what comes through a pipe, so that it can be read from any place like a file."""

import os
import select
import time
from collections.abc import Callable

from store.errors import InputError, Location

_STEP = 1 << 20
_NAP = 0.25
"""Seconds between two looks at whether to stop."""

PATIENCE = 1.0
"""Seconds that bytes which have come wait for more, before they are read as they are."""


class Feed:
    """A pipe, and the nameless file that holds what has come out of it.

    The file is as long as everything that came: as much room as the log takes is needed in the
    folder for temporary files, until the run ends.
    """

    def __init__(self, source: int, name: str, stop: Callable[[], bool]) -> None:
        """Begin with nothing.

        Args:
            source: Descriptor to read from; stays the caller's.
            name: What the pipe is called in messages.
            stop: Asked while nothing comes whether to end early.
        """
        import tempfile  # noqa: PLC0415 - most logs come through no pipe

        self._source = source
        self._name = name
        self._stop = stop
        self._folder = tempfile.gettempdir()
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by `close`
        self.descriptor = self._file.fileno()
        self.size = 0
        """Bytes that have come."""
        self.ended = False
        """Nothing more will come."""
        self.stopped = False
        """Somebody wanted to end early; more might have come."""

    @property
    def growing(self) -> bool:
        """Whether more may come."""
        return not (self.ended or self.stopped)

    def wait(self, size: int, beyond: int = 0) -> None:
        """Wait for so many bytes in all, but not for long once there are more than `beyond`.

        Raises:
            InputError: There is no room to keep them.
            OSError: The pipe cannot be read.
        """
        patient_until = None
        while self.growing and self.size < size:
            if self.size > beyond:
                patient_until = patient_until or time.monotonic() + PATIENCE
                if time.monotonic() >= patient_until:
                    return
            self._pull()

    def has_writer(self) -> bool:
        """Whether something has come, or somebody is there who may send it; does not wait."""
        try:
            self._take()
        except BlockingIOError:
            return True
        return not self.ended

    def drain(self) -> None:
        """Wait for the end."""
        while self.growing:
            self._pull()

    def close(self) -> None:
        """Give the room back."""
        self._file.close()

    def _pull(self) -> None:
        """Take what there is, or wait a moment for it."""
        if self._stop():
            self.stopped = True
            return
        ready, _, _ = select.select([self._source], [], [], _NAP)
        if ready:
            self._take()

    def _take(self) -> None:
        """Take what there is."""
        fresh = os.read(self._source, _STEP)
        self.ended = not fresh
        self._keep(fresh)

    def _keep(self, fresh: bytes) -> None:
        while fresh:
            try:
                written = os.pwrite(self.descriptor, fresh, self.size)
            except OSError as error:
                message = (
                    f"what comes through it cannot be kept in {self._folder}: {error.strerror}"
                )
                raise InputError(message, Location(self._name)) from error
            self.size += written
            fresh = fresh[written:]


class Growing:
    """The stream of a pipe: a read waits for bytes, and is short once they stop coming."""

    def __init__(self, feed: Feed) -> None:
        self.problem: str | None = None
        self._feed = feed
        self._at = 0

    @property
    def growing(self) -> bool:
        """Whether a short read is not yet the end."""
        return self._feed.growing

    def seek(self, offset: int) -> bool:
        """Go to an offset, waiting until so much has come."""
        self._feed.wait(offset, beyond=offset)
        self._at = offset
        return self._feed.size >= offset

    def read(self, size: int) -> bytes:
        """Up to `size` bytes from here; none only at the end."""
        self._feed.wait(self._at + size, beyond=self._at)
        data = os.pread(self._feed.descriptor, size, self._at)
        self._at += len(data)
        return data
