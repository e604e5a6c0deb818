"""From figures to a document: everything that is said, in the order in which it is read."""

from datetime import tzinfo

from app.report import about_alerts, about_logs
from app.report.document import Document, clock
from app.report.naming import previous, title
from app.report.wording import decision, summary
from store.reports.figures import VERSION, Figures
from store.reports.periods import local

_METHOD = """\
An alert belongs to the period in which its first event lies; hidden ones are counted under Silences
only. Its status is that of the moment at which this was written.

Medians and 90th percentiles (p90) are by nearest rank. To acknowledge: from the alert until
somebody acknowledged or closed it. To close: until it was closed for the last time. To detect: from
the alert's first event until the alert. What was undone does not count.

Failures are failed requests and logins; what several records tell of one attempt counts once.
Harmless: closed as false positive or benign. Silent: written to since the period before, and not in
the last quarter of this one."""


def compose(figures: Figures, zone: tzinfo) -> Document:
    """The report in words.

    Args:
        figures: Its numbers.
        zone: The zone of `figures.zone`.
    """
    return Document(
        title=f"Security report: {title(figures.period, zone)}",
        subtitle=_subtitle(figures, zone),
        summary=summary(figures, zone),
        decision=decision(figures),
        sections=(
            about_alerts.kpis(figures),
            about_alerts.severities(figures),
            about_alerts.incidents(figures),
            about_logs.timeline(figures, zone),
            about_logs.offenders(figures),
            about_logs.new_offenders(figures),
            about_alerts.rules(figures),
            about_alerts.techniques(figures),
            about_logs.accounts(figures),
            about_logs.sites(figures),
            about_logs.statuses(figures),
            about_logs.error_days(figures),
            about_logs.coverage(figures),
            about_logs.formats(figures),
            about_logs.gaps(figures),
            about_logs.silent(figures),
            about_logs.damaged(figures),
            about_logs.rule_errors(figures),
            about_logs.mail(figures),
            about_alerts.silence_counts(figures),
            about_alerts.silences(figures),
        ),
        footnotes=(*_METHOD.replace("\n", " ").split("  "), f"Figures of version {VERSION}."),
        zone=zone,
    )


def subject(figures: Figures, zone: tzinfo) -> str:
    """What a message with the report is about: nothing that a log says."""
    alerts, grave = figures.kpi("alerts").now, figures.kpi("grave_alerts").now
    when = title(figures.period, zone)
    noun = "alert" if alerts == 1 else "alerts"
    return f"[Blotter] Report, {when}: {alerts:,} {noun}, {grave:,} high or critical"


def _subtitle(figures: Figures, zone: tzinfo) -> str:
    """What the report covers, on whose clocks, and what it is compared with."""
    period = figures.period
    hours = f"{period.seconds // 3600} hours"
    offsets = dict.fromkeys(f"{local(at, zone):%z}" for at in (period.since, period.until - 1))
    signs = " and ".join(f"UTC{offset[:3]}:{offset[3:5]}" for offset in offsets)
    running = " It is not over yet." if figures.as_of < period.until else ""
    return (
        f"{clock(period.since, zone)} to {clock(period.until, zone)}, {hours}, "
        f"{figures.zone} ({signs}), compared with {previous(period)}.{running}"
    )
