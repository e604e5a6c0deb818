"""A filter's conditions as the detection of a Sigma rule."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from store.errors import ActionError
from store.filters import keys
from store.filters.grammar import Filter, Term
from store.filters.patterns import Pattern
from store.rules.reading.names import ADDRESS_CLASS, ASN, FEEDS

_Map: TypeAlias = dict[str, Any]

_TIMES = frozenset({"since", "until"})
_CLOSED = frozenset(
    ("alert", "rule", "severity", "reason", "assignee", "silence", "id", "source", "case")
)
"""Keys of what a rule has no field for."""
_RAW = "event.original"
_SIGN = re.compile(r"([*?\\])")


class Detection(NamedTuple):
    """What stands under `detection`."""

    selections: dict[str, Any]
    condition: str
    left_out: tuple[str, ...]
    """Conditions on time: a rule looks at every record as it comes."""


def detection(filter_: Filter) -> Detection:
    """The detection that a filter means.

    Raises:
        ActionError: It asks for something that a rule cannot, or for nothing.
    """
    selections: dict[str, Any] = {}
    parts: list[str] = []
    for term in filter_.terms:
        if term.key in _TIMES:
            continue
        if term.key in _CLOSED:
            raise ActionError(f"a rule cannot ask for {term.key}: it judges each record by itself")
        name = _name(term, selections)
        selections[name] = _selection(term)
        parts.append(f"not {name}" if term.negated else name)
    if all(term.negated or term.key in _TIMES for term in filter_.terms):
        raise ActionError("a rule needs a condition that is to hold, besides time")
    left_out = tuple(term.text() for term in filter_.terms if term.key in _TIMES)
    return Detection(selections, " and ".join(parts), left_out)


def _name(term: Term, known: dict[str, Any]) -> str:
    """A name for a selection, with a number where there is one of its key already."""
    name = f"without_{term.key}" if term.negated else term.key
    number = sum(each.rstrip("_0123456789") == name for each in known)
    return f"{name}_{number + 1}" if number else name


def _selection(term: Term) -> _Map | list[_Map]:
    """A map, or a list of maps of which one has to hold."""
    maps = [each for value in term.values for each in _maps(term, value)]
    if len(maps) == 1:
        return maps[0]
    fields = {tuple(each) for each in maps}
    if len(fields) == 1 and len(next(iter(fields))) == 1:
        (field,) = next(iter(fields))
        return {field: [each[field] for each in maps]}
    return maps


def _maps(term: Term, value: Pattern) -> Iterator[_Map]:
    key = keys.KEYS[term.key]
    special = _SPECIAL.get(term.key)
    if special is not None:
        yield special(value)
    elif value.anything:
        yield {f"{key.ecs[0]}|exists": True}
    else:
        yield {key.ecs[0]: written(value.parts)}


def _text(value: Pattern) -> _Map:
    parts = [part for part in value.parts if part]
    if len(parts) == 1:
        return {f"{_RAW}|contains": written(parts)}
    return {_RAW: f"*{written(parts)}*"}


def _regex(value: Pattern) -> _Map:
    return {f"{_RAW}|re|i|m": value.plain}


def _address(value: Pattern) -> _Map:
    if value.anything:
        return {"source.ip|exists": True}
    found = keys.network(value.plain) if value.exact else None
    if found is None:
        return {"source.domain": written(value.parts)}
    if found.prefixlen == found.max_prefixlen:
        return {"source.ip": str(found.network_address)}
    return {"source.ip|cidr": str(found)}


def _status(value: Pattern) -> _Map:
    limits = keys.statuses(value.plain)
    if limits is None:
        raise ActionError(f"a rule cannot ask for status:{value.plain}, the state of an alert")
    field = "http.response.status_code"
    if limits[0] == limits[1]:
        return {field: limits[0]}
    return {f"{field}|gte": limits[0], f"{field}|lte": limits[1]}


def _asn(value: Pattern) -> _Map:
    if value.anything:
        return {f"{ASN}|exists": True}
    low, high = keys.numbers(value.plain) or (0, 0)
    return {ASN: low} if low == high else {f"{ASN}|gte": low, f"{ASN}|lte": high}


def _about(field: str, value: Pattern) -> _Map:
    """What is known of the address."""
    return {f"{field}|exists": True} if value.anything else {field: written(value.parts)}


def _account(value: Pattern) -> _Map:
    r"""A name, or `DOMAIN\name`."""
    if value.anything:
        return {"user.name|exists": True}
    domain, slash, name = value.plain.partition("\\")
    if not slash or not value.exact:
        return {"user.name": written(value.parts)}
    return {"user.domain": written([domain]), "user.name": written([name])}


_SPECIAL: dict[str, Callable[[Pattern], _Map]] = {
    keys.TEXT: _text,
    "regex": _regex,
    "ip": _address,
    "status": _status,
    "user": _account,
    "asn": _asn,
    "class": partial(_about, ADDRESS_CLASS),
    "list": partial(_about, FEEDS),
}


def written(parts: Sequence[str]) -> str:
    """Literal parts as Sigma writes a value, with `*` between them."""
    return "*".join(_SIGN.sub(r"\\\1", part) for part in parts)
