"""What records say in the fields whose values a rule counts or measures; no database."""

import math
import re
from collections.abc import Sequence
from datetime import tzinfo
from functools import partial
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from store.knowledge.address_book import BLANK, AddressBook
from store.model import FieldValue, Record
from store.rules.compiled import SIZES
from store.rules.matching.batches import Batch, Positions
from store.rules.matching.remembering import Joined, Remembered
from store.rules.reading.fields import Getter, value_of
from store.rules.reading.folding import folded
from store.rules.windows import Value

if TYPE_CHECKING:
    from store.rules.matching.long_batches import LongBatch
    from store.rules.matching.numbering import Numbers

_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?", re.ASCII)
_MOST = 1 << 63
"""No whole number of the database is as great."""


class Valuing:
    """Reads values for one member of a rule."""

    def __init__(
        self, keys: Sequence[str], *, measured: bool, zone: tzinfo, book: AddressBook = BLANK
    ) -> None:
        """Prepare.

        Args:
            keys: Of the fields.
            measured: Whether only numbers are values.
            zone: Where days begin and weekdays change.
            book: What is known of addresses.
        """
        self._getters = [value_of(key, zone, book) for key in keys]
        self._measured = measured
        self._is_size = measured and SIZES.issuperset(keys)
        self._remembered = Remembered(keys, self._found)
        texts = [partial(_texts, getter) for getter in self._getters]
        is_pair = len(keys) > 1 and not measured
        self._joined: Joined[Value] | None = Joined(keys, texts, _listed) if is_pair else None

    def of(self, batch: Batch, positions: Positions) -> Sequence[Value]:
        """The values of some records, in their order; None where one has none."""
        return self._remembered.of(batch, positions)

    def numbered(self, batch: "LongBatch", positions: "Numbers") -> "tuple[list[Value], Numbers]":
        """Values, and for each of some records the position of its own; None: it has none."""
        found = self._joined.numbered(batch, positions) if self._joined else None
        return found or self._remembered.numbered(batch, positions)

    def _found(self, records: Sequence[Record]) -> list[Value]:
        return [self._value(record) for record in records]

    def _value(self, record: Record) -> Value:
        said = [getter(record) for getter in self._getters]
        value = combined(said, measured=self._measured)
        below = self._is_size and isinstance(value, int | float) and value < 0
        return None if below else value  # sums of sizes are taken for ones that only grow


def combined(said: Sequence[FieldValue | None], *, measured: bool) -> Value:
    """The value that fields make together; None where one is missing.

    Texts that differ in large and small letters alone are one value, as everywhere in Sigma.

    Args:
        said: What each field says.
        measured: Whether only a number is a value.
    """
    if measured:
        return _number(said[0])
    texts = [folded(str(each)) for each in said if each is not None]
    if len(texts) < len(said):
        return None
    return texts[0] if len(texts) == 1 else _listed(list(map(encode_basestring, texts)))


def _texts(getter: Getter, records: Sequence[Record]) -> list[str]:
    """What each of some records says, as `combined` quotes it; empty where it says nothing."""
    said = map(getter, records)
    return ["" if value is None else encode_basestring(folded(str(value))) for value in said]


def _listed(texts: Sequence[str]) -> str | None:
    """Quoted texts as JSON; None where one is missing."""
    return f"[{', '.join(texts)}]" if all(texts) else None


def _number(said: FieldValue | None) -> int | float | None:
    """The number that a field says, or that its text writes in decimal."""
    if isinstance(said, str):
        found = _NUMBER.fullmatch(said.strip())
        if found is None:
            return None
        return float(said) if found[1] else int(said)
    if said is None or not math.isfinite(said):
        return None
    return said if abs(said) < _MOST else float(said)
