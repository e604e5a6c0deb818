"""Events as JSON lines with the names of the Elastic Common Schema.

What `blotter export` writes, and Filebeat, Logstash or Vector.

Source: Elastic Common Schema 8 (field reference).
"""

from typing import Any

import orjson

from store.formats.encoding import reading_utf16
from store.formats.exchanged.events import Events
from store.formats.interface import Format, LookAhead, Parsed, Reader, State
from store.formats.lines import cut
from store.formats.long_lines import of_lines
from store.model import Context, Record

_DATASET = "ecs"
_TIME = "@timestamp"
_TELLING = ("event", "ecs", "log", "host", "source", "user", "process", "url", "http", "message")
"""Field sets; one of them stands beside the time."""
_MOST_LINES = 200
_SAMPLE = b"""\
{"@timestamp":"2026-03-10T06:25:09.000000Z","event.dataset":"system.auth","event.category":\
"authentication","event.action":"login","event.outcome":"failure","host.name":"web1","source.ip":\
"192.0.2.7","source.port":40112,"user.name":"root","message":"Failed password for root"}
{"@timestamp":"2026-03-10T06:25:10.500Z","ecs":{"version":"8.11.0"},"event":{"dataset":"nginx.access",\
"category":["web"],"outcome":"success"},"source":{"ip":"2001:db8::7"},"http":{"request":{"method":\
"GET"},"response":{"status_code":200}},"url":{"path":"/"}}
{"@timestamp":"2026-03-10T06:25:11Z","host":{"name":"web1"},"message":"started"}
"""


class _Lines:
    """Reads one source; see `Reader`."""

    def __init__(self, context: Context) -> None:
        self._events = Events(_DATASET, context.host)

    def state(self) -> State:
        """Nothing: each line stands alone."""
        return {}

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make a record of every line; see `Reader`."""
        lines = cut(data, offset, take_rest=at_end and take_rest)
        return Parsed([self._record(at, raw) for at, raw in lines.lines], lines.consumed)

    def _record(self, offset: int, raw: bytes) -> Record:
        found = _document(raw)
        if found is None or _TIME not in found:
            return Record(offset, raw, self._events.unparsed, {}, None)
        return self._events.record(offset, raw, found)


def _document(line: bytes) -> dict[str, Any] | None:
    """The object that a line is; None where it is none."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _score(head: bytes) -> float:
    """The share of lines that are objects with a time and one of the field sets."""
    lines = head.split(b"\n")
    if len(lines) > 1:
        lines.pop()
    taken = [line for line in lines if line.strip()][:_MOST_LINES]
    return sum(map(_fits, taken)) / len(taken) if taken else 0.0


def _fits(line: bytes) -> bool:
    found = _document(line) if line.lstrip()[:1] == b"{" else None
    if found is None or not isinstance(found.get(_TIME), str):
        return False
    return any(key.partition(".")[0] in _TELLING for key in found)


def _open(context: Context, _state: State, _look_ahead: LookAhead) -> Reader:
    return _Lines(context)


FORMAT = reading_utf16(
    Format(
        name="ecs.jsonl",
        title="events in JSON lines with ECS names (blotter export, Filebeat, Vector)",
        dataset=_DATASET,
        score=_score,
        open=of_lines(_open),
        sample=_SAMPLE,
    )
)
