"""Run the examples that rules carry: log lines of their own, and how many alerts they must make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from store.errors import Location, RuleError
from store.formats.clock import microseconds
from store.formats.registry import formats
from store.knowledge.address_book import BLANK, AddressBook
from store.model import Context, Record
from store.rules.compiled import CompiledRule, with_members
from store.rules.spans import microseconds as span_of
from store.rules.telling.trial_run import judge_records
from store.rules.written import documents, extension, said

_START = datetime(2026, 3, 5, 9, tzinfo=UTC)
"""A Thursday."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Example:
    """Lines of a log, and what a rule must make of them."""

    name: str
    place: Location
    format: str
    """Name of the format that the lines are written in, but for those that name their own."""
    lines: tuple[str, ...]
    """With `{time}` and `{n}` filled in."""
    formats: tuple[str, ...]
    """The format of each line."""
    ends: datetime
    """Time of the last line."""
    alerts: int
    """How many alerts the rule makes of them, in UTC."""
    known: AddressBook = BLANK
    """What is known of addresses."""


class Outcome(NamedTuple):
    """What came of an example."""

    rule: CompiledRule
    example: Example
    made: int | None
    """How many alerts the rule made; None: it could not be run."""
    problem: RuleError | None
    """What is wrong with that; None: nothing."""


def examples_of(rule: CompiledRule) -> list[Example]:
    """The examples of a rule.

    Args:
        rule: From a file that was compiled without a problem: the shape is right.
    """
    alone = documents.parse(rule.path, rule.text, 0)
    comment = alone.line if alone else 0
    document = documents.parse(rule.path, rule.text, rule.line - comment)
    if document is None:
        return []
    given = (document.data.get(extension.KEY) or {}).get("examples", ())
    return [
        _example(example, document.location(extension.KEY, "examples", index))
        for index, example in enumerate(given)
    ]


def records_of(example: Example) -> list[Record]:
    """What the formats of an example's lines read in them, one log for each format.

    Raises:
        RuleError: There is no such format.
    """
    records = [record for name in dict.fromkeys(example.formats) for record in _read(example, name)]
    return sorted(records, key=_time) if len(set(example.formats)) > 1 else records


def _read(example: Example, name: str) -> Sequence[Record]:
    """The records of the lines of one format."""
    found = formats().get(name)
    if found is None:
        message = f"example {example.name!r}: there is no format {name!r}"
        raise RuleError(message, example.place)
    written = zip(example.lines, example.formats, strict=True)
    data = "".join(f"{line}\n" for line, format_ in written if format_ == name).encode()
    context = Context(zone=UTC, reference=microseconds(example.ends))
    reader = found.open(context, {}, lambda: iter([data]))
    return reader.read(data, 0, at_end=True, take_rest=True).records


def _time(record: Record) -> int:
    return record.time or 0


def failures(
    rules: Sequence[CompiledRule], of: Sequence[CompiledRule] | None = None
) -> list[RuleError]:
    """Run examples and say which do not come out as they should.

    Args:
        rules: All rules that there are; members of correlations are looked for among them.
        of: Those whose examples are run; all if not given.
    """
    found = outcomes(rules, rules if of is None else of)
    return [each.problem for each in found if each.problem]


def outcomes(rules: Sequence[CompiledRule], of: Sequence[CompiledRule]) -> Iterator[Outcome]:
    """Run examples and say what comes of each; as `failures`."""
    by_uuid = {rule.uuid: rule for rule in rules}
    for rule in of:
        needed = with_members([rule], by_uuid)
        for example in examples_of(rule):
            try:
                yield _outcome(rule, needed, example)
            except RuleError as error:
                yield Outcome(rule, example, None, error)


def _outcome(rule: CompiledRule, needed: Sequence[CompiledRule], example: Example) -> Outcome:
    episodes = judge_records(needed, records_of(example), UTC, example.known)
    made = sum(episode.rule_uuid == rule.uuid for episode in episodes)
    if made == example.alerts:
        return Outcome(rule, example, made, None)
    message = f"example {example.name!r} makes {_alerts(made)}, not {example.alerts}"
    return Outcome(rule, example, made, RuleError(message, example.place))


def _alerts(number: int) -> str:
    return "1 alert" if number == 1 else f"{number} alerts"


def _example(given: Mapping[str, Any], place: Location) -> Example:
    """An example as written, with its lines as they would stand in a log."""
    time: datetime = given.get("start", _START).astimezone(UTC)
    lines: list[str] = []
    formats_: list[str] = []
    for line, format_, every in _repeated(given):
        text = line.replace("{time}", _stamp(format_, time))
        lines.append(text.replace("{n}", str(len(lines) + 1)))
        formats_.append(format_)
        time += every
    return Example(
        given["name"],
        place,
        given["format"],
        tuple(lines),
        tuple(formats_),
        time,
        given["alerts"],
        said.book(given.get("known", {})),
    )


def _repeated(given: Mapping[str, Any]) -> Iterator[tuple[str, str, timedelta]]:
    """Each line as often as it is wanted, with its format, and how much later the next one is."""
    for each in given["lines"]:
        line: Mapping[str, Any] = {"line": each} if isinstance(each, str) else each
        every = timedelta(microseconds=span_of(line.get("every", given.get("every", "1s"))))
        one = line["line"], line.get("format", given["format"]), every
        yield from [one] * line.get("times", 1)


def _stamp(format_: str, time: datetime) -> str:
    """A time as a format writes it; ISO 8601 where the format is not known for another form."""
    month = _MONTHS[time.month - 1]
    if format_ == "apache.access":
        return f"{time:%d}/{month}/{time:%Y:%H:%M:%S} +0000"
    if format_ == "apache.error":
        return f"{_DAYS[time.weekday()]} {month} {time:%d %H:%M:%S.%f %Y}"
    return f"{time:%Y-%m-%dT%H:%M:%S.%f}Z"
