"""Numbers that are too small for a rule are passed over."""

from datetime import UTC

import pytest

from store.formats.sheet import Kinds, Sheet
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.floors import Floor, floor_of
from tests.store.rules.making import WEB

SIZE = "http.response.body.bytes"


@pytest.mark.parametrize(
    ("predicates", "floor"),
    [
        (["(`a` >= 10)"], Floor("a", 10)),
        (["`a`>10"], Floor("a", 10)),
        (["`a`>=10", "(`a` > 7)"], Floor("a", 7)),
        (["`a`>=10", "`b`>=10"], None),
        (["`a`<=10"], None),
        (["`a`>=10 OR `a`<3"], None),
        (["`a`>=-1"], None),
        (["`a`>=1.5"], None),
        (["(`a` >= 10 AND `b`='x')"], Floor("a", 10)),
        (["(`a` >= 10 AND (NOT COALESCE((`b`='x)' OR `c`='y'), 0)))", "`a`>12"], Floor("a", 10)),
        (["(`a` >= 10 AND `b`=') OR (')"], Floor("a", 10)),
        (["(`a` >= 10 AND `b`='x') OR (`c`='y')"], None),
        (["(`a` >= 10 AND `b`='x' OR `c`='y')"], None),
        (["(`b`='x' AND `a` >= 10)"], None),
    ],
)
def test_a_floor_is_told_from_predicates(predicates, floor):
    assert floor_of(predicates) == floor


def batch(sizes) -> Batch:
    lines = [(at, b"x") for at in range(len(sizes))]
    kinds = Kinds([0] * len(sizes), [WEB])
    return Batch(Sheet(lines, [0] * len(sizes), kinds, {}, {SIZE: sizes}), Contents(UTC))


def test_what_is_great_enough_passes():
    assert Floor(SIZE, 10).passing(batch([9, 10, 11, None]), [0, 1, 2, 3]) == [1, 2]


def test_what_is_no_number_is_left_to_the_rule():
    assert Floor(SIZE, 10).passing(batch(["9", 5]), [0, 1]) == [0]


@pytest.mark.parametrize("said", ["", True, 0.5])
def test_a_value_that_is_no_whole_number_is_left_to_the_rule_whatever_the_others_are(said):
    assert Floor(SIZE, 10).passing(batch([5, said, None]), [0, 1, 2]) == [1]


def test_only_some_are_asked_for():
    assert Floor(SIZE, 10).passing(batch([10, 10]), [1]) == [1]


def test_a_floor_is_of_use_where_the_column_varies():
    assert Floor(SIZE, 10).is_of_use(batch([1]), [SIZE])
    assert not Floor("other", 10).is_of_use(batch([1]), ["other"])
