"""The lines of a long piece, found all at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from store.formats.lines import cut
from store.formats.long_pieces import bounds, spans

PIECES = st.lists(st.sampled_from([b"", b"a", b"bc def"]), min_size=1, max_size=20).map(
    lambda lines: b"\n".join([*lines, b""])
)


@given(PIECES, st.integers(0, 1 << 40))
def test_lines_are_those_that_are_cut_one_by_one(data, offset):
    starts, ends = bounds(np.frombuffer(data, np.uint8))
    expected = cut(data, offset, take_rest=False).lines
    assert list(spans(data, offset, starts, ends)) == expected if expected else not len(starts)


@given(PIECES)
def test_gaps_lead_from_each_line_to_the_next(data):
    starts, ends = bounds(np.frombuffer(data, np.uint8))
    if len(starts):
        found = spans(data, 0, starts, ends)
        gaps = found.gaps(0, len(found))
        assert [0, *(starts[1:] - ends[:-1])] == list(gaps)
