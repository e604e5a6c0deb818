"""The built-in rules do what their own examples say."""

from collections.abc import Iterator
from datetime import UTC
from uuid import UUID

import pytest

from store.rules.compiled import CompiledRule
from store.rules.compiling.compiler import compile_files
from store.rules.files.loader import rule_files
from store.rules.telling.examples import Example, examples_of, failures, records_of
from store.rules.telling.trial_run import judge_records

COMPILED = compile_files(rule_files([]))
RULES = {rule.uuid: rule for rule in COMPILED.rules}
ALERTING = [rule for rule in COMPILED.rules if rule.alerts]
BRUTE_FORCE = next(rule for rule in COMPILED.rules if rule.name == "brute-force")


def titled(rule: CompiledRule) -> str:
    """For the test's id."""
    return rule.title


def test_the_pack_compiles_without_a_problem():
    assert (COMPILED.problems, COMPILED.inapplicable) == ((), ())


@pytest.mark.parametrize("rule", ALERTING, ids=titled)
def test_the_examples_of_a_rule_come_out_as_they_say(rule):
    assert [str(problem) for problem in failures(COMPILED.rules, [rule])] == []


@pytest.mark.parametrize("rule", ALERTING, ids=titled)
def test_a_rule_has_an_example_that_fires_and_one_that_does_not(rule):
    assert {example.alerts > 0 for example in examples_of(rule)} == {True, False}


@pytest.mark.parametrize("rule", ALERTING, ids=titled)
def test_every_line_of_an_example_is_understood(rule):
    parsed = {record.kind.parse for example in examples_of(rule) for record in records_of(example)}
    assert parsed <= {"full", "header"}


@pytest.mark.parametrize("rule", ALERTING, ids=titled)
def test_an_alerting_rule_tells_an_analyst_what_to_do(rule):
    assert rule.next
    assert rule.falsepositives
    assert any(tag.startswith("attack.t") for tag in rule.tags)


@pytest.mark.parametrize("rule", COMPILED.rules, ids=titled)
def test_a_rule_says_what_happened(rule):
    assert (rule.description or "").strip().endswith(".")


@pytest.mark.parametrize("rule", COMPILED.rules, ids=titled)
def test_a_rule_belongs_to_a_known_set(rule):
    assert rule.set in {
        "addresses",
        "web",
        "auth",
        "windows",
        "dns",
        "cross",
        "classic",
        "rates",
        "thorough",
        "usual",
    }


def test_titles_are_told_apart():
    titles = [rule.title for rule in COMPILED.rules]
    assert len(titles) == len(set(titles))


def test_there_are_many_rules():
    assert len(ALERTING) >= 80


@pytest.mark.parametrize("rule", COMPILED.rules, ids=titled)
def test_a_rule_is_ours(rule):
    assert (rule.author, rule.license, rule.status) == ("Blotter", "Apache-2.0", "stable")
    assert str(UUID(rule.uuid)) == rule.uuid
    assert rule.uuid in rule.text


def parts_of_attacks() -> Iterator[Example]:
    """Examples of a brute force, each in another log."""
    seen: set[str] = set()
    for example in examples_of(BRUTE_FORCE):
        if example.alerts and example.format not in seen:
            seen.add(example.format)
            yield example


def test_failures_in_all_logs_count_as_one_attack():
    records = [
        record._replace(fields=record.fields | {"source.ip": "192.0.2.99"})
        for example in parts_of_attacks()
        for record in records_of(example)[:2]
    ]
    episodes = judge_records(COMPILED.rules, records, UTC)
    assert len(records) == 6
    assert [episode.group for episode in episodes if episode.rule_uuid == BRUTE_FORCE.uuid] == [
        {"source.ip": "192.0.2.99"}
    ]


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Brute force from one address", "high"),
        ("Login after a brute force", "critical"),
        ("Failed login on a privileged account", "high"),
        ("Windows event log cleared", "high"),
        ("Windows account locked out", "medium"),
    ],
)
def test_a_rule_is_as_bad_as_it_should_be(title, level):
    assert [rule.level for rule in COMPILED.rules if rule.title == title] == [level]
