"""How a keystroke changes the filter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.screens import filtering


@given(st.text(min_size=1), st.booleans())
def test_any_value_makes_a_filter_that_can_be_read_again(value, negated):
    narrowed = filtering.narrowed(filtering.NOTHING, "user.name", value, negated=negated)
    assert filtering.parsed(narrowed.text()) == narrowed


def test_a_group_becomes_one_condition_for_each_field():
    group = {"source.ip": "203.0.113.7", "user.name": "root"}
    assert filtering.by_group(filtering.NOTHING, group).text() == "ip:203.0.113.7 user:root"


def test_the_evidence_of_an_alert_is_a_filter():
    assert filtering.of_alert(7).text() == "alert:7"


@pytest.mark.parametrize(
    ("key", "value", "can"),
    [
        ("source.ip", "203.0.113.7", True),
        ("winlog.event_data.Name", "said", True),
        ("@timestamp", "2026-11-20T00:00:00.000000Z", False),
    ],
)
def test_a_field_can_be_filtered_by_if_the_language_or_the_record_says_it(key, value, can):
    assert filtering.can_narrow(key, value, "what the record said") is can
