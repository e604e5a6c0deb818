"""Sigma's filters: what they narrow, and what is wrong with them."""

from datetime import UTC
from pathlib import Path

import pytest

from store.rules.compiled import Compilation
from store.rules.compiling.assembling import assemble
from store.rules.files.loader import rule_files
from store.rules.telling.examples import examples_of, records_of
from store.rules.telling.trial_run import judge_records
from tests.store.rules.making import write

RULE = """title: Missing page
id: 5b0c1f2e-0002-4a10-9a00-000000000001
name: missing
logsource: {category: webserver}
detection: {sel: {sc-status: 404}, condition: sel}
"""
COUNT = """---
title: Many
name: many
correlation: {type: event_count, rules: [missing], timespan: 1m, condition: {gte: 2}}
"""
FILTER = """title: Our scanner
logsource: {category: webserver}
filter:
    rules: [%s]
    scanner: {'c-ip|cidr': 192.0.2.0/24}
    condition: not scanner
"""
PLAIN = "(`http.response.status_code`=404)"
NARROWED = (
    "(`http.response.status_code`=404 AND (NOT COALESCE((in_network(`source.ip`, "
    "'192.0.2.0/24')), 0)))"
)


def compiled(folder: Path, **texts: str) -> Compilation:
    """Files compiled together."""
    return assemble([write(folder, f"{name}.yml", text) for name, text in texts.items()])


def said(compilation: Compilation) -> list[str]:
    """Problems as file, line, column and message."""
    return [
        str(one).removeprefix(f"{Path(one.location.path).parent}/") for one in compilation.problems
    ]


@pytest.mark.parametrize(
    "named", ["missing", "5b0c1f2e-0002-4a10-9a00-000000000001", "'missing', missing"]
)
def test_a_filter_narrows_the_rule_that_it_names(tmp_path, named):
    found = compiled(tmp_path, f=FILTER % named, r=RULE)
    assert (found.rules[0].predicate, found.problems) == (NARROWED, ())


def test_a_filter_for_any_narrows_all_rules_of_its_log_source(tmp_path):
    other = RULE.replace("webserver", "dns").replace("000001", "000002").replace("missing", "x")
    other = other.replace("sc-status", "http.response.status_code")
    found = compiled(tmp_path, f=(FILTER % "").replace("[]", "any"), r=RULE, o=other)
    assert "in_network" in found.rules[0].predicate
    assert "in_network" not in found.rules[1].predicate


def test_a_filter_narrows_no_rule_that_it_does_not_name(tmp_path):
    other = RULE.replace("000001", "000002").replace("missing", "other")
    found = compiled(tmp_path, f=FILTER % "other", r=RULE, o=other)
    assert found.rules[0].predicate == PLAIN


def test_several_filters_narrow_together(tmp_path):
    again = FILTER.replace("192.0.2", "198.51.100") % "missing"
    found = compiled(tmp_path, f=FILTER % "missing", g=again, r=RULE)
    assert found.rules[0].predicate.count("in_network") == 2


def test_a_filter_reads_the_columns_that_it_needs(tmp_path):
    found = compiled(tmp_path, f=FILTER % "missing", r=RULE)
    assert found.rules[0].columns == ("http.response.status_code", "source.ip")
    assert found.rules[0].guard == "(`http.response.status_code`=404)".replace("((", "(")


def test_a_filter_changes_the_rule_that_it_narrows(tmp_path):
    alone = compiled(tmp_path, r=RULE).rules[0]
    narrowed = compiled(tmp_path, f=FILTER % "missing", r=RULE).rules[0]
    assert (alone.hash != narrowed.hash, alone.text == narrowed.text) == (True, True)


