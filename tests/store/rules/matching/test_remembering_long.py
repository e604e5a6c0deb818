"""What is so of records, put together from several things that are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.matching.remembering_long import Told, joined

RECORDS = 6
MANY = 30_000
"""Results of one thing: five such numbers are more than one of 64 bits holds."""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.integers(0, MANY - 1), min_size=RECORDS, max_size=RECORDS),
        min_size=1,
        max_size=7,
    )
)
def test_each_record_has_what_is_so_of_it(columns):
    names = [str(number) for number in range(MANY)]
    told = joined([Told(names, np.array(column, np.int64)) for column in columns], "-".join)
    expected = ["-".join(map(str, row)) for row in zip(*columns, strict=True)]
    assert [told.results[at] for at in told.at.tolist()] == expected
