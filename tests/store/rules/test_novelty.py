"""`new-terms` under `blotter`: how it is written, and what it is compiled to."""

import pytest

from store.rules.compiled import CompiledRule
from store.rules.compiling.assembling import assemble
from store.rules.novelty import NewTerms
from tests.store.rules.making import write

DAY = 86_400_000_000
RULE = """\
title: New
logsource: {category: webserver}
detection:
  page: {sc-status: 200}
  condition: page
blotter:
"""
COUNT = """
---
title: Many
correlation: {type: event_count, rules: [New], timespan: 5m, condition: {gte: 2}}
blotter: {new-terms: {fields: c-ip, learning: 7d}}
"""


@pytest.fixture
def compiled(tmp_path):
    """What is made of a rule that says something under `blotter`."""
    return lambda *lines: assemble(
        [write(tmp_path, "a.yml", RULE + "".join(f"  {line}\n" for line in lines))]
    )


def test_fields_are_meant_as_in_the_detection(compiled):
    line = "new-terms: {fields: c-ip, of: [cs-host, cs-username], learning: 7d, forget: 90d}"
    (rule,) = compiled(line).rules
    assert rule.value_keys == (("url.domain", "user.name", "source.ip"),)
    assert rule.novelty == NewTerms(2, 7 * DAY, 90 * DAY)
    assert (rule.group_by, rule.keep_missing) == (rule.value_keys[0], False)


def test_alerts_may_be_told_apart_otherwise(compiled):
    lines = ("new-terms: {fields: c-ip, learning: 7d}", "dedup: [cs-host]")
    (rule,) = compiled(*lines).rules
    assert (rule.group_by, rule.keep_missing) == (("url.domain",), True)
    assert rule.novelty == NewTerms(0, 7 * DAY, None)


def test_it_goes_to_json_and_back(compiled):
    (rule,) = compiled("new-terms: {fields: c-ip, learning: 7d}").rules
    assert CompiledRule.from_json(rule.to_json()) == rule


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("7d", "is a mapping of fields"),
        ("{fields: c-ip}", "needs fields, and how long"),
        ("{learning: 7d}", "needs fields, and how long"),
        ("{fields: [], learning: 7d}", "fields: is a field name"),
        ("{fields: 5, learning: 7d}", "fields: is a field name"),
        ("{fields: c-ip, of: {a: b}, learning: 7d}", "of: is a field name"),
        ("{fields: c-ip, of: c-ip, learning: 7d}", "names a field twice"),
        ("{fields: [c-ip, c-ip], learning: 7d}", "names a field twice"),
        ("{fields: c-ip, learning: long}", "'long' is no span of time"),
        ("{fields: c-ip, learning: 7d, forget: 0s}", "forget: what is forgotten at once"),
        ("{fields: c-ip, learning: 7d, lerning: 7d}", "has no key 'lerning'"),
        ("{fields: cs-hots, learning: 7d}", "no log format here provides the field cs-hots"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(compiled, value, why):
    (problem,) = compiled(f"new-terms: {value}").problems
    assert problem.message.startswith(f"new-terms: {why}")
    assert (problem.location.line, problem.location.column) == (7, 3)


def test_a_correlation_has_no_new_terms(tmp_path):
    text = RULE.replace("title: New", "title: New\nname: New").replace("blotter:\n", "") + COUNT
    (problem,) = assemble([write(tmp_path, "a.yml", text)]).problems
    assert problem.message == "new-terms: is for a detection"


def test_no_correlation_builds_on_what_later_events_can_undo(tmp_path):
    text = RULE.replace("title: New", "title: New\nname: New")
    text += "  new-terms: {fields: c-ip, learning: 7d}\n" + COUNT.partition("blotter")[0]
    (problem,) = assemble([write(tmp_path, "a.yml", text)]).problems
    assert problem.message == "not supported yet: windows of 'New', which later hits can undo"
