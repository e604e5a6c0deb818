"""A rule in plain words: what it looks at, when it fires, and what becomes of that.

What its document says is put into words, not what it was compiled to: that is what its author
meant, in the field names of the log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from store.rules import documents, extension
from store.rules.calendars.calendar import Calendar
from store.rules.compiled import CompiledRule, RuleType
from store.rules.detections import lines_of
from store.rules.expectations import Absence, Baseline
from store.rules.logsources import Selector
from store.rules.spans import SECOND

_DATASETS = {
    "apache.access": "access logs",
    "apache.error": "Apache's error logs",
    "system.auth": "authentication logs of Linux",
    "windows.eventlog": "Windows event logs",
    "ftp.vsftpd": "logs of vsftpd",
}
_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_MEASURES = {
    "event_count": "the number of hits of {rules}",
    "value_count": "the number of different values of {field} in hits of {rules}",
    "value_sum": "the sum of {field} over hits of {rules}",
    "value_avg": "the mean of {field} over hits of {rules}",
    "value_median": "the median of {field} over hits of {rules}",
    "value_percentile": "the {percentile}th percentile of {field} over hits of {rules}",
}
_MEETINGS = {
    "temporal": "hits of {rules}, in any order",
    "temporal_ordered": "hits of {rules}, one after the other",
}
_BOUNDS = {
    "gte": "at least",
    "gt": "more than",
    "lte": "at most",
    "lt": "less than",
    "eq": "exactly",
    "neq": "anything but",
}
_TOLD = frozenset(
    {
        "dedup",
        "cooldown",
        "group-missing",
        "alerts",
        "examples",
        "absence",
        "baseline",
        "new-terms",
        "thresholds",
        "zone",
    }
)
"""Keys of the extension that other lines tell of."""


def facts(rule: CompiledRule, rules: Mapping[str, CompiledRule]) -> dict[str, Sequence[str]]:
    """What a rule does, as lines under names.

    Args:
        rule: From a file that was compiled without a problem: the shape is right.
        rules: All rules by their uuid.
    """
    data = _data(rule)
    found: dict[str, Sequence[str]] = {
        "looks at": list(_sources(rule, rules)),
        "fires": list(_firing(data, rule, rules)),
        "window": [span(rule.timespan)] if rule.timespan else [],
        **(_told_apart(rule) if rule.alerts or rule.members else {}),
        **({"cooldown": []} if rule.baseline else {}),
        "alerts": [_alerts(rule, rules)],
        "also": list(_more(data)),
    }
    return {name: lines for name, lines in found.items() if lines}


def span(microseconds: int) -> str:
    """A span of time in the largest unit that leaves nothing over."""
    seconds = microseconds // SECOND
    size, unit = next(each for each in _UNITS if seconds % each[0] == 0)
    number = seconds // size
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _data(rule: CompiledRule) -> Mapping[str, Any]:
    document = documents.parse(rule.path, rule.text, 0)
    return document.data if document else {}


def _sources(rule: CompiledRule, rules: Mapping[str, CompiledRule]) -> Iterator[str]:
    """The log sources; those of a correlation are those of its members."""
    if rule.type is RuleType.EVENT:
        yield _source(rule.selector)
    found = (line for each in _known(rule.members, rules) for line in _sources(each, rules))
    yield from dict.fromkeys(found)


def _source(selector: Selector) -> str:
    """The records that a selector takes."""
    datasets = [f"{_DATASETS.get(each, each)} ({each})" for each in selector.datasets]
    parts = [
        " and ".join(datasets) or "logs of every format",
        _listed("of the channel", selector.channels),
        _listed("written by", selector.programs),
        _listed("of the category", selector.categories),
        _listed("with the event id", selector.codes),
        _listed("with the action", selector.actions),
    ]
    return ", ".join(filter(None, parts))


def _listed(words: str, values: Sequence[str]) -> str:
    return f"{words} {' or '.join(values)}" if values else ""


def _firing(
    data: Mapping[str, Any], rule: CompiledRule, rules: Mapping[str, CompiledRule]
) -> Iterator[str]:
    """When a rule fires."""
    if rule.type is RuleType.EVENT:
        yield from lines_of(data.get("detection", {}))
        yield from _usual(rule.baseline) if rule.baseline else []
        yield from _new(rule)
        return
    asked: Mapping[str, Any] = data.get("correlation", {})
    titles = [repr(each.title) for each in _known(rule.members, rules)]
    type_, condition = str(asked.get("type")), asked.get("condition")
    if type_ in _MEETINGS:
        words = _MEETINGS[type_].format(rules=_joined(titles, type_))
        yield f"when there are {words}"
        yield from [f"so that {condition} holds"] if isinstance(condition, str) else []
        return
    yield from _measured(type_, condition if isinstance(condition, dict) else {}, titles, rule)
    yield from _quiet(rule.absence) if rule.absence else []


def _usual(asked: Baseline) -> Iterator[str]:
    """When a baseline fires."""
    ways = {"high": "more", "low": "fewer", "both": "more or fewer"}
    often = f"{asked.need} of {asked.of} stretches of {span(asked.bucket)}"
    yield f"so that {often} hold {ways[asked.direction]} of these than usual, by {asked.z:g}"
    yield "deviations from the median at that hour of the week; of other days while little is known"
    if asked.direction != "low" and asked.min_count:
        yield f"never where there are fewer than {asked.min_count}"


def _quiet(asked: Absence) -> Iterator[str]:
    """When an absence fires, beside what its limits say."""
    yield "also where there is none at all, while logs are read"
    if asked.warmup:
        yield f"once a group is known for {span(asked.warmup)}{_rare(asked.rarely)}"


def _rare(percent: int) -> str:
    """How rarely there may have been so few before."""
    if percent == 100:
        return ""
    return f", if it was so in {percent} % of that time at most" if percent else ", and never so"


def _new(rule: CompiledRule) -> Iterator[str]:
    """What has to be new for a detection to fire, if anything has."""
    asked = rule.novelty
    if asked is None:
        return
    keys = rule.value_keys[0]
    whose, fields = ", ".join(keys[: asked.of]), ", ".join(keys[asked.of :])
    back = f"in the {span(asked.forget)} before" if asked.forget else "before"
    in_history = f" with the same {whose}" if whose else ""
    yield f"and only if {fields} was not met {back} in a hit{in_history}"
    if asked.learning:
        each = f" with a {whose}" if whose else ""
        yield f"but never within {span(asked.learning)} from the first hit{each} on: it is learning"


def _measured(
    type_: str, condition: Mapping[str, Any], titles: Sequence[str], rule: CompiledRule
) -> Iterator[str]:
    """When a correlation fires that counts or measures."""
    field = condition.get("field")
    what = _MEASURES.get(type_, f"the {type_} of {{rules}}").format(
        rules=" or ".join(titles),
        field=" and ".join(map(str, field)) if isinstance(field, list) else field,
        percentile=condition.get("percentile"),
    )
    if rule.calendar is not None:
        yield f"when {what} is enough for the hour at which a window ends:"
        yield from _by_calendar(rule.calendar)
        return
    limits = [f"{words} {condition[key]}" for key, words in _BOUNDS.items() if key in condition]
    least = rule.bounds.least
    if rule.bounds.rising and least != _least(condition):
        limits = [f"at least {least}, as the configuration says"]
    yield f"when {what} is {' and '.join(limits)}"


def _by_calendar(calendar: Calendar) -> Iterator[str]:
    """From which count on a rule fires, by hours of the week."""
    where = calendar.zone or "the configured time zone"
    for when, least in calendar.limits:
        yield f"  {when}: at least {least}"
    yield f"  otherwise: at least {calendar.otherwise} (in {where})"


def _least(condition: Mapping[str, Any]) -> int:
    """The least whole number that a document's condition takes, as far as it is a lower limit."""
    low = [condition[key] + more for key, more in (("gte", 0), ("gt", 1)) if key in condition]
    return max(map(int, low), default=0)


