"""The views that users' queries read: flat, with the names of ECS, an underline for each dot.

They are made for one connection and live no longer than it does, so that they always fit the
tables, and so that a filter can narrow what they show.
"""

import re
import sqlite3
from collections.abc import Sequence
from itertools import count

from store.queries.documents import COLUMNS, JOINS
from store.queries.where import EVERYTHING, Where
from store.sql.sites import ALONE, READING, Site

_STAMP = (
    "strftime('%Y-%m-%dT%H:%M:%S', {0} / 1000000, 'unixepoch') || printf('.%06dZ', {0} % 1000000)"
)
"""A time (µs since 1970 UTC) in ISO 8601, as everywhere in the output."""

_COMMON = {
    "id": "e.id",
    "timestamp": _STAMP.format("e.ts"),
    "ts": "e.ts",
    **{key.replace(".", "_"): value for key, value in COLUMNS.items()},
    "related_weight": "e.weight",
    "log_file_path": "(SELECT path FROM main.sources WHERE id = e.source)",
    "fields": "e.extra",
}
"""Columns of `events`, and what each is made of."""

_ALWAYS = (
    *("id", "timestamp", "ts", "event_action", "event_outcome", "host_name", "source_ip"),
    *("source_domain", "user_name"),
)

_WEB = (
    *_ALWAYS,
    *("http_request_method", "url_path", "url_query", "url_domain", "http_response_status_code"),
    *("http_response_body_bytes", "http_request_referrer", "user_agent_original", "http_version"),
)
_WEB_ERRORS = (
    *_ALWAYS,
    *("source_port", "log_level", "apache_error_module", "event_code", "process_pid", "message"),
)
_LOGINS = (
    *_ALWAYS,
    *("source_port", "user_target_name", "event_category", "process_name", "process_pid"),
    *("related_weight", "message"),
)
_WINDOWS = (
    *_ALWAYS,
    *("user_domain", "user_target_name", "winlog_channel", "winlog_provider_name"),
    *("winlog_record_id", "event_code", "process_name", "process_pid", "message", "fields"),
)

FAMILIES = {
    "web": ("apache.access", _WEB),
    "web_errors": ("apache.error", _WEB_ERRORS),
    "logins": ("system.auth", _LOGINS),
    "windows": ("windows.eventlog", _WINDOWS),
}
"""Views of one data set each, and their columns."""

_ALERTS = f"""
SELECT a.id, r.uuid AS rule_id, r.title AS rule_title, a.severity, a.condition, a.status, a.reason,
    a.assignee, g.key AS "group", json_extract(g.key, '$."source.ip"') AS source_ip,
    json_extract(g.key, '$."user.name"') AS user_name,
    {_STAMP.format("a.first_seen")} AS first_seen, {_STAMP.format("a.last_seen")} AS last_seen,
    {_STAMP.format("a.opened_at")} AS opened_at, a.count, a.peak, a.evidence,
    json_extract(r.spec, '$.tags') AS tags, a.notes
FROM main.alerts a LEFT JOIN main.rules r ON r.id = a.rule LEFT JOIN main.groups g ON g.id = a.grp
WHERE a.merged_into IS NULL
"""

_EVIDENCE = """
SELECT a.id AS alert, h.event AS id
FROM main.alerts a CROSS JOIN main.hits h ON h.grp = a.grp
    AND h.ts BETWEEN a.first_seen AND a.last_seen AND h.event > 0
WHERE a.merged_into IS NULL AND NOT EXISTS (
    SELECT 1 FROM main.hits o
    WHERE o.grp = h.grp AND o.ts = h.ts AND o.slot < h.slot AND o.event = h.event
)
"""
"""Each event once, though several members of a correlation may have counted it. Not by grouping:
that would be done for all alerts before any is chosen."""

_TALLIES = {
    "addresses": (
        "addresses",
        (
            "iif(packed IS NULL, NULL, text) AS source_ip, "
            "iif(packed IS NULL, text, NULL) AS source_domain"
        ),
    ),
    "users": ("accounts", "text AS user_name, domain AS user_domain"),
    "paths": ("paths", "text AS url_path"),
    "agents": ("agents", "text AS user_agent_original"),
    "hosts": ("hosts", "text AS host_name"),
}
"""Views of who and what was seen, each with the table that counts it and what it names."""

