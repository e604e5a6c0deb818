"""Make the reports that are due, after an import: one look where none is."""

from app.configuration.configured import Report
from app.diagnostics import error
from store.database.connection import Writer
from store.errors import DatabaseBusy
from store.reports.dues import Plan, is_due
from store.times import now


def make_due_reports(writer: Writer, report: Report, log_zone: str | None) -> int:
    """Queue the reports that the configuration asks for and that are due.

    Args:
        writer: Of the database, in no transaction.
        report: The table `[report]`.
        log_zone: The zone of the logs, which is that of the reports where those name none.

    Returns:
        How many were queued. What another writer keeps from being queued is told, and left to the
        next run.
    """
    if report.period is None:
        return 0
    plan = Plan(report.period, report.tz or log_zone or "", report.at)
    if not is_due(writer.connection, plan, now()):
        return 0
    from app.report.delivering import queue_due
    from app.report.planning import limits_of, zone_named

    where = zone_named(report.tz or log_zone)
    try:
        return queue_due(writer, report, plan, where, limits_of(report))
    except DatabaseBusy as busy:
        error(f"the report waits for the next run: {busy}")
        return 0
