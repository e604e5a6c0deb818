"""What an import does about notifications: notice what happens to alerts, and tell it afterwards.

Where nobody is to be told anything, nothing is noticed. Most runs have nothing to tell, so what
tells is imported when there is something.
"""

from collections.abc import Callable
from contextlib import suppress

from app.configuration.configured import Config
from app.notifying.clock import trust_the_clock
from app.report_due import make_due_reports
from store.database.connection import Writer
from store.errors import BlotterError, DatabaseBusy
from store.importing.progress import Cause, Summary
from store.notifying.due import is_anything_due
from store.notifying.listening import listen
from store.times import now

SECONDS = 60.0
"""That an import sends for: where a server is slow, the next one, a minute later, goes on."""


class Afterwards:
    """The notifications of one process that imports."""

    def __init__(
        self, writer: Writer, config: Config, *, is_silent: bool, stop: Callable[[], bool]
    ) -> None:
        """Notice, from now on, what happens to alerts, in the transactions in which it does.

        Args:
            writer: Of the import.
            config: The configuration: who is to be told.
            is_silent: Whether nobody is to be told anything of this run.
            stop: Asked between two deliveries whether to end.
        """
        self._writer = writer
        self._config = config
        self._is_silent = is_silent
        self._is_on = bool(config.notify) and not is_silent
        self._stop = stop
        if self._is_on and config.notify.get("to"):
            listen(writer.connection)

    def tell(self, summary: Summary) -> None:
        """Tell what there is to tell, reports too, outside any transaction: nobody waits for us.

        Args:
            summary: Of the import that is over; what comes of it goes in there.
        """
        if not self._is_silent:
            with suppress(DatabaseBusy):
                trust_the_clock(self._writer)
            make_due_reports(self._writer, self._config.report, self._config.tz)
        if not self._is_on or not is_anything_due(self._writer.connection, now()):
            return
        from app.notifying.running import tell

        try:
            outcome = tell(self._writer.path, self._config, self._stop, SECONDS)
        except BlotterError as wrong:
            summary.note("notify", str(wrong), Cause.UNSENT)
            return
        summary.notifications_sent += outcome.sent
        summary.notifications_failed += outcome.failed
        for whom, why in outcome.problems.items():
            summary.note(f"notify: {whom}", why, Cause.UNSENT)
