"""Every error of the headless half, with the place it happened as data.

BlotterError
├── InputError          a log or rule file cannot be used; carries path, line and column
│   ├── InputErrors     … for several reasons, each with its own place
│   ├── RuleError       … because a rule is wrong
│   └── DamagedError    … because it is damaged
├── FormatError         a `--format` is neither a name nor a LogFormat; carries the column
├── FilterError         a filter text is wrong; carries the column
├── QueryError          an SQL query is wrong, forbidden, or takes too long; carries the place
├── DatabaseBusy        another writer holds the database
├── WorkerError         the process that read a log ended early
├── DatabaseError       the database cannot be opened, created or understood
│   └── DatabaseOlder   … before it is brought up to date
├── ReceiverError       a system that events are shipped to takes nothing from us
└── ActionError         an analyst's action cannot be carried out
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file."""

    path: str
    """The file's path as the user wrote it."""
    line: int | None = None
    """The line, from 1."""
    column: int | None = None
    """The column, from 1."""

    def __str__(self) -> str:
        """The place as `path:line:column`, as far as it is known."""
        parts = [self.path, *(str(part) for part in (self.line, self.column) if part is not None)]
        return ":".join(parts)


class BlotterError(Exception):
    """The base of everything that this package raises on purpose."""


class InputError(BlotterError):
    """A file cannot be used."""

    def __init__(self, message: str, location: Location) -> None:
        super().__init__(f"{location}: {message}")
        self.message = message
        self.location = location


class InputErrors(InputError):  # noqa: N818 - several of them
    """A file cannot be used for several reasons."""

    def __init__(self, problems: Sequence[InputError]) -> None:
        super().__init__(problems[0].message, problems[0].location)
        self.problems = tuple(problems)


class RuleError(InputError):
    """A rule file holds something that is not a rule we can run."""


class DamagedError(InputError):
    """A log, or the archive that it lies in, is damaged."""


class FormatError(BlotterError):
    """What was said of a log's format cannot be understood."""

    def __init__(self, message: str, text: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.column = column
        """The offending character, from 0."""


class FilterError(BlotterError):
    """A filter text cannot be understood."""

    def __init__(self, message: str, text: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.column = column
        """The offending character, from 0."""


class QueryError(BlotterError):
    """An SQL query cannot be answered: it is wrong, asks for what is closed, or takes too long."""

    def __init__(self, message: str, query: str = "", at: int | None = None) -> None:
        place = "" if at is None else f" ({_place(query, at)})"
        super().__init__(f"sql: {message}{place}")
        self.message = message
        self.at = at
        """The offending character, from 0; None: it is the query as a whole, or nobody knows."""


def _place(text: str, at: int) -> str:
    """A character as people count: lines and columns from 1."""
    before = text[:at]
    return f"line {before.count(chr(10)) + 1}, column {at - before.rfind(chr(10))}"


class DatabaseBusy(BlotterError):  # noqa: N818 - a state, as a rule, and no fault
    """Another writer holds the database."""


class WorkerError(BlotterError):
    """The process that read a log ended before the log did."""


class DatabaseError(BlotterError):
    """The database cannot be opened, created or understood."""


class DatabaseOlder(DatabaseError):  # noqa: N818 - a state that ends by itself, as a rule
    """The database was made by an older version, and has not been brought up to date so far."""


class ReceiverError(BlotterError):
    """A system that events are shipped to takes nothing from us: a wrong address, no permission."""


class ActionError(BlotterError):
    """An analyst's action cannot be carried out."""
