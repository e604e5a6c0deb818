"""Pauses between attempts grow, up to a limit, and differ."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from store.notifying.backoff import FIRST, LONGEST, pause


@given(st.integers(1, 1000), st.integers())
def test_pauses_stay_within_their_limits(attempts, seed):
    most = min(LONGEST, FIRST * 2 ** (attempts - 1))
    assert most // 10 <= pause(attempts, Random(seed)) <= most  # noqa: S311


def test_no_two_pauses_are_alike():
    assert len({pause(5) for _ in range(50)}) > 45
