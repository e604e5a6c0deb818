"""Write all that a query gives into a new file, as `blotter sql` prints it."""

import asyncio
import os
from asyncio.subprocess import PIPE
from pathlib import Path

from app.questioner import Question
from store import children
from store.errors import QueryError
from store.text import decode

_FORMS = {".txt": "table", ".csv": "csv", ".jsonl": "json", ".json": "json"}
_SECONDS = 3_600
"""After which the query is stopped."""
ENDINGS = "The ending says how: .csv, .jsonl, .txt (a table). It is asked again."


def wrong_name(name: str) -> str | None:
    """A check: the ending has to say in which form."""
    if Path(name.strip()).suffix.lower() in _FORMS:
        return None
    return "The name has to end in .csv, .jsonl or .txt."


async def write(database: Path, question: Question, name: str) -> Path:
    """Run a query in a process of its own, without a limit of rows; cancelled, it ends.

    Args:
        database: The database.
        question: What is asked.
        name: A file that does not exist yet; `~` is the home folder.

    Raises:
        OSError: The file exists, or cannot be written.
        QueryError: The query is wrong, or was stopped; nothing is left of the file then.
    """
    path, handle = _created(name)
    try:
        await _run(_command(database, question, _FORMS[path.suffix.lower()]), question, handle)
    except BaseException:  # whatever ended it: half an answer looks like a whole one
        os.unlink(path)  # noqa: PTH108 - at once, and not in a thread that may come too late
        raise
    finally:
        os.close(handle)
    return path


def _created(name: str) -> tuple[Path, int]:
    path = Path(name).expanduser()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    return path, os.open(path, flags, 0o600)


def _command(database: Path, question: Question, form: str) -> list[str]:
    options = {
        "--db": str(database),
        "--format": form,
        "--filter": question.filter,
        "--timeout": str(_SECONDS),
    }
    words = [word for option in options.items() for word in option]
    run = children.command("from app.cli import main; main()")
    return [*run, "sql", *words, "-"]


async def _run(command: list[str], question: Question, handle: int) -> None:
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=handle, stderr=PIPE)
    try:
        _, complaint = await process.communicate(question.query.encode("utf-8", "replace"))
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        said = decode(complaint).strip().splitlines() or [f"exit {process.returncode}"]
        raise QueryError(said[-1].removeprefix("blotter: ").removeprefix("sql: "))
