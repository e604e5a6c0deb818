"""What an import run tells while it is at work, and when it is done."""

from dataclasses import asdict, dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple, Protocol


class Cause(IntEnum):
    """Why something went wrong, the gravest last; the numbers are the exit codes of sysexits.h."""

    DATA = 65
    """A source could not be read as any known format, or is damaged."""
    UNSENT = 69
    """A notification could not be sent; it stays queued."""
    IO = 74
    """Input or output failed."""
    PERMISSION = 77
    """Permission denied."""
    CONFIGURATION = 78
    """A rule is wrong."""


class Step(NamedTuple):
    """How far the import of one source has come."""

    path: str
    done: int
    """Bytes of the file that are done with."""
    total: int
    """Bytes of the file."""
    lines: int
    """Records read in this run, of all sources."""
    alerts: int
    """Alerts opened in this run."""


class Progress(Protocol):
    """Somebody who wants to know."""

    def advanced(self, step: Step) -> None:
        """A batch has been committed."""

    def judging(self, done: int, total: int) -> None:
        """New rules are catching up with stored events."""


class Silent:
    """Nobody wants to know."""

    def advanced(self, step: Step) -> None:
        """Say nothing."""

    def judging(self, done: int, total: int) -> None:
        """Say nothing."""


class Problem(NamedTuple):
    """Something that kept a source, or a part of it, from being read."""

    path: str
    error: str
    cause: Cause


@dataclass(slots=True)
class Summary:
    """What a run did; the names are those of the command line's JSON."""

    sources: int = 0
    lines: int = 0
    bytes: int = 0
    events: int = 0
    unparsed: int = 0
    alerts_opened: int = 0
    alerts_updated: int = 0
    notifications_sent: int = 0
    notifications_failed: int = 0
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)

    def count(self, records: int, unparsed: int, consumed: int) -> None:
        """Count a piece of a log: its records, those that no format understood, and its bytes."""
        self.lines += records
        self.unparsed += unparsed
        self.events += records - unparsed
        self.bytes += consumed

    def step(self, path: str, done: int, total: int) -> Step:
        """How far a source has come, and the run."""
        return Step(path, done, total, self.lines, self.alerts_opened)

    def note(self, path: Path | str, error: str | None, cause: Cause = Cause.DATA) -> None:
        """Note a problem, if there is one; what is seen again in another turn, once."""
        if error:
            problem = Problem(str(path), error, cause)
            if problem not in self.problems:
                self.problems.append(problem)

    def as_json(self) -> dict[str, object]:
        """The summary with the keys that scripts rely on."""
        values = asdict(self)
        del values["problems"]
        values["seconds"] = round(self.seconds, 3)
        values["errors"] = [{"path": each.path, "error": each.error} for each in self.problems]
        return values

    @property
    def exit_code(self) -> int:
        """The number of the gravest cause; 0 without any problem."""
        return max((each.cause for each in self.problems), default=0)
