"""Rules and records for the tests of this folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from store.model import FieldValue, Kind, Record, Severity
from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting.judging import Counted
from store.rules.logsources import Selector
from store.rules.windows import Value


class Entry(NamedTuple):
    """A record that counts for a rule."""

    rule: int
    key: str
    slot: int
    record: int
    time: int
    n: int
    value: Value = None


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


def side_by_side(entries: Iterable[Entry]) -> list[Counted]:
    """Entries in the form in which they are handed on."""
    found: dict[tuple[int, int], list[Entry]] = {}
    for each in entries:
        found.setdefault((each.rule, each.slot), []).append(each)
    return [_counted(*place, some) for place, some in found.items()]


def _counted(rule: int, slot: int, some: list[Entry]) -> Counted:
    keys = sorted({each.key for each in some})
    rows = [(keys.index(each.key), *each[3:]) for each in some]
    return Counted(rule, slot, keys, *map(list, zip(*rows, strict=True)))


def one_by_one(counted: Iterable[Counted]) -> Iterator[Entry]:
    """Entries that were handed on side by side."""
    for some in counted:
        values = some.values or [None] * len(some.groups)
        rows = zip(some.groups, some.records, some.times, some.weights, values, strict=True)
        for group, record, time, n, value in rows:
            yield Entry(some.ledger, some.keys[group], some.slot, record, time, n, value)
