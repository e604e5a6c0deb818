"""The trail back."""

from app.screens.place import MOST_PLACES, Place, Tab, Trail
from store.filters.grammar import Filter


def test_one_returns_by_the_way_one_came():
    trail = Trail()
    places = [Place(tab, Filter(), number) for number, tab in enumerate(Tab)]
    for place in places:
        trail.push(place)
    assert [trail.pop() for _ in places] == places[::-1]


def test_at_the_beginning_there_is_nowhere_to_return_to():
    assert Trail().pop() is None


def test_a_very_long_way_forgets_its_beginning():
    trail = Trail()
    for number in range(MOST_PLACES + 5):
        trail.push(Place(Tab.EVENTS, Filter(), number))
    assert len(trail) == MOST_PLACES
