"""The hits of a group stand side by side, however they came."""

from operator import itemgetter

from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.ledgers.fresh import of_rows
from store.rules.ledgers.track import Track, begun, track_of, values_of, with_more
from store.rules.windows import Hit, Row

HITS = st.lists(
    st.builds(
        Hit,
        st.just(1),
        st.integers(0, 20),
        st.integers(0, 2),
        st.integers(1, 9),
        st.integers(0, 4),
        st.none() | st.integers(-5, 0),
        st.none() | st.sampled_from("ab"),
    ),
    min_size=1,
    max_size=12,
    unique_by=itemgetter(slice(4)),
).map(lambda some: sorted(some, key=itemgetter(slice(4))))


def track(some: list[Hit]) -> Track:
    return track_of(1, some)


@settings(max_examples=100, deadline=None)
@given(HITS)
def test_rows_are_what_was_given(some):
    assert track(some).rows() == some


@settings(max_examples=150, deadline=None)
@given(HITS, st.integers(0, 12))
def test_what_comes_behind_is_added(some, cut):
    before, behind = some[:cut], some[cut:]
    if not before or not behind:
        return
    made = track(before)
    assert made.extend(of_rows(behind))
    assert made.rows() == some


@settings(max_examples=150, deadline=None)
@given(HITS, st.integers(0, 12))
def test_what_comes_before_is_added(some, cut):
    before, behind = some[:cut], some[cut:]
    if not before or not behind:
        return
    made = track(behind)
    assert made.precede(of_rows(before))
    assert made.rows() == some


def test_what_comes_among_them_is_not_added_before():
    made = track([Hit(1, 5, 0, 9, 1)])
    assert not made.precede(of_rows([Hit(1, 4, 0, 8, 1), Hit(1, 6, 0, 10, 1)]))
    assert made.rows() == [Hit(1, 5, 0, 9, 1)]


@settings(max_examples=150, deadline=None)
@given(HITS, st.sets(st.integers(0, 11)))
def test_what_comes_late_is_mingled(some, late):
    fresh = [hit for at, hit in enumerate(some) if at in late]
    known = [hit for at, hit in enumerate(some) if at not in late]
    if not fresh or not known:
        return
    assert with_more(track(known), of_rows(fresh)).rows() == some


def test_what_comes_late_is_not_added():
    made = track([Hit(1, 5, 0, 9, 1)])
    assert not made.extend(of_rows([Hit(1, 4, 0, 8, 1), Hit(1, 6, 0, 10, 1)]))
    assert made.rows() == [Hit(1, 5, 0, 9, 1)]


@settings(max_examples=100, deadline=None)
@given(HITS, st.integers(-1, 21))
def test_behind_a_time_are_the_hits_from_then_on(some, time):
    made = track(some)
    assert made.behind(time).rows() == [hit for hit in some if hit.ts >= time]
    assert made.rows() == some


@settings(max_examples=100, deadline=None)
@given(HITS, st.integers(-1, 21))
def test_before_a_time_are_the_hits_up_to_then(some, time):
    made = track(some)
    assert made.before(time).rows() == [hit for hit in some if hit.ts <= time]
    assert made.rows() == some


@settings(max_examples=150, deadline=None)
@given(HITS, st.integers(-1, 21), st.integers(-1, 21), st.integers(0, 20))
def test_the_weight_is_that_of_the_hits_between_two_times(some, first, last, time):
    made = track(some).behind(time)
    between: list[Row] = [hit for hit in made.rows() if first <= hit[1] <= last]
    events = {hit[3] for hit in between if hit[3] > 0}
    if first <= last:
        assert made.weight(first, last) == (sum(hit[4] for hit in between), len(events))


def test_a_window_is_no_event():
    assert track([Hit(1, 5, 0, 9, 2), Hit(1, 6, 1, -3, 0, 4)]).weight(0, 9) == (2, 1)


def test_a_group_of_many_is_told_apart():
    fresh = of_rows([Hit(1, 5, 0, 9, 2), Hit(2, 3, 0, 8, 4), Hit(3, 1, 0, 7, 1)])
    assert begun(fresh, 2).rows() == [Hit(2, 3, 0, 8, 4)]


def test_who_has_no_values_says_nothing():
    assert values_of(track([Hit(1, 5, 0, 9, 2), Hit(1, 6, 0, 10, 1)])) == [None, None]


def test_no_hits_weigh_nothing():
    assert Track(1).weight(0, 9) == (0, 0)
