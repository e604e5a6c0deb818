"""Compiled rules as values."""

import pytest

from store.rules.compiled import CompiledRule, RuleType
from store.rules.logsources import Selector
from store.rules.windows import Bounds
from tests.store.rules.making import rule


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
