"""Run a command as the command line does, and look at what came of it."""

from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from app.diagnostics import run


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def lines(self) -> list[str]:
        """What went to stdout."""
        return self.out.decode().splitlines()


class Runner:
    """Runs commands on one database."""

    def __init__(self, database: Path, capture: pytest.CaptureFixture[bytes]) -> None:
        self.database = database
        self._capture = capture

    def __call__(self, command: click.Command, *arguments: str) -> Ran:
        """Run a command on the database."""
        self._capture.readouterr()
        code = run(command, [*arguments, "--db", str(self.database)])
        return Ran(code, *self.captured())

    def bare(self, command: click.Command, *arguments: str) -> Ran:
        """Without naming the database."""
        self._capture.readouterr()
        code = run(command, arguments)
        return Ran(code, *self.captured())

    def captured(self) -> tuple[bytes, str]:
        """What went to stdout and to stderr since the last look."""
        found = self._capture.readouterr()
        return found.out, found.err.decode()
