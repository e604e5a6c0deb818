"""Alerts as records: the keys of `blotter alerts`, and documents of the Elastic Common Schema."""

from dataclasses import asdict

from store.model import FieldValue, Severity
from store.queries.alerts import AlertRow
from store.times import iso

KEYS = (
    *("id", "rule_id", "rule_title", "severity", "condition", "status", "reason", "assignee"),
    *("group", "first_seen", "last_seen", "opened_at", "count", "peak", "techniques", "tags"),
    *("notes", "evidence"),
)
"""The keys of an alert in every list."""

_TIMES = ("first_seen", "last_seen", "opened_at")

_RISKS = {
    Severity.INFORMATIONAL: 0,
    Severity.LOW: 21,
    Severity.MEDIUM: 47,
    Severity.HIGH: 73,
    Severity.CRITICAL: 99,
}
"""`event.severity`, as detection rules of Elastic score these words."""


def record(row: AlertRow) -> dict[str, object]:
    """An alert with the keys of every list, and times in ISO 8601."""
    found = asdict(row) | {name: iso(getattr(row, name)) for name in _TIMES}
    return {key: found[key] for key in KEYS}


def document(row: AlertRow) -> dict[str, FieldValue | list[str]]:
    """An alert as a document of ECS; what that has no key for stands under `blotter.alert`."""
    found: dict[str, FieldValue | list[str] | None] = {
        "@timestamp": iso(row.last_seen),
        "event.kind": "alert",
        "event.dataset": "blotter.alert",
        "event.severity": _RISKS[row.severity],
        "event.start": iso(row.first_seen),
        "event.end": iso(row.last_seen),
        "event.created": iso(row.opened_at),
        "rule.id": row.rule_id,
        "rule.name": row.rule_title,
        "threat.technique.id": list(row.techniques) or None,
        "tags": list(row.tags) or None,
        **row.group,
        "blotter.alert.id": row.id,
        "blotter.alert.severity": str(row.severity),
        "blotter.alert.condition": row.condition,
        "blotter.alert.status": row.status,
        "blotter.alert.reason": row.reason,
        "blotter.alert.assignee": row.assignee,
        "blotter.alert.count": row.count,
        "blotter.alert.peak": row.peak,
        "blotter.alert.evidence": row.evidence,
        "blotter.alert.notes": list(row.notes) or None,
    }
    return {key: value for key, value in found.items() if value is not None}
