"""Import in a child process, which follows the logs while the app is open.

The child has its own interpreter, so that the keys stay quick. It reports its progress as JSON
lines: after each batch an object with `path`, `done`, `total`, `lines`, `alerts`; while new rules
catch up one with `judging`, `total`; while an older database is brought up to date one with
`upgrading`, `total`; after each look at the logs one with `summary`; and one with `busy` where
another import is at work. A child that ends all the same is started again.
"""

import asyncio
import json
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import PurePath

from store.text import decode
from widgets.view_models import Shown, shown

PAUSE = 5.0
"""Seconds until a child that ended is started again."""
_LONGEST_LINE = 1 << 20
_GRACE = 2.0
_BUSY = Shown("another import is at work")


class ImportChild:
    """Runs the import command until it is stopped, and tells what it does."""

    def __init__(
        self, command: Sequence[str], tell: Callable[[Shown], None], *, follows: bool = True
    ) -> None:
        """Make ready.

        Args:
            command: The program and its arguments.
            tell: Called with one line on what is going on; empty: nothing.
            follows: Whether there are logs to follow; else a child that ended well was the last.
        """
        self._command = command
        self._follows = follows
        self._tell = tell
        self._process: Process | None = None

    async def follow(self) -> None:
        """Keep a child at work; where there is something to follow, until cancelled."""
        while True:
            code = await self._import()
            if code == os.EX_OK and not self._follows:
                return
            await asyncio.sleep(PAUSE)

    async def _import(self) -> int:
        """Run a child to its end; returns its exit code."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, limit=_LONGEST_LINE
            )
        except OSError as error:
            self._tell(shown(f"cannot import: {error}"))
            return os.EX_OSERR
        self._process = process
        try:
            _, complaint = await asyncio.gather(self._read(process), _last_line(process))
            code = await process.wait()
            self._tell(_outcome(code, complaint))
            return code
        finally:
            await self.stop()

    async def _read(self, process: Process) -> None:
        """Tell each line of progress."""
        async for line in _lines(process.stdout):
            with suppress(ValueError):
                found = json.loads(line)
                if isinstance(found, dict) and found:
                    self._tell(_progress(found))

    async def stop(self) -> None:
        """End the child: what it committed stays, the rest is read next time."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _GRACE)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _lines(stream: asyncio.StreamReader | None) -> AsyncIterator[bytes]:
    """The lines of a stream; one that is too long is left out."""
    while stream is not None:
        try:
            line = await stream.readline()
        except ValueError:
            continue
        if not line:
            return
        yield line


async def _last_line(process: Process) -> str:
    """The last thing the child complained of."""
    last = b""
    async for line in _lines(process.stderr):
        last = line.strip() or last
    return decode(last)


def _progress(found: Mapping[str, object]) -> Shown:
    if "busy" in found:
        return _BUSY
    if "summary" in found:
        return _result(found["summary"])
    total = found.get("total")
    if "upgrading" in found:
        return _step(found["upgrading"], total)
    if "judging" in found:
        return shown(
            f"importing: new rules judge the stored records{_share(found['judging'], total)}"
        )
    name = PurePath(str(found.get("path", ""))).name
    return shown(f"importing {name}{_share(found.get('done'), total)}")


def _step(done: object, total: object) -> Shown:
    """Which step to an up-to-date database is being made."""
    count = f": step {done + 1} of {total}" if isinstance(done, int) else ""
    return shown(f"upgrading{count}")


def _share(done: object, total: object) -> str:
    """How much is done, where that can be said."""
    if isinstance(done, int) and isinstance(total, int) and total > 0:
        return f" {min(100, done * 100 // total)}%"
    return ""


def _result(summary: object) -> Shown:
    """What is wrong with the logs, or nothing."""
    errors = summary.get("errors") if isinstance(summary, dict) else None
    if not isinstance(errors, list) or not errors or not isinstance(errors[-1], dict):
        return Shown("")
    return shown(f"import: {errors[-1].get('path')}: {errors[-1].get('error')}")


def _outcome(code: int, complaint: str) -> Shown:
    if code == os.EX_TEMPFAIL:
        return _BUSY
    if code == os.EX_OK:
        return Shown("")
    return shown(f"import: {complaint or f'exit {code}'}")
