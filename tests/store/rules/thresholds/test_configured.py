"""Limits that the configuration gives rules."""

import pytest

from store.errors import Location
from store.rules.calendars.calendar import Calendar
from store.rules.calendars.limits import Limit
from store.rules.compiled import Compilation, RuleType
from store.rules.files.loader import signature
from store.rules.files.switches import Switch, in_force, unknown
from store.rules.thresholds.configured import Threshold, changed
from store.rules.windows import Bounds
from tests.store.rules.making import rule

PLACE = Location("c.toml", 3, 1)
PAGE = rule(uuid="page", alerts=False, title="Page")
MANY = rule(
    uuid="many",
    name="many-pages",
    title="Many missing pages",
    type=RuleType.EVENT_COUNT,
    members=("page",),
    bounds=Bounds.at_least(5),
)
ABOVE = rule(uuid="above", title="Above", type=RuleType.TEMPORAL, members=("many", "page"))
RULES = (PAGE, MANY, ABOVE)


def said(name: str, *limits: Limit) -> Threshold:
    """What the configuration says."""
    return Threshold(name, limits, PLACE)


@pytest.mark.parametrize("name", ["many", "MANY", "many-pages", "many-missing-pages"])
def test_a_rule_is_called_by_its_id_its_name_or_its_title(name):
    found = changed(RULES, [said(name, Limit(None, 20))])
    assert [each.bounds for each in found] == [PAGE.bounds, Bounds.at_least(20), ABOVE.bounds]


def test_limits_for_some_hours_leave_the_rules_own_for_the_others():
    found = changed(RULES, [said("many", Limit("thu", 50))])[1]
    assert found.calendar == Calendar((Limit("thu", 50),), 5, None)


def test_a_changed_rule_and_those_above_it_are_other_versions():
    found = changed(RULES, [said("many", Limit(None, 20))])
    same = [new.hash == old.hash for new, old in zip(found, RULES, strict=True)]
    assert same == [True, False, False]


def test_another_limit_is_another_version():
    hashes = {changed(RULES, [said("many", Limit(None, n))])[1].hash for n in (20, 21, 20)}
    assert len(hashes) == 2


def test_limits_are_part_of_what_is_compiled_for():
    signatures = {signature([], {}, [said("many", Limit(None, n))]) for n in (20, 21)}
    assert len(signatures) == 2


def test_rules_in_force_have_the_limits():
    found = in_force(RULES, [said("many", Limit(None, 20)), Switch("above", False, PLACE)])
    assert {each.uuid: each.bounds for each in found}["many"] == Bounds.at_least(20)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("many-page", "no rule 'many-page'; did you mean 'many-pages'?"),
        ("above", "'above': a limit is for an event_count or a value_count with gte or gt"),
    ],
)
def test_what_no_rule_can_have_is_a_problem_with_its_place(name, why):
    (problem,) = unknown(Compilation(RULES, ()), [said(name, Limit(None, 20))])
    assert (problem.message, problem.location) == (why, PLACE)


@pytest.mark.parametrize("name", ["many-pages", "many-missing-pages", "MANY"])
def test_rules_are_switched_off_by_any_name(name):
    off = [Switch(name, False, PLACE), Switch("above", False, PLACE)]
    assert unknown(Compilation(RULES, ()), off) == []
    assert "many" not in {each.uuid for each in in_force(RULES, off)}
