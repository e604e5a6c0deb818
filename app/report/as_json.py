"""A report as JSON: every figure by its name; no other form says more."""

import json
from dataclasses import fields, is_dataclass
from datetime import tzinfo
from typing import Any

from app.report.document import Document
from app.report.naming import name
from store.reports.figures import VERSION, Figures
from store.reports.periods import Instant, Period
from store.times import iso


def as_json(figures: Figures, document: Document) -> bytes:
    """One object, in ASCII; instants are ISO 8601 in UTC, lengths of time seconds."""
    return f"{json.dumps(values(figures, document), indent=2)}\n".encode("ascii")


def values(figures: Figures, document: Document) -> dict[str, Any]:
    """The same as values."""
    said = {"version": VERSION, "summary": list(document.summary), "decision": document.decision}
    return {**said, **_plain(figures, document.zone)}


def _plain(value: Any, zone: tzinfo) -> Any:  # noqa: ANN401 - whatever figures hold
    """A value in the types of JSON."""
    if isinstance(value, Period):
        return {
            "kind": value.kind,
            "name": name(value, zone),
            "since": iso(value.since),
            "until": iso(value.until),
            "seconds": value.seconds,
        }
    if isinstance(value, Instant):
        return iso(value)
    if isinstance(value, tuple):
        return [_plain(each, zone) for each in value]
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name), zone) for each in fields(value)}
    return value
