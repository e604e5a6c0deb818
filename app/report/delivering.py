"""A report as a message: queued once for each period, in the database's outbox."""

from collections.abc import Sequence
from datetime import tzinfo
from itertools import islice
from pathlib import Path

from app.configuration.configured import Report
from app.report.as_json import values
from app.report.as_mail import mail_html
from app.report.as_text import text
from app.report.composing import compose, subject
from app.report.naming import name
from app.report.planning import Zone
from store.database.connection import Writer
from store.notifying import outbox
from store.notifying.outbox import Message
from store.reports import scheduling
from store.reports.dues import Plan
from store.reports.figures import Figures
from store.reports.gathering import gather
from store.reports.periods import Period
from store.reports.traffic import Limits
from store.text import unlinked
from store.times import now

_WAIT = 5.0
"""Seconds to wait for another writer."""
_AT_ONCE = 4
"""Reports that one run makes up; the next goes on."""


def message(figures: Figures, zone: tzinfo) -> Message:
    """A report as a message; the same report has the same key, so that it is sent once."""
    document = compose(figures, zone)
    period = figures.period
    return Message(
        key=f"report {period.kind} {name(period, zone)} {period.since} {period.until}",
        subject=subject(figures, zone),
        text=unlinked("".join(f"{line}\n" for line in text(document))),
        html=unlinked(mail_html(document)),
        data=values(figures, document),
        kind="report",
    )


def queue_now(path: Path, made: Message, to: Sequence[str]) -> bool:
    """Queue a message; False where it was queued before.

    Raises:
        DatabaseBusy: Another writer would not let go.
    """
    with Writer(path, _WAIT, durable=True) as writer, writer.transaction() as connection:
        return outbox.queue(connection, made, outbox.mail(*to), now()) is not None


def queue_due(writer: Writer, report: Report, plan: Plan, where: Zone, limits: Limits) -> int:
    """Queue the reports that are due, each once, and remember which is next.

    Args:
        writer: Of the database, in no transaction.
        report: Says to whom they go.
        plan: Which they are.
        where: The zone that the plan names.
        limits: Answers 404 a day that are nothing to speak of.

    Returns:
        How many were queued.

    Raises:
        DatabaseBusy: Another writer would not let go; the next run makes up for it.
    """
    at = now()
    queued = 0
    for period in islice(scheduling.due(writer.connection, plan, where.zone, at), _AT_ONCE):
        figures = gather(writer.connection, period, *where, at, limits)
        queued += _queue(writer, message(figures, where.zone), report.to, plan, where, period)
    with writer.transaction() as connection:
        next_ = scheduling.following(connection, plan, where.zone, at)
        scheduling.note(connection, plan, next_)
    return queued


def _queue(
    writer: Writer, made: Message, to: Sequence[str], plan: Plan, where: Zone, period: Period
) -> bool:
    """Queue one report, and note in the same transaction that it was made."""
    at = now()
    with writer.transaction() as connection:
        if not scheduling.done(connection, plan, where.zone, period, at):
            return False
        return outbox.queue(connection, made, outbox.mail(*to), at) is not None
