"""A compiled predicate taken apart and put into words."""

import pytest

from store.rules.compiled import RuleType
from store.rules.compiling.ahead import compiled
from store.rules.files.loader import rule_files
from store.rules.matching.judge import Judge
from store.rules.telling import clauses

_LOGIN = "(`event.action`='login' AND (`event.outcome`='failure' OR `event.outcome`='unknown'))"


def test_what_must_all_hold_stands_apart():
    assert clauses.clauses(_LOGIN) == [
        "`event.action`='login'",
        "`event.outcome`='failure' OR `event.outcome`='unknown'",
    ]


def test_brackets_and_words_in_texts_are_text():
    predicate = "`message`='a AND (b' AND `user.name`='it''s OR'"
    assert clauses.clauses(predicate) == ["`message`='a AND (b'", "`user.name`='it''s OR'"]


def test_the_fields_of_a_clause():
    assert clauses.columns("`a.b` LIKE '%`c`%' ESCAPE '\\' OR `d`=1") == ["a.b", "d"]


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("`user.name`='root'", "user.name is root"),
        ("`user.name`='it''s'", "user.name is it's"),
        ("`user.name`=''", "user.name is empty"),
        ("`a`=1 OR `a`=2", "a is 1 or 2"),
        ("`a`=1 OR `b`=2", "a is 1 or b is 2"),
        ("`a`=1 OR `a`=2 OR `a`=3 OR `a`=4 OR `a`=5", "a is 1 or 2 or 3 or 4 or 1 more"),
        ("`m` LIKE '%x\\_y%' ESCAPE '\\'", "m contains x_y"),
        ("`m` LIKE 'x%' ESCAPE '\\'", "m begins with x"),
        ("`m` LIKE '%\\\\x.exe' ESCAPE '\\'", "m ends with \\x.exe"),
        ("`m` LIKE '100\\%' ESCAPE '\\'", "m is 100%"),
        ("`n` >= 400", "n is at least 400"),
        ("`source.ip` IS NOT NULL", "source.ip is there"),
        ("`source.ip` IS NULL", "source.ip is missing"),
        ("NOT COALESCE((`a`='b' OR `a`='c'), 0)", "not: a is b or c"),
        ("`m` REGEXP '^x+$'", "m matches '^x+$'"),
    ],
)
def test_a_clause_in_words(clause, words):
    assert clauses.words(clause) == words


_BUILT_IN = [
    rule
    for rule in compiled(rule_files([])).rules
    if rule.type is RuleType.EVENT and rule.predicate
]


@pytest.mark.parametrize("rule", _BUILT_IN, ids=lambda rule: rule.title)
def test_every_built_in_rule_comes_apart_into_clauses_that_run(rule):
    judge = Judge(1.0)
    table = judge.load(rule.columns, [(None,) * len(rule.columns)])
    parts = clauses.clauses(rule.predicate)
    assert parts
    for part in parts:
        judge.holds(table, part)
        assert "`" not in clauses.words(part)
        assert set(clauses.columns(part)) <= set(rule.columns)
