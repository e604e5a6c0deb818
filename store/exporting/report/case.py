"""What a report of a case says: in short, who, how, when; then alert by alert with its records."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.exporting.findings import Finding
from store.exporting.report.blocks import Block, Grid, Heading, Items, Lines, Paragraph
from store.model import Severity
from store.queries.alerts import ActionRow, AlertRow
from store.text import safe
from store.times import clock

_MOST_PARTIES = 50
"""Addresses in the table of who was seen."""


@dataclass(frozen=True, slots=True)
class About:
    """What a report says of itself."""

    made: int
    """Microseconds since 1970 UTC."""
    filter: str
    """Which alerts were wanted; empty: all."""
    redacted: bool
    """Whether addresses and accounts are replaced."""


def blocks(findings: Sequence[Finding], about: About) -> Iterator[Block]:
    """The document.

    Args:
        findings: Alerts in the order of time.
        about: What the report says of itself.
    """
    yield Heading(1, "Case report")
    yield Grid(("", ""), tuple(_facts(findings, about)))
    if not findings:
        yield Paragraph("No alert meets the filter.")
        return
    yield from _summary(findings)
    yield Heading(2, "Alerts")
    for finding in findings:
        yield from _alert(finding)


def _facts(findings: Sequence[Finding], about: About) -> Iterator[tuple[str, str]]:
    yield "made", f"{clock(about.made)} UTC"
    yield "filter", safe(about.filter) or "none"
    yield "alerts", str(len(findings))
    if findings:
        first = min(each.alert.first_seen for each in findings)
        last = max(each.alert.last_seen for each in findings)
        yield "from", f"{clock(first)} UTC"
        yield "to", f"{clock(last)} UTC"
    if about.redacted:
        yield "redacted", "addresses and accounts are replaced, the same by the same"


def _summary(findings: Sequence[Finding]) -> Iterator[Block]:
    alerts = [each.alert for each in findings]
    yield Heading(2, "Summary")
    yield Grid(("severity", "alerts", "new", "acknowledged", "closed"), tuple(_severities(alerts)))
    parties = tuple(_parties(findings))
    if parties:
        yield Heading(2, "Who")
        titles = ("source", "alerts", "events", "first seen (UTC)", "last seen (UTC)")
        yield Grid(titles, parties[:_MOST_PARTIES])
        if len(parties) > _MOST_PARTIES:
            yield Paragraph(f"{len(parties) - _MOST_PARTIES} more are left out.")
    techniques = Counter(each for alert in alerts for each in alert.techniques)
    if techniques:
        yield Heading(2, "How")
        rows = ((safe(name), str(count)) for name, count in techniques.most_common())
        yield Grid(("ATT&CK technique", "alerts"), tuple(rows))
    yield Heading(2, "When")
    yield Grid(
        ("first seen (UTC)", "last seen (UTC)", "severity", "alert", "about", "count", "status"),
        tuple(map(_moment, alerts)),
    )


def _severities(alerts: Sequence[AlertRow]) -> Iterator[tuple[str, ...]]:
    for severity in reversed(Severity):
        found = [alert.status for alert in alerts if alert.severity is severity]
        states = ("new", "acknowledged", "closed")
        if found:
            yield (severity, str(len(found)), *(str(found.count(state)) for state in states))


def _parties(findings: Sequence[Finding]) -> Iterator[tuple[str, ...]]:
    """Who occurs in most alerts first.

    An event may be evidence of several alerts: the most that one of them has is shown.
    """
    seen: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for finding in findings:
        for party in finding.parties:
            seen[party.value].append((party.events, party.first_seen, party.last_seen))
    order = sorted(seen, key=lambda value: (-len(seen[value]), -max(seen[value])[0], value))
    for value in order:
        events, first, last = zip(*seen[value], strict=True)
        counts = (str(len(events)), str(max(events)))
        yield (safe(value), *counts, clock(min(first)), clock(max(last)))


def _moment(alert: AlertRow) -> tuple[str, ...]:
    status = f"{alert.status} ({alert.reason})" if alert.reason else alert.status
    return (
        clock(alert.first_seen),
        clock(alert.last_seen),
        alert.severity,
        safe(f"{alert.id}: {alert.rule_title}"),
        _group(alert),
        str(alert.count),
        status,
    )


def _group(alert: AlertRow) -> str:
    return safe(" ".join(map(str, alert.group.values())))


def _alert(finding: Finding) -> Iterator[Block]:
    alert, rule = finding.alert, finding.rule
    yield Heading(3, safe(f"{alert.id}: {alert.rule_title}"))
    yield Grid(("", ""), tuple(_facts_of(alert, rule.author)))
    if rule.description:
        yield Paragraph(" ".join(safe(rule.description).split()))
    if rule.falsepositives:
        yield Paragraph("It may be harmless:")
        yield Items(tuple(map(safe, rule.falsepositives)))
    yield from _records(finding)
    if alert.notes:
        yield Heading(4, "Notes")
        yield Items(tuple(map(safe, alert.notes)))
    if finding.actions:
        yield Heading(4, "Decisions")
        yield Items(tuple(map(_decision, finding.actions)))


def _facts_of(alert: AlertRow, author: str | None) -> Iterator[tuple[str, str]]:
    status = f"{alert.status} ({alert.reason})" if alert.reason else alert.status
    yield "severity", alert.severity
    yield "status", safe(f"{status}, {alert.condition}")
    if alert.assignee:
        yield "assignee", safe(alert.assignee)
    for field, value in alert.group.items():
        yield safe(field), safe(str(value))
    yield "first seen", f"{clock(alert.first_seen)} UTC"
    yield "last seen", f"{clock(alert.last_seen)} UTC"
    yield "count", str(alert.count)
    if alert.techniques:
        yield "techniques", safe(", ".join(alert.techniques))
    yield "rule", safe(f"{alert.rule_id}, by {author or 'an unnamed author'}")


def _records(finding: Finding) -> Iterator[Block]:
    """The lines, and below them where each of them is found again."""
    evidence = finding.evidence
    yield Heading(4, f"Evidence ({finding.alert.evidence})")
    if not evidence:
        return
    yield Lines(tuple(safe(str(each["event.original"])) for each in evidence))
    rows = (
        tuple(
            safe(str(each[key]))
            for key in ("@timestamp", "log.file.path", "log.offset", "event.id")
        )
        for each in evidence
    )
    yield Grid(("time", "file", "offset", "event.id"), tuple(rows))
    more = finding.alert.evidence - len(evidence)
    if more > 0:
        yield Paragraph(f"{more} more: blotter events alert:{finding.alert.id}")


def _decision(action: ActionRow) -> str:
    reason = action.after.get("reason") if action.verb == "close" else None
    said = f" ({reason})" if reason else ""
    return safe(f"{clock(action.at)} UTC  {action.actor}@{action.host}  {action.verb}{said}")
