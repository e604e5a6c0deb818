"""Run commands and ask the system what they took: whole processes, with all that they started."""

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

_EVERY = 0.05
"""Seconds between two looks at the memory."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Measured(NamedTuple):
    """What a command took."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of processor time, of all its processes."""
    largest: int
    """Peak bytes of its largest process, as the system kept count."""
    together: int
    """Peak bytes of all its processes together, shared pages once; looked at 20 times a second."""
    output: str = ""
    """What it printed."""


class Contestant(NamedTuple):
    """A command that is measured."""

    name: str
    words: Sequence[str]
    prepare: Callable[[], object] = lambda: None
    """Called before each run, not measured."""


class CommandError(Exception):
    """A command that is measured did not do its work."""


def medians(contestants: Sequence[Contestant], runs: int, home: Path) -> dict[str, Measured]:
    """Measure commands in turns, so that a machine that drifts does so for all of them.

    Args:
        contestants: The commands.
        runs: How often each of them is run.
        home: A folder for what programs leave in the home directory.

    Returns:
        By name, the median of each figure, and what the last run printed.

    Raises:
        CommandError: One of them did.
    """
    taken: dict[str, list[Measured]] = {each.name: [] for each in contestants}
    for _ in range(runs):
        for each in contestants:
            each.prepare()
            taken[each.name].append(measure(each.words, home))
    return {name: _median(measured) for name, measured in taken.items()}


def measure(words: Sequence[str], home: Path) -> Measured:
    """Run a command once; as `medians`."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        began = time.perf_counter()
        child = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complained,
            env=environment(home),
        )
        with _watched(child.pid) as peak:
            _, status, used = os.wait4(child.pid, 0)
            wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        output, complaint = (_text(file.fileno()) for file in (said, complained))
    if child.returncode:
        raise CommandError(f"{' '.join(words)}: exit {child.returncode}: {complaint}")
    largest = used.ru_maxrss * 1024
    return Measured(wall, used.ru_utime + used.ru_stime, largest, max(largest, *peak), output)


def environment(home: Path) -> dict[str, str]:
    """What a command sees; Python keeps compiled modules, as it does where it is installed."""
    ours = ("PYTHON", "BLOTTER")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    compiled = str(home / "compiled")
    more = {"HOME": str(home), "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONPYCACHEPREFIX": compiled}
    return {**kept, **more}


def _text(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, size, 0).decode(errors="replace")


def _median(taken: Sequence[Measured]) -> Measured:
    walls, cpus, largest, together, outputs = zip(*taken, strict=True)
    return Measured(
        statistics.median(walls),
        statistics.median(cpus),
        int(statistics.median(largest)),
        int(statistics.median(together)),
        outputs[-1],
    )


@contextmanager
def _watched(pid: int) -> Iterator[list[int]]:
    """Look at a process and its children; gives how much they held, one look after the other."""
    seen = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_EVERY):
            seen.append(_held(list(_family(pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def _held(pids: Sequence[int]) -> int:
    """Bytes of processes, where Linux tells them; what they share is counted once."""
    own, shared = 0, [0]
    for pid in pids:
        with suppress(OSError, ValueError):
            _, resident, common, *_ = Path(f"/proc/{pid}/statm").read_text().split()
            own += int(resident) - int(common)
            shared.append(int(common))
    return (own + max(shared)) * _PAGE


def _family(pid: int) -> Iterator[int]:
    """A process and all that it started, where Linux tells them."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in Path(task, "children").read_text().split():
                yield from _family(int(child))
