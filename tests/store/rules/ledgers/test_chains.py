"""Whose windows are hits of which rule, and in which group."""

import pytest

from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting.judging import Active
from store.rules.ledgers.chains import Link, chains
from store.rules.windows import Way
from tests.store.rules.making import rule

KEY = '{"source.ip": "x", "host.name": "h"}'


def count(uuid: str, *members: str, **changed: object) -> CompiledRule:
    """A correlation."""
    values: dict[str, object] = {"type": RuleType.EVENT_COUNT, "group_by": ("source.ip",)}
    return rule(uuid=uuid, members=members, keep_missing=False, **(values | changed))


def link(**changed: object) -> Link:
    """A rule above one that goes by address and host."""
    child = count("child", "d", group_by=("source.ip", "host.name"))
    return Link(Active(1, count("parent", "child", **changed)), Active(2, child), 0)


@pytest.mark.parametrize(
    ("group_by", "keys", "key"),
    [
        (("source.ip", "host.name"), ("source.ip", "host.name"), KEY),
        (("source.ip",), ("source.ip",), '{"source.ip": "x"}'),
        ((), (), "{}"),
        (("who",), ("source.ip",), '{"who": "x"}'),
        (("user.name",), ("user.name",), None),
    ],
    ids=["the same", "fewer", "none", "an alias", "one that is missing"],
)
def test_the_group_above(group_by, keys, key):
    assert link(group_by=group_by, group_keys=(keys,)).key(KEY) == key


def test_a_rule_that_counts_no_values_takes_groups_without_any():
    """As rules are compiled: each member has keys of values, if only none."""
    one = link(type=RuleType.TEMPORAL, group_keys=(("source.ip",),), value_keys=((),))
    assert (one.key(KEY), one.value(KEY)) == ('{"source.ip": "x"}', None)


@pytest.mark.parametrize(
    ("keys", "value"), [(("host.name",), "h"), (("source.ip", "host.name"), '["x", "h"]')]
)
def test_values_of_a_group_can_be_counted(keys, value):
    one = link(type=RuleType.VALUE_COUNT, group_by=(), group_keys=((),), value_keys=(keys,))
    assert one.value(KEY) == value


def test_a_group_without_the_value_does_not_count():
    keys = (("user.name",),)
    one = link(type=RuleType.VALUE_COUNT, group_by=(), group_keys=((),), value_keys=keys)
    assert one.key(KEY) is None


@pytest.mark.parametrize(
    ("type_", "slot"),
    [(RuleType.EVENT_COUNT, 1), (RuleType.TEMPORAL, 0), (RuleType.TEMPORAL_ORDERED, 0)],
)
def test_windows_are_told_apart_from_events(type_, slot):
    assert link(type=type_).slot == slot


def test_members_come_first_and_reaches_add_up():
    child = Active(1, count("child", "d", timespan=5))
    parent = Active(2, count("parent", "child", timespan=7))
    found = chains([parent, child, Active(3, rule(uuid="d", alerts=False))])
    assert list(found.counting) == [child, parent]
    assert found.reaches() == {1: 5, 2: 12}


@pytest.mark.parametrize(
    ("ways", "group_by", "patient"),
    [
        ((Way((0, 1)),), ("source.ip",), True),
        ((Way((1,), (0,)),), ("source.ip",), True),
        ((Way((0, 1)), Way((0,))), ("source.ip",), False),
        ((Way((0, 1)),), (), False),
        ((), ("source.ip",), False),
    ],
    ids=["both", "its own alone", "the other is enough", "other groups", "a count"],
)
def test_who_needs_hits_of_its_own(ways, group_by, patient):
    parent = count("parent", "child", "d", type=RuleType.TEMPORAL, ways=ways, group_by=group_by)
    active = [Active(1, count("child", "d")), Active(2, parent)]
    assert chains(active).is_patient(active[1]) is patient
