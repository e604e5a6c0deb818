"""What a user's format file says, as values that have been checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from store.errors import Location
from store.model import FieldValue, Kind


class Type(StrEnum):
    """What a value is made into."""

    TEXT = "text"
    INT = "int"
    FLOAT = "float"
    IP = "ip"
    AUTO = "auto"
    """As JSON has it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a captured value goes, and as what."""

    key: str
    """The ECS key."""
    type: Type
    values: Mapping[str, str]
    """Words of the log to words of ours; empty: as they stand."""
    ranges: tuple[tuple[int, int, str], ...]
    """First and last number of a range of the log's, and our word for it."""
    default: str | None
    """Our word for every other, where there are `values` or `ranges`."""


@dataclass(frozen=True, slots=True)
class Field:
    """What becomes of one captured value."""

    source: str
    """Name of the group, or path in the JSON object."""
    targets: tuple[Target, ...]
    """One, or one for each piece that the value is split into."""
    split: str | None
    """What the pieces are split at."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of line."""

    name: str
    regex: str | None
    """Has to match a whole record; None for JSON."""
    when: tuple[tuple[str, str], ...]
    """For JSON: paths, and the texts that have to stand there."""
    kind: Kind
    """What is the same for all its records; lacks what fields say."""
    weight: int
    constants: Mapping[str, FieldValue]
    """Fields that are the same for all its records."""
    place: Location


@dataclass(frozen=True, slots=True)
class Clock:
    """How times are written."""

    source: str
    """Name of the group, or path in the JSON object."""
    formats: tuple[str, ...]
    """Names of `store.formats.own.stamps`, or directives of strptime."""
    zone: str | None
    """IANA name of the zone of times that carry none; None: as for every other log."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A line, and what has to become of it."""

    line: str
    unparsed: bool
    pattern: str | None
    """Name of the pattern that has to match; None: any one."""
    fields: Mapping[str, object]
    """What the record must hold, by ECS key; None: nothing may stand there."""
    reference: int | None
    """The instant (µs UTC) that times without a year are resolved against."""
    place: Location


@dataclass(frozen=True, slots=True)
class Spec:
    """A format."""

    path: str
    name: str
    title: str
    dataset: str
    is_json: bool
    patterns: tuple[Pattern, ...]
    fields: tuple[Field, ...]
    clock: Clock | None
    first_line: str | None
    """Regular expression of a record's first line; None: each line is a record."""
    requires: tuple[str, ...]
    """For JSON: paths that an object of this format has."""
    samples: tuple[Sample, ...]
    place: Location
    """Where the name stands."""
