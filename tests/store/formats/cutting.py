"""Read a source that comes piece by piece, as an import that runs again and again does."""

import json
from functools import partial

from store.formats.interface import Format, State
from store.model import Context, Record


def read_in_pieces(log: Format, data: bytes, cuts: list[int], about: Context) -> list[Record]:
    """The records of a source that ends at each cut, and is given to a new reader every time."""
    records: list[Record] = []
    state: State = {}
    at = 0
    for cut in [*sorted(cuts), len(data)]:
        reader = log.open(about, state, partial(iter, [data[at:]]))
        last = cut == len(data)
        parsed = reader.read(data[at:cut], at, at_end=last, take_rest=last)
        records += parsed.records
        at += parsed.consumed
        state = json.loads(json.dumps(reader.state()))
    assert at == len(data)
    return records
