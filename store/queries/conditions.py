"""A filter as a condition over `events e` or over `alerts a`; every value is bound, none is SQL."""

from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from typing import NamedTuple

from store.errors import FilterError
from store.filters import keys, times
from store.filters.grammar import Filter, Term
from store.filters.patterns import Pattern
from store.queries.shown import SHOWN
from store.queries.where import (
    Where,
    addresses,
    all_of,
    any_of,
    between,
    bindable,
    each,
    like,
    matches,
    negation,
    within,
)


class _Clock(NamedTuple):
    """What relative times are relative to."""

    now: int
    zone: tzinfo

    def read(self, term: Term, *, end: bool = False) -> int:
        return times.read(term.values[0].plain, self.now, self.zone, end=end)


EVIDENCE = "h.grp = a.grp AND h.ts BETWEEN a.first_seen AND a.last_seen AND h.event > 0"
"""Joins `hits h` to `alerts a`: what a rule counted while the alert went on."""

_KINDS = {
    "action": "action",
    "outcome": "outcome",
    "category": "category",
    "dataset": "dataset",
    "method": "method",
    "code": "code",
    "program": "program",
    "level": "level",
    "channel": "channel",
    "provider": "provider",
    "module": "module",
    "parse": "parse",
}
"""Keys that a column of `kinds` answers."""

_DIMENSIONS = {
    "host": ("host", "hosts"),
    "site": ("site", "hosts"),
    "path": ("path", "paths"),
    "agent": ("agent", "agents"),
    "referrer": ("referrer", "referrers"),
}
"""Keys that a dimension answers: the column of `events`, and the table."""

_POSTINGS = {
    "addresses": ("address_blocks", "address"),
    "accounts": ("account_blocks", "account"),
}
"""Where it stands in which blocks an entity occurs, and under which column."""

_OF_ALERTS = frozenset(
    {"alert", "rule", "group", "severity", "reason", "assignee", "silence", "folded", "tag", "case"}
)
"""Keys that an alert answers, and an event as evidence of one."""

_NUMBERS = {
    "alert": "a.id",
    "silence": "a.silence",
    "folded": "a.folded",
    "case": "a.case_id",
}
"""Keys of alerts that take numbers, and their columns."""

_SLOW = frozenset({keys.TEXT, "regex"})
"""Keys that raw records answer: asked last."""

_NAMING_HIDDEN = frozenset({"alert", "silence", "folded"})


def events_where(filter_: Filter, now: int, zone: tzinfo) -> Where:
    """The events that a filter wants.

    Args:
        filter_: The filter.
        now: Microseconds since 1970 UTC, for relative times.
        zone: Of times that name none.

    Raises:
        FilterError: A condition that only alerts can meet.
    """
    clock = _Clock(now, zone)
    in_order = sorted(filter_.terms, key=lambda term: term.key in _SLOW)
    return all_of(_signed(term, _event(filter_, term, clock)) for term in in_order)


def alerts_where(filter_: Filter, now: int, zone: tzinfo) -> Where:
    """The alerts that a filter wants; conditions on events ask their group values and evidence.

    Hidden ones are wanted by a filter that names them: with `silence:`, `folded:` or `alert:`.

    Args:
        filter_: The filter.
        now: Microseconds since 1970 UTC, for relative times.
        zone: Of times that name none.
    """
    clock = _Clock(now, zone)
    wanted = [_signed(term, _alert(filter_, term, clock)) for term in filter_.terms]
    if not any(term.key in _NAMING_HIDDEN for term in filter_.terms):
        wanted.append(Where(SHOWN))
    return all_of(wanted)


def alerts_wholly(filter_: Filter, now: int, zone: tzinfo) -> Where:
    """The alerts of which every piece of evidence meets a filter; terms on alerts ask the alert.

    An alert that rests on no event, as one about a rule does, meets no term on events.

    Args:
        filter_: The filter.
        now: Microseconds since 1970 UTC, for relative times.
        zone: Of times that name none.

    Raises:
        FilterError: A condition on how an alert was decided.
    """
    clock = _Clock(now, zone)
    of_alert = [term for term in filter_.terms if term.key in _OF_ALERTS]
    of_events = [term for term in filter_.terms if term.key not in _OF_ALERTS]
    met = all_of(_signed(term, _event(filter_, term, clock)) for term in of_events)
    unmet = Where(
        f"EXISTS (SELECT 1 FROM hits h CROSS JOIN events e ON e.id = h.event WHERE {EVIDENCE} "
        f"AND {negation(met).sql})",
        met.parameters,
    )
    wholly = [Where("a.evidence > 0"), negation(unmet)] if of_events else []
    return all_of([*(_signed(term, _of_alert(term)) for term in of_alert), *wholly])


def _signed(term: Term, condition: Where) -> Where:
    return negation(condition) if term.negated else condition


