"""Rules that count the same share a ledger, and no others do."""

from dataclasses import replace

import pytest

from store.rules.compiled import CompiledRule, RuleType
from store.rules.ledgers.sharing import counts_as
from store.rules.windows import Bounds
from tests.store.rules.making import rule

DETECTIONS = {
    uuid: rule(uuid=uuid, hash=f"text of {uuid}", alerts=False) for uuid in ("a", "b", "c")
}
COUNT = rule(
    uuid="count",
    type=RuleType.EVENT_COUNT,
    members=("a", "b"),
    group_by=("source.ip",),
    timespan=60,
    bounds=Bounds.at_least(5),
)


def told(some: CompiledRule, **more: CompiledRule) -> str | None:
    return counts_as(some, {**DETECTIONS, some.uuid: some, **more})


@pytest.mark.parametrize(
    "changes",
    [
        {"timespan": 3600},
        {"bounds": Bounds.at_least(50)},
        {"uuid": "other", "hash": "other", "title": "Other"},
        {"cooldown": 7},
        {"alerts": False},
    ],
    ids=["timespan", "bounds", "identity", "cooldown", "alerts"],
)
def test_what_windows_it_asks_for_does_not_matter(changes):
    assert told(replace(COUNT, **changes)) == told(COUNT) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"members": ("a", "c")},
        {"members": ("a",)},
        {"group_by": ("user.name",)},
        {"group_keys": (("source.ip",), ("destination.ip",))},
        {"keep_missing": False},
        {"type": RuleType.VALUE_COUNT, "value_keys": (("user.name",), ("user.name",))},
        {"type": RuleType.TEMPORAL},
    ],
    ids=["members", "fewer", "groups", "keys", "missing", "values", "slots"],
)
def test_what_it_counts_and_how_matters(changes):
    assert told(replace(COUNT, **changes)) not in {told(COUNT), None}


def test_what_a_member_says_matters():
    changed = replace(DETECTIONS["a"], hash="another text")
    assert told(COUNT, a=changed) not in {told(COUNT), None}


def test_a_sum_counts_other_values_than_a_number_of_values():
    some = replace(COUNT, type=RuleType.VALUE_COUNT, value_keys=(("x",), ("x",)))
    assert told(replace(some, type=RuleType.VALUE_SUM)) != told(some)


def test_a_detection_keeps_its_hits_for_itself():
    assert told(DETECTIONS["a"]) is None


def test_who_counts_windows_keeps_them_for_itself():
    above = replace(COUNT, uuid="above", members=("a", "count"))
    assert told(above, count=COUNT) is None


def test_a_member_that_is_not_there_is_not_guessed():
    assert told(replace(COUNT, members=("a", "gone"))) is None
