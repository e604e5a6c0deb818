"""The command line, in this process or in one of its own."""

import gc
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.cli import blotter
from app.diagnostics import run
from app.importing.importing_command import import_command
from store import children

NOBODY = 65_534
"""The number of a user without rights."""


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def summary(self) -> dict[str, Any]:
        """What `--json` printed."""
        said: dict[str, Any] = json.loads(self.out)
        return said


class Command:
    """Runs `blotter --import-only --db DATABASE`."""

    def __init__(self, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self._capsys = capsys

    def __call__(self, *words: object) -> Ended:
        """Run it with these further words."""
        arguments = ["--import-only", "--db", str(self.database), *map(str, words)]
        before = signal.getsignal(signal.SIGTERM)
        try:
            code = run(blotter, arguments)
        finally:
            signal.signal(signal.SIGTERM, before)
            gc.enable()
        said = self._capsys.readouterr()
        return Ended(int(code), said.out, said.err)


def words_of(database: Path, *words: object) -> list[str]:
    """The words that start it as a process of its own."""
    return import_command(["--import-only", "--db", str(database), *map(str, words)])


def in_crumbs(database: Path, chunk: int, *words: object) -> list[str]:
    """The same, committing after every so many bytes."""
    code = f"import store.importing.reading as reading; reading.CHUNK = {chunk}; "
    command = children.command(f"{code}from app.cli import main; main()")
    return [*command, "--import-only", "--db", str(database), *map(str, words)]


def spawned(words: list[str], **options) -> Ended:
    """A process that has ended; a minute is more than it may take."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, **options)
    return Ended(done.returncode, done.stdout, done.stderr)


def without_rights(database: Path, *words: object) -> list[str]:
    """The same, without the rights of root, if this process has them.

    Everything is imported before: the interpreter itself may lie where only root may look.
    """
    code = (
        "import difflib, os, zoneinfo, app.importing.headless, store.database.migrations; "
        "import store.importing.intake, store.importing.judges; "
        "from app.cli import main; from store.formats.registry import formats; "
        "formats(); zoneinfo.ZoneInfo('UTC'); "
        f"os.getuid() or (os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY})); main()"
    )
    words = ("--import-only", "--db", database, "--tz", "UTC", *words)
    return [*children.command(code), *map(str, words)]


def as_stranger(folder: Path, *words: object) -> Ended:
    """Run on `blotter.db` of a folder that belongs to somebody who is not root."""
    for path in (folder, *folder.rglob("*")):
        if os.getuid() == 0:
            os.chown(path, NOBODY, NOBODY)
    return spawned(without_rights(folder / "blotter.db", *words))
