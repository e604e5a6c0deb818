"""Which detections hit which records."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.clock import microseconds
from store.formats.sheet import Kinds, Shared, Sheet
from store.model import Fields, Kind, Outcome, Record
from store.rules.compiled import CompiledRule, RuleType
from store.rules.compiling.compiler import compile_files
from store.rules.files.loader import rule_files
from store.rules.logsources import Selector
from store.rules.matching import judge, matcher
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.functions import FUNCTIONS
from store.rules.matching.matcher import Matcher
from store.rules.reading.fields import NUMERIC, value_of
from tests.store.rules.making import WEB, record, rule, write

RULES = r"""
title: kind
logsource: {category: webserver}
detection: {s: {sc-status: [404, 500]}, condition: s}
---
title: field
logsource: {category: webserver}
detection: {s: {'cs-uri-query|contains': ['a_b', "'"]}, condition: s}
---
title: both
logsource: {category: webserver}
detection: {s: {sc-status: 404, cs-username: carol}, f: {weekday: 4}, condition: s and not f}
---
title: either
logsource: {category: webserver}
detection: {s: {sc-status: 500}, t: {'sc-bytes|gte': 100}, condition: s or t}
---
title: not
logsource: {category: webserver}
detection: {s: {cs-username: carol}, condition: not s}
---
title: null
logsource: {category: webserver}
detection: {s: {cs-username: null, cs-method: GET}, condition: s}
---
title: words
logsource: {category: webserver}
detection: {s: [root, '%', 'x*y'], condition: s}
---
title: regex
logsource: {category: webserver}
detection: {s: {'cs-uri-stem|re': '^/[a-c]+$'}, condition: s}
---
title: cased
logsource: {category: webserver}
detection: {s: {'cs-username|cased': Carol}, condition: s}
---
title: hour
logsource: {category: webserver}
detection: {s: {'hour|lt': 6}, condition: s}
---
title: weight
logsource: {product: linux}
detection: {s: {'related.weight|gte': 1, user: carol}, condition: s}
---
title: network
logsource: {category: authentication}
detection: {s: {'source.ip|cidr': ['192.0.2.0/25', '2001:db8::/48']}, condition: s}
---
title: fields
logsource: {product: linux}
detection: {s: {'user|fieldref': host.name}, condition: s}
"""


class Hit(NamedTuple):
    """A record that a rule hits, both by position."""

    rule: int
    record: int


def hits(fast: Matcher, records: Sequence[Record], contents: Contents | None = None) -> list[Hit]:
    """Which rules hit which records, in the order of the records."""
    found = fast.hits(Batch(records, contents or Contents(UTC)))
    assert all(some == sorted(some) for some in found.values())
    return sorted(
        (Hit(rule, at) for rule, some in found.items() for at in some),
        key=lambda hit: (hit.record, hit.rule),
    )


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """`RULES`, and the built-in pack."""
    path = write(tmp_path_factory.mktemp("rules"), "r.yml", RULES.replace("title: n", "title: an "))
    compilation = compile_files([path, *rule_files([])])
    assert compilation.problems == ()
    return compilation.rules


def slow_hits(rules: Sequence[CompiledRule], records: Sequence[Record]) -> list[Hit]:
    """Every detection asked about every record, one statement each."""
    found = []
    for position, one in enumerate(records):
        for number, rule_ in enumerate(rules):
            if rule_.type is RuleType.EVENT and rule_.selector.accepts(one.kind):
                found += [Hit(number, position)] if holds(rule_, one) else []
    return found


def holds(rule_: CompiledRule, one: Record) -> bool:
    """One detection asked about one record."""
    connection = sqlite3.connect(":memory:")
    for name, (arguments, function) in FUNCTIONS.items():
        connection.create_function(name, arguments, function)
    declared = ", ".join(
        f"`{column}` {'NUMERIC' if column in NUMERIC else 'TEXT COLLATE NOCASE'}"
        for column in rule_.columns
    )
    connection.execute(f"CREATE TABLE t ({declared})")
    values = [value_of(column)(one) for column in rule_.columns]
    connection.execute(f"INSERT INTO t VALUES ({', '.join('?' * len(values))})", values)
    found = connection.execute(f"SELECT 1 FROM t WHERE {rule_.predicate}").fetchall()
    connection.close()
    return bool(found)


KINDS = st.sampled_from(
    [
        *(
            WEB._replace(status=status, method=method)
            for status in (200, 404, 500, None)
            for method in ("GET", "post", None)
        ),
        Kind("system.auth", category="authentication", action="login", outcome=Outcome.FAILURE),
        Kind("system.auth", category="authentication", action="login", outcome=Outcome.SUCCESS),
        Kind("windows.eventlog", code="4740", provider="Microsoft-Windows-Security-Auditing"),
        Kind(),
    ]
)
VALUES = {
    "user.name": st.sampled_from(["carol", "Carol", "root", "ADMIN", "", "web1", "café"]),
    "host.name": st.sampled_from(["web1", "carol"]),
    "url.path": st.sampled_from(["/abc", "/d", "/a_b", "/axb", "it's"]),
    "url.query": st.sampled_from(["a_b=1", "axb", "'"]),
    "http.response.body.bytes": st.integers(0, 200),
    "source.ip": st.sampled_from(["192.0.2.1", "192.0.2.200", "2001:db8::7", "2001:db9::7"]),
    "message": st.sampled_from(["authentication failure; x", "nothing"]),
    "error.code": st.sampled_from(["0x80070005", "0X80070005", "-2147024891", "5"]),
}
RECORDS = st.builds(
    Record,
    offset=st.just(0),
    raw=st.sampled_from([b"x", b"root", b"100%", b"x*y", b"xzy", b"\xff", b"0x80070005"]),
    kind=KINDS,
    fields=st.fixed_dictionaries({}, optional=VALUES),
    time=st.none() | st.integers(0, 2 * 10**15),
    weight=st.integers(0, 2),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, max_size=12), st.integers(0, 12))
def test_it_finds_what_asking_every_rule_about_every_record_finds(rules, records, cut):
    fast = Matcher(rules, UTC)
    first, rest = hits(fast, records[:cut]), hits(fast, records[cut:])
    found = first + [Hit(hit.rule, hit.record + len(records[:cut])) for hit in rest]
    assert (found, fast.errors) == (slow_hits(rules, records), {})


FOUND = rule(predicate="`http.response.status_code`=404", columns=("http.response.status_code",))
CAROL = rule(predicate="`user.name`='carol'", columns=("user.name",))
SAID = rule(predicate="`event.original` LIKE '%carol%'", columns=("event.original",))
COUNT = rule(type=RuleType.EVENT_COUNT)


def test_the_hits_of_each_rule_come_in_the_order_of_the_records():
    gone = WEB._replace(status=404)
    records = [record(gone, user_name="carol"), record(user_name="carol"), record(gone)]
    found = Matcher([CAROL, COUNT, FOUND], UTC).hits(Batch(records, Contents(UTC)))
    assert found == {0: [0, 1], 2: [0, 2]}


def test_a_rule_looks_at_its_logsource_only():
    one = rule(predicate=CAROL.predicate, columns=CAROL.columns, selector=Selector(("x",)))
    assert hits(Matcher([one], UTC), [record(user_name="carol")]) == []


def test_days_are_those_of_the_zone():
    one = rule(predicate="`weekday`=4", columns=("weekday",))
    wednesday = record(time=microseconds(datetime(2026, 3, 4, 23, 30, tzinfo=UTC)))
    assert hits(Matcher([one], ZoneInfo("Europe/Berlin")), [wednesday]) == [Hit(0, 0)]


@pytest.mark.parametrize("value", ["a\0carol", "\udc80carol", 10**30, float("nan"), "x" * 100_000])
def test_no_value_makes_it_raise(value):
    one = rule(predicate="`user.name` LIKE '%carol'", columns=("user.name",))
    found = hits(Matcher([one], UTC), [record(user_name=value), record(user_name="carol")])
    assert Hit(0, 1) in found


def test_nothing_hides_behind_a_nul():
    one = rule(predicate="`user.name` LIKE '%carol'", columns=("user.name",))
    assert hits(Matcher([one], UTC), [record(user_name="a\0carol")]) == [Hit(0, 0)]


@pytest.mark.parametrize(
    "broken",
    [
        rule(predicate="`user.name` = nothing(", columns=("user.name",)),
        rule(predicate="`nothing`='x'", columns=("user.name",)),
        rule(predicate="`user.name` REGEXP '('", columns=("user.name",)),
        rule(predicate="`user.name`='\0'", columns=("user.name",)),
        rule(predicate="`user.name`='\udc80'", columns=("user.name",)),
        rule(predicate="1; DELETE FROM rows_0", columns=("user.name",)),
        rule(predicate="`http.version` = (", columns=("http.version",)),
        rule(predicate="1", guard="(", columns=("user.name",)),
    ],
)
def test_a_rule_that_fails_is_switched_off_and_the_others_go_on(broken):
    fast = Matcher([broken, CAROL], UTC)
    assert hits(fast, [record(user_name="carol")]) == [Hit(1, 0)]
    assert fast.errors[0].startswith("it cannot be judged: ")


SLOW = rule(predicate=" AND ".join(["`user.name` LIKE '%a%b%'"] * 10), columns=("user.name",))
"""Takes more than a look at the clock for 2,000 values."""


def names(rows: int) -> list[Record]:
    """Records that rule hits."""
    return [record(user_name=f"a{number}b") for number in range(rows)]


def test_a_rule_that_takes_too_long_three_times_is_switched_off():
    fast = Matcher([SLOW], UTC, patience=0.0)
    hits(fast, names(6_000))
    assert fast.errors == {0: "it takes too long"}


def test_a_rule_that_takes_too_long_twice_goes_on():
    fast = Matcher([SLOW], UTC, patience=0.0)
    hits(fast, names(4_000))
    assert (fast.errors, hits(fast, [record(user_name="xaxb")])) == ({}, [Hit(0, 0)])


def test_a_rule_that_was_switched_off_hits_nothing_more():
    fast = Matcher([SLOW], UTC, patience=0.0)
    assert [hits(fast, names(6_000)), hits(fast, names(10))] == [[], []]


def test_time_is_that_of_the_rule_that_took_it():
    fast = Matcher([SLOW, CAROL], UTC)
    hits(fast, names(4_000))
    found = fast.meter.taken()
    assert found[0].time > found[1].time > 0


def test_every_rule_that_was_judged_has_its_part_of_the_time():
    fast = Matcher([CAROL, SAID], UTC)
    hits(fast, [record(user_name="carol")])
    assert all(each.time > 0 for each in fast.meter.taken().values())


def asked(fast: Matcher, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Filled with how many rows are judged each time."""
    rows: list[int] = []
    load = fast._judge.load

    def counting(columns: tuple[str, ...], given: Sequence[judge.Row]) -> str:
        rows.append(len(given))
        return load(columns, given)

    monkeypatch.setattr(fast._judge, "load", counting)
    return rows


