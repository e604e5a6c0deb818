"""ClickHouse over HTTP: rows of a table that keeps each `event_id` once (docs/shipping.md).

A row that is sent twice is the same row, which a ReplacingMergeTree merges into one.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from store.errors import ReceiverError
from store.queries.documents import Document
from store.shipping.lines import json_line
from store.shipping.receivers.halving import refusals
from store.shipping.receivers.http import Server
from store.shipping.receivers.interface import Refusal

COLUMNS = {
    "event_id": "event.id",
    "dataset": "event.dataset",
    "category": "event.category",
    "action": "event.action",
    "outcome": "event.outcome",
    "code": "event.code",
    "parse": "event.parse",
    "host": "host.name",
    "source_ip": "source.ip",
    "source_domain": "source.domain",
    "user_name": "user.name",
    "user_domain": "user.domain",
    "process": "process.name",
    "method": "http.request.method",
    "status": "http.response.status_code",
    "url_path": "url.path",
    "url_query": "url.query",
    "user_agent": "user_agent.original",
    "level": "log.level",
    "message": "message",
    "weight": "related.weight",
    "original": "event.original",
}
"""Columns of the table and the keys that they hold; what has none of its own is in `document`."""

_INTEGERS = frozenset({"status", "weight"})
_TABLE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

SCHEMA = """\
CREATE TABLE {table} (
    event_id String,
    time DateTime,
    micro UInt32,
{columns},
    document String
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(time) ORDER BY (time, event_id)
"""


class ClickHouse:
    """See `Receiver`."""

    place = None

    def __init__(self, server: Server) -> None:
        """Ship to a server.

        Raises:
            ReceiverError: The URL names no table.
        """
        base, _, table = server.path.rpartition("/")
        if _TABLE.fullmatch(table) is None:
            raise ReceiverError("name the table: clickhouse:http://HOST:8123/DATABASE.TABLE")
        names = ", ".join(("time", "micro", *COLUMNS, "document"))
        query = quote(f"INSERT INTO {table} ({names}) FORMAT JSONEachRow")
        more = f"&{server.query}" if server.query else ""
        self._server = server
        self._target = f"{base}/?query={query}{more}"

    def send(self, documents: Sequence[Document]) -> list[Refusal]:
        """See `Receiver`."""
        return refusals(documents, self._post)

    def hurry(self) -> None:
        """See `Receiver`."""
        self._server.hurry()

    def close(self) -> None:
        """See `Receiver`."""
        self._server.close()

    def _post(self, documents: Sequence[Document]) -> str | None:
        body = b"".join(json_line(_row(each)) for each in documents)
        answer = self._server.post(self._target, body, {"Content-Type": "application/x-ndjson"})
        return None if answer.status < 300 else answer.reason


def schema(table: str) -> str:
    """The statement that makes the table."""
    kinds = {name: "UInt16" if name in _INTEGERS else "String" for name in COLUMNS}
    del kinds["event_id"]
    columns = ",\n".join(f"    {name} {kind}" for name, kind in kinds.items())
    return SCHEMA.format(table=table, columns=columns)


def _row(document: Document) -> dict[str, object]:
    """A row; a column of which the document says nothing has what is nothing in its type."""
    moment = datetime.fromisoformat(str(document["@timestamp"])) - _EPOCH
    own = {key: value for key, value in document.items() if key != "event.original"}
    row: dict[str, object] = {
        name: document.get(key, 0 if name in _INTEGERS else "") for name, key in COLUMNS.items()
    }
    seconds = max(0, moment // timedelta(seconds=1))
    row |= {"time": seconds, "micro": moment.microseconds}
    return row | {"document": json_line(own).decode().rstrip("\n")}
