"""Have queries answered by a process beside the app, and end it where an answer is given up."""

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from store import children
from store.errors import QueryError
from store.sql.answering import LONGEST_LINE
from store.sql.meaning import Meaning

Value: TypeAlias = str | int | float | None

MOST_ROWS = 2_000
SECONDS = 60.0
"""After which a query is stopped."""
_CODE = "from store.sql.answering import main; main()"
_DIED = "the query was ended: it took too long, or too much memory"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    query: str
    filter: str
    """In the filter language: what the views show."""


@dataclass(frozen=True, slots=True)
class Result:
    """What comes of a query."""

    question: Question
    columns: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    rows: tuple[tuple[Value, ...], ...]
    more: bool
    """There are further rows."""


class Questioner:
    """Asks a process, which is started when it is needed."""

    def __init__(self, database: Path) -> None:
        self._command = [*children.command(_CODE), str(database)]
        self._process: Process | None = None
        self.views: Mapping[str, Sequence[str]] = {}
        """The columns of every view, once the process has begun."""

    async def begin(self) -> None:
        """Start the process, so that the first query need not wait for it.

        Raises:
            QueryError: The database cannot be read.
            OSError: The process cannot be started.
        """
        if self._process is not None and self._process.returncode is None:
            return
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=LONGEST_LINE
        )
        try:
            self.views = (await self._reply())["views"]
        except BaseException:  # whatever ended the wait: no process may be left behind
            await self.stop()
            raise

    async def ask(self, question: Question) -> Result:
        """Have a query answered; to cancel this ends the query.

        Raises:
            QueryError: It is wrong, or was stopped; or the database cannot be read.
            OSError: The process cannot be started.
        """
        try:
            await self.begin()
            return await self._answer(question)
        except QueryError:
            raise
        except BaseException:  # whatever ended the wait: the query must not go on
            await self.stop()
            raise

    async def _answer(self, question: Question) -> Result:
        self._send(
            {
                "query": question.query,
                "filter": question.filter,
                "rows": MOST_ROWS,
                "seconds": SECONDS,
            }
        )
        head = await self._reply()
        rows: list[tuple[Value, ...]] = []
        while "done" not in (reply := await self._reply()):
            rows += [tuple(row) for row in reply["rows"]]
        meanings = tuple(Meaning(each) for each in head["meanings"])
        return Result(question, tuple(head["columns"]), meanings, tuple(rows), reply["more"])

    def _send(self, request: Mapping[str, object]) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(f"{json.dumps(request)}\n".encode())

    async def _reply(self) -> dict[str, Any]:
        line = b""
        if self._process is not None and self._process.stdout is not None:
            with suppress(ConnectionError):
                line = await self._process.stdout.readline()
        if not line:
            await self.stop()
            raise QueryError(_DIED)
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise QueryError(reply["error"], at=reply["at"])
        return reply

    async def stop(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
