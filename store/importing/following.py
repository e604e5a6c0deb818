"""Follow live logs: import again whenever something has happened in their folders."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from watchfiles import watch

from store.errors import DatabaseBusy
from store.importing.importer import Run
from store.importing.places.folders import folders_of
from store.importing.places.wanted import Wanted
from store.importing.progress import Summary
from store.importing.turns import Turns

PAUSE = 5.0
"""Seconds after which is looked in any case: a network file system tells nothing of what others
write, and a last line without its end is taken once its file has rested."""

_REST = 0.2
"""Seconds of rest after an import, at most: other imports have had their turns during a long one,
and whoever watches the log waits for this."""
_TOGETHER = 150
"""Milliseconds that changes are gathered for, at most."""
_STEP = 50
"""Milliseconds of quiet after which they are told earlier."""
_AGAIN = 30.0
"""Seconds until a watch that could not be had is tried again."""


class Watch:
    """Watches folders from a thread, and wakes whoever waits; without it, `PAUSE` is all."""

    def __init__(self, ignored: str) -> None:
        """Watch nothing yet.

        Args:
            ignored: What the names of files begin with that we write ourselves.
        """
        self._ignored = ignored
        self._folders: frozenset[str] = frozenset()
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._tried = 0.0

    def over(self, folders: frozenset[str]) -> None:
        """Watch exactly these folders, none below them."""
        alive = self._thread is not None and self._thread.is_alive()
        rests = time.monotonic() - self._tried < _AGAIN
        if folders == self._folders and (alive or rests):
            return
        self.end()
        self._folders = folders
        self._tried = time.monotonic()
        self._ended = threading.Event()
        if folders:
            self._thread = threading.Thread(
                target=self._watch, args=(folders, self._ended), daemon=True
            )
            self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until something happens, or somebody wakes us."""
        self._woken.wait(seconds)
        self._woken.clear()

    def wake(self) -> None:
        """End the waiting."""
        self._woken.set()

    def end(self) -> None:
        """Watch no more."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _watch(self, folders: frozenset[str], ended: threading.Event) -> None:
        """The thread; ends where there is nothing to watch with: `wait` has its own patience."""
        with suppress(OSError, RuntimeError):
            for _ in watch(
                *sorted(folders),
                watch_filter=lambda _, path: not Path(path).name.startswith(self._ignored),
                debounce=_TOGETHER,
                step=_STEP,
                stop_event=ended,
                recursive=False,
                ignore_permission_denied=True,
            ):
                self._woken.set()


def follow(
    run: Run,
    turns: Turns,
    wanted: Sequence[Wanted],
    watching: Watch,
    *,
    stop: Callable[[], bool],
) -> Iterator[Summary | None]:
    """Import again and again, as changes come.

    Args:
        run: Does one import.
        turns: The run's; everybody waits for those of an import that has nothing but news to read.
        wanted: What to read.
        watching: Is told what to watch; is ended at the end.
        stop: Asked whether to end.

    Yields:
        What each import did; None where another one is at work.

    Raises:
        DatabaseError: The database cannot be written.
    """
    try:
        while not stop():
            watching.over(folders_of(wanted))
            began = time.process_time()
            try:
                done = run.over(wanted)
            except DatabaseBusy:
                yield None
            else:
                turns.brief = True
                yield done
            if stop():
                return
            # as long as it took of a processor: a busy machine is no reason to fall behind
            _rest(min(time.process_time() - began, _REST), stop)
            watching.wait(0 if run.is_behind else PAUSE)
    finally:
        watching.end()


def _rest(seconds: float, stop: Callable[[], bool]) -> None:
    """Do nothing for a while, but end when told to."""
    end = time.monotonic() + seconds
    while not stop() and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
