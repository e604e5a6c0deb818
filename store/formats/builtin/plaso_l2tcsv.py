"""Timelines in the CSV of log2timeline, which `psort -o l2tcsv` writes, and older tools did.

Source: plaso, plaso/output/l2t_csv.py; log2timeline 0.6, "CSV output". Times are whole seconds of
the zone that stands beside them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from store.formats.encoding import reading_utf16
from store.formats.exchanged.timelines import Meaning, opener_of, score_of
from store.formats.interface import Format
from store.formats.long_lines import of_lines
from store.model import Context

_DATASET = "plaso.l2tcsv"
_TITLES = (
    *("date", "time", "timezone", "MACB", "source", "sourcetype", "type", "user", "host", "short"),
    *("desc", "version", "filename", "inode", "notes", "format", "extra"),
)
_NAMES = {
    "user": "user.name",
    "host": "host.name",
    "desc": "message",
    "MACB": "plaso.macb",
    "source": "plaso.source",
    "sourcetype": "plaso.source_long",
    "type": "plaso.timestamp_desc",
    "short": "plaso.short",
    "filename": "plaso.filename",
    "inode": "plaso.inode",
    "notes": "plaso.notes",
    "format": "plaso.parser",
    "extra": "plaso.extra",
}
"""What columns are called here; the version of the form tells nothing."""
_SAMPLE = (
    ",".join(_TITLES)
    + """
03/10/2026,06:25:09,UTC,M...,FILE,File stat,Content Modification Time,-,web1,/etc/passwd,\
OS:/etc/passwd Type: file,2,OS:/etc/passwd,1234,-,filestat,file_size: 2041; is_allocated: True
03/10/2026,06:25:10,UTC,....,LOG,System log,Event Logged,root,web1,Failed password,\
"[sshd, pid: 4121] Failed password for root",2,OS:/var/log/auth.log,-,-,text/syslog_traditional,-
"""
).encode()


def _is_heading(cells: Sequence[str]) -> bool:
    return tuple(cells[: len(_TITLES)]) == _TITLES


def _fields(row: Mapping[str, str], context: Context) -> dict[str, Any]:
    """A row under the names that its cells have here; `-` is nothing."""
    found: dict[str, Any] = {
        name: row[title] for title, name in _NAMES.items() if row[title] not in ("", "-")
    }
    zone = _zone(row["timezone"])
    moment = _moment(row["date"], row["time"])
    if moment is not None:
        found["@timestamp"] = moment.replace(tzinfo=zone or context.zone).isoformat()
        found["event.time_flags"] = [] if zone else ["zone_assumed"]
    return found


@lru_cache(64)
def _zone(name: str) -> tzinfo | None:
    """A zone by its name; None where there is none of that name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _moment(date: str, time: str) -> datetime | None:
    """Wall time; None for `00/00/0000` and `--:--:--`, which are none."""
    try:
        return datetime.strptime(f"{date} {time}", "%m/%d/%Y %H:%M:%S")  # noqa: DTZ007 - the zone comes after
    except ValueError:
        return None


_MEANING = Meaning(_DATASET, _is_heading, _fields)

FORMAT = reading_utf16(
    Format(
        name=_DATASET,
        title="timelines of log2timeline as CSV (l2tcsv)",
        dataset=_DATASET,
        score=score_of(_MEANING),
        open=of_lines(opener_of(_MEANING)),
        sample=_SAMPLE,
    )
)
