"""Lay the records of an auth log side by side, where nearly all of them are as usual."""

from collections.abc import Mapping, Sequence

from store.formats.sheet import Kinds, Marks, Sheet
from store.formats.syslog.usual.lines import Row
from store.formats.syslog.usual.vocabulary import Vocabulary
from store.model import Record

_ODD = 8
"""A batch of which one record in so many is odd is no sheet."""


def odd_row(record: Record, vocabulary: Vocabulary) -> Row:
    """The row of a record that was read with care: all that it says has one number."""
    return (
        *(vocabulary.kind(record.kind), record.time or 0, record.time_flags),
        *(0, 0, 0, 0, vocabulary.odd.add(record.fields), None, None, None),
        *(record.weight, record.role, record.attempt),
    )


def laid_out(
    lines: Sequence[tuple[int, bytes]],
    rows: Sequence[Row],
    weights: Sequence[int],
    odd: Mapping[int, Record],
    vocabulary: Vocabulary,
) -> Sequence[Record]:
    """The records of a batch.

    Args:
        lines: Offset and bytes of every record.
        rows: Of every record.
        weights: Of every record.
        odd: Records that were read with care, by their positions.
        vocabulary: What the rows' numbers stand for.
    """
    if not rows:
        return []
    sheet = _sheet(lines, rows, weights, vocabulary)
    if len(odd) * _ODD <= len(rows) and all(each.time is not None for each in odd.values()):
        return sheet
    careful = {at: each._replace(weight=weights[at]) for at, each in odd.items()}
    return [careful[at] if at in careful else sheet.record(at) for at in range(len(rows))]


def _sheet(
    lines: Sequence[tuple[int, bytes]],
    rows: Sequence[Row],
    weights: Sequence[int],
    vocabulary: Vocabulary,
) -> Sheet:
    """The sheet of some rows; at least one."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    kinds, times, flags, places, said, sources, users, odd = columns[:8]
    ports, pids, messages, _, roles, attempts = columns[8:]
    parts = {
        "place": vocabulary.places.shared(places),
        "saying": vocabulary.said.shared(said),
        "source": vocabulary.sources.shared(sources),
        "user": vocabulary.users.shared(users),
        "odd": vocabulary.odd.shared(odd),
    }
    singles = {"source.port": ports, "process.pid": pids, "message": messages}
    marks = Marks(weights, flags, roles, attempts)
    return Sheet(lines, times, Kinds(kinds, vocabulary.kinds), parts, singles, marks)
