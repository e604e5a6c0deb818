"""Rules in plain words."""

import pytest

from store.rules.assembling import assemble
from store.rules.spans import SECOND
from store.rules.wording import facts, span
from tests.store.rules.making import write

MISSING = """\
title: Missing
name: missing
logsource: {category: webserver}
detection:
  page: {sc-status: 404, cs-uri-stem|contains: [.env, .git]}
  ours: {c-ip|cidr: 192.0.2.0/24}
  condition: page and not ours
"""
MANY = """\
title: Many
level: high
correlation:
  type: event_count
  rules: [missing]
  group-by: [c-ip]
  timespan: 10m
  condition: {gte: 5}
blotter: {cooldown: 0s}
"""
LATER = """\
title: Later
correlation:
  type: temporal_ordered
  rules: [many, found]
  group-by: [c-ip]
  timespan: 1h
  condition: {gte: 2}
"""


@pytest.fixture
def said(tmp_path):
    """What is said of the rules of some documents, by title."""

    def said_(*documents: str) -> dict[str, dict[str, object]]:
        compilation = assemble([write(tmp_path, "a.yml", "---\n".join(documents))])
        assert compilation.problems == ()
        rules = {rule.uuid: rule for rule in compilation.rules}
        return {rule.title: dict(facts(rule, rules)) for rule in rules.values()}

    return said_


def test_a_detection_says_what_it_asks_of_a_record(said):
    assert said(MISSING)["Missing"]["fires"] == [
        "for each record for which page and not ours holds",
        "  page:",
        "    sc-status is 404",
        "    cs-uri-stem contains one of: .env, .git",
        "  ours:",
        "    c-ip is in the network 192.0.2.0/24",
    ]


def test_a_detection_says_which_logs_it_looks_at(said):
    assert said(MISSING)["Missing"]["looks at"] == ["access logs (apache.access)"]


def test_a_service_is_told_by_its_programs(said):
    text = (
        "title: S\nlogsource: {product: linux, service: sshd}\ndetection: {k: [a], condition: k}\n"
    )
    assert said(text)["S"]["looks at"] == [
        "authentication logs of Linux (system.auth), written by sshd"
    ]


def test_a_count_says_what_it_counts(said):
    assert said(MISSING, MANY)["Many"] == {
        "looks at": ["access logs (apache.access)"],
        "fires": ["when the number of hits of 'Missing' is at least 5"],
        "window": ["10 minutes"],
        "groups": ["for each source.ip by itself; records without one do not count"],
        "cooldown": ["hits that overlap belong to one alert"],
        "alerts": ["of severity high"],
    }


def test_an_order_says_what_comes_first(said):
    found = MISSING.replace("404", "200").replace("issing", "found").replace("Mfound", "Found")
    found = found.replace("mfound", "found")
    many = MANY.replace("level: high", "name: many")
    assert said(MISSING, found, many, LATER)["Later"]["fires"] == [
        "when there are hits of 'Many', then 'Found', one after the other"
    ]


def test_a_rule_says_what_builds_on_it(said):
    assert said(MISSING, MANY)["Missing"]["alerts"] == ["none of its own; 'Many' builds on it"]


def test_a_rule_that_only_others_count_has_no_groups(said):
    assert "groups" not in said(MISSING, MANY)["Missing"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (90, "90 seconds"), (3600, "1 hour"), (172_800, "2 days")],
)
def test_a_span_in_its_largest_unit(seconds, words):
    assert span(seconds * SECOND) == words


def test_an_absence_says_that_nothing_counts_too(said):
    few = """\
title: Few
correlation: {type: event_count, rules: [missing], timespan: 10m, condition: {lt: 3}}
blotter: {absence: {warmup: 7d, rarely: 5}}
"""
    assert said(MISSING, few)["Few"]["fires"] == [
        "when the number of hits of 'Missing' is less than 3",
        "also where there is none at all, while logs are read",
        "once a group is known for 7 days, if it was so in 5 % of that time at most",
    ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("true", []),
        ("{warmup: 1d}", ["once a group is known for 1 day"]),
        ("{warmup: 1d, rarely: 0}", ["once a group is known for 1 day, and never so"]),
    ],
)
def test_an_absence_says_how_rare_it_has_to_be(said, asked, words):
    few = f"""\
title: Few
correlation: {{type: event_count, rules: [missing], timespan: 10m, condition: {{lt: 3}}}}
blotter: {{absence: {asked}}}
"""
    assert said(MISSING, few)["Few"]["fires"][2:] == words


def test_a_baseline_says_what_is_unusual(said):
    odd = MISSING + "blotter: {baseline: {bucket: 15m, direction: high, min-count: 50}}\n"
    facts_ = said(odd)["Missing"]
    assert facts_["fires"][-3:] == [
        "so that 2 of 3 stretches of 15 minutes hold more of these than usual, by 4",
        "deviations from the median at that hour of the week; of other days while little is known",
        "never where there are fewer than 50",
    ]
    assert "cooldown" not in facts_


def test_a_rule_says_within_which_alerts_its_own_may_lie(said):
    within = MISSING.replace("Missing", "Inner").replace("name: missing", "name: inner")
    told = said(MISSING, MANY, within + "blotter: {within: missing}\n")["Inner"]["also"]
    assert told == ["folded into an alert of missing that tells of the same"]
