"""One alert as a page of plain text: what happened, what to look at next, what it rests on."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.output.tables import clipped
from app.output.times import clock
from store.queries.alerts import ActionRow, AlertRow, RuleText
from store.queries.events import EventRow
from store.text import safe

_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of an alert."""

    alert: AlertRow
    rule: RuleText
    evidence: Sequence[tuple[EventRow, str]]
    """The first records that it rests on, each as one line that is not yet safe to draw."""
    kept: int
    """How many of them there are; others were removed because of their age."""
    actions: Sequence[ActionRow]
    covered: Sequence[tuple[int, str]] = ()
    """Alerts of other rules that it tells of: numbers and titles."""


def told(story: Story, width: int | None) -> Iterator[str]:
    """The lines of the page, all safe to draw.

    Args:
        story: The alert.
        width: Columns of the terminal; None: records are shown in full.
    """
    alert, rule = story.alert, story.rule
    yield safe(f"Alert {alert.id}: {alert.rule_title}")
    yield from _facts(story)
    if rule.description:
        yield from ("", "What happened, and what to look at next")
        yield from _wrapped(rule.description)
    if rule.falsepositives:
        yield from ("", "It may be harmless")
        for each in rule.falsepositives:
            yield from _wrapped(f"- {each}")
    yield from _evidence(story, width)
    if alert.notes:
        yield from ("", "Notes")
        for each in alert.notes:
            yield from _wrapped(each)
    if story.actions:
        yield from ("", "Decisions")
        yield from map(_decision, story.actions)


def _facts(story: Story) -> Iterator[str]:
    alert, rule = story.alert, story.rule
    status = f"{alert.status} ({alert.reason})" if alert.reason else alert.status
    facts = {
        "severity": alert.severity,
        "status": f"{status}, {alert.condition}",
        "snoozed": f"until {clock(alert.snoozed_until)} UTC" if alert.snoozed_until else None,
        "silenced": f"by silence {alert.silence}" if alert.silence else None,
        "folded": f"into alert {alert.folded}" if alert.folded else None,
        "stands for": _folds(alert),
        "tells of": ", ".join(f"{title} (alert {number})" for number, title in story.covered),
        "assignee": alert.assignee,
        "tags": ", ".join(alert.labels),
        "case": f"case {alert.case}" if alert.case else None,
        "part of": f"alert {alert.part_of}" if alert.part_of else None,
        **{safe(field): str(value) for field, value in alert.group.items()},
        "first seen": f"{clock(alert.first_seen)} UTC",
        "last seen": f"{clock(alert.last_seen)} UTC",
        "recovered": _recovered(alert),
        "goes on from": f"alert {alert.follows}" if alert.follows else None,
        "count": _counted(alert),
        "reopened": f"{alert.reopened} times by new evidence" if alert.reopened else None,
        "techniques": ", ".join(alert.techniques),
        "rule": f"{alert.rule_id}, by {rule.author or 'an unnamed author'}",
        "license": rule.license,
    }
    shown = {name: value for name, value in facts.items() if value}
    size = max(map(len, shown))
    for name, value in shown.items():
        yield f"  {name:<{size}}  {safe(value)}"


def _evidence(story: Story, width: int | None) -> Iterator[str]:
    alert = story.alert
    yield from ("", f"Evidence ({alert.evidence})")
    for event, line in story.evidence:
        yield clipped(f"  {clock(event.time)}  {safe(line)}", width)
    more = story.kept - len(story.evidence)
    if more > 0:
        yield f"  {more} more: blotter events alert:{alert.id}"
    gone = alert.evidence - story.kept
    if gone > 0:
        yield f"  {gone} removed because of their age (blotter prune); the counts above stay"


def _decision(action: ActionRow) -> str:
    """Who did what, and when."""
    reason = action.after.get("reason") if action.verb == "close" else None
    taken = f" of {action.undo_of}" if action.undo_of else ""
    text = f"  {clock(action.at)}  {action.id}  {action.actor}@{action.host}  {action.verb}{taken}"
    return safe(f"{text} ({reason})" if reason else text)


def _wrapped(text: str) -> Iterator[str]:
    """Paragraphs, indented; blank lines between them stay."""
    for line in text.strip().split("\n"):
        indent = "    " if line.startswith("- ") else "  "
        yield from textwrap.wrap(
            safe(line), _WIDTH, initial_indent="  ", subsequent_indent=indent
        ) or [""]


def _recovered(alert: AlertRow) -> str | None:
    """When its condition ended; None while it lasts, and for rules that do not tell."""
    if alert.recovered_at is None or alert.condition != "recovered":
        return None
    return f"{clock(alert.recovered_at)} UTC"


def _folds(alert: AlertRow) -> str | None:
    """How many alerts a flood stands for, of how many groups; None for other alerts."""
    if not alert.folds:
        return None
    return f"{alert.folds:,} alerts of {alert.peak:,} groups: blotter alerts folded:{alert.id}"


def _counted(alert: AlertRow) -> str:
    """How often the rule was hit; the peak where one window held more than one hit."""
    if alert.folds or alert.peak <= 1:
        return str(alert.count)
    return f"{alert.count}, at most {alert.peak} in one window"
