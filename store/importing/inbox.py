"""Messages from another process, taken out of the pipe before anybody asks for them.

A pipe holds less than a piece of a long log. Who writes one would wait until it is fetched, and who
fetches it until it is written.
"""

from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from typing import IO

_AHEAD = 2
"""Messages that nobody has asked for yet."""
_SIZE = 8
"""Bytes that say how long a message is, the highest first."""


def send(pipe: IO[bytes], message: bytes) -> None:
    """Write a message so that an inbox takes it.

    Raises:
        OSError: Nobody reads the pipe any more.
    """
    pipe.write(len(message).to_bytes(_SIZE, "big"))
    pipe.write(message)
    pipe.flush()


class Inbox:
    """Takes messages from a pipe in a thread of its own."""

    def __init__(self, pipe: IO[bytes]) -> None:
        """Begin to take them; whoever writes has to end before `close`."""
        self._pipe = pipe
        self._waiting: Queue[bytes] = Queue(_AHEAD)
        self._has_ended = False
        self._thread = Thread(target=self._take_all, daemon=True)
        self._thread.start()

    def next(self, within: float | None = None) -> bytes | None:
        """The next message, when it is there.

        Args:
            within: Seconds to wait for it; None: as long as it takes.

        Returns:
            None where it did not come in time.

        Raises:
            EOFError: There will be none.
        """
        try:
            message = b"" if self._has_ended else self._waiting.get(timeout=within)
        except Empty:
            return None
        self._has_ended = not message
        if self._has_ended:
            raise EOFError
        return message

    def close(self) -> None:
        """Wait until nothing is left in the pipe, and forget it."""
        with suppress(EOFError):
            while True:
                self.next()
        self._thread.join()
        self._pipe.close()

    def _take_all(self) -> None:
        """Take what comes; an empty message says that this was all."""
        try:
            with suppress(OSError, OverflowError, MemoryError):  # a size that nobody means
                while message := self._taken():
                    self._waiting.put(message)
        finally:  # whatever happens, nobody may wait for ever
            self._waiting.put(b"")

    def _taken(self) -> bytes:
        """A whole message; empty at the end, and for one that its writer did not finish."""
        size = int.from_bytes(self._pipe.read(_SIZE), "big")
        message = self._pipe.read(size)
        return message if len(message) == size else b""
