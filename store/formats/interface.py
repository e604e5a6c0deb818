"""What a log format is: how it is recognised, and how its bytes become records.

A format lives in one module of `store/formats/builtin`, which has a module-level `FORMAT`;
nothing else has to be told about it. Formats do no I/O and keep nothing between sources.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from store.model import Context, Record

State: TypeAlias = dict[str, Any]
"""What a reader must remember from one run to the next; JSON values only, and small."""

LookAhead: TypeAlias = Callable[[], Iterator[bytes]]
"""Opens the source anew at the offset where the reader starts, and yields it in chunks."""


class Parsed(NamedTuple):
    """What a reader made of the bytes it was given."""

    records: Sequence[Record]
    """In the order of the file. Empty lines and envelopes make no record."""
    consumed: int
    """How many of the bytes are done with; the rest is given again, with more behind it."""
    expected: int = 0
    """Records that the source itself promised in the consumed bytes (binary formats; else 0)."""
    lost: int = 0
    """Promised records that could not be found in the consumed bytes."""
    problem: str | None = None
    """One sentence about damage in the consumed bytes, for people."""


@runtime_checkable
class Reader(Protocol):
    """Turns one source's bytes into records, piece by piece.

    The same bytes give the same records however they are cut into pieces, and a reader made from
    `state()` goes on exactly as the one that gave it.
    """

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of `data`.

        Args:
            data: Bytes of the source; begins where the last call's `consumed` ended.
            offset: Where `data` begins in the source.
            at_end: The source has no more bytes at present: a record that is complete but could
                be continued by a further line is taken.
            take_rest: With `at_end`: an unterminated last record is taken too.

        Returns:
            The records. Any bytes are accepted and no exception is raised for them; what cannot be
            understood becomes a record with `Parse.NONE`.
        """

    def state(self) -> State:
        """What the next reader of this source has to know."""


@dataclass(frozen=True, slots=True)
class Format:
    """A log format, as the registry knows it."""

    name: str
    """For example `apache.access`; also what `--format` takes."""
    title: str
    """One line for people."""
    dataset: str
    """`event.dataset` of its records."""
    score: Callable[[bytes], float]
    """How well the beginning of a source (up to 64 KiB, at least one whole line if there is one)
    fits: 0 not at all, 1 every line. Never raises."""
    open: Callable[[Context, State, LookAhead], Reader]
    """Makes a reader. `State` is empty for a new source."""
    sample: bytes
    """A few lines of our own that the format reads in full; `score` gives 1 for them."""
    binary: bool = False
    """Whether a record's raw text is a rendering rather than the file's own bytes."""
    has_long_records: bool = False
    """Whether a record takes more than a KiB."""
