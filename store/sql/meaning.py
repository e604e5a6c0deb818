"""What the columns of an answer say: events, alerts, values that filters know, times."""

from collections.abc import Collection
from enum import StrEnum

from store.filters import keys
from store.sql import views


class Meaning(StrEnum):
    """What a column's values are, beyond values of fields."""

    NOTHING = ""
    EVENT = "event"
    """Numbers of events."""
    ALERT = "alert"
    """Numbers of alerts."""
    TIME = "time"
    """Times, as the views write them or in microseconds since 1970 UTC."""
    EITHER = "either"
    """Numbers of events or of alerts: the query reads both."""


_OF_EVENTS = frozenset({"events", "alert_evidence", *views.FAMILIES})
_NUMBERS = {
    "event": Meaning.EVENT,
    "event_id": Meaning.EVENT,
    "alert": Meaning.ALERT,
    "alert_id": Meaning.ALERT,
}
_TIMES = frozenset({"timestamp", "ts", "first_seen", "last_seen", "opened_at"})
FIELDS = {
    **{ecs.replace(".", "_"): ecs for key in keys.KEYS.values() for ecs in key.ecs},
    "rule_id": "rule",
    "rule_title": "rule",
    "severity": "severity",
}
"""Columns whose values filters know, each with the field that they are of."""


def meaning(column: str, read: Collection[tuple[str, str]]) -> Meaning:
    """What a column says.

    Args:
        column: Its name in the answer.
        read: The views and columns that the query reads, in lower case.
    """
    name = column.lower()
    if name in _TIMES:
        return Meaning.TIME
    if name not in ("id", "id_2"):
        return _NUMBERS.get(name, Meaning.NOTHING)
    of_events = any((view, "id") in read for view in _OF_EVENTS)
    of_alerts = ("alerts", "id") in read
    if of_events and of_alerts:
        return Meaning.EITHER
    if of_alerts:
        return Meaning.ALERT
    return Meaning.EVENT if of_events else Meaning.NOTHING
