"""Timelines as CSV: of Timesketch (`blotter export --format timesketch`) and of plaso.

`psort -o dynamic` writes the latter.

Source: Timesketch, "Create a timeline from JSON/JSONL/CSV file"; plaso, plaso/output/dynamic.py.
Columns with ECS names are what they say; plaso's own stand below `plaso.`.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from store.formats.encoding import reading_utf16
from store.formats.exchanged.csv_rows import cells_of, rows_of
from store.formats.exchanged.events import Events
from store.formats.interface import Format, LookAhead, Parsed, Reader, State
from store.model import Context, Record

_DATASET = "plaso.csv"
_WANTED = frozenset({"message", "datetime", "timestamp_desc"})
_RENAMED = {
    "hostname": "host.name",
    "host": "host.name",
    "username": "user.name",
    "user": "user.name",
    "message": "message",
    "datetime": "@timestamp",
}
"""What else columns are called."""
_OTHER = ("other", "alert")
"""Columns that hold an object of further fields."""
_PASSED_OVER = frozenset({"timestamp", "__ts_timeline_id", "_index", "_id", "_type"})
_MOST_COLUMNS = 500
_SAMPLE = b"""\
datetime,timestamp_desc,source,source_long,message,parser,display_name,tag
2026-03-10T06:25:09.118000+00:00,Content Modification Time,FILE,File stat,/etc/passwd Type: file,\
filestat,OS:/etc/passwd,-
2026-03-10T06:25:10.002000+00:00,Event Logged,LOG,"System log","[sshd, pid: 4121] Failed password
for root",text/syslog_traditional,OS:/var/log/auth.log,-
"""


class _Timeline:
    """Reads one source; see `Reader`."""

    def __init__(self, context: Context, state: State) -> None:
        self._events = Events(_DATASET, context.host)
        self._titles: list[str] = list(state.get("titles", ()))

    def state(self) -> State:
        """The heading: it says what all rows hold."""
        return {"titles": self._titles} if self._titles else {}

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make a record of every row but headings; see `Reader`."""
        rows = rows_of(data, offset, take_rest=at_end and take_rest)
        records = [self._record(at, raw) for at, raw in rows.rows]
        return Parsed([each for each in records if each is not None], rows.consumed)

    def _record(self, offset: int, raw: bytes) -> Record | None:
        cells = cells_of(raw)
        if self._titles and self._titles == cells:  # of a file that this one was put together from
            return None
        if not self._titles and _is_heading(cells):
            self._titles = cells[:_MOST_COLUMNS]
            return None
        if not self._titles or len(cells) != len(self._titles):
            return Record(offset, raw, self._events.unparsed, {}, None)
        return self._events.record(offset, raw, _fields(self._titles, cells))


def _is_heading(cells: Sequence[str]) -> bool:
    return set(cells) >= _WANTED


def _fields(titles: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """A row's cells under the names that they have here; plaso writes `-` for nothing."""
    found: dict[str, Any] = {}
    for title, cell in zip(titles, cells, strict=True):
        if cell in ("", "-") or title in _PASSED_OVER:
            continue
        if title in _OTHER:
            found |= _object(cell)
        elif title in _RENAMED:
            found.setdefault(_RENAMED[title], cell)
        else:
            found[title if "." in title else f"plaso.{title}"] = cell
    return found


def _object(cell: str) -> dict[str, Any]:
    try:
        found = orjson.loads(cell)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _score(head: bytes) -> float:
    """Certain where a row is a heading with the columns that every timeline has."""
    rows = rows_of(head, 0, take_rest=True).rows
    return float(any(_is_heading(cells_of(raw)) for _, raw in rows[:20]))


def _open(context: Context, state: State, _look_ahead: LookAhead) -> Reader:
    return _Timeline(context, state)


FORMAT = reading_utf16(
    Format(
        name="plaso.csv",
        title="timelines of plaso and Timesketch as CSV",
        dataset=_DATASET,
        score=_score,
        open=_open,
        sample=_SAMPLE,
    )
)
