"""Enter what was read of logs into the database: events, evidence, position and alerts together."""

from collections.abc import Sequence

from store.database import windows_records
from store.database.connection import Writer
from store.database.ingest import Ingest
from store.importing import alert_care, sources
from store.importing.containers.streams import Opened
from store.importing.glance import Identity
from store.importing.preparing import Ending, Prepared
from store.importing.together import Together
from store.rules.alerting import no_data, recovering, rhythms
from store.rules.alerting.changes import Changes
from store.rules.counting.judging import Active
from store.rules.engine import Engine
from store.rules.keeping import charging
from store.rules.keeping.marks import mark
from store.rules.series.keeping import Series
from store.times import now


class Books:
    """Enters pieces of logs during one turn; nobody else writes any meanwhile."""

    def __init__(
        self, writer: Writer, active: Sequence[Active], late: Sequence[Active] = ()
    ) -> None:
        """Open them.

        Args:
            writer: Of an up-to-date database.
            active: The rules that judge.
            late: Those that have yet to judge what is stored already; some judge all the same,
                for others build on them.
        """
        self._writer = writer
        self._together = Together(writer)
        self._ingest = Ingest()
        self._engine = Engine(active)
        self._series = Series(active)
        self._late = [each.number for each in late]
        self._is_open = False

    def enter(self, name: str, source: int | None, piece: Prepared) -> tuple[int, Changes]:
        """Write one piece, all of it or nothing; `commit` makes that last.

        Args:
            name: Of the log.
            source: `sources.id`, None for a log that is new.
            piece: Of the log.

        Returns:
            `sources.id`, and what happened to the alerts.
        """
        changes = Changes()
        self._is_open = True
        with self._together.transaction() as connection:
            if source is None:
                source = sources.insert(connection, name, piece.identity)
            if piece.facts is not None:
                first = self._ingest.write(connection, source, piece.facts)
                at = now()
                changes = self._engine.apply(connection, first, piece.entries, at)
                self._series.enter(connection, first, piece.heard, self._late)
                changes.add(charging.enter(connection, first, piece.costs, at))
                alert_care.hide(connection, changes)
                mark(connection, first + piece.records - 1, self._late)
                windows_records.add(connection, piece.keys)
                heard = rhythms.note(connection, name, piece.facts.times, at)
                if heard is not None:
                    no_data.recover(connection, heard)
            sources.advance(connection, source, piece)
        return source, changes

    def settle(self, source: int, opened: Opened, end: Ending, problem: str | None) -> None:
        """Note that a log has been read to its present end, and what was wrong with it."""
        with self._together.transaction() as connection:
            sources.settle(connection, source, opened.name, opened, end, problem)

    def note_damage(self, name: str, found: Identity, compression: str, problem: str) -> None:
        """Note that nothing new could be read of a log."""
        with self._writer.transaction() as connection:
            sources.note_damage(connection, name, found, compression, problem)

    @property
    def is_due(self) -> bool:
        """Whether what was entered should be committed now."""
        return self._together.is_due

    def commit(self) -> bool:
        """Commit what was entered, before anything else is; returns whether there was anything."""
        return self._together.commit()

    def close(self) -> None:
        """Write what is only remembered yet, and which alerts have recovered by now."""
        if self._is_open:
            with self._writer.transaction() as connection:
                self._ingest.finish(connection)
            self._is_open = False
        if recovering.is_due(self._writer.connection, now()):
            with self._writer.transaction() as connection:
                recovering.recover(connection, now())
