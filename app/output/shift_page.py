"""A hand-over as Markdown: what the next shift has to know."""

from collections.abc import Iterator, Sequence

from app.output.markdown import plain, table
from app.output.times import clock
from store.queries.alerts import AlertRow
from store.queries.shift import Shift

MOST = 50
"""Alerts that each part lists."""


def shift_markdown(shift: Shift, actor: str) -> Iterator[str]:
    """The lines of the page."""
    yield f"# Hand-over by {plain(actor)}"
    yield ""
    yield f"From {clock(shift.since)} to {clock(shift.until)} UTC."
    yield ""
    yield f"- new and open: {len(shift.new):,}"
    yield f"- open again by new evidence: {len(shift.regressed):,}"
    yield f"- still open from before: {len(shift.still_open):,}"
    yield f"- never looked at: {shift.never_looked_at:,}"
    yield f"- closed: {_closed(shift)}"
    yield from _part("New", shift.new)
    yield from _part("Open again by new evidence", shift.regressed)
    yield from _part("Still open", shift.still_open)
    yield from _watching(shift)
    if shift.deeds:
        yield from ("", "## Who did what", "")
        rows = [(deed.actor, deed.verb, deed.count) for deed in shift.deeds]
        yield from table(("who", "what", "times"), rows)


def _closed(shift: Shift) -> str:
    total = sum(shift.closed.values())
    reasons = ", ".join(f"{plain(reason)} {count:,}" for reason, count in shift.closed.items())
    return f"{total:,} ({reasons})" if total else "0"


def _part(title: str, alerts: Sequence[AlertRow]) -> Iterator[str]:
    if not alerts:
        return
    yield from ("", f"## {title}", "")
    rows = [
        (
            alert.id,
            alert.severity,
            alert.status,
            alert.assignee or "",
            " ".join(map(str, alert.group.values())),
            alert.rule_title,
        )
        for alert in alerts[:MOST]
    ]
    yield from table(("id", "severity", "status", "assignee", "group", "rule"), rows)
    if len(alerts) > MOST:
        yield from ("", f"{len(alerts) - MOST:,} more.")


def _watching(shift: Shift) -> Iterator[str]:
    """What may keep the next shift from seeing."""
    if shift.expiring:
        yield from ("", "## Silences that end within a day", "")
        rows = [(each.id, clock(each.until), each.owner, each.filter) for each in shift.expiring]
        yield from table(("id", "until (UTC)", "owner", "filter"), rows)
    if shift.silent:
        yield from ("", "## Sources that have fallen silent", "")
        yield from table(
            ("source", "last record (UTC)"),
            [(each.path, clock(each.last)) for each in shift.silent],
        )