@pytest.mark.parametrize(
    ("condition", "selections"),
    [
        ("not 1 of mine_*", "mine_a: {c-ip: 192.0.2.1}\n    mine_b: {c-ip: 192.0.2.2}"),
        ("not (mine_a or mine_b)", "mine_a: {c-ip: 192.0.2.1}\n    mine_b: {c-ip: 192.0.2.2}"),
        ("not 1 of them", "sel: {c-ip: 192.0.2.1}\n    b: {c-ip: 192.0.2.2}"),
    ],
)
def test_a_filter_has_selections_of_its_own(tmp_path, condition, selections):
    text = (
        f"title: F\nlogsource: {{category: webserver}}\nfilter:\n    rules: any\n"
        f"    {selections}\n    condition: {condition}\n"
    )
    found = compiled(tmp_path, f=text, r=RULE)
    assert found.problems == ()
    assert found.rules[0].predicate == (
        "(`http.response.status_code`=404 AND (NOT COALESCE((`source.ip`='192.0.2.1' OR "
        "`source.ip`='192.0.2.2'), 0)))"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (FILTER % "nobody", "f.yml:4:5: there is no usable rule called 'nobody'"),
        (
            FILTER % "many",
            "f.yml:4:5: 'many' is a correlation: a filter narrows the rules that it refers to",
        ),
        (
            FILTER.replace("webserver", "dns") % "missing",
            "f.yml:4:5: 'missing' has another log source than the filter",
        ),
        (FILTER.replace("not scanner", "not it") % "missing", "f.yml:6:5: Detection 'it' not"),
        (FILTER.replace("cidr", "cidre") % "missing", "f.yml:5:15: Unknown modifier 'cidre'"),
        (FILTER.replace("2.0/24", "2.9/24") % "missing", "f.yml:5:15: Invalid CIDR expression"),
        (
            FILTER.replace("'c-ip|cidr': 192.0.2.0/24", "'c-ip|expand': '%%ours%%'") % "missing",
            "f.yml:5:15: the placeholder %ours% has no values",
        ),
        ((FILTER % "missing").replace("    rules", "    roles"), "f.yml:3:1: "),
        ((FILTER % "missing").replace("logsource", "logsauce"), "f.yml:1: Sigma filter must"),
        ("title: F\nlogsource: {category: webserver}\nfilter: 5\n", "f.yml:3:1: "),
    ],
)
def test_a_filter_that_is_wrong_is_a_problem_and_narrows_nothing(tmp_path, text, problem):
    found = compiled(tmp_path, f=text, r=RULE + COUNT)
    assert [one.startswith(problem) for one in said(found)] == [True]
    assert found.rules[0].predicate == PLAIN


def test_a_filter_for_any_that_is_wrong_is_said_once(tmp_path):
    text = (
        (FILTER % "").replace("[]", "any").replace("c-ip|cidr': 192.0.2.0/24", "x|expand': '%%o%%'")
    )
    other = RULE.replace("000001", "000002").replace("missing", "other")
    assert len(said(compiled(tmp_path, f=text, r=RULE, o=other))) == 1


def test_a_filter_of_a_rule_that_is_not_applicable_is_no_problem(tmp_path):
    found = compiled(
        tmp_path,
        f=FILTER.replace("webserver", "proxy") % "missing",
        r=RULE.replace("webserver", "proxy"),
    )
    assert (len(found.inapplicable), found.problems) == (1, ())


QUIET = """title: Our jump host
logsource: {category: authentication}
filter:
    rules: any
    ours: {'source.ip|cidr': 203.0.113.0/24}
    condition: not ours
"""


@pytest.mark.parametrize(("filtered", "alerts"), [(False, True), (True, False)])
def test_a_filter_of_the_user_narrows_the_built_in_rules(tmp_path, filtered, alerts):
    path = write(tmp_path, "quiet.yml", QUIET if filtered else "# nothing")
    rules = assemble(rule_files([path])).rules
    count = next(one for one in rules if one.name == "brute-force")
    example = next(one for one in examples_of(count) if one.alerts)
    episodes = judge_records(rules, records_of(example), UTC)
    assert any(one.rule_uuid == count.uuid for one in episodes) is alerts
