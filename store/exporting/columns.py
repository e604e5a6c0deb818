"""An event's document laid out in columns, for forms that have the same ones in every row."""

from store.queries.documents import Document

KEYS = (
    *("@timestamp", "event.id", "event.dataset", "event.category", "event.action"),
    *("event.outcome", "event.original", "log.file.path", "log.offset", "host.name", "message"),
    *("log.level", "source.ip", "source.port", "source.domain", "user.name", "user.domain"),
    *("user.id", "user.target.name", "user.effective.name", "process.name", "process.pid"),
    *("process.executable", "process.command_line", "process.parent.executable"),
    *("http.request.method", "http.version", "http.request.referrer"),
    *("http.response.status_code", "http.response.body.bytes", "url.path", "url.query"),
    *("url.domain", "user_agent.original", "apache.error.module", "apache.error.code"),
    *("winlog.event_id", "winlog.channel", "winlog.provider_name", "winlog.record_id"),
    *("winlog.computer_name", "winlog.logon.type", "event.code", "error.code"),
    *("related.weight", "event.time_flags", "event.parse"),
)
"""Columns of their own; whatever else an event has stands as an object in the column `OTHER`."""

OTHER = "other"

NUMBERS = frozenset(
    {
        *("log.offset", "source.port", "process.pid", "http.response.status_code"),
        *("http.response.body.bytes", "winlog.event_id", "winlog.record_id", "related.weight"),
    }
)
"""Keys whose values are whole numbers."""

_KNOWN = frozenset(KEYS)


def flat(document: Document) -> dict[str, object]:
    """A document with what has no column of its own in `OTHER`."""
    other = {key: value for key, value in document.items() if key not in _KNOWN}
    return {**document, OTHER: other or None}
