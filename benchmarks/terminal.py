"""The app in a terminal, as an analyst has it: keys go in, and what is painted comes out."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import environment

_CONTROL = re.compile(rb"\x1b\[[0-9;:?<>=$]*[ -/]*[@-~]|\x1b[=>78]|\x1b[()][0AB]|[\x0e\x0f]")
LINES, COLUMNS = 24, 80
_PATIENCE = 120.0
_END = 10.0


class NotPaintedError(Exception):
    """What was to be painted was not, for a long time."""


class Answer(NamedTuple):
    """What it took from a key to what it paints."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of processor time, with whatever else the app did meanwhile."""


@dataclass(slots=True)
class Terminal:
    """A pseudo-terminal, and the program in it."""

    pid: int
    descriptor: int
    began: float
    """When it was started, as `time.perf_counter` counts."""
    fresh: bytearray = field(default_factory=bytearray)
    """What it painted since the last key."""

    def press(self, keys: str, painted: str) -> Answer:
        """Press keys; gives what it took until what matches an expression is painted.

        Raises:
            NotPaintedError: It is not, or the program has ended.
        """
        self.read(0.0)
        self.fresh.clear()
        used, began = self.cpu, time.perf_counter()
        os.write(self.descriptor, keys.encode())
        wall = self.until(painted) - began
        return Answer(wall, self.cpu - used)

    def until(self, painted: str) -> float:
        """When what matches an expression was painted; raises as `press`."""
        wanted, end = re.compile(painted), time.perf_counter() + _PATIENCE
        while not wanted.search(self.text()):
            if time.perf_counter() > end or not self.read(0.5):
                raise NotPaintedError(f"no {painted!r} in {self.text()[-2000:]!r}")
        return time.perf_counter()

    def text(self) -> str:
        """What was painted since the last key, without its colours and places."""
        return _CONTROL.sub(b"", bytes(self.fresh)).decode("utf-8", "replace")

    def read(self, seconds: float) -> bool:
        """Take what comes within so many seconds; False: the program has ended."""
        if not select.select([self.descriptor], [], [], seconds)[0]:
            return True
        try:
            self.fresh += os.read(self.descriptor, 1 << 16)
        except OSError:  # Linux says so when the other side has closed
            return False
        return True

    def rest(self, seconds: float) -> None:
        """Take what comes for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and self.read(left):
            pass

    @property
    def memory(self) -> int:
        """Bytes that it holds now; what it imports with is not counted."""
        _, resident, *_ = Path(f"/proc/{self.pid}/statm").read_text().split()
        return int(resident) * os.sysconf("SC_PAGE_SIZE")

    @property
    def cpu(self) -> float:
        """Seconds of processor time that its threads took until now."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int(Path(task, "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@contextmanager
def terminal(
    words: Sequence[str], home: Path, size: tuple[int, int] = (COLUMNS, LINES)
) -> Iterator[Terminal]:
    """Run a program in a terminal, and end it.

    Args:
        words: The program and its arguments.
        home: A folder for what it leaves in the home directory.
        size: Columns and lines.
    """
    seen = environment_of(home)
    began = time.perf_counter()
    pid, descriptor = pty.fork()
    if pid == 0:
        set_size(pty.STDIN_FILENO, size)
        os.execve(words[0], list(words), seen)  # noqa: S606
    one = Terminal(pid, descriptor, began)
    try:
        yield one
    finally:
        _end(one)


def set_size(descriptor: int, size: tuple[int, int]) -> None:
    """Make a terminal so many columns wide and lines high."""
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", *size[::-1], 0, 0))


def environment_of(home: Path) -> Mapping[str, str]:
    """What a program in the terminal finds in its environment."""
    return {**environment(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _end(one: Terminal) -> None:
    """End it in good order, so that its import ends with it; else at once."""
    with suppress(ProcessLookupError):
        os.kill(one.pid, signal.SIGTERM)
    end = time.monotonic() + _END
    while not os.waitpid(one.pid, os.WNOHANG)[0]:
        one.read(0.05)
        if time.monotonic() > end:
            os.kill(one.pid, signal.SIGKILL)
            os.waitpid(one.pid, 0)
            break
    os.close(one.descriptor)
