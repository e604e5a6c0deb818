"""Compiled rules as values."""

import pytest

from store.model import Severity
from store.rules.compiled import CompiledRule, Reopen, RuleType
from store.rules.logsources import Selector
from store.rules.windows import Bounds, Way
from tests.store.rules.making import rule

LIMITS = Bounds((("gt", 2.5), ("lte", 9)))
SIZE = (("http.response.body.bytes",),)


@pytest.mark.parametrize(
    "one",
    [
        rule(),
        rule(
            predicate="`user.name`='ü'",
            columns=("user.name",),
            tags=("attack.t1110",),
            selector=Selector(channels=("security",), codes=("1", "2")),
        ),
        rule(type=RuleType.EVENT_COUNT, members=("a", "b"), timespan=5, bounds=Bounds.at_least(2)),
        rule(
            type=RuleType.TEMPORAL,
            members=("a", "b"),
            ways=(Way((0,), (1,)),),
            group_keys=(("user.name",), ("user.target.name",)),
            reopen=Reopen.NEW,
            severities=((5, Severity.LOW), (50, Severity.HIGH)),
        ),
        rule(type=RuleType.VALUE_SUM, bounds=LIMITS, value_keys=(("x",),), percent=5),
        rule(set="web", next=(("Logins", "ip:{source.ip} action:login"),)),
    ],
)
def test_json_gives_the_same_rule_back(one):
    assert CompiledRule.from_json(one.to_json()) == one


def test_a_type_is_read_as_a_type():
    assert CompiledRule.from_json(rule().to_json()).type is RuleType.EVENT


@pytest.mark.parametrize(
    ("columns", "of_kind"),
    [
        (("http.response.status_code", "event.action"), True),
        (("http.response.status_code", "weekday"), False),
    ],
)
def test_a_rule_knows_whether_the_kind_decides(columns, of_kind):
    assert rule(columns=columns).of_kind is of_kind


@pytest.mark.parametrize(
    ("changed", "lasts"),
    [
        ({"type": RuleType.EVENT_COUNT, "bounds": Bounds.at_least(2)}, True),
        ({"type": RuleType.EVENT_COUNT, "bounds": LIMITS}, False),
        ({"type": RuleType.VALUE_COUNT, "bounds": Bounds.at_least(2)}, True),
        ({"type": RuleType.VALUE_AVG, "bounds": Bounds.at_least(2)}, False),
        ({"type": RuleType.VALUE_SUM, "bounds": Bounds.at_least(2)}, False),
        ({"type": RuleType.VALUE_SUM, "bounds": Bounds.at_least(2), "value_keys": SIZE}, True),
        ({"type": RuleType.TEMPORAL, "ways": (Way((0, 1)),)}, True),
        ({"type": RuleType.TEMPORAL, "ways": (Way((0,), (1,)),)}, False),
        ({"type": RuleType.TEMPORAL_ORDERED, "ways": (Way((0, 1)),)}, True),
    ],
)
def test_whether_later_hits_can_undo_a_window(changed, lasts):
    assert rule(**changed).lasts is lasts


@pytest.mark.parametrize(
    ("type_", "bounds", "least"),
    [
        (RuleType.EVENT, Bounds(()), 1),
        (RuleType.EVENT_COUNT, Bounds((("gt", 4),)), 5),
        (RuleType.EVENT_COUNT, Bounds((("gte", 4),)), 4),
        (RuleType.EVENT_COUNT, LIMITS, None),
        (RuleType.VALUE_COUNT, Bounds((("gte", 4),)), None),
    ],
)
def test_how_many_hits_are_enough(type_, bounds, least):
    assert rule(type=type_, bounds=bounds).at_least == least
