"""A log that is being written: partial lines, last lines without an end, a file kept open."""

import os
import time
from pathlib import Path
from random import Random

from tests.torture.numbered import Kind

_OLD = 60.0
"""Seconds after which nobody is thought to write to a file any more."""


class Log:
    """One log, held open as its server does; its rotations are in `rotations`."""

    def __init__(self, folder: Path, kind: Kind, chance: Random) -> None:
        self.path = folder / kind.path
        self.kind = kind
        self.chance = chance
        self.written = 0
        """Lines so far, in whatever file they are now."""
        self.in_file = 0
        """Lines in the file that is written to."""
        self.rotations = 0
        self.lag = 0
        """How many times more is written to a file that was moved away."""
        self.always_rests = False
        """Whether nobody seems to have written for a minute, where the last line has no end."""
        self._is_open_ended = False
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = self._open()

    def write(self, count: int, *, at_once: bool = False) -> None:
        """Append lines; sometimes with a pause inside one, sometimes without the last end."""
        if self.lag:
            self.lag -= 1
            if not self.lag:
                self.reopen()
        ending = self.kind.ending
        data = self.kind.lines(range(self.written, self.written + count))
        if self._is_open_ended:
            data = ending + data
        self._is_open_ended = not at_once and self.chance.random() < 0.03
        if self._is_open_ended:
            data = data.removesuffix(ending)
        cut = len(data) if at_once else self.chance.randrange(len(data))
        self._append(data[:cut])
        if cut < len(data):
            time.sleep(self.chance.random() * 0.004)
            self._append(data[cut:])
        self.written += count
        self.in_file += count
        if self._is_open_ended and (self.always_rests or self.chance.random() < 0.5):
            self._rest()

    def reopen(self) -> None:
        """Go on in the file that has the name now, or in a new one."""
        os.close(self._descriptor)
        self._descriptor = self._open()
        self.lag = 0
        self._begin_file()

    def truncate(self) -> None:
        """Empty the file."""
        os.ftruncate(self._descriptor, 0)
        self._begin_file()

    def end(self) -> None:
        """Write no more."""
        os.close(self._descriptor)

    def _begin_file(self) -> None:
        self.in_file = 0
        self._is_open_ended = False

    def _open(self) -> int:
        return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)

    def _append(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._descriptor, data) :]

    def _rest(self) -> None:
        """Look as if nobody had written for a minute: the last line is taken as it is."""
        moment = time.time() - _OLD
        os.utime(self._descriptor, (moment, moment))
