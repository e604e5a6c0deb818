"""In which group of a rule a record counts: by the values of some of its fields; no database."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from functools import partial
from itertools import compress
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, TypeAlias

from store.knowledge.address_book import AddressBook
from store.model import FieldValue, Record
from store.rules.compiled import CompiledRule
from store.rules.matching.batches import Batch, Positions
from store.rules.matching.remembering import Joined, Remembered
from store.rules.reading.fields import Getter, value_of

if TYPE_CHECKING:
    from store.rules.matching.long_batches import LongBatch
    from store.rules.matching.numbering import Numbers

_MOST_KEYS = 20_000
"""Groups that are remembered for a rule; when there are more, all are forgotten."""

_encode = json.JSONEncoder(ensure_ascii=False).encode
_TEXT = frozenset({str})


class Grouping:
    """How records are grouped: by the values of some fields."""

    def __init__(
        self,
        names: Sequence[str],
        fields: Sequence[str],
        keep_missing: bool,
        zone: tzinfo,
        book: AddressBook,
    ) -> None:
        """Prepare.

        Args:
            names: What a group is called by.
            fields: Where their values are read, in the same order.
            keep_missing: Whether what lacks a field is a group all the same.
            zone: Where days begin and weekdays change.
            book: What is known of addresses.
        """
        self._names = names
        self._getters = [value_of(field, zone, book) for field in fields]
        self._keep_missing = keep_missing
        self._known: dict[tuple[FieldValue | None, ...], str] = {}
        """Groups by their values, as far as they are remembered."""
        self._remembered = Remembered(fields, self._found)
        pairs = [partial(_pairs, *each) for each in zip(names, self._getters, strict=True)]
        is_plain = 1 < len(names) == len({*names})
        self._joined = Joined(fields, pairs, self._key) if is_plain else None

    def keys(self, batch: Batch, positions: Positions) -> Iterable[tuple[int, str]]:
        """The groups of some records; those are left out that lack a field that it insists on."""
        keys = self._remembered.of(batch, positions)
        found = zip(batch.plain(positions), keys, strict=True)
        return compress(found, keys) if "" in keys else found

    def numbered(self, batch: "LongBatch", positions: "Numbers") -> "tuple[list[str], Numbers]":
        """Groups, and for each of some records the position of its own; empty: it has none."""
        found = self._joined.numbered(batch, positions) if self._joined else None
        return found or self._remembered.numbered(batch, positions)

    def _key(self, pairs: Sequence[str]) -> str:
        """A group of names and values in JSON; empty where one is missing that it insists on."""
        there = [pair for pair in pairs if pair]
        is_one = self._keep_missing or len(there) == len(pairs)
        return f"{{{', '.join(there)}}}" if is_one else ""

    def _found(self, records: Sequence[Record]) -> list[str]:
        """The groups of some records, empty where there is none."""
        said = [map(getter, records) for getter in self._getters]
        rows = list(zip(*said, strict=True)) if said else [()] * len(records)
        unknown = set(rows).difference(self._known)
        if len(self._known) > _MOST_KEYS:
            self._known, unknown = {}, set(rows)
        keep, names = self._keep_missing, self._names
        self._known.update(
            {values: group_key(names, values, keep_missing=keep) or "" for values in unknown}
        )
        return list(map(self._known.__getitem__, rows))


def _pairs(name: str, getter: Getter, records: Sequence[Record]) -> list[str]:
    """Name and value in JSON, for each of some records; empty where it has no value."""
    begin = encode_basestring(name)
    said = map(getter, records)
    return ["" if value is None else f"{begin}: {_encode(value)}" for value in said]


def group_key(
    names: Sequence[str], values: Sequence[FieldValue | None], *, keep_missing: bool
) -> str | None:
    """A group as JSON; None where a field is missing that the rule insists on.

    Args:
        names: What it is grouped by.
        values: In the same order.
        keep_missing: Whether what lacks a field is a group all the same.
    """
    if None in values and not keep_missing:
        return None
    pairs = zip(names, values, strict=True)
    if _TEXT.issuperset(map(type, values)):  # as below, at a third of the cost
        said = [
            f"{encode_basestring(name)}: {encode_basestring(str(value))}" for name, value in pairs
        ]
        return f"{{{', '.join(said)}}}"
    return _encode({name: value for name, value in pairs if value is not None})


Groupings: TypeAlias = Mapping[tuple[tuple[str, ...], tuple[str, ...], bool], Grouping]
"""By what makes them: names, keys, and whether what lacks a field is a group all the same."""


def groupings_of(rules: Iterable[CompiledRule], zone: tzinfo, book: AddressBook) -> Groupings:
    """Groupings by what makes them: rules that group alike share what is remembered."""
    wanted = {
        (rule.group_by, keys, rule.keep_missing)
        for rule in rules
        for keys in (rule.group_keys or (rule.group_by,))
    }
    return {each: Grouping(*each, zone, book) for each in wanted}
