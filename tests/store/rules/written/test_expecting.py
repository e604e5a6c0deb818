"""`absence` and `baseline` of a rule are read, or refused at their place."""

from pathlib import Path

import pytest

from store.rules.compiled import CompiledRule
from store.rules.compiling.assembling import assemble
from store.rules.expectations import Absence, Baseline, Direction
from tests.store.rules.making import write

SECOND = 1_000_000
DAY = 86_400 * SECOND
HIT = """\
title: Hit
name: hit
logsource: {category: webserver}
detection: {sel: {cs-method: GET}, condition: sel}
"""
COUNT = """\
---
title: Few
correlation:
  type: %(type)s
  rules: [hit]
  timespan: 10m
  condition: {%(condition)s}
blotter:
  %(more)s
"""
USUAL = """\
title: Odd
logsource: {category: webserver}
detection: {sel: {cs-method: GET}, condition: sel}
blotter:
  %s
"""


def absence(
    folder: Path, more: str, condition: str = "lt: 3", type_: str = "event_count"
) -> tuple[CompiledRule | None, list[str]]:
    """What becomes of a count, and what is wrong with it."""
    text = HIT + COUNT % {"type": type_, "condition": condition, "more": more}
    return compiled(folder, text, "Few")


def baseline(folder: Path, more: str) -> tuple[CompiledRule | None, list[str]]:
    """What becomes of a detection, and what is wrong with it."""
    return compiled(folder, USUAL % more, "Odd")


def compiled(folder: Path, text: str, title: str) -> tuple[CompiledRule | None, list[str]]:
    found = assemble([write(folder, "a.yml", text)])
    rule = next((each for each in found.rules if each.title == title), None)
    places = [(each.location.line, each.location.column, each.message) for each in found.problems]
    return rule, [f"{line}:{column}: {message}" for line, column, message in places]


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ("absence: true", Absence()),
        ("absence: {warmup: 7d}", Absence(7 * DAY)),
        ("absence: {warmup: 1h, rarely: 5}", Absence(3600 * SECOND, 5)),
    ],
)
def test_an_absence_is_read(tmp_path, more, asked):
    rule, problems = absence(tmp_path, more)
    assert (rule and rule.absence, problems) == (asked, [])


@pytest.mark.parametrize(("condition", "enough"), [("lt: 1", 1), ("lte: 0", 1), ("lte: 4", 5)])
def test_how_many_are_enough(tmp_path, condition, enough):
    rule, problems = absence(tmp_path, "absence: true", condition)
    assert (rule and rule.enough, problems) == (enough, [])


def test_an_absence_is_found_again_in_json(tmp_path):
    rule, _ = absence(tmp_path, "absence: {warmup: 7d}")
    assert rule
    assert CompiledRule.from_json(rule.to_json()) == rule


def test_alerts_about_silences_that_are_near_are_one(tmp_path):
    rule, _ = absence(tmp_path, "absence: true")
    assert rule
    assert rule.cooldown == 600 * SECOND


DEFAULT = Baseline(300 * SECOND, 4, 2, 3, 28 * DAY, 20, Direction.BOTH)


@pytest.mark.parametrize(
    ("more", "asked", "group"),
    [
        ("baseline: {}", DEFAULT, ()),
        ("baseline: {group-by: cs-host}", DEFAULT, ("url.domain",)),
        (
            (
                "baseline: {bucket: 15m, group-by: [c-ip], z: 5.5, need: 3 of 4, history: 8w, "
                "min-count: 7, direction: low}"
            ),
            Baseline(900 * SECOND, 5.5, 3, 4, 56 * DAY, 7, Direction.LOW),
            ("source.ip",),
        ),
    ],
)
def test_a_baseline_is_read(tmp_path, more, asked, group):
    rule, problems = baseline(tmp_path, more)
    assert (rule and (rule.baseline, rule.group_by), problems) == ((asked, group), [])


