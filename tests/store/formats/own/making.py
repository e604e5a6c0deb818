"""Format files and what is read with them, for the tests of users' own formats."""

from datetime import UTC
from pathlib import Path
from typing import Any

import yaml

from store.formats.interface import Parsed, Reader
from store.formats.own.format import format_of
from store.formats.own.loading import read
from store.formats.own.spec import Spec
from store.model import Context, Record

CONTEXT = Context(zone=UTC, reference=1_798_761_600_000_000)
"""The reference is 2027-01-01."""

GATE: dict[str, Any] = {
    "name": "acme.gate",
    "title": "Acme gate",
    "time": {"formats": ["iso8601"]},
    "patterns": [
        {
            "name": "login",
            "regex": r"(?<time>\S+) login (?<user>\S+) (?<from>\S+) (?<said>\w+)",
            "kind": {"category": "authentication", "action": "login"},
        },
        {"name": "start", "regex": r"(?<time>\S+) started (?<process__pid>\d+)"},
    ],
    "fields": {
        "user": "user.name",
        "from": "source.ip",
        "said": {"key": "event.outcome", "values": {"ok": "success", "denied": "failure"}},
    },
    "samples": [
        {
            "line": "2026-03-05T09:14:07Z login kim 192.0.2.10 denied",
            "fields": {"user.name": "kim", "event.outcome": "failure"},
        },
        {"line": "2026-03-05T09:14:08Z started 811", "fields": {"process.pid": 811}},
    ],
}

OBJECTS: dict[str, Any] = {
    "name": "acme.json",
    "type": "json",
    "time": {"field": "at.s", "formats": ["epoch"]},
    "fields": {
        "who.name": "user.name",
        "ip": "source.ip",
        "n": "acme.count",
        "status": "http.response.status_code",
    },
    "patterns": [{"name": "login", "when": {"event": "login"}, "kind": {"action": "login"}}],
    "samples": [{"line": '{"at": {"s": 1772702047.5}, "event": "login", "who": {"name": "kim"}}'}],
}


def write(folder: Path, data: dict[str, Any] | str, name: str = "gate.yml") -> Path:
    """A format file."""
    path = folder / name
    text = data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


def spec(folder: Path, data: dict[str, Any]) -> Spec:
    """A format that has no problems."""
    found, problems = read(write(folder, data))
    assert found is not None, [str(each) for each in problems]
    return found


def reader(found: Spec, data: bytes = b"", context: Context = CONTEXT) -> Reader:
    """A reader at the beginning of a log."""
    return format_of(found).open(context, {}, lambda: iter([data]))


def parsed(found: Spec, data: bytes, context: Context = CONTEXT) -> Parsed:
    """What a format makes of a whole log."""
    return reader(found, data, context).read(data, 0, at_end=True, take_rest=True)


def records(found: Spec, data: bytes, context: Context = CONTEXT) -> list[Record]:
    """The records of a whole log."""
    return list(parsed(found, data, context).records)
