"""Read and judge a long log in a process of its own, so that two processors share the work.

The child inherits the open file, reads its task from standard input and writes what it has prepared
to standard output, pickled: both ends are this very program.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

from store import children
from store.database.connection import reader as database_reader
from store.errors import WorkerError
from store.formats.registry import named
from store.importing.containers.streams import Opened
from store.importing.identity import Known
from store.importing.options import Options
from store.importing.preparing import Ending, Prepared, prepared
from store.importing.reading import LogReader
from store.knowledge.address_book import book_of
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.counting.judging import Active, Judging

_PIPE = 1 << 20
"""Bytes that the child may be ahead: about one piece, so that neither end waits for the other."""


class _Task(NamedTuple):
    """What the child has to know."""

    database: Path
    opened: Opened
    known: Known | None
    options: Options
    format_name: str | None
    zone: tzinfo
    """Where the rules' days begin."""
    active: list[Active]
    knowledge: Knowledge
    """The user's files about addresses."""
    now: int


class Worker:
    """Reads logs in children, one at a time."""

    def __init__(
        self,
        database: Path,
        active: Sequence[Active],
        zone: tzinfo,
        knowledge: Knowledge = NO_KNOWLEDGE,
    ) -> None:
        """Take the database, the rules in force, where their days begin, and the user's files."""
        self._knowledge = knowledge
        self._database = database
        self._active = list(active)
        self._zone = zone

    def answers(
        self, opened: Opened, known: Known | None, options: Options, now: int
    ) -> Iterator[Prepared | Ending]:
        """The log's pieces and its ending.

        Raises:
            WorkerError: The child ended early; what it had given before is good.
        """
        child = subprocess.Popen(
            children.command("from store.importing.worker import main; main()"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(opened.descriptor,),
            pipesize=_PIPE,
        )
        try:
            yield from self._talk(child, self._task(opened, known, options, now))
        finally:
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()

    def _task(self, opened: Opened, known: Known | None, options: Options, now: int) -> _Task:
        name = options.format.name if options.format else None
        plain = replace(options, format=None)
        judged = self._zone, self._active, self._knowledge
        return _Task(self._database, opened, known, plain, name, *judged, now)

    def _talk(self, child: "subprocess.Popen[bytes]", task: _Task) -> Iterator[Prepared | Ending]:
        if child.stdin is None or child.stdout is None:
            raise WorkerError("the reading process has no pipes")
        try:
            with child.stdin as pipe:
                pickle.dump(task, pipe)
            said = pickle.load(child.stdout)  # noqa: S301 - our own child's words
            while isinstance(said, Prepared):
                yield said
                said = pickle.load(child.stdout)  # noqa: S301 - our own child's words
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise WorkerError("the process that read it ended early") from error
        yield said


def main() -> None:
    """The child: read the task, answer piece by piece."""
    gc.disable()  # nothing here makes cycles, and a collector walks all that readers remember
    task: _Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent's words
    folders = task.options.format_folders
    wanted = named(task.format_name, folders) if task.format_name else None
    options = replace(task.options, format=wanted)
    reader = LogReader(task.opened, task.known, options, task.now)
    judging = Judging(task.active, task.zone, book_of(task.knowledge))
    try:
        with closing(database_reader(task.database)) as connection:
            for answer in prepared(reader, judging, connection):
                _say(answer)
    except BrokenPipeError:
        os._exit(0)  # the parent has gone: nobody is left to tell


def _say(value: Prepared | Ending) -> None:
    pickle.dump(value, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()