def test_a_baseline_is_found_again_in_json(tmp_path):
    rule, _ = baseline(tmp_path, "baseline: {z: 5}")
    assert rule
    assert CompiledRule.from_json(rule.to_json()) == rule


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("absence: 5", "13:3: absence: is true, or a mapping of warmup, rarely"),
        ("absence: {rare: 5}", "13:13: absence: rare: is none of warmup, rarely"),
        (
            "absence: {warmup: long}",
            "13:13: absence: warmup: 'long' is no span of time such as 30m, 1h or 7d",
        ),
        (
            "absence: {rarely: 101}",
            "13:13: absence: rarely: is a whole number of percent, from 0 to 100",
        ),
        (
            "{absence: true, severity-by-count: {5: high}}",
            "13:19: severity-by-count: is not for an alert about absence",
        ),
        ("{absence: true, recovers: true}", "13:19: recovers: is for an event_count"),
        (
            "{absence: true, reopen: new}",
            "13:19: reopen: an alert about absence that lasts is the same one; new cannot be",
        ),
        ("baseline: {}", "13:3: baseline: is for a detection"),
    ],
)
def test_what_is_wrong_with_an_absence_is_told(tmp_path, more, problem):
    rule, problems = absence(tmp_path, more)
    assert rule is None
    assert [each[: len(problem)] for each in problems] == [problem]


@pytest.mark.parametrize(
    ("condition", "type_", "problem"),
    [
        ("gte: 3", "event_count", "13:3: absence: is for an event_count of detections with lt"),
        ("{lt: 3, field: c-ip}", "value_count", "13:3: absence: is for an event_count"),
        ("lt: 0", "event_count", "11:3: no count is that"),
        ("lt: 2000", "event_count", "11:3: an absence asks for less than a number from 1 to 1000"),
    ],
)
def test_an_absence_is_for_few(tmp_path, condition, type_, problem):
    _, problems = absence(tmp_path, "absence: true", condition.strip("{}"), type_)
    assert [each[: len(problem)] for each in problems] == [problem]


def test_nothing_at_all_is_no_window_unless_that_is_asked_for(tmp_path):
    _, problems = absence(tmp_path, "absence: false", "lt: 1")
    assert problems == [
        (
            "11:3: no count is that: windows are judged at hits, and hold one at least, "
            "but with blotter: {absence: true}"
        )
    ]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (
            "baseline: true",
            (
                "5:3: baseline: is a mapping of bucket, group-by, z, need, history, min-count, "
                "direction"
            ),
        ),
        ("baseline: {bucket: 7m}", "5:14: baseline: bucket: is from 1m to 15m"),
        ("baseline: {bucket: 1h}", "5:14: baseline: bucket: is from 1m to 15m"),
        ("baseline: {history: 10d}", "5:14: baseline: history: is a number of weeks"),
        ("baseline: {z: 2}", "5:14: baseline: z: is a number above 2"),
        ("baseline: {z: .nan}", "5:14: baseline: z: is a number above 2"),
        ("baseline: {need: 3 of 2}", "5:14: baseline: need: is a text such as '2 of 3'"),
        ("baseline: {min-count: -1}", "5:14: baseline: min-count: is a whole number"),
        ("baseline: {direction: up}", "5:14: baseline: direction: is high, low, both"),
        ("baseline: {group-by: {}}", "5:14: baseline: group-by: is a list of field names"),
        ("{baseline: {}, cooldown: 1h}", "5:18: cooldown: a baseline has need instead"),
        ("{baseline: {}, dedup: [c-ip]}", "5:18: dedup: a baseline has group-by instead"),
        ("absence: true", "5:3: absence: is for an event_count of detections with lt or lte"),
    ],
)
def test_what_is_wrong_with_a_baseline_is_told(tmp_path, more, problem):
    rule, problems = baseline(tmp_path, more)
    assert rule is None
    assert [each[: len(problem)] for each in problems] == [problem]
