"""A case as Markdown: its alerts, its pinned records with where each stands, and its notes."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from app.output.markdown import code, paragraphs, plain, table
from app.output.times import clock
from store.database.evidence import readable
from store.errors import ActionError
from store.queries import alerts, cases
from store.queries.alerts import AlertRow
from store.queries.cases import CaseRow, Pin
from store.queries.documents import Document, document
from store.queries.where import Where
from store.text import decode


@dataclass(frozen=True, slots=True)
class Pinned:
    """A record of a case."""

    pin: Pin
    fields: Document
    """Empty where the record is gone."""
    raw: bytes


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything about a case."""

    case: CaseRow
    alerts: list[AlertRow]
    pinned: list[Pinned]


def case_page(connection: sqlite3.Connection, number: int) -> CasePage:
    """Read a case.

    Raises:
        ActionError: There is none of that number.
    """
    case = cases.get(connection, number)
    if case is None:
        raise ActionError(f"there is no case {number}")
    found = alerts.listing(connection, Where("a.case_id = ?", (number,)), newest_first=False)
    return CasePage(case, found, [_pinned(connection, pin) for pin in case.pins])


def case_markdown(page: CasePage) -> Iterator[str]:
    """The lines of the page."""
    case = page.case
    yield f"# Case {case.id}: {plain(case.title)}"
    yield ""
    yield f"- status: {case.status}"
    yield f"- opened: {clock(case.opened_at)} UTC by {plain(case.owner)}"
    if case.assignee:
        yield f"- assigned to: {plain(case.assignee)}"
    techniques = sorted({each for alert in page.alerts for each in alert.techniques})
    if techniques:
        yield f"- techniques: {plain(', '.join(techniques))}"
    yield from _alerts(page.alerts)
    yield from _evidence(page.pinned)
    yield from _notes(case)


def _pinned(connection: sqlite3.Connection, pin: Pin) -> Pinned:
    fields = document(connection, pin.event)
    return Pinned(pin, fields or {}, readable(connection, pin.event) if fields else b"")


def _alerts(found: list[AlertRow]) -> Iterator[str]:
    if not found:
        return
    yield from ("", "## Alerts", "")
    titles = ("id", "severity", "rule", "group", "first seen (UTC)", "last seen (UTC)", "count")
    rows = [
        (
            alert.id,
            alert.severity,
            alert.rule_title,
            " ".join(f"{key}={value}" for key, value in alert.group.items()),
            clock(alert.first_seen),
            clock(alert.last_seen),
            alert.count,
        )
        for alert in found
    ]
    yield from table(titles, rows)
    for alert in found:
        for remark in alert.notes:
            yield from ("", f"On alert {alert.id}:", "")
            yield from paragraphs(remark)


def _evidence(pinned: list[Pinned]) -> Iterator[str]:
    if pinned:
        yield from ("", "## Evidence")
    for each in pinned:
        fields = each.fields
        place = f"{fields.get('log.file.path', 'gone')} at byte {fields.get('log.offset', '?')}"
        yield ""
        yield f"Record {each.pin.event}, {plain(place)}, pinned by {plain(each.pin.by)}:"
        yield ""
        yield from code(decode(each.raw).split("\n"))


def _notes(case: CaseRow) -> Iterator[str]:
    if case.notes:
        yield from ("", "## Notes")
    for note in case.notes:
        yield from ("", f"{clock(note.at)} UTC, {plain(note.by)}:", "")
        yield from paragraphs(note.text)
