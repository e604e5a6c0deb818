"""Read the section `samples` of a format file: lines, and what has to become of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from store.formats.clock import microseconds
from store.formats.own import keys
from store.formats.own.parts import Part
from store.formats.own.spec import Sample
from store.model import KIND_KEYS

_KEYS = ("line", "fields", "pattern", "unparsed", "reference")
_CHECKED = frozenset({keys.TIME, keys.WEIGHT, "event.parse", "event.dataset", *KIND_KEYS})


def samples_of(top: Part, patterns: Sequence[str]) -> list[Sample]:
    """All samples of a document; at least one has to be of the format."""
    found = [_sample(part, patterns) for part in top.parts("samples")]
    given = top.data.get("samples")
    if all(each.unparsed for each in found) and (not given or found):
        top.fault("samples are missing: at least one line, and the fields it must give", "samples")
    return found


def time_of(value: object) -> int | None:
    """An instant (µs UTC) as YAML or ISO 8601 has it; None where it is none."""
    moment = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    if not isinstance(moment, datetime):
        return None
    return microseconds(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


def _sample(part: Part, patterns: Sequence[str]) -> Sample:
    part.only(_KEYS)
    line = part.text("line", needed=True) or ""
    unparsed = part.flag("unparsed")
    expected = part.part("fields")
    if unparsed and (expected is not None or "pattern" in part.data):
        part.fault("an unparsed line has neither fields nor pattern", "unparsed")
    reference = part.data.get("reference")
    if reference is not None and time_of(reference) is None:
        part.fault("reference has to be a time in ISO 8601", "reference")
    return Sample(
        line.rstrip("\r\n"),
        unparsed,
        part.word("pattern", patterns),
        _fields(expected) if expected is not None else {},
        time_of(reference),
        part.faults.place((*part.keys, "line")),
    )


def _fields(expected: Part) -> Mapping[str, object]:
    for key, value in expected.data.items():
        problem = None if key in _CHECKED else keys.fault(key)
        if problem is not None:
            expected.fault(problem, key)
        elif key == keys.TIME and value is not None and time_of(value) is None:
            expected.fault("@timestamp has to be a time in ISO 8601", key)
        elif isinstance(value, dict | list):
            expected.fault(f"{key} has to be a text or a number, or null for none", key)
    return expected.data