def _event(filter_: Filter, term: Term, clock: _Clock) -> Where:
    """A term over `events e`, its sign aside."""
    if term.key in _OF_ALERTS:
        of_alert = _of_alert(term)
        select = f"SELECT h.event FROM alerts a CROSS JOIN hits h ON {EVIDENCE}"
        return within("e.id", select, of_alert)
    if term.key == "since":
        since = (clock.read(term),)
        return Where("e.ts >= ?", since, "b.last_ts >= ?", since)
    if term.key == "until":
        until = (clock.read(term, end=True),)
        return Where("e.ts < ?", until, "b.first_ts < ?", until)
    if term.key == "status":
        return _event_status(filter_, term)
    if term.key in _KINDS:
        return _kind(term)
    return _field(term)


def _alert(filter_: Filter, term: Term, clock: _Clock) -> Where:
    """A term over `alerts a`, its sign aside."""
    if term.key in _OF_ALERTS:
        return _of_alert(term)
    if term.key == "since":
        return Where("a.last_seen >= ?", (clock.read(term),))
    if term.key == "until":
        return Where("a.first_seen < ?", (clock.read(term, end=True),))
    if term.key == "status" and any(_is_state(value) for value in term.values):
        return each(term.values, partial(_alert_status, filter_, term))
    event = _event(filter_, term, clock)
    evidence = Where(
        f"EXISTS (SELECT 1 FROM hits h CROSS JOIN events e ON e.id = h.event WHERE {EVIDENCE} "
        f"AND ({event.sql or 'TRUE'}))",
        event.parameters,
    )
    return any_of([*_group(term), evidence])


def _of_alert(term: Term) -> Where:
    """A term that a column of `alerts a` answers."""
    if term.key in _NUMBERS:
        return each(term.values, partial(_number, _NUMBERS[term.key]))
    if term.key == "rule":
        condition = each(term.values, _rule)
        return within("a.rule", "SELECT id FROM rules", condition)
    if term.key == "tag":
        tagged = each(term.values, partial(matches, "value"))
        return Where(
            f"EXISTS (SELECT 1 FROM json_each(a.labels) {tagged.clause()})", tagged.parameters
        )
    if term.key == "group":
        return within("a.id", "SELECT alert FROM alert_groups", each(term.values, _grouped))
    return each(term.values, partial(matches, f"a.{term.key}"))


def _grouped(value: Pattern) -> Where:
    """A row of `alert_groups` by its value, or by `field=value`."""
    return any_of([matches("value", value), matches("field || '=' || value", value)])


def _rule(value: Pattern) -> Where:
    """A row of `rules` is called so: by its id, its name, or its title, also as one word."""
    names = ("uuid", "title", "spec ->> '$.name'", "slug(title)")
    return any_of([matches(name, value) for name in names])


def _group(term: Term) -> list[Where]:
    """An alert's group-by values meet the term, where its field may be one of them."""
    key = keys.KEYS[term.key]
    if key.shape is keys.Shape.NETWORK:
        condition = within("value", "SELECT text FROM addresses", each(term.values, addresses))
        fields: tuple[str, ...] = ("source.ip", "source.domain")
    elif key.shape in (keys.Shape.TEXT, keys.Shape.WORD):
        condition, fields = each(term.values, partial(matches, "value")), key.ecs
    else:
        return []
    select = "SELECT alert FROM alert_groups WHERE field = ? AND"
    return [
        Where(f"a.id IN ({select} {condition.sql})", (field, *condition.parameters))
        for field in fields
    ]


def _alert_status(filter_: Filter, term: Term, value: Pattern) -> Where:
    if not _is_state(value):
        column = filter_.column(term)
        raise FilterError("status: takes states or numbers, not both", filter_.text(), column)
    return matches("a.status", value)


def _event_status(filter_: Filter, term: Term) -> Where:
    if any(_is_state(value) for value in term.values):
        column = filter_.column(term)
        raise FilterError("an event's status is a number; see alerts", filter_.text(), column)
    codes = each(term.values, lambda value: between("status", keys.statuses(value.plain) or (0, 0)))
    return within("e.kind", "SELECT id FROM kinds", codes)


def _is_state(value: Pattern) -> bool:
    return value.plain.lower() in keys.ALERT_STATES


def _kind(term: Term) -> Where:
    if term.key == "outcome" and [value.plain.lower() for value in term.values] == ["failure"]:
        return Where("e.failed")
    condition = each(term.values, partial(matches, _KINDS[term.key]))
    return within("e.kind", "SELECT id FROM kinds", condition)


def _field(term: Term) -> Where:
    """A term that neither the kind nor an alert answers."""
    if term.key in _DIMENSIONS:
        column, table = _DIMENSIONS[term.key]
        return _dimension(f"e.{column}", table, term, partial(matches, "text"))
    return _FIELDS[term.key](term)


def _dimension(column: str, table: str, term: Term, condition: Callable[[Pattern], Where]) -> Where:
    if any(value.anything for value in term.values):
        return Where(f"{column} IS NOT NULL")
    return within(column, f"SELECT id FROM {table}", each(term.values, condition))


