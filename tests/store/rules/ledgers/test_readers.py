"""What the rules of one ledger ask of it together."""

from dataclasses import replace

import pytest

from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting.judging import Active
from store.rules.ledgers.deciding import Condition
from store.rules.ledgers.fresh import at_most, by_number, by_weight
from store.rules.ledgers.readers import Readers, readers_of
from store.rules.windows import Bounds
from tests.store.rules.making import rule

COUNT = rule(
    uuid="count",
    type=RuleType.EVENT_COUNT,
    members=("a",),
    timespan=60,
    cooldown=5,
    bounds=Bounds.at_least(5),
)
SLOW = replace(COUNT, uuid="slow", timespan=3600, cooldown=0, bounds=Bounds.at_least(50))
VALUES = replace(
    COUNT, uuid="values", type=RuleType.VALUE_COUNT, value_keys=(("x",),), bounds=Bounds.at_least(3)
)


def readers(*rules: CompiledRule) -> Readers:
    active = [Active(number, each, 1) for number, each in enumerate(rules, 1)]
    conditions = {each.number: Condition(each.rule) for each in active}
    (found,) = readers_of(active, conditions, {each.number: each.rule.timespan for each in active})
    return found


def test_the_longest_window_and_the_lowest_limit_are_asked_for():
    asked = readers(COUNT, SLOW).asked([(), ()])
    assert (asked.reach, asked.keep, asked.least) == (3600, 3600, 5)


def test_a_long_cooldown_is_kept_for():
    asked = readers(replace(COUNT, cooldown=9000), SLOW).asked([(), ()])
    assert (asked.reach, asked.keep) == (3600, 9060)


@pytest.mark.parametrize(
    ("rules", "weigh"),
    [((COUNT, SLOW), by_weight), ((VALUES, VALUES), by_number), ((COUNT, VALUES), at_most)],
    ids=["by weight", "by number", "by both"],
)
def test_hits_come_to_what_all_rules_take_them_for(rules, weigh):
    assert readers(*rules).asked([(), ()]).weigh is weigh


def test_no_hit_comes_to_less_than_one_or_than_it_weighs():
    assert at_most([0, 1, 4]) == [1, 1, 4]


def test_groups_with_alerts_of_any_rule_are_always_told_of():
    always = readers(COUNT, SLOW).asked([{7}, {8}]).always
    assert [group in always for group in (6, 7, 8)] == [False, True, True]


def test_every_ledger_has_its_readers_in_the_order_of_the_rules():
    active = [Active(1, COUNT), Active(2, SLOW), Active(3, VALUES, 1)]
    conditions = {each.number: Condition(each.rule) for each in active}
    found = readers_of(active, conditions, dict.fromkeys((1, 2, 3), 0))
    assert [[each.number for each in some.rules] for some in found] == [[1, 3], [2]]
    assert [some.ledger for some in found] == [1, 2]
