"""Rows for a timeline of Timesketch: what it wants to find, then the fields by their ECS names."""

from datetime import UTC, datetime, timedelta

from store.exporting.alert_records import document as alert_document
from store.exporting.columns import KEYS, OTHER, flat
from store.queries.alerts import AlertRow
from store.queries.documents import Document
from store.times import iso

_WANTED = ("message", "timestamp", "datetime", "timestamp_desc")
"""What a row has to have (Timesketch, "Create a timeline from JSON/JSONL/CSV file")."""

EVENT_COLUMNS = (*_WANTED, *(key for key in KEYS if key != "message"), OTHER)
ALERT_COLUMNS = (*_WANTED, "alert")

_LOGGED = "Event Logged"
_FIRST, _LAST = "Alert First Seen", "Alert Last Seen"


def event_row(document: Document) -> dict[str, object]:
    """A row of an event."""
    message = document.get("message") or document["event.original"]
    return {**flat(document), **_head(str(message), str(document["@timestamp"]), _LOGGED)}


def alert_rows(alert: AlertRow) -> list[dict[str, object]]:
    """Rows of an alert: when it began, and when it was last seen if that is later."""
    group = " ".join(map(str, alert.group.values()))
    message = f"{alert.rule_title} ({alert.severity}, {alert.count} counted) {group}".rstrip()
    ends = {_FIRST: alert.first_seen, _LAST: alert.last_seen}
    if alert.first_seen == alert.last_seen:
        del ends[_LAST]
    whole = alert_document(alert)
    return [{**_head(message, iso(time), what), "alert": whole} for what, time in ends.items()]


def _head(message: str, stamp: str, what: str) -> dict[str, object]:
    return {
        "message": message,
        "timestamp": _microseconds(stamp),
        "datetime": stamp.replace("Z", "+00:00"),
        "timestamp_desc": what,
    }


def _microseconds(stamp: str) -> int:
    moment = datetime.fromisoformat(stamp)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
