"""A real pseudo-terminal around the app: type keys, wait for words, keep every byte it sends."""

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_CONTROL = re.compile(rb"\x1b\[[0-9;:?<>=$]*[a-zA-Z]|\x1b[=>78]")
_ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


@dataclass(slots=True)
class Terminal:
    """The other end of the line."""

    process: int
    descriptor: int
    sent: bytearray = field(default_factory=bytearray)
    """Every byte the app has written."""

    def read(self, seconds: float) -> bool:
        """Take what comes within so many seconds; False: nothing came."""
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return False
        try:
            found = os.read(self.descriptor, 65536)
        except OSError:  # Linux says so when the other side has closed
            return False
        self.sent += found
        return bool(found)

    def wait_for(self, word: str, since: int = 0, seconds: float = 60.0) -> None:
        """Read until a word stands in what was sent, control sequences aside."""
        end = time.monotonic() + seconds
        while word not in self.words(since):
            if time.monotonic() > end:
                raise AssertionError(f"no {word!r} in {self.words(since)[-3000:]!r}")
            self.read(0.1)

    def words(self, since: int = 0) -> str:
        """What was sent, control sequences aside."""
        return _CONTROL.sub(b"", bytes(self.sent[since:])).decode("utf-8", "replace")

    def type(self, keys: str, word: str) -> None:
        """Press keys and wait for a word that they bring."""
        before = len(self.sent)
        os.write(self.descriptor, keys.encode("utf-8", "surrogateescape"))
        self.wait_for(word, before)

    def paste(self, text: str) -> None:
        """Paste a text as terminals do, and let the app draw it."""
        os.write(self.descriptor, b"\x1b[200~" + text.encode("utf-8", "surrogateescape"))
        os.write(self.descriptor, b"\x1b[201~")
        self.settle()

    def escape(self) -> None:
        """Press Escape: whatever came at once after it would be taken for a part of it."""
        os.write(self.descriptor, b"\x1b")
        self.settle()

    def settle(self) -> None:
        """Read until nothing more comes."""
        while self.read(0.4):
            pass

    def end(self, seconds: float = 60.0) -> int:
        """Read to the end; the exit code, or minus the signal."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            self.read(0.05)
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                while self.read(0.05):
                    pass
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("it does not end")


@contextmanager
def terminal(program: str, *arguments: str, **environment: str) -> Iterator[Terminal]:
    """Run a Python program in a terminal of 80 columns and 24 lines."""
    process, descriptor = pty.fork()
    if process == 0:
        root = str(Path(__file__).resolve().parents[3])
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        merged = kept | _ENVIRONMENT | {"COLUMNS": "80", "LINES": "24"} | environment
        os.chdir(root)
        os.execve(sys.executable, [sys.executable, "-c", program, *arguments], merged)  # noqa: S606
    found = Terminal(process, descriptor)
    try:
        yield found
    finally:
        _stop(found)


def _stop(one: Terminal) -> None:
    try:
        os.kill(one.process, signal.SIGKILL)
        os.waitpid(one.process, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
    os.close(one.descriptor)
