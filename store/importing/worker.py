"""Have long logs read and judged by a second process, so that two processors share the work.

It is told over a socket what to read, gets the open file through that, and writes what it has
prepared to its standard output, pickled: both ends are this very program
(`importing/reading_process.py`). It may be started before there is anything to be read; one that
nobody needs after all ends when its socket does.
"""

import os
import pickle
import socket
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import tzinfo
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from store import children
from store.errors import WorkerError
from store.importing.inbox import Inbox

if TYPE_CHECKING:  # this is imported before there is anything to be read
    from store.importing.containers.streams import Opened
    from store.importing.identity import Known
    from store.importing.options import Options
    from store.importing.preparing import Ending, Prepared
    from store.knowledge.files import Knowledge
    from store.rules.counting.judging import Active

_PIPE = 1 << 20
"""Bytes that go through at once."""

_SOON = 0.1
"""Seconds within which the next piece mostly comes."""

_OF_ONE = {"OPENBLAS_NUM_THREADS": "1"}
"""numpy's library for matrices, which nobody needs here, would start a thread a processor."""

_READ = "import gc; gc.disable(); from store.importing.reading_process import main; main()"
"""What the process runs: a collector would walk through all that readers remember, and no garbage
is made."""
_WRITING = ("store.database.counting_long", "store.database.rows_long")
"""What the writer of long pieces imports where it is used: while the first of them is read."""


class Task(NamedTuple):
    """What the process has to know."""

    database: Path
    opened: "Opened"
    known: "Known | None"
    options: "Options"
    """Without the format."""
    format_name: str | None
    """What to read the log as; None: nobody knows yet."""
    zone: tzinfo
    """Where the rules' days begin."""
    active: "Sequence[Active]"
    knowledge: "Knowledge"
    """The user's files about addresses."""
    now: int
    """The clock, in nanoseconds since 1970 UTC."""


class Worker:
    """Has logs read, one process a log; the first may be started ahead."""

    def __init__(self) -> None:
        self._waiting: _Process | None = None

    def begin(self) -> None:
        """Start the first process: it loads what reading takes, and waits for its task."""
        with suppress(OSError):  # where there is no room for it, whoever needs it is told
            self._waiting = _Process()

    def end(self) -> None:
        """End the process that waits, if there is one."""
        if self._waiting is not None:
            self._waiting.close()
            self._waiting = None

    def answers(self, task: Task) -> "Iterator[Prepared | Ending | None]":
        """The log's pieces and its ending; None whenever the next one takes a while.

        Raises:
            WorkerError: The process ended early; what it had given before is good.
            OSError: It cannot be started.
        """
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.is_alive:  # the system may end what only waits
            waiting.close()
            waiting = None
        with closing(waiting or _Process()) as process:
            yield from process.answers(task)


class _Process:
    """A second process, from its start to its end."""

    def __init__(self) -> None:
        self._inbox: Inbox | None = None
        self._socket, theirs = socket.socketpair()
        with theirs:
            try:
                self._child = subprocess.Popen(
                    children.command(_READ),
                    stdin=theirs.fileno(),
                    stdout=subprocess.PIPE,
                    pipesize=_PIPE,
                    process_group=0,  # what a terminal interrupts is this process; that one follows
                    env=os.environ | _OF_ONE,
                )
            except BaseException:
                self._socket.close()
                raise

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._child.poll() is None

    def answers(self, task: Task) -> "Iterator[Prepared | Ending | None]":
        """As `Worker.answers`."""
        from store.importing.preparing import Ending  # noqa: PLC0415 - not before it is needed

        inbox = self._inbox = Inbox(self._pipe)
        try:
            self._tell(task)
            load(_WRITING)
            said: Prepared | Ending | None = None
            while not isinstance(said, Ending):
                said = _said(inbox, None if said is None else _SOON)
                yield said
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise WorkerError("the process that read it ended early") from error

    def _tell(self, task: Task) -> None:
        """Hand the open file over, and say what is to be done with it."""
        socket.send_fds(self._socket, [b"\0"], [task.opened.descriptor])
        with self._socket.makefile("wb") as words:
            pickle.dump(task, words, protocol=pickle.HIGHEST_PROTOCOL)

    @property
    def _pipe(self) -> IO[bytes]:
        """What it writes to."""
        if self._child.stdout is None:
            raise WorkerError("the process that reads has no pipe")
        return self._child.stdout

    def close(self) -> None:
        """End it, wherever it is."""
        self._child.kill()
        self._child.wait()
        self._socket.close()
        (self._inbox or self._pipe).close()


def _said(inbox: Inbox, within: float | None) -> "Prepared | Ending | None":
    """What was said, if anything was within some seconds."""
    words = inbox.next(within)
    if words is None:
        return None
    said: Prepared | Ending = pickle.loads(words)  # noqa: S301 - our own words
    return said


def load(modules: Iterable[str]) -> None:
    """Import what is imported where it is used, while there is nothing else to do."""
    for each in modules:
        import_module(each)
