"""Users' formats are tried on their samples."""

from copy import deepcopy
from typing import Any

import pytest

from store.formats.own.format import format_of
from store.formats.own.loading import read
from store.formats.own.template import template
from store.formats.own.trying import trial
from store.formats.registry import formats
from tests.store.formats.own.making import GATE, OBJECTS, spec, write


def _remarks(tmp_path, data: dict[str, Any]) -> list[str]:
    return [each.message for each in trial(spec(tmp_path, data), {}) if each.is_wrong]


def _changed(**first: Any) -> dict[str, Any]:
    """The gate's format with another first sample."""
    data = deepcopy(GATE)
    data["samples"][0] |= first
    return data


def test_samples_that_are_read_as_they_say(tmp_path):
    assert _remarks(tmp_path, GATE) == []
    assert _remarks(tmp_path, OBJECTS) == []


def test_the_template_is_right(tmp_path):
    found, problems = read(write(tmp_path, template("acme.gate")))
    assert problems == []
    assert found is not None
    assert [each.message for each in trial(found, {})] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"line": "tea"}, "no pattern matches the sample"),
        ({"fields": {"user.name": "lee"}}, "user.name: expected 'lee', got 'kim'"),
        ({"fields": {"user.name": None}}, "user.name: expected nothing, got 'kim'"),
        ({"fields": {"user.id": "7"}}, "user.id: expected '7', got nothing"),
        ({"fields": {"event.parse": "header"}}, "event.parse: expected 'header', got 'full'"),
        ({"fields": {"related.weight": 0}}, "related.weight: expected '0', got '1'"),
        (
            {"fields": {"@timestamp": "2026-03-05T10:14:07Z"}},
            "@timestamp: expected 2026-03-05T10:14:07.000000Z, got 2026-03-05T09:14:07.000000Z",
        ),
        ({"pattern": "start"}, "pattern 'login' matches instead of 'start'"),
        ({"line": "now login kim 192.0.2.10 denied"}, "the time (time) is missing"),
        ({"line": "a\nb"}, "the sample makes 2 records instead of one"),
    ],
)
def test_a_sample_that_is_read_otherwise(tmp_path, change, message):
    assert any(message in each for each in _remarks(tmp_path, _changed(**change)))


@pytest.mark.parametrize(
    "fields",
    [
        {"@timestamp": "2026-03-05T10:14:07+01:00", "event.action": "login", "event.code": None},
        {"source.ip": "192.0.2.10", "event.dataset": "acme.gate", "related.weight": 1},
    ],
)
def test_a_sample_that_is_read_so(tmp_path, fields):
    assert _remarks(tmp_path, _changed(fields=fields)) == []


def test_a_line_that_is_to_be_unparsed(tmp_path):
    data = deepcopy(GATE)
    data["samples"] += [
        {"line": "tea", "unparsed": True},
        {"line": "2026-03-05T09:14:08Z started 7", "unparsed": True},
    ]
    assert _remarks(tmp_path, data) == [
        "pattern 'start' matches although the sample is to be unparsed"
    ]


def test_a_pattern_without_sample(tmp_path):
    data = deepcopy(GATE)
    del data["samples"][1]
    assert _remarks(tmp_path, data) == ["no sample has the pattern 'start': add one"]


def test_two_patterns_for_a_sample(tmp_path):
    data = deepcopy(GATE)
    data["patterns"].append({"name": "any", "regex": "(?<time>.*) started.*"})
    assert _remarks(tmp_path, data)[0] == (
        "more than one pattern matches the sample: start, any; the first counts"
    )


def test_a_pattern_that_an_attacker_could_stall(tmp_path):
    data = deepcopy(GATE)
    data["patterns"][1]["regex"] = r"(?<time>\S+) (?:[a-z]+)+ (?<process__pid>\d+)"
    found = _remarks(tmp_path, data)
    assert len(found) == 1
    assert found[0].startswith("pattern 'start' takes too long for lines such as ")


def test_a_built_in_format_that_fits_too_is_no_problem(tmp_path):
    data = GATE | {
        "patterns": [{"name": "any", "regex": "(?<time>[^ ]+) .*"}],
        "fields": {},
        "samples": [{"line": "2026-03-05T09:14:07Z web1 sshd[1]: Connection closed by 192.0.2.1"}],
    }
    found = trial(spec(tmp_path, data), formats())
    assert [(each.message, each.is_wrong) for each in found] == [
        ("system.auth fits the samples too (100%); detection prefers yours", False)
    ]


def test_the_reference_of_a_sample(tmp_path):
    data = GATE | {
        "time": {"formats": ["syslog"]},
        "patterns": [{"name": "any", "regex": r"\[(?<time>.*)\]"}],
        "fields": {},
        "samples": [
            {
                "line": "[Dec 31 10:00:00]",
                "reference": "2026-02-01T00:00:00Z",
                "fields": {"@timestamp": "2025-12-31T10:00:00Z"},
            }
        ],
    }
    assert _remarks(tmp_path, data) == []


def test_samples_are_a_log_of_the_format(tmp_path):
    log = format_of(spec(tmp_path, GATE))
    assert log.score(log.sample) == 1
