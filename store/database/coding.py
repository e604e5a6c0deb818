"""Number what the records of a log say.

What a number stands for is sent to the database once for a log; from then on a record is a row of
small numbers.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from store.formats.sheet import Shared
from store.model import Fields, Kind

Key: TypeAlias = str | tuple[str, str | None]
"""A text or an address; a pair for an account (name and domain) and for a host name that stands in
the place of an address (the name and None)."""

Columns: TypeAlias = dict[str, list[Any]]
"""Values by the name of their column."""

_MOST = 300_000
"""Numbers of a log after which the numbering begins anew."""


Place: TypeAlias = tuple[str | None, str | None]
"""`host.name` and `url.domain`."""

StemKey: TypeAlias = int | tuple[int, int, int, str | None, str | None]
"""The number of a kind; with weight, flags, host and site where those are not 1, 0, None, None."""

STEM = "stem"
"""The part that every batch has: what it says in the column of that name is a `Stem`."""

_NOWHERE: Place = (None, None)


class Stem(NamedTuple):
    """What thousands of a log's records have in common."""

    kind: Kind
    weight: int
    """`related.weight`."""
    flags: int
    """`event.time_flags`."""
    host: str | None
    """`host.name`."""
    site: str | None
    """`url.domain`."""


class Part(NamedTuple):
    """What one part of the records says, as numbers."""

    start: int
    """How many numbers were sent before; 0: forget what those stood for."""
    size: int
    """How many numbers are new."""
    columns: Columns
    """What the new numbers stand for, in the columns that any of them has; they go on from
    `start`."""
    codes: Sequence[int]
    """For every record its number."""

    def packed(self) -> "Part":
        """The same in little room, for the way to another process."""
        return self._replace(codes=array("I", self.codes))


class Coder:
    """The parts of one log's records."""

    def __init__(self) -> None:
        self._parts: dict[str, _Part] = {}
        self.stems: list[Stem] = []
        """The stems that were numbered, in the order of their numbers."""
        self._kinds: list[Kind] = []
        self._known: dict[int, int] = {}
        """The kinds' numbers by identity: hashing a kind would cost more than all the rest. While
        the kinds are held, theirs is not given to another object."""

    def shared(
        self, name: str, shared: Shared, columns: Callable[[Sequence[Fields]], Columns]
    ) -> Part:
        """Take over a part that its reader has numbered.

        Args:
            name: Of the part.
            shared: Numbers and what they stand for; see `is_stale`.
            columns: Turns fields into columns.
        """
        part = self._part(name)
        part.fields = shared.fields
        start, part.size = part.size, len(shared.fields)
        fresh = columns(shared.fields[start:]) if part.size > start else {}
        part.place(start, fresh.pop("host", None), fresh.pop("site", None))
        return part.coded(start, fresh, shared.codes)

    def kind(self, kind: Kind) -> int:
        """The number of a kind."""
        number = self._known.get(id(kind))
        if number is None:
            number = self._known[id(kind)] = len(self._kinds)
            self._kinds.append(kind)
        return number

    def stemmed(self, keys: Iterable[StemKey]) -> Part:
        """Number the stems of a batch; `stems` grows by those that are new."""
        part = self._part(STEM)
        start, fresh, codes = part.encode(keys)
        stems = [self._stem(key) for key in fresh]
        self.stems += stems
        return part.coded(start, {STEM: stems} if stems else {}, codes)

    def keyed(self, name: str, column: str, keys: Iterable[Key | None]) -> Part:
        """Number a part that consists of one column.

        Args:
            name: Of the part: none that `shared` is asked for.
            column: What it says something in.
            keys: For every record what it says.
        """
        part = self._part(name)
        start, fresh, codes = part.encode(keys)
        return part.coded(start, {column: fresh} if fresh else {}, codes)

    def has(self, name: str, columns: frozenset[str]) -> bool:
        """Whether a part says anything in one of these columns."""
        return bool(self._parts[name].names & columns)

    def is_stale(self, parts: Mapping[str, Shared]) -> bool:
        """Whether the numbering should begin anew before a batch: a reader's has, or it is full."""
        known = [(self._parts[name], each) for name, each in parts.items() if name in self._parts]
        anew = any(part.fields is not each.fields for part, each in known)
        return anew or sum(part.size for part in self._parts.values()) > _MOST

    def begin_anew(self) -> None:
        """Forget all numbers: the next batch says again what its numbers stand for."""
        self._parts.clear()
        self.stems.clear()
        self._kinds.clear()
        self._known.clear()

    def places(self, name: str) -> list[Place] | None:
        """Where each number of a shared part says that a record comes from; None: none does."""
        return self._parts[name].places or None

    def _stem(self, key: StemKey) -> Stem:
        if isinstance(key, int):
            return Stem(self._kinds[key], 1, 0, None, None)
        return Stem(self._kinds[key[0]], *key[1:])

    def _part(self, name: str) -> "_Part":
        part = self._parts.get(name)
        if part is None:
            part = self._parts[name] = _Part()
        return part


class _Numbers(dict[Any, int]):
    """Gives every new key the next number."""

    def __missing__(self, key: Any) -> int:  # noqa: ANN401 - whatever the records say
        code = self[key] = len(self)
        return code


class _Part:
    """One part's numbers."""

    def __init__(self) -> None:
        self.numbers = _Numbers()
        self.fields: list[Fields] | None = None
        """The reader's numbering, where it has one."""
        self.size = 0
        """How many numbers were sent."""
        self.places: list[Place] = []
        """Host and site of every number, if any has one."""
        self.names: set[str] = set()
        """The columns that it says anything in."""

    def encode(self, keys: Iterable[Any]) -> tuple[int, list[Any], list[int]]:
        """Number keys: how many were sent before, the new ones, and for every record its number."""
        codes = list(map(self.numbers.__getitem__, keys))
        start, self.size = self.size, len(self.numbers)
        return start, list(self.numbers)[start:] if self.size > start else [], codes

    def place(self, start: int, hosts: list[Any] | None, sites: list[Any] | None) -> None:
        """Note the hosts and sites of the numbers from `start` on."""
        if not (hosts or sites or self.places):
            return
        nothing = [None] * (self.size - start)
        self.places += [_NOWHERE] * (start - len(self.places))
        self.places += zip(hosts or nothing, sites or nothing, strict=True)

    def coded(self, start: int, fresh: Columns, codes: Sequence[int]) -> Part:
        """The part of a batch."""
        self.names |= fresh.keys()
        return Part(start, self.size - start, fresh, codes)
