"""What was found, and in what it is looked for."""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.configuration.configured import Config
from app.diagnostics import ExitCode

SALVAGE = "stop imports, keep a copy of the file, and run blotter salvage NEW.db"
"""What to do about a damaged database."""


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    """As it should be."""
    WARNING = "warning"
    """Will do harm some day, or is worth knowing."""
    FAULT = "fault"
    """Does harm now."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    area: str
    """`database`, `logs`, …"""
    level: Level
    text: str
    """What was found; may hold what a log said: not yet safe to draw."""
    advice: str | None = None
    """What to do, where something is to be done."""
    code: ExitCode = ExitCode.OK
    """Of a fault, the exit code."""


@dataclass(frozen=True, slots=True)
class Patient:
    """An installation."""

    config: Config | None
    """None: it could not be read, which has been told."""
    database: Path
    connection: sqlite3.Connection | None
    """To the database for reading; None: it cannot be opened, which has been told."""
    now: int
    """Microseconds since 1970 UTC."""
    is_offline: bool = False
    """Whether nobody elsewhere is to be asked anything."""


def good(area: str, text: str) -> Finding:
    """Something that is as it should be."""
    return Finding(area, Level.OK, text)


def warning(area: str, text: str, advice: str) -> Finding:
    """Something that is not, and does no harm yet."""
    return Finding(area, Level.WARNING, text, advice)


def fault(area: str, text: str, advice: str, code: ExitCode) -> Finding:
    """Something that does harm."""
    return Finding(area, Level.FAULT, text, advice, code)
