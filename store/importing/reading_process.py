"""What the second process does: read and judge one long log; see `importing/worker.py`."""

import os
import pickle
import socket
import sys
from contextlib import closing
from dataclasses import replace

from store.database.connection import reader as database_reader
from store.formats.registry import named
from store.importing.inbox import send
from store.importing.preparing import Ending, Prepared, prepared
from store.importing.reading import LogReader
from store.importing.worker import Task, load
from store.knowledge.address_book import book_of
from store.rules.counting.judging import Judging

_READING = ("store.formats.sheet", "store.rules.counting.tallying_long")
"""What all long logs need, and is imported where it is used."""


_FIRST = 1 / 3
"""The first piece's share of a usual one: whoever stores it has nothing to do until it comes."""


def main() -> None:
    """Load what reading takes, wait for the task, and answer piece by piece."""
    load(_READING)
    task = _task()
    if task is not None:
        try:
            _answer(task)
        except BrokenPipeError:
            os._exit(0)  # the parent has gone: nobody is left to tell


def _task() -> Task | None:
    """What there is to do; None: whoever started this process needs it no more."""
    told = socket.socket(fileno=sys.stdin.fileno())
    try:
        _, descriptors, _, _ = socket.recv_fds(told, 1, 1)
        with told.makefile("rb") as words:
            task: Task = pickle.load(words)  # noqa: S301 - our own parent's words
    except (EOFError, OSError, pickle.UnpicklingError):
        return None
    finally:
        told.detach()
    return task._replace(opened=task.opened._replace(descriptor=descriptors[0]))


def _answer(task: Task) -> None:
    folders = task.options.format_folders
    wanted = named(task.format_name, folders) if task.format_name else None
    options = replace(task.options, format=wanted)
    reader = LogReader(task.opened, task.known, options, task.now)
    judging = Judging(task.active, task.zone, book_of(task.knowledge))
    with closing(database_reader(task.database)) as connection:
        for words in map(_words, prepared(reader, judging, connection, _FIRST)):
            send(sys.stdout.buffer, words)


def _words(answer: Prepared | Ending) -> bytes:
    return pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
