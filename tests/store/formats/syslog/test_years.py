"""The walk through a source that counts its turns of the year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.syslog.envelopes import years

DAY = b"Nov  1 06:25:09 web1 a: b\n"
LINES = st.sampled_from(
    [
        *(DAY, DAY * 5, b"Nov  1 07:00:00 web1 a: b\n", b"Nov 11 06:25:09 web1 a: b\n"),
        *(
            b"Jan  2 06:25:09 web1 a: b\n",
            b"Feb 29 06:25:09 web1 a: b\n",
            b"Nov  1 2024 06:25:09 a\n",
        ),
        *(
            b"Nov  1 2014\n",
            b"2024-03-01T06:25:09Z web1 a: b\n",
            b"hello\n",
            b"<38>Nov  1 06:25:09 a\n",
        ),
    ]
)


def walked(source: bytes, block: int) -> years.Walk:
    """The walk by blocks of some bytes."""
    patch = pytest.MonkeyPatch()
    patch.setattr(years, "_BLOCK", block)
    try:
        return years.walk(iter([source]), 151)
    finally:
        patch.undo()


@given(st.lists(LINES, max_size=40).map(b"".join), st.integers(1, 400))
def test_blocks_of_one_date_are_passed_at_once_and_no_others(source, block):
    """Where a block is a line, every line is looked at."""
    assert walked(source, block) == walked(source, 1)


def test_a_year_behind_the_same_date_is_seen():
    assert walked(DAY + b"Nov  1 2024 06:25:09 web1 a: b\n", 1000).anchor == 2024
