"""Numbers of what the records of a log say again and again."""

import pytest

from store.formats import numbers as module
from store.formats.numbers import KindNumbers, Numbers
from store.formats.sheet import NOTHING
from store.model import UNPARSED, Kind


def test_nought_stands_for_nothing():
    assert Numbers().fields == [NOTHING]


def test_a_number_stands_for_its_fields():
    some = Numbers()
    assert some.fields[some.add({"message": "odd"})] == {"message": "odd"}


def test_a_column_knows_what_its_numbers_stand_for():
    some = Numbers()
    codes, fields = some.shared([some.add({"message": "odd"}), 0])
    assert [fields[code] for code in codes] == [{"message": "odd"}, NOTHING]


@pytest.mark.parametrize(("count", "full"), [(2, False), (3, True)])
def test_numbering_is_full_of_numbers(monkeypatch, count, full):
    monkeypatch.setattr(module, "MOST", 3)
    some = Numbers()
    for _ in range(count):
        some.add(NOTHING)
    assert some.is_full is full


def test_equal_kinds_have_one_number():
    numbers = KindNumbers()
    hit = Kind(status=200)
    assert [numbers[each] for each in (hit, UNPARSED, hit._replace())] == [0, 1, 0]
    assert numbers.kinds == [hit, UNPARSED]
