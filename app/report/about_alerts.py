"""The sections of a report that are about alerts, rules and silences."""

from app.report.document import (
    Cell,
    Column,
    Section,
    columns,
    counts,
    from_logs,
    table_rows,
)
from app.report.naming import this
from app.report.wording import is_noisy
from store.reports.figures import Figures, Kpi

_KPIS = {
    "alerts": "Alerts that began",
    "grave_alerts": "of these high or critical",
    "true_positives": "of these closed as true positives",
    "false_positives": "of these closed as false positives",
    "harmless_percent": "Harmless among the closed",
    "reopened": "Reopened by new evidence",
    "undecided": "Nobody has looked at",
    "open_at_end": "Open at the end",
    "oldest_open": "The oldest of these, age",
    "time_to_acknowledge_median": "Time to acknowledge, median",
    "time_to_acknowledge_p90": "Time to acknowledge, p90",
    "time_to_close_median": "Time to close, median",
    "time_to_close_p90": "Time to close, p90",
    "time_to_detect_median": "Time to detect, median",
    "time_to_detect_p90": "Time to detect, p90",
    "events": "Records",
    "failures": "Failures",
    "offenders": "Addresses that failed",
    "unparsed_percent": "Records not understood",
}
_TREND = {1: "▲", -1: "▼", 0: "="}


def kpis(figures: Figures) -> Section:
    """Key figures against the period before."""
    return Section(
        "kpis",
        "Key figures",
        columns("", f">{this(figures.period)}", ">before", "trend"),
        table_rows([_kpi(each) for each in figures.kpis]),
        "",
    )


def severities(figures: Figures) -> Section:
    """Alerts by severity and status."""
    rows = [
        (
            Cell(row.severity, "text"),
            *counts(row.new, row.acknowledged, row.snoozed, row.closed, row.other, row.total),
        )
        for row in figures.severities
    ]
    titles = columns("severity", ">new", ">acknowledged", ">snoozed", ">closed", ">other", ">total")
    return Section(
        "severities", "Alerts by severity and status", titles, table_rows(rows), "", bars=6
    )


def incidents(figures: Figures) -> Section:
    """The gravest alerts."""
    rows = [
        (
            Cell(row.alert, "name"),
            Cell(row.severity, "text"),
            Cell(row.status, "text"),
            Cell(row.first_seen, "instant"),
            *counts(row.count),
            *from_logs(row.about or None, row.rule),
            Cell(", ".join(row.techniques) or None, "log"),
        )
        for row in figures.incidents
    ]
    titles = columns(
        ">alert", "severity", "status", "began", ">count", "about", "rule", "techniques"
    )
    return Section("incidents", "The gravest alerts", titles, table_rows(rows), "No alert began.")


def rules(figures: Figures) -> Section:
    """The rules with the most alerts, and what became of those."""
    rows = [
        (
            *counts(row.alerts, row.before, row.undecided, row.closed, row.harmless),
            Cell(row.harmless_percent, "percent"),
            Cell(is_noisy(row), "yes"),
            *from_logs(row.rule),
        )
        for row in figures.rules
    ]
    titles = columns(
        *(">alerts", ">before", ">new", ">closed", ">harmless", ">share"),
        *("tune", "rule"),
    )
    return Section("rules", "Noisiest rules", titles, table_rows(rows), "No rule raised an alert.")


def techniques(figures: Figures) -> Section:
    """ATT&CK techniques that alerts tell of."""
    rows = [
        (*counts(row.alerts, row.before), *from_logs(row.technique)) for row in figures.techniques
    ]
    titles = columns(">alerts", ">before", "technique")
    empty = "No alert names a technique."
    return Section("techniques", "ATT&CK techniques", titles, table_rows(rows), empty, bars=0)


def silences(figures: Figures) -> Section:
    """What was hidden, by whose wish."""
    found = figures.silences
    rows = [
        (
            Cell(row.id, "name"),
            *counts(row.hidden),
            Cell(row.until, "instant"),
            Cell(row.ends_soon, "yes"),
            Cell(row.unused, "yes"),
            *from_logs(row.owner, row.filter, row.reason),
        )
        for row in found.rows
    ]
    titles = columns(">id", ">hides", "until", "ends soon", "unused", "owner", "filter", "reason")
    return Section("silences", "Silences", titles, table_rows(rows), "No silence was in force.")


def silence_counts(figures: Figures) -> Section:
    """Silences in sum."""
    found = figures.silences
    named = {
        "Alerts hidden, which no other number here counts": found.hidden,
        "In force at the end": found.in_force,
        "Begun": found.begun,
        "Ended": found.ended,
        "Ending soon": found.ending_soon,
        "In force and never needed": found.unused,
    }
    rows = [(Cell(name, "text"), *counts(number)) for name, number in named.items()]
    titles = (Column(""), Column("number", right=True))
    return Section("silence_counts", "Silences in sum", titles, table_rows(rows), "")


def _kpi(each: Kpi) -> tuple[Cell, ...]:
    trend = None
    if each.now is not None and each.before is not None:
        trend = _TREND[(each.now > each.before) - (each.now < each.before)]
    return (
        Cell(_KPIS[each.key], "text"),
        Cell(each.now, each.unit),
        Cell(each.before, each.unit),
        Cell(trend, "text"),
    )