def _joined(titles: Sequence[str], type_: str) -> str:
    return (", then " if type_ == "temporal_ordered" else " and ").join(titles)


def _told_apart(rule: CompiledRule) -> dict[str, Sequence[str]]:
    """Which hits go together; of no use for a detection that only others count."""
    return {"groups": [_groups(rule)], "cooldown": [_cooldown(rule)]}


def _groups(rule: CompiledRule) -> str:
    """What tells a rule's alerts apart."""
    if not rule.group_by:
        return "all records together"
    missing = "count too, together" if rule.keep_missing else "do not count"
    return f"for each {', '.join(rule.group_by)} by itself; records without one {missing}"


def _cooldown(rule: CompiledRule) -> str:
    apart = f"no more than {span(rule.cooldown)} apart" if rule.cooldown else "that overlap"
    return f"hits {apart} belong to one alert"


def _alerts(rule: CompiledRule, rules: Mapping[str, CompiledRule]) -> str:
    """Whether a rule makes alerts, and what builds on it."""
    above = [repr(each.title) for each in rules.values() if rule.uuid in each.members]
    made = f"of severity {rule.level}" if rule.alerts else "none of its own"
    builds = "builds" if len(above) == 1 else "build"
    return f"{made}; {', '.join(above)} {builds} on it" if above else made


def _more(data: Mapping[str, Any]) -> Iterator[str]:
    """What else a rule says beside Sigma."""
    given = data.get(extension.KEY)
    for key, value in given.items() if isinstance(given, dict) else ():
        if key == "next":
            yield from (f"look next at: {each['title']} ({each['filter']})" for each in value)
        elif key == "within":
            names = value if isinstance(value, list) else [value]
            yield f"folded into an alert of {' or '.join(names)} that tells of the same"
        elif key not in _TOLD:
            yield f"{key}: {value}"


def _known(uuids: Iterable[str], rules: Mapping[str, CompiledRule]) -> Iterator[CompiledRule]:
    return (rules[uuid] for uuid in uuids if uuid in rules)
