"""Every question that triage asks the store; each runs in a lane, on that lane's connection."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC

from app.output.case_page import CasePage, case_page
from app.screens import reads
from app.screens.reads import Evidence
from app.screens.time_span import span_of, without
from store.filters.grammar import Filter
from store.queries import alerts, cases, timeline
from store.queries.alerts import ActionRow, AlertRow, RuleText
from store.queries.cases import CaseRow, Handover
from store.queries.conditions import alerts_where
from store.queries.shift import Shift, shift
from store.queries.timeline import Buckets, Span
from store.queries.where import Where
from store.silences import Silence, listing
from store.times import now

_MOST_HIDDEN = 100
_SHIFT = 8 * 3_600_000_000
"""Microseconds that a hand-over goes back where there was none before."""


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to tell of an alert besides the alert itself."""

    rule: RuleText | None
    evidence: list[Evidence]
    """Its first records."""
    actions: list[ActionRow]
    parts: list[int]
    """Alerts that were merged into it."""
    case: CaseRow | None
    covered: list[tuple[int, str]]
    """Alerts of other rules that it tells of: numbers and titles."""


@dataclass(frozen=True, slots=True)
class When:
    """When the alerts of a filter went on."""

    span: Span
    """What is looked at."""
    extent: Span
    """From where to where the alerts reach, whatever time the filter says."""
    buckets: Buckets


def told(connection: sqlite3.Connection, alert: int) -> Told:
    """What there is to tell of an alert."""
    row = alerts.get(connection, alert)
    return Told(
        alerts.rule_text(connection, alert),
        reads.evidence(connection, alert),
        alerts.actions(connection, alert),
        alerts.parts(connection, alert),
        None if row is None or row.case is None else cases.get(connection, row.case),
        alerts.covered(connection, alert),
    )


def when(connection: sqlite3.Connection, filter_: Filter, buckets: int) -> When | None:
    """When the alerts of a filter went on; None where there are none at any time."""
    at = now()
    extent = timeline.extent(connection, alerts_where(without(filter_), at, UTC))
    if extent is None:
        return None
    within = timeline.extent(connection, alerts_where(filter_, at, UTC)) or extent
    span = span_of(filter_, within, at)
    where = alerts_where(filter_, at, UTC)
    return When(span, extent, timeline.going_on(connection, where, span, buckets))


def standing(connection: sqlite3.Connection, filter_: Filter) -> dict[int, tuple[int, int]]:
    """How all alerts of a filter stand."""
    return alerts.standing(connection, alerts_where(filter_, now(), UTC))


def assignees(connection: sqlite3.Connection) -> list[str]:
    """Everybody who works here."""
    return alerts.assignees(connection)


def open_cases(connection: sqlite3.Connection) -> list[CaseRow]:
    """The cases that are worked on, those first that were changed last."""
    return cases.listing(connection, only_open=True)


def silences(connection: sqlite3.Connection) -> list[Silence]:
    """All silences: those in force first, then those that ended, then those lifted by hand."""
    at = now()
    found = listing(connection)
    return sorted(found, key=lambda each: (each.lifted is not None, not each.is_in_force(at)))


def hidden_by(connection: sqlite3.Connection, silence: int) -> list[AlertRow]:
    """The latest alerts that a silence hides."""
    return alerts.listing(connection, Where("a.silence = ?", (silence,)), limit=_MOST_HIDDEN)


def all_cases(connection: sqlite3.Connection) -> list[CaseRow]:
    """All cases, open ones first."""
    return cases.listing(connection)


def page_of_case(connection: sqlite3.Connection, case: int) -> CasePage:
    """Everything about a case."""
    return case_page(connection, case)


@dataclass(frozen=True, slots=True)
class ToHandOver:
    """What the next shift has to know."""

    last: Handover | None
    """The hand-over before; None: it goes eight hours back."""
    shift: Shift


def to_hand_over(connection: sqlite3.Connection) -> ToHandOver:
    """What happened since the last hand-over."""
    last, until = cases.last_handover(connection), now()
    since = until - _SHIFT if last is None else last.at
    return ToHandOver(last, shift(connection, since, until))
