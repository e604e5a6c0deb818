"""What verifying evidence comes to, for each source."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What became of the log that evidence came from."""

    INTACT = "intact"
    """Every record lies where it was read."""
    ROTATED = "rotated"
    """Every record lies at the same offset of another file."""
    ALTERED = "altered"
    """The log is there, and holds something else where records were read."""
    TRUNCATED = "truncated"
    """The log is there, and ends before its last record."""
    GONE = "gone"
    """No file holds it any more."""
    NOT_KEPT = "not-kept"
    """It came through a pipe."""
    UNREADABLE = "unreadable"
    """There is a file that may not, or cannot be read."""
    DAMAGED = "damaged"
    """The stored evidence itself is not what it was."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one source's evidence."""

    path: str
    """Where its log was last seen by an import."""
    format: str | None
    state: State
    found_at: str | None
    """The file that holds the log now."""
    blocks: int
    """Stored blocks."""
    damaged: int
    """Blocks whose bytes do not match their hash."""
    differing: int
    """Blocks of which the log holds something else."""
    missing: int
    """Blocks that the log is too short for."""
    offset: int | None
    """Of the first byte of the log that differs or is missing, after decompression."""
    line: int | None
    """The line of that byte, from 1; None where the log is not made of lines."""
    detail: str
    """What there is to say, in one sentence; empty where all is as it was."""
