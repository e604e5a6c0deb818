"""Predicates over rows of values."""

import sqlite3

import pytest

from store.model import FieldValue
from store.rules.matching.judge import Judge

PATIENT = 60.0


def holds(predicate: str, value: FieldValue | None, column: str = "user.name") -> bool:
    """Whether a predicate holds for one value."""
    judge = Judge(PATIENT)
    return judge.holds(judge.load((column,), [(value,)]), predicate) == [0]


@pytest.mark.parametrize(
    ("predicate", "value", "expected"),
    [
        ("`user.name`='root'", "ROOT", True),
        ("`user.name`=4625", "4625", True),
        ("`user.name` IS NULL", None, True),
        ("`user.name`='root'", None, False),
        ("NOT COALESCE(`user.name`='root', 0)", None, True),
        ("`user.name` LIKE '%b%'", "a\0b", True),
        ("`user.name` LIKE 'a\u2400%'", "a\0b", True),
        ("`user.name`='\\udc80'", "\udc80", True),
        ("`user.name`='ü'", "ü", True),
        ("`user.name` REGEXP '^a+$'", "aaa", True),
        ("`user.name` REGEXP '^a+$'", "AAA", False),
        ("`user.name` REGEXP '(?i)^a+$'", "AAA", True),
        ("`user.name` REGEXP 'a'", None, False),
        ("NOT COALESCE(`user.name` REGEXP 'a', 0)", None, True),
        ("number(`user.name`) > 5", "10", True),
        ("number(`user.name`) > 5", "0x10", True),
        ("number(`user.name`) > 5", " 7 ", True),
        ("number(`user.name`) > 5", "ten", False),
        ("number(`user.name`) > 5", "9" * 400, True),
        ("number(`user.name`) > 5", None, False),
        ("number(`user.name`) > 5", "1_0", False),
        ("number(`user.name`) > 5", "inf", False),
        ("number(`user.name`) > 5", "٧", False),
        ("number(`user.name`) > 5", "1e3", True),
        ("number(`user.name`) < 5", "-.5", True),
        ("fold(`user.name`) LIKE 'mü%'", "MÜLLER", True),
        ("fold(`user.name`)=fold('MÜLLER')", "Müller", True),
        ("fold(`user.name`) IS NULL", None, True),
        ("begins(`user.name`, 'A%')", "a%b", True),
        ("begins(`user.name`, 'a%')", "ab", False),
        ("ends(`user.name`, 'B')", "ab", True),
        ("holds(`user.name`, 'Ü')", "aüb", True),
        ("holds(`user.name`, 'x') IS NULL", None, True),
        ("time_part('hour', `user.name`)=9", "2026-03-05T09:30:00.1234567Z", True),
        ("time_part('minute', `user.name`)=30", "2026-03-05 09:30:00+02:00", True),
        ("time_part('week', `user.name`)=10", "2026-03-05", True),
        ("time_part('day', `user.name`)=5", "20260305T093000", True),
        ("time_part('hour', `user.name`) IS NULL", "2026-03-05", True),
        ("time_part('year', `user.name`) IS NULL", "yesterday", True),
        ("time_part('year', `user.name`) IS NULL", None, True),
        ("in_network(`user.name`, '192.0.2.0/24')", "192.0.2.7", True),
        ("in_network(`user.name`, '192.0.2.0/25')", "192.0.2.128", False),
        ("in_network(`user.name`, '2001:db8::/33')", "2001:db8:7fff::1", True),
        ("in_network(`user.name`, '2001:db8::/33')", "2001:db8:8000::1", False),
        ("in_network(`user.name`, '2001:db8::/33')", "192.0.2.7", False),
        ("in_network(`user.name`, '192.0.2.0/24')", "web.example.com", False),
        ("in_network(`user.name`, '192.0.2.0/24')", "::ffff:192.0.2.7", True),
        ("in_network(`user.name`, 'fe80::/10')", "fe80::1%eth0", True),
        ("in_network(`user.name`, '192.0.2.0/24')", None, False),
    ],
)
def test_a_predicate_over_text(predicate, value, expected):
    assert holds(predicate, value) is expected


@pytest.mark.parametrize(
    ("predicate", "value", "expected"),
    [
        ("`source.port` > 1000", 9, False),
        ("`source.port` > 1000", 10_000, True),
        ("`source.port`='22'", 22, True),
        ("`source.port` LIKE '2%'", 22, True),
        ("`source.port` REGEXP '^22$'", 22, True),
        ("`source.port` > 1000", 10**30, True),
        ("`source.port` < 0", -(10**400), False),
        ("`source.port` IS NULL", float("nan"), True),
    ],
)
def test_a_predicate_over_numbers(predicate, value, expected):
    assert holds(predicate, value, "source.port") is expected


def test_rows_take_the_place_of_those_before():
    judge = Judge(PATIENT)
    judge.load(("user.name",), [("a",), ("b",)])
    table = judge.load(("user.name",), [("b",)])
    assert judge.holds(table, "`user.name`='b'") == [0]


def test_a_name_may_hold_anything():
    judge = Judge(PATIENT)
    table = judge.load(("a`b", 'c"d', "e'f"), [("1", "2", "3")])
    assert judge.holds(table, "`a``b`=1 AND `c\"d`=2 AND `e'f`=3") == [0]


def test_an_unknown_column_is_an_error_and_no_text():
    judge = Judge(PATIENT)
    table = judge.load(("user.name",), [("x",)])
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        judge.holds(table, "`nothing`='nothing'")


def test_a_predicate_that_takes_too_long_is_interrupted():
    judge = Judge(patience=0.0)
    table = judge.load(("user.name",), [("x",)] * 50_000)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        judge.holds(table, "`user.name` LIKE '%a%b%' OR `user.name` LIKE '%c%d%'")


def test_after_an_interruption_the_next_predicate_runs():
    judge = Judge(patience=0.0)
    table = judge.load(("user.name",), [("x",)] * 50_000)
    with pytest.raises(sqlite3.OperationalError):
        judge.holds(table, "`user.name` LIKE '%a%b%' OR `user.name` LIKE '%c%d%'")
    assert judge.load(("user.name",), [("x",)] * 50_000) == table


def test_an_expression_that_hostile_values_stall_is_given_up():
    judge = Judge(PATIENT)
    rows = [("a" * (5000 + number) + "!",) for number in range(60)]
    table = judge.load(("user.name",), rows)
    with pytest.raises(sqlite3.OperationalError, match="user-defined function"):
        judge.holds(table, r"`user.name` REGEXP '^(?!z)(a+)+\1$'")
