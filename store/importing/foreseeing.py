"""Start the process that reads long logs as soon as a glance tells that there is one."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from store.importing.glance import identify

if TYPE_CHECKING:
    from store.importing.worker import Worker

LONG = 24 * 1024 * 1024
"""Bytes of a file from which on a second process is worth its start."""


class Foresight:
    """Has who reads long logs, and starts the first process ahead; a context manager."""

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self.has_begun = False
        """Whether a process has been started ahead."""

    def __enter__(self) -> "Foresight":
        """The foresight itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End a process that still waits."""
        self.end()

    @property
    def worker(self) -> "Worker":
        """Has long logs read; made when there is one."""
        if self._worker is None:
            from store.importing.worker import Worker  # noqa: PLC0415 - most logs are short

            self._worker = Worker()
        return self._worker

    def look(self, paths: Iterable[Path]) -> None:
        """Start a process that loads what reading takes, once, if a log is long.

        Args:
            paths: Logs that seem to be new; what is new in them is found out later.
        """
        if not self.has_begun and any(map(_is_long, paths)):
            self.has_begun = True
            self.worker.begin()

    def end(self) -> None:
        """End a process that nobody needed after all."""
        self.has_begun = False
        if self._worker is not None:
            self._worker.end()


def _is_long(path: Path) -> bool:
    with suppress(OSError):
        return identify(path).size >= LONG
    return False
