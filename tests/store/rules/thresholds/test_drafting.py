"""`thresholds` under `blotter`: how they are written, and what they are compiled to."""

import pytest

from store.rules.calendars.calendar import Calendar
from store.rules.calendars.limits import Limit
from store.rules.compiled import CompiledRule
from store.rules.compiling.assembling import assemble
from store.rules.windows import Bounds
from tests.store.rules.making import write

PAGE = """\
title: Page
name: page
logsource: {category: webserver}
detection:
  page: {sc-status: 404}
  condition: page
"""
MANY = """\
---
title: Many
correlation:
  type: event_count
  rules: [page]
  timespan: 10m
  condition: {gt: 9}
blotter:
"""


@pytest.fixture
def compiled(tmp_path):
    """What is made of a count that says something under `blotter`."""

    def compiled_(*lines: str, many: str = MANY):
        text = PAGE + many + "".join(f"  {line}\n" for line in lines)
        return assemble([write(tmp_path, "a.yml", text)])

    return compiled_


def test_the_condition_counts_in_all_other_hours(compiled):
    found = compiled("thresholds: [{when: thu, gt: 50}]", "zone: Europe/Berlin").rules[1]
    assert found.calendar == Calendar((Limit("thu", 51),), 10, "Europe/Berlin")
    assert found.bounds == Bounds.at_least(10)


def test_the_least_limit_is_that_of_the_ledger(compiled):
    found = compiled("thresholds: [{when: thu, gte: 3}]").rules[1]
    assert (found.bounds, found.at_least) == (Bounds.at_least(3), None)


def test_it_goes_to_json_and_back(compiled):
    found = compiled("thresholds: [{when: thu, gte: 3}]").rules[1]
    assert CompiledRule.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["thresholds: [{gte: 3}]"], "each needs when"),
        (["thresholds: [{when: never, gte: 3}]"], "'never' is no weekday"),
        (["zone: Europe/Berlin"], "zone: is for thresholds"),
        (["thresholds: [{when: thu, gte: 3}]", "zone: Mars"], "there is no zone 'Mars'"),
        (["thresholds: [{when: thu, gte: 3}]", "zone: 5"], "zone: is the name of a zone"),
        (["thresholds: [{when: thu, gte: 3}]", "recovers: true"], "a count that recovers"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(compiled, lines, why):
    (problem,) = compiled(*lines).problems
    assert why in problem.message
    assert problem.location.line in (15, 16)


@pytest.mark.parametrize(
    "many",
    [
        MANY.replace("gt: 9", "lte: 9"),
        MANY.replace("event_count", "temporal").replace("gt: 9", "gt: 0"),
    ],
)
def test_only_counts_with_a_lower_limit_have_thresholds(compiled, many):
    (problem,) = compiled("thresholds: [{when: thu, gte: 3}]", many=many).problems
    assert problem.message.startswith("thresholds: is for an event_count or a value_count")


def test_a_detection_has_no_thresholds(tmp_path):
    text = PAGE + "blotter: {thresholds: [{when: thu, gte: 3}]}\n"
    (problem,) = assemble([write(tmp_path, "a.yml", text)]).problems
    assert problem.message.startswith("thresholds: is for an event_count or a value_count")
