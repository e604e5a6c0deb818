"""Examples that rules carry."""

import pytest

from store.rules.compiled import CompiledRule, RuleType
from store.rules.telling.examples import examples_of, failures, records_of
from store.rules.windows import Bounds
from tests.store.rules.making import rule

TEXT = """# a comment
title: A
blotter:
  examples:
    - name: one
      format: apache.access
      every: 90s
      lines:
        - line: '192.0.2.{n} - - [{time}] "GET / HTTP/1.1" 404 1'
          times: 2
        - '192.0.2.{n} - - [{time}] "GET /last HTTP/1.1" 404 1'
      alerts: 3
    - name: two
      format: nothing
      start: 2026-12-31T23:59:59+01:00
      lines: ["{time}"]
      alerts: 1
"""
WITH = rule(
    text=TEXT,
    line=12,
    predicate="`http.response.status_code`=404",
    columns=("http.response.status_code",),
    group_by=("source.ip",),
)


def test_lines_are_filled_in():
    assert examples_of(WITH)[0].lines == (
        '192.0.2.1 - - [05/Mar/2026:09:00:00 +0000] "GET / HTTP/1.1" 404 1',
        '192.0.2.2 - - [05/Mar/2026:09:01:30 +0000] "GET / HTTP/1.1" 404 1',
        '192.0.2.3 - - [05/Mar/2026:09:03:00 +0000] "GET /last HTTP/1.1" 404 1',
    )


def test_an_example_begins_when_it_says():
    assert examples_of(WITH)[1].lines == ("2026-12-31T22:59:59.000000Z",)


def test_an_example_knows_its_line_in_the_file():
    assert [one.place.line for one in examples_of(WITH)] == [15, 23]


def test_a_rule_may_have_none():
    assert examples_of(rule(text="title: A\n")) == []


def test_lines_are_read_by_the_format():
    records = records_of(examples_of(WITH)[0])
    assert [one.fields["source.ip"] for one in records] == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    assert {one.kind.status for one in records} == {404}


def test_apache_error_times_are_read():
    text = TEXT.replace("nothing", "apache.error").replace('"{time}"', '"[{time}] [:error] x"')
    (one,) = records_of(examples_of(rule(text=text, line=2))[1])
    assert one.time == 1798757999 * 1_000_000


def said(one: CompiledRule) -> list[str]:
    """What failed, in words."""
    return [problem.message for problem in failures([one])]


def test_an_example_that_comes_out_right_is_no_problem():
    assert said(WITH) == ["example 'two': there is no format 'nothing'"]


def test_an_example_that_comes_out_wrong_is_a_problem():
    wrong = rule(
        text=TEXT.replace("alerts: 3", "alerts: 2"),
        line=2,
        predicate=WITH.predicate,
        columns=WITH.columns,
        group_by=WITH.group_by,
    )
    assert said(wrong)[0] == "example 'one' makes 3 alerts, not 2"


@pytest.mark.parametrize(("at_least", "alerts"), [(3, 1), (4, 0)])
def test_the_members_of_a_correlation_are_found(at_least, alerts):
    member = rule(uuid="m", alerts=False, predicate=WITH.predicate, columns=WITH.columns)
    count = rule(
        uuid="c",
        type=RuleType.EVENT_COUNT,
        members=("m",),
        bounds=Bounds.at_least(at_least),
        timespan=600_000_000,
        text=TEXT.partition("    - name: two")[0].replace("alerts: 3", f"alerts: {alerts}"),
    )
    assert failures([member, count]) == []


def test_a_line_may_say_how_long_it_is_until_the_next():
    text = """title: A
blotter:
  examples:
    - name: one
      format: apache.access
      lines:
        - {line: "{time}", times: 2, every: 23h}
        - "{time}"
        - "{time}"
      alerts: 0
"""
    (found,) = examples_of(rule(text=text))
    assert found.lines == (
        "05/Mar/2026:09:00:00 +0000",
        "06/Mar/2026:08:00:00 +0000",
        "07/Mar/2026:07:00:00 +0000",
        "07/Mar/2026:07:00:01 +0000",
    )
