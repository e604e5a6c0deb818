"""Runs of a term: stretches of time that touch are one, whatever order they come in."""

from hypothesis import given
from hypothesis import strategies as st

from store.rules.novelties.runs import Meeting, Run, grown, remembered

MEETINGS = st.lists(
    st.builds(Meeting, st.integers(0, 40), st.just("k"), st.integers(0, 9), st.just(1))
)


def by_definition(meetings: list[Meeting], forget: int | None) -> list[Run]:
    """One after the other, each compared with the one before."""
    found: list[Run] = []
    for met in sorted(meetings):
        until = remembered(met.ts, forget)
        if found and met.ts <= found[-1].until:
            found[-1] = Run(found[-1].met, max(until, found[-1].until))
        else:
            found.append(Run(met, until))
    return found


@given(MEETINGS, st.integers(0, 60), st.none() | st.integers(0, 12))
def test_they_depend_on_the_meetings_only(meetings, cut, forget):
    first = grown([], meetings[:cut], forget)
    assert grown(first, meetings[cut:], forget) == by_definition(meetings, forget)


def test_a_hundred_thousand_meetings_are_read_once():
    meetings = [Meeting(at * 10, "k", at, 1) for at in range(100_000)]
    assert len(grown([], meetings, 5)) == 100_000