def test_what_the_kind_decides_costs_nothing_per_record(monkeypatch):
    fast = Matcher([FOUND], UTC)
    rows = asked(fast, monkeypatch)
    hits(fast, [record(WEB._replace(status=404)) for _ in range(50)])
    assert rows == [1]


def test_each_distinct_value_is_judged_once(monkeypatch):
    fast = Matcher([CAROL], UTC)
    rows = asked(fast, monkeypatch)
    records = [record(user_name=f"u{number % 3}") for number in range(50)]
    hits(fast, records)
    hits(fast, records)
    assert rows == [1, 3]


def test_a_guard_that_fails_spares_the_records(monkeypatch):
    guarded = rule(
        predicate="`http.response.status_code`=404 AND `user.name`='carol'",
        guard="`http.response.status_code`=404",
        columns=("http.response.status_code", "user.name"),
    )
    fast = Matcher([guarded], UTC)
    rows = asked(fast, monkeypatch)
    assert hits(fast, [record(user_name="carol")]) == []
    assert rows == [1]


def test_kinds_that_a_rule_cannot_tell_apart_share_verdicts(monkeypatch):
    fast = Matcher([CAROL], UTC)
    rows = asked(fast, monkeypatch)
    hits(fast, [record(WEB._replace(status=status), user_name="x") for status in range(5)])
    assert rows == [1] * 5 + [1]


