"""The tree of the places that were visited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.screens.place import MOST_PLACES, Place, Tab, Trail
from store.filters.grammar import Filter


def _place(number: int) -> Place:
    return Place(Tab.EVENTS, Filter(), number)


@pytest.fixture
def trail() -> Trail:
    return Trail(_place(0))


def test_one_returns_by_the_way_one_came(trail):
    for number in range(1, 4):
        trail.visit(_place(number))
    assert [trail.back() for _ in range(3)] == [_place(2), _place(1), _place(0)]


def test_at_the_beginning_there_is_nowhere_to_return_to(trail):
    assert trail.back() is None


def test_forward_leads_where_one_came_back_from(trail):
    trail.visit(_place(1))
    trail.back()
    assert trail.forward() == _place(1)
    assert trail.forward() is None


def test_who_goes_back_and_elsewhere_loses_nothing(trail):
    trail.visit(_place(1))
    trail.back()
    trail.visit(_place(2))
    assert {branch.place.spot for branch in trail.branches()} == {0, 1, 2}


def test_forward_leads_into_the_branch_where_one_was_last(trail):
    trail.visit(_place(1))
    trail.back()
    trail.visit(_place(2))
    trail.back()
    assert trail.forward() == _place(2)


def test_any_place_can_be_gone_to_and_back_leads_up_its_own_branch(trail):
    trail.visit(_place(1))
    trail.visit(_place(11))
    trail.go(0)
    trail.visit(_place(2))
    number = next(one.number for one in trail.branches() if one.place.spot == 11)
    assert trail.go(number) == _place(11)
    assert trail.back() == _place(1)


def test_what_changed_at_a_place_is_found_again(trail):
    trail.visit(_place(1))
    trail.stay(_place(7))
    trail.back()
    assert trail.forward() == _place(7)


def test_a_fork_is_indented(trail):
    trail.visit(_place(1))
    trail.back()
    trail.visit(_place(2))
    assert [one.depth for one in trail.branches()] == [0, 1, 1]


def test_a_number_that_is_none_leads_nowhere(trail):
    assert trail.go(5) is None


def test_a_very_long_way_forgets_its_beginning(trail):
    for number in range(1, MOST_PLACES + 5):
        trail.visit(_place(number))
    assert len(trail) == len(trail.branches()) == MOST_PLACES
    assert trail.branches()[-1].current


_STEPS = st.lists(
    st.one_of(st.just("visit"), st.just("back"), st.just("forward"), st.integers(0, 300))
)


@given(_STEPS)
def test_whatever_one_does_there_is_one_present_place(steps):
    trail = Trail(_place(0))
    for number, step in enumerate(steps, 1):
        if step == "visit":
            trail.visit(_place(number))
        elif isinstance(step, int):
            trail.go(step)
        else:
            getattr(trail, step)()
        branches = trail.branches()
        assert [branch.current for branch in branches].count(True) == 1
        assert len(branches) == len(trail) <= MOST_PLACES


@given(_STEPS)
def test_forward_undoes_back(steps):
    trail = Trail(_place(0))
    for number, step in enumerate(steps, 1):
        if step == "visit":
            trail.visit(_place(number))
        elif step == "back":
            trail.back()
    here = next(one.place for one in trail.branches() if one.current)
    if trail.back() is not None:
        assert trail.forward() == here
