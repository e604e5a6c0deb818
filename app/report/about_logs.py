"""The sections of a report that are about what logs say, and how far they can be trusted."""

from collections.abc import Iterable
from datetime import tzinfo

from app.report.document import Cell, Column, Section, clock, columns, counts, from_logs, table_rows
from app.report.naming import previous, this
from store.reports.figures import Figures, Offender, Trouble

_NEW = "New offenders"


def timeline(figures: Figures, zone: tzinfo) -> Section:
    """What happened when."""
    by_day = all(clock(slot.since, zone).endswith(" 00:00") for slot in figures.timeline)
    rows = [
        (
            Cell(clock(slot.since, zone)[: 10 if by_day else 16], "text"),
            *counts(slot.events, slot.failures, slot.alerts),
        )
        for slot in figures.timeline
    ]
    titles = columns("from", ">records", ">failures", ">alerts")
    return Section("timeline", "Time line", titles, table_rows(rows), "", bars=2, chart=True)


def offenders(figures: Figures) -> Section:
    """The addresses with the most failures."""
    found = figures.offenders
    when = previous(figures.period)
    note = (
        f"{found.total:,} in all: {found.new:,} new, {found.back:,} failed in {when}, too. "
        f"{found.gone:,} of {when} did not fail again."
    )
    return _offenders("offenders", "Top offenders", found.top, note)


def new_offenders(figures: Figures) -> Section:
    """Those with the most failures among addresses that were never seen before."""
    found = figures.offenders
    if found.newest and found.newest == found.top:
        return _offenders("new_offenders", _NEW, (), None, "They are the top offenders.")
    return _offenders("new_offenders", _NEW, found.newest, None)


def accounts(figures: Figures) -> Section:
    """The accounts that were tried most."""
    rows = [
        (*counts(row.failures, row.before, row.addresses), *from_logs(row.account))
        for row in figures.accounts
    ]
    titles = columns(">failed logins", ">before", ">addresses", "account")
    empty = "Nobody failed to log in."
    return Section("accounts", "Targeted accounts", titles, table_rows(rows), empty, bars=0)


def sites(figures: Figures) -> Section:
    """The web sites with the most errors."""
    rows = [
        (
            *counts(row.client_errors, row.server_errors, row.before),
            *from_logs(row.site or "(its log names none)"),
        )
        for row in figures.sites
    ]
    titles = columns(">4xx", ">5xx", ">before", "site")
    return Section("sites", "Targeted sites", titles, table_rows(rows), "No site had an error.")


def statuses(figures: Figures) -> Section:
    """Errors of web servers by status."""
    rows = [
        (Cell(row.status, "name"), *counts(row.answers, row.before))
        for row in figures.errors.statuses
    ]
    titles = columns(">status", f">{this(figures.period)}", ">before")
    empty = "No web server answered with an error."
    return Section("statuses", "Errors by status", titles, table_rows(rows), empty, bars=1)


def error_days(figures: Figures) -> Section:
    """Errors by day, with the daily thresholds of 404."""
    errors = figures.errors
    rows = [
        (
            Cell(day.date, "text"),
            Cell(day.weekday, "text"),
            *counts(day.missing, day.limit),
            Cell(day.is_over, "yes"),
            *counts(day.client_errors, day.server_errors),
        )
        for day in errors.days
    ]
    titles = columns("day", "weekday", ">404", ">threshold", "over", ">4xx", ">5xx")
    note = f"{errors.days_over:,} of {errors.all_days:,} days over the threshold of 404 answers."
    title = "Errors by day"
    return Section("error_days", title, titles, table_rows(rows), "", bars=2, note=note)


def coverage(figures: Figures) -> Section:
    """What was read, and what went wrong."""
    found = figures.coverage
    named: dict[str, Cell] = {
        "Log files with records": Cell(found.sources, "count"),
        "Records": Cell(found.lines, "count"),
        "not understood": Cell(found.unparsed, "count"),
        "not understood, share": Cell(found.unparsed_percent, "percent"),
        "promised by files and not found": Cell(found.lost, "count"),
        "Silent logs": Cell(found.silent_logs, "count"),
        "Logs not read to the end": Cell(found.damaged_logs, "count"),
        "Rules out of order": Cell(found.failed_rules, "count"),
        "Last import": Cell(found.last_import, "instant"),
        "Latest record of all": Cell(found.last_record, "instant"),
    }
    rows = [(Cell(name, "text"), value) for name, value in named.items()]
    titles = (Column(""), Column("value", right=True))
    return Section("coverage", "Coverage and trust", titles, table_rows(rows), "")


def mail(figures: Figures) -> Section:
    """How the messages fared that were made in the period."""
    found = figures.coverage.mail
    row = (*counts(found.waiting, found.failed), *from_logs(found.last_error))
    titles = columns(">waiting", ">given up", "last error")
    return Section("mail", "Messages not sent", titles, (row,), "")


def formats(figures: Figures) -> Section:
    """Records by the format of their logs."""
    rows = [
        (*counts(row.events, row.before), *from_logs(row.format))
        for row in figures.coverage.formats
    ]
    titles = columns(">records", ">before", "format")
    return Section("formats", "Records by format", titles, table_rows(rows), "No record.", bars=0)


def gaps(figures: Figures) -> Section:
    """Windows logs that are not whole."""
    rows = [
        (*counts(row.gaps, row.missing, row.cleared), *from_logs(row.host, row.channel))
        for row in figures.coverage.gaps
    ]
    titles = columns(">gaps", ">record ids missing", ">cleared", "computer", "log")
    empty = "No Windows log has a gap in its record ids."
    return Section("gaps", "Gaps in Windows logs", titles, table_rows(rows), empty)


def silent(figures: Figures) -> Section:
    """Logs that say nothing any more."""
    rows = [
        (Cell(row.last_record, "instant"), *from_logs(row.log)) for row in figures.coverage.silent
    ]
    empty = "Every log went on to the last quarter."
    return Section("silent", "Silent logs", columns("last record", "log"), table_rows(rows), empty)


def damaged(figures: Figures) -> Section:
    """Logs that could not be read to their end."""
    return _troubles(
        "damaged", "Logs not read to the end", "log", figures.coverage.damaged, "None."
    )


def rule_errors(figures: Figures) -> Section:
    """Rules that do not work."""
    return _troubles(
        "rule_errors", "Rules out of order", "rule", figures.coverage.rule_errors, "None."
    )


def _offenders(
    key: str, title: str, found: Iterable[Offender], note: str | None, empty: str = "None."
) -> Section:
    rows = [
        (
            *counts(row.failures, row.before, row.alerts),
            Cell(row.first_seen, "instant"),
            Cell(row.is_new, "yes"),
            *from_logs(row.address),
        )
        for row in found
    ]
    titles = columns(">failures", ">before", ">alerts", "first seen", "new", "address")
    return Section(key, title, titles, table_rows(rows), empty, bars=0, note=note)


def _troubles(key: str, title: str, what: str, found: Iterable[Trouble], empty: str) -> Section:
    rows = [from_logs(row.name, row.error) for row in found]
    return Section(key, title, columns(what, "error"), table_rows(rows), empty)
