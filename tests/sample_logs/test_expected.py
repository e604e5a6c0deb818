"""The expectations: complete, well-formed, and what the facts make."""

import re
from datetime import datetime
from pathlib import Path

import pytest
import yaml

import sample_logs
from sample_logs.generator.ledger import Fact, Sign, planted
from sample_logs.generator.plan import at
from sample_logs.generator.rules import RULES
from tests.sample_logs.judge import JUDGED, Judged, judge

EXPECTED = yaml.safe_load((Path(sample_logs.__file__).parent / "expected.yaml").read_text("utf-8"))
KEYS = {"rule", "title", "group", "count", "first_seen", "last_seen", "story"}
ALERTS = [
    pytest.param(each, id=f"{each['title']} {each['group']} {each['first_seen']}")
    for each in EXPECTED["alerts"]
]
PACK = Path(sample_logs.__file__).parents[1] / "store/rules/builtin"


def test_what_was_planted_is_what_the_facts_make(made):
    stated = [
        Judged(each.rule, each.group, each.attempts, each.first_seen, each.last_seen)
        for each in made.alerts
        if each.rule in JUDGED
    ]
    assert set(stated) == judge(made.facts)
    assert len(stated) == len(set(stated))


def test_every_rule_has_an_alert(made):
    assert {each.rule for each in made.alerts} == set(RULES)


@pytest.mark.parametrize("alert", ALERTS)
def test_an_expectation_is_complete(alert):
    assert set(alert) == KEYS
    assert alert["rule"]
    assert alert["title"]
    assert alert["story"].endswith(".")
    assert alert["count"] >= 1


@pytest.mark.parametrize("alert", ALERTS)
def test_an_expectation_begins_before_it_ends_within_the_week(alert):
    first, last = (datetime.fromisoformat(alert[key]) for key in ("first_seen", "last_seen"))
    assert at(9, "00:00") <= first <= last < at(16, "23:59:59")


def test_an_expectation_is_stated_once():
    keys = [(each["rule"], str(each["group"]), each["first_seen"]) for each in EXPECTED["alerts"]]
    assert len(keys) == len(set(keys))


def test_how_to_read_the_files_is_stated():
    assert EXPECTED["read_with"] == {"tz": "UTC", "reference_time": "2026-11-17T00:00:00Z"}


def test_records_are_stated_for_every_file(made):
    assert EXPECTED["records"] == made.records


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_in_the_built_in_pack_under_its_title(rule):
    pack = "\n---\n".join(path.read_text("utf-8") for path in sorted(PACK.glob("*.yml")))
    titles = {
        match["id"]: match["title"].strip("'\"")
        for document in re.split(r"(?m)^---\s*$", pack)
        if (match := re.search(r"(?ms)^title: (?P<title>[^\n]+)$.*?^id: (?P<id>\S+)$", document))
    }
    assert titles.get(rule.uuid) == rule.title


def test_facts_of_two_groups_are_no_burst():
    facts = [Fact(Sign.NOT_FOUND, at(9, "10:00"), (("source.ip", ip),)) for ip in "ab"]
    with pytest.raises(ValueError, match="not of one kind"):
        planted("not-found", facts, "Two.")
