"""What closed alerts leave of windows."""

import pytest

from store.rules.alerting.alerts import Alert
from store.rules.alerting.reopening import beyond, followed
from store.rules.windows import Span

TIMES = range(0, 40, 2)


def closed(first: int, last: int, number: int = 1) -> Alert:
    """An alert that stays as it is."""
    return Alert(number, first, last, 1, 1, 1, "closed")


@pytest.mark.parametrize(
    ("span", "left"),
    [
        ((2, 8), [(2, 8)]),
        ((8, 10), []),
        ((12, 16), []),
        ((12, 20), []),
        ((12, 22), [(22, 22)]),
        ((18, 26), [(22, 26)]),
        ((21, 26), [(21, 26)]),
    ],
)
def test_a_window_ends_in_a_closed_alert_or_begins_after_it(span, left):
    first, last = span
    found = beyond([Span(first, last, 3)], [closed(10, 20)], TIMES)
    assert [(each.first, each.last) for each in found] == left


def test_the_last_of_several_is_gone_on_from():
    some = [closed(0, 10, 7), closed(14, 20, 8)]
    assert beyond([Span(8, 26, 1)], some, TIMES) == [Span(22, 26, 1)]
    assert followed(Span(22, 26, 1), some, 12) == 8


@pytest.mark.parametrize(("gap", "number"), [(1, None), (2, 1)])
def test_what_is_too_far_away_is_not_gone_on_from(gap, number):
    assert followed(Span(22, 26, 1), [closed(10, 20)], gap) == number
