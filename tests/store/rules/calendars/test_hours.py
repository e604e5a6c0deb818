"""Hours of the week in words."""

import pytest

from store.rules.calendars.hours import DAYS, hours


def of(*named: str) -> set[int]:
    """Hours written `thu 9`."""
    return {DAYS.index(each.split()[0]) * 24 + int(each.split()[1]) for each in named}


@pytest.mark.parametrize("words", ["thu", "Thursday", " THU ", "thu 0-24", "thu 00:00-24:00"])
def test_a_day_is_all_of_its_hours(words):
    assert hours(words) == of(*(f"thu {hour}" for hour in range(24)))


def test_hours_without_days_are_those_of_every_day():
    assert hours("8-9") == of(*(f"{day} 8" for day in DAYS))


def test_hours_over_midnight_end_on_the_next_day():
    assert hours("sat 23-1") == of("sat 23", "sun 0")


def test_days_may_go_round_the_end_of_the_week():
    assert hours("fri-mon 12-13") == of("fri 12", "sat 12", "sun 12", "mon 12")


def test_days_may_be_listed():
    assert hours("mon, wed-thu 7-8") == of("mon 7", "wed 7", "thu 7")


def test_business_hours_and_those_outside_are_the_week():
    assert hours("business") | hours("outside") == set(range(168))
    assert not hours("business") & hours("outside")
    assert hours("business") == hours("mon-fri 8-18")


@pytest.mark.parametrize(
    "words", ["", "  ", "thurs", "mon-", "8", "8-8", "25-26", "mon 8:30-9", "mon fri", "mon,,tue"]
)
def test_what_is_no_hours_is_an_error(words):
    with pytest.raises(ValueError, match=r"hours|weekday"):
        hours(words)
