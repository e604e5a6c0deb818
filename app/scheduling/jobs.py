"""What is to be run by itself, and when."""

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from app.diagnostics import CommandError, ExitCode
from store.text import safe


class Job(NamedTuple):
    """Something that is run by itself."""

    name: str
    """`import`, `report`, `backup` or `prune`."""
    title: str
    words: tuple[str, ...]
    """Its command line."""
    cron: str
    """When, as crontab(5) says it."""
    calendar: str
    """When, as systemd.time(7) says it."""


class Wish(NamedTuple):
    """What somebody wants to be run."""

    every: int
    """Minutes between two imports."""
    db: Path | None
    config: Path | None
    backup: Path | None
    """Where a backup goes every night; None: there is none."""
    prune: str | None
    """How old events are removed every week, as `--older-than` says it; None: none are."""
    archive: Path | None
    """Where these are kept."""
    report: str | None = None
    """Of which period a report is mailed when it is over: `day`, `week`, `month`; None: of none."""


def jobs(wish: Wish) -> list[Job]:
    """The jobs, with everything that they name as absolute paths: they run from elsewhere.

    Raises:
        CommandError: A name has a character that a schedule cannot hold; or we are not installed.
    """
    found = [_import(wish)]
    if wish.report is not None:
        found.append(_report(wish, wish.report))
    if wish.backup is not None:
        found.append(_backup(wish, wish.backup))
    if wish.prune is not None:
        found.append(_prune(wish, wish.prune))
    return found


def program() -> str:
    """The path of the command that runs now, as it is installed.

    Raises:
        CommandError: It is not installed.
    """
    beside = Path(sys.executable).with_name("blotter")
    for path in (beside, Path(sys.argv[0]), Path(shutil.which("blotter") or "")):
        if path.name == "blotter" and os.access(path, os.X_OK) and path.is_file():
            return str(path.absolute())
    raise CommandError("the command blotter is not installed", ExitCode.USAGE)


def _import(wish: Wish) -> Job:
    wait = str(60 * wish.every - 10)
    words = _words(wish, "--import-only", "--quiet", "--wait", wait)
    cron = "* * * * *" if wish.every == 1 else f"*/{wish.every} * * * *"
    return Job("import", "import what is new in the logs", words, cron, f"*:0/{wish.every}")


def _report(wish: Wish, period: str) -> Job:
    words = _words(wish, "report", "--email", "--quiet", "--period", period)
    return Job("report", f"mail the report of the {period} that is over", words, *_AFTER[period])


_AFTER = {
    "day": ("0 7 * * *", "*-*-* 07:00"),
    "week": ("0 7 * * 1", "Mon *-*-* 07:00"),
    "month": ("0 7 1 * *", "*-*-01 07:00"),
}
"""When a report is made, as cron and as systemd say it."""


def _backup(wish: Wish, file: Path) -> Job:
    words = _words(wish, "backup", "--quiet", "--replace", str(file.absolute()))
    return Job("backup", "back up the database", words, "17 3 * * *", "*-*-* 03:17")


def _prune(wish: Wish, span: str) -> Job:
    more = ("--archive", str(wish.archive.absolute())) if wish.archive else ()
    words = _words(wish, "prune", "--quiet", "--yes", "--older-than", span, *more)
    return Job("prune", "remove events that have grown old", words, "37 3 * * 0", "Sun *-*-* 03:37")


def _words(wish: Wish, *words: str) -> tuple[str, ...]:
    """A command line on the database and by the configuration that were named."""
    named = {"--config": wish.config, "--db": wish.db}
    options = [
        word for name, path in named.items() if path for word in (name, str(path.absolute()))
    ]
    return tuple(map(lined, (program(), *words, *options)))


def lined(word: str) -> str:
    """A word as it is, if a line of a crontab or unit file may hold it: it begins no other line.

    Raises:
        CommandError: It has a control character, or bytes that are no text.
    """
    if any(ord(each) < 0x20 or ord(each) == 0x7F or 0xD800 <= ord(each) < 0xE000 for each in word):
        what = "a control character, or bytes that are no text, cannot stand in a schedule"
        raise CommandError(f"{safe(word)}: {what}", ExitCode.USAGE)
    return word
