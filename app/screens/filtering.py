"""The filter that all tabs share, and how a keystroke changes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from enum import StrEnum

from store.filters import edits, grammar, keys, times
from store.filters.grammar import Filter, Term
from store.filters.patterns import ANYTHING
from store.queries.sessions import Conditions
from store.times import iso, now
from widgets import zones

TIME = "@timestamp"
MINUTE = 60_000_000
_CASED = frozenset({"url.path", "user_agent.original", "log.file.path"})
"""What there may be two of that differ in letter case only."""


class How(StrEnum):
    """What a keystroke does with a value."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    ONLY = "only"
    ENTITY = "entity"
    """Show all that is known of it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A value under the cursor, and what is wanted of it."""

    how: How
    key: str
    """ECS key."""
    value: object
    cased: bool = False
    """Exactly this text: its letter case counts."""


NOTHING = Filter()
"""No filter: everything is wanted."""

TOP_KEYS = {
    "ip": "source.ip",
    "net": "source.ip",
    "user": "user.name",
    "path": "url.path",
    "agent": "user_agent.original",
    "host": "host.name",
    "country": "source.geo.country_iso_code",
    "asn": "source.as.number",
    "list": "threat.feed.name",
}
"""The event field behind each kind of top list."""


def parsed(text: str) -> Filter:
    """A filter from its text.

    Raises:
        FilterError: It cannot be understood.
    """
    return grammar.parse(text)


def of_events(ids: Iterable[int]) -> Filter:
    """Exactly these events."""
    return parsed(f"id:{','.join(map(str, ids))}")


def typed(text: str, before: Filter) -> Filter:
    """The filter that somebody typed: times without a zone are of the one that times are drawn in.

    In the filter they stand in UTC, as times of filters do everywhere: what it leaves is the same
    in another zone, and on the command line.

    Args:
        text: All of it.
        before: What was changed by typing; what is left of that means what it meant.

    Raises:
        FilterError: It cannot be understood.
    """
    found = grammar.parse(text)
    if zones.current().is_utc:
        return found
    terms = (one if one in before.terms else _in_utc(one) for one in found.terms)
    return replace(found, terms=tuple(terms))


def _in_utc(term: Term) -> Term:
    if term.key not in ("since", "until"):
        return term
    text, end, at = term.values[0].plain, term.key == "until", now()
    there = times.read(text, at, zones.current().rules, end=end)
    if there == times.read(text, at, UTC, end=end):
        return term  # it names its zone, or says how long ago
    return edits.term_for(term.key, _written(there), negated=term.negated)


def of_alert(alert: int) -> Filter:
    """Exactly the evidence of an alert."""
    return Filter((edits.term_for("alert", alert),))


def narrowed(current: Filter, key: str, value: object, *, negated: bool = False) -> Filter:
    """The filter with the condition that a field has, or has not, this value."""
    term = edits.term_for(key, value if isinstance(value, int) else str(value), negated=negated)
    return edits.with_term(current, term)


def wished(current: Filter, wish: Wish) -> Filter:
    """The filter as a keystroke on a value changes it."""
    if wish.key == TIME and isinstance(wish.value, int):
        return _by_time(current, wish.how, wish.value)
    term = edits.term_for(
        wish.key,
        wish.value if isinstance(wish.value, int) else str(wish.value),
        negated=wish.how is How.EXCLUDE,
        cased=wish.cased,
    )
    return edits.only(current, term) if wish.how is How.ONLY else edits.with_term(current, term)


def _by_time(current: Filter, how: How, time: int) -> Filter:
    """From a time on; until it; or the minute around it."""
    if how is How.INCLUDE:
        return edits.with_term(current, edits.term_for("since", _written(time)))
    if how is How.EXCLUDE:
        return edits.with_term(current, edits.term_for("until", _written(time)))
    return spanning(current, time - MINUTE // 2, time + MINUTE // 2)


def _written(time: int) -> str:
    """A time (µs UTC) as it is typed: no fraction where there is none."""
    return iso(time).replace(".000000", "")


def spanning(current: Filter, first: int, end: int) -> Filter:
    """The filter, of the events from `first` on and before `end` (µs UTC)."""
    since = edits.with_term(current, edits.term_for("since", _written(first)))
    return edits.with_term(since, edits.term_for("until", _written(end)))


def of_value(key: str, value: object) -> Filter:
    """Everything about a value; of paths and agents in this very writing."""
    cased = key in _CASED
    return Filter(
        (edits.term_for(key, value if isinstance(value, int) else str(value), cased=cased),)
    )


def grouped_by(key: str, value: str) -> Filter:
    """The alerts that are grouped by exactly this value of a field."""
    field = "source.domain" if key == "source.ip" and keys.network(value) is None else key
    return Filter((edits.term_for("group", f"{field}={value}", cased=True),))


def with_value(current: Filter, key: str, value: object) -> Filter:
    """The filter, of what is about a value as well."""
    for term in of_value(key, value).terms:
        current = edits.with_term(current, term)
    return current


def meeting(current: Filter, conditions: Conditions) -> Filter:
    """The filter with what a session's events have in common."""
    for key, value in conditions:
        current = edits.with_term(current, _condition(key, value))
    return current


def _condition(key: str, value: str | int | bool) -> Term:
    if isinstance(value, bool):
        name = (keys.named(key) or keys.KEYS[keys.TEXT]).name
        return Term(name, (ANYTHING,), negated=not value)
    return edits.term_for(key, value, cased=key != "host.name")


def can_narrow(key: str, value: object, raw: str) -> bool:
    """Whether events can be told by a field: the language knows it, or the raw record says it."""
    return keys.named(key) is not None or str(value) in raw


def by_group(current: Filter, group: Mapping[str, object]) -> Filter:
    """The filter with an alert's group-by values as conditions."""
    for key, value in group.items():
        current = narrowed(current, key, value)
    return current


def arrived(current: Filter, first: int, last: int) -> Filter:
    """The filter, of the events that were imported with these numbers only."""
    return edits.with_term(current, edits.term_for("id", f"{first}-{last}"))
