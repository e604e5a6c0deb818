"""Rules and records for the tests of this folder."""

from pathlib import Path
from typing import Any

from store.model import FieldValue, Kind, Record, Severity
from store.rules.compiled import CompiledRule, RuleType
from store.rules.logsources import Selector

WEB = Kind(dataset="apache.access", category="web", action="http-request", status=200)


def record(
    kind: Kind = WEB,
    raw: bytes = b"raw",
    time: int | None = 0,
    weight: int = 1,
    **fields: FieldValue,
) -> Record:
    """A record; `url_path="/x"` stands for the field `url.path`."""
    named = {key.replace("_", "."): value for key, value in fields.items()}
    return Record(0, raw, kind, named, time, weight=weight)


def rule(**changed: object) -> CompiledRule:
    """A detection of web records that hits none, with changes."""
    values: dict[str, Any] = {
        "uuid": "3f0e1a52-0000-4000-8000-000000000001",
        "hash": "h",
        "title": "A rule",
        "name": None,
        "type": RuleType.EVENT,
        "level": Severity.LOW,
        "status": None,
        "author": None,
        "license": None,
        "description": None,
        "references": (),
        "tags": (),
        "falsepositives": (),
        "path": "rules/a.yml",
        "line": 1,
        "text": "",
        "alerts": True,
        "group_by": (),
        "keep_missing": True,
        "cooldown": 0,
        "selector": Selector(datasets=("apache.access",)),
    }
    return CompiledRule(**(values | changed))


def write(folder: Path, name: str, text: str) -> Path:
    """A rule file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
