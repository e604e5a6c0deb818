"""Timelines as CSV: of Timesketch (`blotter export --format timesketch`) and of plaso.

`psort -o dynamic` writes the latter.

Source: Timesketch, "Create a timeline from JSON/JSONL/CSV file"; plaso, plaso/output/dynamic.py.
Columns with ECS names are what they say; plaso's own stand below `plaso.`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from store.formats.encoding import reading_utf16
from store.formats.exchanged.timelines import Meaning, opener_of, score_of
from store.formats.interface import Format
from store.formats.long_lines import of_lines
from store.model import Context

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
_SAMPLE = b"""\
datetime,timestamp_desc,source,source_long,message,parser,display_name,tag
2026-03-10T06:25:09.118000+00:00,Content Modification Time,FILE,File stat,/etc/passwd Type: file,\
filestat,OS:/etc/passwd,-
2026-03-10T06:25:10.002000+00:00,Event Logged,LOG,"System log","[sshd, pid: 4121] Failed password
for root",text/syslog_traditional,OS:/var/log/auth.log,-
"""


def _is_heading(cells: Sequence[str]) -> bool:
    return set(cells) >= _WANTED


def _fields(row: Mapping[str, str], _context: Context) -> dict[str, Any]:
    """A row's cells under the names that they have here; plaso writes `-` for nothing."""
    found: dict[str, Any] = {}
    for title, cell in row.items():
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


_MEANING = Meaning(_DATASET, _is_heading, _fields)

FORMAT = reading_utf16(
    Format(
        name="plaso.csv",
        title="timelines of plaso and Timesketch as CSV",
        dataset=_DATASET,
        score=score_of(_MEANING),
        open=of_lines(opener_of(_MEANING)),
        sample=_SAMPLE,
    )
)