_SOURCES = f"""
SELECT id, path, format, size, offset, events, unparsed, lost, error,
    {_STAMP.format("last_import")} AS last_import
FROM main.sources
"""

_TABLE = re.compile(r"\b(FROM|JOIN) (?!main\.|temp\.|json_each\b)(\w+)")
"""A table, as conditions name it: in a view, such a name would be that of another view."""

_MAIN = r"\1 main.\2"
_READ = re.compile(rf"\b({'|'.join(READING)})\(")
"""A function that reads records of the first database."""

NAMES = ("events", *FAMILIES, "alerts", "alert_evidence", *_TALLIES, "log_files")
"""All views, in the order in which help lists them."""


def make(
    connection: sqlite3.Connection, where: Where = EVERYTHING, sites: Sequence[Site] = ALONE
) -> None:
    """Make the views.

    Args:
        connection: With the SQL functions of `store.database.connection.reader`, and not yet
            restricted to queries.
        where: Over `events e`: what views of events show.
        sites: The databases, attached to the connection. Where there are several, views have the
            rows of all, with a column `site` in front.
    """
    base = _bound(connection, where.of_events(Where("TRUE")))
    for name, select in _selects(base).items():
        connection.execute(_view(name, " UNION ALL ".join(_of(each, select) for each in sites)))


def _selects(base: tuple[str, str]) -> dict[str, str]:
    """What each view selects of the first database."""
    found = {"events": _events(tuple(_COMMON), base)}
    for name, (dataset, columns) in FAMILIES.items():
        kinds = f"e.kind IN (SELECT id FROM main.kinds WHERE dataset = '{dataset}')"
        found[name] = f"{_events(columns, base)} AND {kinds}"
    found |= {"alerts": _ALERTS, "alert_evidence": _EVIDENCE, "log_files": _SOURCES}
    return found | {name: _tally(table, named) for name, (table, named) in _TALLIES.items()}


def _of(site: Site, select: str) -> str:
    """The same of another database, with its name in front."""
    if not site.name:
        return select
    name = site.name.replace("'", "''")
    named = select.replace("SELECT ", f"SELECT '{name}' AS site, ", 1)
    if site.schema == "main":
        return named
    return _READ.sub(rf"\1_{site.schema}(", named.replace("main.", f"{site.schema}."))


def columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns of every view; the views have to be there."""
    return {
        name: [row[0] for row in connection.execute(f"SELECT * FROM temp.{name}").description]
        for name in NAMES
    }


def _bound(connection: sqlite3.Connection, where: Where) -> tuple[str, str]:
    """What to select events from and the condition on them, for a view, which binds no values.

    The values lie in a table of the connection's own instead.
    """
    connection.execute("CREATE TEMP TABLE bound (number INTEGER PRIMARY KEY, value)")
    connection.executemany("INSERT INTO temp.bound (value) VALUES (?)", zip(where.parameters))
    numbers = count(1)

    def bound(_mark: re.Match[str]) -> str:
        return f"(SELECT value FROM temp.bound WHERE number = {next(numbers)})"

    source, condition = _TABLE.sub(_MAIN, where.sql).split(" WHERE ", 1)
    return re.sub(r"\?", bound, source), re.sub(r"\?", bound, condition)


def _view(name: str, select: str) -> str:
    return f"CREATE TEMP VIEW {name} AS {select}"


def _events(names: tuple[str, ...], base: tuple[str, str]) -> str:
    """A select of events with these columns, which ends in a condition."""
    shown = ", ".join(f"{_COMMON[name]} AS {name}" for name in names)
    source, condition = base
    return f"SELECT {shown} {source} {_TABLE.sub(_MAIN, JOINS)} WHERE ({condition})"


def _tally(table: str, named: str) -> str:
    return (
        f"SELECT {named}, events, failures, "
        f"{_STAMP.format('first_seen')} AS first_seen, {_STAMP.format('last_seen')} AS last_seen "
        f"FROM main.{table} WHERE events > 0"
    )
