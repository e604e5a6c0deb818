"""Try users' formats on their own samples, and on what an attacker could make of these."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

import regex

from store.errors import Location
from store.formats.interface import Format
from store.formats.own.finding import Finder
from store.formats.own.format import format_of
from store.formats.own.keys import TIME, WEIGHT
from store.formats.own.matching import LONGEST, TIMEOUT, Guarded, compiled
from store.formats.own.samples import time_of
from store.formats.own.spec import Pattern, Sample, Spec
from store.model import KIND_KEYS, Context, Parse, Record
from store.times import iso, now

_ENOUGH = 0.2
"""A built-in format that fits this well might take a log."""
_MOST_PROBES = 300
_LONG = LONGEST // 2
"""Characters of a probe, at most twice of it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a trial has shown."""

    format: str
    message: str
    place: Location
    is_wrong: bool = True
    """Whether it has to be mended; else it is only good to know."""


def trial(spec: Spec, others: Mapping[str, Format]) -> list[Remark]:
    """Try a format.

    Args:
        spec: A format without problems.
        others: The built-in formats by name.
    """
    used: set[str] = set()
    remarks: list[Remark] = []
    for sample in spec.samples:
        remarks += [Remark(spec.name, text, sample.place) for text in _tried(spec, sample, used)]
    for pattern in spec.patterns:
        if pattern.name not in used:
            text = f"no sample has the pattern {pattern.name!r}: add one"
            remarks.append(Remark(spec.name, text, pattern.place))
        slow = _slow(spec, pattern)
        if slow is not None:
            remarks.append(Remark(spec.name, slow, pattern.place))
    return [*remarks, *_claims(spec, others)]


def _tried(spec: Spec, sample: Sample, used: set[str]) -> Iterator[str]:
    """What is wrong with a sample; takes note of the pattern that it has."""
    raw = sample.line.encode("utf-8", "backslashreplace")
    guarded = Guarded({})
    found = [
        each.pattern.name for each in Finder(spec, guarded).all(raw, 0) if each.pattern is not None
    ]
    used.update(found[:1])
    records = _records(spec, sample, raw)
    if guarded.problem is not None:
        yield guarded.problem
    if len(records) != 1:
        yield f"the sample makes {len(records)} records instead of one"
        return
    parsed = records[0].kind.parse is not Parse.NONE
    if sample.unparsed:
        if parsed:
            yield f"{_matched(found)} although the sample is to be unparsed"
    elif not parsed:
        yield "no pattern matches the sample" if not spec.is_json else "no object of this format"
    else:
        yield from _misread(spec, sample, found, records[0])


def _misread(spec: Spec, sample: Sample, found: Sequence[str], record: Record) -> Iterator[str]:
    """What is wrong with a sample that is read."""
    if len(found) > 1:
        yield f"more than one pattern matches the sample: {', '.join(found)}; the first counts"
    if sample.pattern is not None and found[:1] != [sample.pattern]:
        yield f"{_matched(found)} instead of {sample.pattern!r}"
    if spec.clock is not None and record.time is None:
        yield f"the time ({spec.clock.source}) is missing, or in none of the formats"
    yield from _differences(sample, record)


def _matched(found: Sequence[str]) -> str:
    return f"pattern {found[0]!r} matches" if found else "no pattern matches"


def _records(spec: Spec, sample: Sample, raw: bytes) -> Sequence[Record]:
    """What the format reads in a sample alone, in UTC."""
    reference = sample.reference if sample.reference is not None else now()
    context = Context(UTC, reference)
    data = raw + b"\n"
    reader = format_of(spec).open(context, {}, lambda: iter([data]))
    return reader.read(data, 0, at_end=True, take_rest=True).records


def _differences(sample: Sample, record: Record) -> Iterator[str]:
    """Where a record is not as it has to be."""
    got = _said(record)
    for key, expected in sample.fields.items():
        value = got.get(key)
        if key == TIME and expected is not None:
            if record.time is not None and record.time != time_of(expected):
                wanted = time_of(expected)
                shown = iso(wanted) if wanted is not None else expected
                yield f"{key}: expected {shown}, got {iso(record.time)}"
        elif expected != value and (expected is None or str(expected) != str(value)):
            yield f"{key}: expected {_shown(expected)}, got {_shown(value)}"


def _said(record: Record) -> dict[str, object]:
    """A record by event key."""
    kind = {key: getattr(record.kind, name) for key, name in KIND_KEYS.items()}
    time = {TIME: iso(record.time)} if record.time is not None else {}
    return {**kind, **record.fields, **time, WEIGHT: record.weight}


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(str(value))


def _claims(spec: Spec, others: Mapping[str, Format]) -> Iterator[Remark]:
    """Built-in formats that fit the samples too."""
    log = format_of(spec)
    mine = log.score(log.sample)
    for other in others.values():
        theirs = other.score(log.sample)
        if theirs > _ENOUGH:
            who = "detection will take it" if theirs > mine else "detection prefers yours"
            text = f"{other.name} fits the samples too ({theirs:.0%}); {who}"
            yield Remark(spec.name, text, spec.place, is_wrong=theirs > mine)


def _slow(spec: Spec, pattern: Pattern) -> str | None:
    """Say so where a pattern takes too long for some line made of a sample's characters."""
    if pattern.regex is None:
        return None
    matcher = compiled(pattern.regex)
    for probe in _probes(spec):
        if _runs_out(matcher, probe):
            return (
                f"pattern {pattern.name!r} takes too long for lines such as {probe[:24]!r}… "
                f"({len(probe)} characters): let no two repetitions that touch match the same text"
            )
    return None


def _runs_out(matcher: regex.Pattern[str], probe: str) -> bool:
    try:
        matcher.fullmatch(probe, timeout=TIMEOUT)
    except TimeoutError:
        return True
    return False


def _probes(spec: Spec) -> Iterator[str]:
    """Lines that begin as samples do, and then repeat a character or two of theirs."""
    samples = [each.line for each in spec.samples if not each.unparsed]
    share = max(1, _MOST_PROBES // (2 * max(len(samples), 1)))
    for line in samples:
        step = max(1, len(line) // share)
        for at in range(0, len(line), step):
            yield line[:at] + line[at] * _LONG + "\0"
            yield line[:at] + line[at : at + 2] * (_LONG // 2) + "\0"