def test_values_without_a_needle_are_not_judged(monkeypatch):
    fast = Matcher([replace(CAROL, needles=(("user.name", "carol"),))], UTC)
    rows = asked(fast, monkeypatch)
    fields: list[Fields] = [{"user.name": name} for name in ("dave", "CAROL", "erin")]
    said = {"user": Shared([0, 1, 2], fields)}
    sheet = Sheet([(0, b"")] * 3, [0] * 3, Kinds([0] * 3, [WEB]), said, {})
    assert hits(fast, sheet) == hits(fast, list(sheet)) == [Hit(0, 1)]
    assert rows == [1, 1]


def test_raw_records_are_not_remembered(monkeypatch):
    fast = Matcher([SAID], UTC)
    rows = asked(fast, monkeypatch)
    for _ in range(2):
        assert hits(fast, [record(raw=b"carol")]) == [Hit(0, 0)]
    assert rows == [1, 1, 1]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(matcher, "_VERDICTS", 10)
    monkeypatch.setattr(matcher, "_KINDS", 10)
    fast = Matcher([CAROL], UTC)
    for number in range(100):
        found = hits(fast, [record(WEB._replace(status=number), user_name=f"carol{number % 2}")])
        assert found == []
        assert hits(fast, [record(user_name="carol")]) == [Hit(0, 0)]
        assert (len(fast._held) <= 12, fast._kept <= 12) == (True, True)


def test_a_kind_is_known_by_its_identity_and_never_mistaken():
    fast = Matcher([FOUND], UTC)
    for status in [200, 404] * 50:
        one = record(WEB._replace(status=status))
        assert hits(fast, [one]) == ([Hit(0, 0)] if status == 404 else [])