def _party(column: str, table: str, term: Term, condition: Callable[[Pattern], Where]) -> Where:
    """A term over who an event is about."""
    if any(value.anything for value in term.values):
        return Where(f"e.{column} IS NOT NULL")
    return _about(column, table, each(term.values, condition))


def _about(column: str, table: str, who: Where) -> Where:
    """An event is about one of some entities: blocks know who occurs in them."""
    postings, number = _POSTINGS[table]
    short = within(number, f"SELECT id FROM {table}", who)
    numbers = f"(SELECT json_group_array(id) FROM {table} {who.clause()})"
    return within(f"e.{column}", f"SELECT id FROM {table}", who)._replace(
        blocks=f"(occurs(b.{table}, {numbers}) OR b.first_event IN "
        f"(SELECT block FROM {postings} WHERE {short.sql}))",
        block_parameters=(*who.parameters, *short.parameters),
    )


def _of_address(condition: Callable[[Pattern], Where], term: Term) -> Where:
    """A term over what is known of the source's address."""
    return _about("address", "addresses", each(term.values, condition))


def _placed(column: str, value: Pattern) -> Where:
    """A row of `addresses` of which the user's MMDB files say this."""
    return within("id", "SELECT address FROM address_places", matches(column, value))


def _in_network(value: Pattern) -> Where:
    return within("id", "SELECT address FROM address_places", _number("asn", value))


def _listed(value: Pattern) -> Where:
    select = "SELECT n.address FROM listings n JOIN lists l ON l.id = n.list"
    return within("id", select, matches("l.name", value))


def _of_class(value: Pattern) -> Where:
    return Where("address_class(packed) = ?", (value.plain.lower(),))


def _source(term: Term) -> Where:
    """A term over the log that an event stands in: a block holds one log's records."""
    of_blocks = _dimension("b.source", "sources", term, _log_file)
    found = _dimension("e.source", "sources", term, _log_file)
    return found._replace(blocks=of_blocks.sql, block_parameters=of_blocks.parameters)


def _domain(term: Term) -> Where:
    def named(value: Pattern) -> Where:
        return all_of([Where("packed IS NULL"), matches("text", value)])

    return _about("address", "addresses", each(term.values, named))


def _account(value: Pattern) -> Where:
    r"""A row of `accounts` by name, or by `DOMAIN\name`."""
    if "\\" not in value.plain:
        return matches("text", value)
    return any_of([matches("text", value), matches("domain || '\\' || text", value)])


def _log_file(value: Pattern) -> Where:
    """A row of `sources` by path, or by file name alone."""
    if value.cased:
        return matches("path", value)
    below = Pattern(("", f"/{value.parts[0]}", *value.parts[1:]))
    return any_of([matches("path", value), matches("path", below)])


def _text(value: Pattern) -> Where:
    """The raw record holds the value; wildcards inside stand for anything."""
    parts = [part for part in value.parts if part]
    found = all_of(_raw("text", "texts", bindable(part)) for part in parts)
    if len(parts) < 2:
        return found
    exact = Where("raw_text(e.id) LIKE ? ESCAPE '\\'", (like(Pattern(tuple(parts)), around="%"),))
    whole = all_of([found, exact])
    return whole._replace(sql=f"({whole.sql})")


def _regex(value: Pattern) -> Where:
    """The raw record holds a match of the expression."""
    return _raw("match", "matches", bindable(value.plain))


def _raw(one: str, several: str, wanted: str) -> Where:
    """A condition on raw records: `store.database.searching` has the functions."""
    return Where(
        f"has_{one}(e.id, ?)",
        (wanted,),
        f"holds_{one}(b.first_event, ?)",
        (wanted,),
        f"{several}_in(b.first_event, ?)",
        (wanted,),
    )


def _number(column: str, value: Pattern) -> Where:
    if value.anything:
        return Where(f"{column} IS NOT NULL")
    return between(column, keys.numbers(value.plain) or (0, 0))


_FIELDS: dict[str, Callable[[Term], Where]] = {
    keys.TEXT: lambda term: each(term.values, _text),
    "regex": lambda term: each(term.values, _regex),
    "ip": lambda term: _party("address", "addresses", term, addresses),
    "domain": _domain,
    "class": partial(_of_address, _of_class),
    "list": partial(_of_address, _listed),
    "country": partial(_of_address, partial(_placed, "country")),
    "city": partial(_of_address, partial(_placed, "city")),
    "asn": partial(_of_address, _in_network),
    "org": partial(_of_address, partial(_placed, "organization")),
    "user": lambda term: _party("account", "accounts", term, _account),
    "target": lambda term: _party("target", "accounts", term, _account),
    "source": _source,
    "pid": lambda term: each(term.values, partial(_number, "e.pid")),
    "id": lambda term: each(term.values, partial(_number, "e.id")),
}
