"""Sigma correlations from their text to alerts."""

from datetime import UTC
from pathlib import Path

import pytest

from store.model import Kind, Outcome, Record
from store.rules.compiling.compiler import compile_files
from store.rules.telling.trial_run import judge_records
from tests.store.rules.making import WEB, record, write

MINUTE = 60_000_000
LOGIN = Kind("system.auth", category="authentication", action="login", outcome=Outcome.FAILURE)
RULES = """
title: Missing page
name: missing
logsource: {category: webserver}
detection: {sel: {sc-status: 404}, condition: sel}
---
title: Failed login
name: failed
logsource: {product: linux, service: auth}
detection: {sel: {event.outcome: failure}, condition: sel}
---
"""
MANY = """
title: Failed logins
name: many
correlation:
  type: event_count
  rules: [failed]
  group-by: [source.ip, user.name]
  timespan: 5m
  condition: {gte: 2}
---
"""


def alerts(folder: Path, text: str, records: list[Record]) -> list[tuple[object, ...]]:
    """Group, first and last minute, count and peak of every alert."""
    found = compile_files([write(folder, "a.yml", RULES + text)])
    assert found.problems == ()
    return [
        (each.group, each.first // MINUTE, each.last // MINUTE, each.total, each.peak)
        for each in judge_records(found.rules, records, UTC)
    ]


def page(minute: int, path: str = "/a", ip: str = "192.0.2.1", size: int = 100) -> Record:
    """Somebody asks for a page that is not there."""
    kind = WEB._replace(status=404)
    found = record(kind, time=minute * MINUTE, url_path=path, source_ip=ip)
    found.fields["http.response.body.bytes"] = size
    return found


def login(minute: int, ip: str = "192.0.2.1", user: str = "root") -> Record:
    """Somebody fails to log in."""
    return record(LOGIN, time=minute * MINUTE, source_ip=ip, user_name=user)


A = {"source.ip": "192.0.2.1"}


@pytest.mark.parametrize(
    ("correlation", "records", "expected"),
    [
        (
            (
                "{type: value_count, rules: [missing], group-by: [c-ip], timespan: 5m,"
                " condition: {field: cs-uri-stem, gte: 3}}"
            ),
            [page(0), page(1), page(2, "/b"), page(3, "/c"), page(4, "/C")],
            [(A, 0, 4, 5, 3)],
        ),
        (
            (
                "{type: value_sum, rules: [missing], timespan: 5m,"
                " condition: {field: sc-bytes, gt: 1000}}"
            ),
            [page(0, size=600), page(1, size=400), page(9, size=600), page(10, size=500)],
            [({}, 9, 10, 2, 1100)],
        ),
        (
            (
                "{type: value_percentile, rules: [missing], timespan: 5m,"
                " condition: {field: sc-bytes, percentile: 50, lte: 50}}"
            ),
            [page(0), page(1, size=10), page(2, size=20)],
            [({}, 0, 2, 3, 20)],
        ),
        (
            "{type: temporal, rules: [missing, failed], group-by: [source.ip], timespan: 5m}",
            [login(0), page(5), page(9, ip="192.0.2.9")],
            [(A, 0, 5, 2, 2)],
        ),
        (
            (
                "{type: temporal, rules: [missing, failed], group-by: [source.ip], timespan: 5m,"
                " condition: failed and not missing}"
            ),
            [page(0), login(4), login(6)],
            [(A, 4, 6, 2, 1)],
        ),
        (
            (
                "{type: temporal_ordered, rules: [missing, failed], group-by: [who], timespan: 5m,"
                " aliases: {who: {missing: cs-uri-stem, failed: user.name}}}"
            ),
            [page(0, "root"), login(1), page(2, "bob"), login(9, user="bob")],
            [({"who": "root"}, 0, 1, 2, 1)],
        ),
        (
            (
                "{type: event_count, rules: [missing], group-by: [source.network], timespan: 5m,"
                " condition: {gte: 2, lte: 3}}"
            ),
            [page(minute, ip=f"192.0.2.{minute}") for minute in range(5)],
            [({"source.network": "192.0.2.0/24"}, 0, 2, 3, 3)],
        ),
    ],
    ids=["values", "sum", "percentile", "together", "without", "alias", "network and range"],
)
def test_what_a_correlation_makes_of_records(tmp_path, correlation, records, expected):
    text = f"title: It\ncorrelation: {correlation}\n"
    assert alerts(tmp_path, text, records) == expected


CHAIN = """
title: Burst
name: burst
correlation:
    {type: event_count, rules: [failed], group-by: [source.ip], timespan: 5m, condition: {gte: 3}}
---
title: Many
correlation:
    type: value_count
    rules: [burst]
    timespan: 1h
    condition: {field: source.ip, gte: 2}
"""


def test_a_chain_counts_who_did_it(tmp_path):
    one = [login(minute, ip="192.0.2.1") for minute in range(6)]
    other = [login(minute, ip="192.0.2.2") for minute in range(20, 23)]
    assert alerts(tmp_path, CHAIN, one) == []
    assert alerts(tmp_path, CHAIN, [*one, *other]) == [({}, 0, 22, 9, 2)]


@pytest.mark.parametrize("type_", ["temporal", "temporal_ordered"])
@pytest.mark.parametrize(
    ("group_by", "group"), [("[c-ip]", A), ("[]", {}), ("[user.name]", {"user.name": "root"})]
)
def test_a_meeting_may_go_by_fewer_fields_than_what_meets(tmp_path, type_, group_by, group):
    text = f"""{MANY}title: Failed again
name: again
logsource: {{product: linux, service: auth}}
detection: {{sel: {{event.outcome: failure}}, condition: sel}}
---
title: A
correlation: {{type: {type_}, rules: [many, again], group-by: {group_by}, timespan: 9m}}
"""
    both = {"source.ip": "192.0.2.1", "user.name": "root"}
    records = [login(0), login(1), login(7)]
    (fewer,) = alerts(tmp_path, text, records)
    (same,) = alerts(tmp_path, text.replace(group_by, "[source.ip, user.name]"), records)
    assert (fewer, same) == ((group, *same[1:]), (both, *same[1:]))


def test_a_count_of_counts_may_go_by_fewer_fields(tmp_path):
    text = f"""{MANY}title: A
correlation:
  type: event_count
  rules: [many]
  group-by: [source.ip]
  timespan: 9m
  condition: {{gte: 2}}
"""
    records = [login(0), login(1), login(2, user="carol"), login(3, user="carol")]
    assert alerts(tmp_path, text, records) == [(A, 0, 3, 4, 2)]
