"""What an import run works with, and what it keeps account of."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from store.database.connection import Writer
from store.importing.foreseeing import Foresight
from store.importing.options import Rules
from store.importing.progress import Progress, Summary
from store.importing.turns import Turns
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.alerting.changes import Changes

Mark: TypeAlias = tuple[int, int | str]
"""Device and inode of a file; of a log that is named within an archive, device and name."""


class Means(NamedTuple):
    """What a run works with."""

    writer: Writer
    """Of an up-to-date database."""
    turns: Turns
    """On the same database."""
    rules: Rules
    """Where they lie beside the built-in pack, and where their days begin."""
    progress: Progress
    """Told after every batch."""
    stop: Callable[[], bool] = lambda: False
    """Asked after every batch whether to end early, with everything so far committed."""
    knowledge: Knowledge = NO_KNOWLEDGE
    """The user's files about addresses."""
    foresight: Foresight | None = None
    """Has who reads long logs, from before the database was made."""


class Account:
    """What a run has come across, and what came of it."""

    def __init__(self) -> None:
        self.summary = Summary()
        """What it did so far."""
        self._seen: set[Mark] = set()
        self._changes = Changes()

    def see(self, mark: Mark) -> None:
        """Count a file among the sources, once."""
        self._seen.add(mark)
        self.summary.sources = len(self._seen)

    def has_seen(self, *marks: Mark) -> bool:
        """Whether one of some files was counted."""
        return not self._seen.isdisjoint(marks)

    def count(self, changes: Changes) -> None:
        """Count what happened to alerts."""
        self._changes.add(changes)
        self.summary.alerts_opened = len(self._changes.opened)
        self.summary.alerts_updated = len(self._changes.updated)

    def forget(self, mark: Mark) -> None:
        """Let a file be seen again, which is to be gone on with in another turn."""
        self._seen.discard(mark)
