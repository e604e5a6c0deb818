"""Limits as rules and the configuration write them."""

import pytest

from store.rules.calendars.limits import Limit, limits


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (5, [Limit(None, 5)]),
        ({"gte": 5}, [Limit(None, 5)]),
        ({"gt": 5}, [Limit(None, 6)]),
        ([{"when": "thu", "gt": 50}, {"gte": 10}], [Limit("thu", 51), Limit(None, 10)]),
    ],
)
def test_limits_are_numbers_or_mappings(value, found):
    assert list(limits(value)) == found


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ([], "needs a limit"),
        (True, "is a number"),
        ("5", "is a number"),
        (0, "above zero"),
        ({"gte": 1.5}, "above zero"),
        ({"when": "thu"}, "needs gte or gt"),
        ({"gte": 5, "gt": 4}, "needs gte or gt"),
        ({"when": 4, "gte": 5}, "when: are hours"),
        ({"when": "nobody", "gte": 5}, "no weekday"),
        ({"wen": "thu", "gte": 5}, "no key 'wen'"),
        ([{"gte": 5}, {"when": "thu", "gte": 50}], "for 'thu' never counts"),
        ([{"when": "mon-fri", "gte": 5}, {"when": "thu", "gte": 50}], "for 'thu' never counts"),
        ([5, 6], "without when never counts"),
    ],
)
def test_what_is_no_limit_is_an_error(value, why):
    with pytest.raises(ValueError, match=why):
        limits(value)
