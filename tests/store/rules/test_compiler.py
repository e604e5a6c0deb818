"""Rule files to compiled rules, through the child process."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from store.errors import RuleError
from store.model import Severity
from store.rules import compiler
from store.rules.assembling import assemble
from store.rules.compiled import CompiledRule, Inapplicable, Reopen, RuleType
from store.rules.compiler import compile_files
from store.rules.windows import Bounds, Way
from tests.store.rules.making import write

HOUR = 3_600_000_000

DETECTION = """
title: "{title}"
name: {name}
logsource: {{{logsource}}}
detection:
    sel: {{{sel}}}
    condition: {condition}
"""
CORRELATION = """
title: {title}
correlation:
    type: {type}
    rules: {rules}
    group-by: [c-ip]
    timespan: 10m
    condition: {condition}
"""


def detection(
    sel: str,
    logsource: str = "category: webserver",
    condition: str = "sel",
    title: str = "A",
    name: str = "a",
) -> str:
    """The text of a rule."""
    return DETECTION.format(
        title=title, name=name, logsource=logsource, sel=sel, condition=condition
    )


def correlation(
    kind: str = "event_count", rules: str = "[a]", condition: str = "{gte: 5}", title: str = "B"
) -> str:
    """The text of a rule."""
    return CORRELATION.format(title=title, type=kind, rules=rules, condition=condition)


WINDOWS = "product: windows, service: security"
PREDICATES = {
    "number": ("sc-status: 404", "category: webserver", "(`http.response.status_code`=404)"),
    "text": ("cs-method: GET", "category: webserver", "(`http.request.method`='GET')"),
    "quote": ('user.name: "o\'x"', "category: webserver", "(`user.name`='o''x')"),
    "name": ('"a.`b": x', "category: webserver", "(`a.``b`='x')"),
    "event id": ("EventID: 4625", WINDOWS, "(`event.code`=4625)"),
    "null": ("user.name: null", "category: webserver", "(`user.name` IS NULL)"),
    "exists": ("'user.name|exists': true", "category: webserver", "(`user.name` IS NOT NULL)"),
    "contains": (
        "'cs-uri-query|contains': a_b",
        "category: webserver",
        "(`url.original` LIKE '%a\\_b%' ESCAPE '\\')",
    ),
    "numeric": (
        "'sc-status|gte': 500",
        "category: webserver",
        "(`http.response.status_code` >= 500)",
    ),
    "numeric text": (
        "'KeyLength|lt': 128",
        WINDOWS,
        "(number(`winlog.event_data.KeyLength`) < 128)",
    ),
    "network": (
        "'c-ip|cidr': 192.0.2.0/24",
        "category: webserver",
        "(in_network(`source.ip`, '192.0.2.0/24'))",
    ),
    "network 6": (
        "'c-ip|cidr': '2001:db8::/32'",
        "category: webserver",
        "(in_network(`source.ip`, '2001:db8::/32'))",
    ),
    "network of a zone with a quote": (
        "'c-ip|cidr': \"fe80::%a'b/64\"",
        "category: webserver",
        "(in_network(`source.ip`, 'fe80::%a''b/64'))",
    ),
    "regex": ("'cs-uri-stem|re': '^/a+$'", "category: webserver", "(`url.path` REGEXP '^/a+$')"),
    "placeholder": (
        "'user|expand': '%privileged_accounts%'",
        "product: linux",
        "(`user.name`='root' OR `user.name`='administrator' OR `user.name`='admin')",
    ),
}


PREDICATES |= {
    "letters beyond ascii": (
        "'user.name|contains': 'MÜ_*'",
        "category: webserver",
        "(fold(`user.name`) LIKE '%mü\\_%' ESCAPE '\\')",
    ),
    "other fields": (
        "'user.name|fieldref|endswith': cs-host",
        "category: webserver",
        "(ends(`user.name`, `url.domain`))",
    ),
    "part of a time": (
        "'@timestamp|hour|gte': 22",
        "category: webserver",
        "(time_part('hour', `@timestamp`) >= 22)",
    ),
    "a large number": (
        "TaskName: 99999999999999999999",
        WINDOWS,
        "(`winlog.event_data.TaskName`='99999999999999999999')",
    ),
    "nothing in an access log": (
        "cs-referer: '-'",
        "category: webserver",
        "(`http.request.referrer` IS NULL OR `http.request.referrer`='-')",
    ),
    "a dash elsewhere": ("IpAddress: '-'", WINDOWS, "(`winlog.event_data.IpAddress`='-')"),
    "either dash": (
        "'cs-method|windash': '-a'",
        "category: webserver",
        "(" + " OR ".join(f"`http.request.method`='{dash}a'" for dash in "-/–—―") + ")",
    ),
}


@dataclass(frozen=True)
class Outcome:
    """What the files of a test came to."""

    folder: Path
    rules: dict[str, list[CompiledRule]]
    problems: list[RuleError]
    inapplicable: list[Inapplicable]

    def of(self, name: str) -> list[CompiledRule]:
        """The rules of a file."""
        return self.rules.get(f"{name}.yml", [])

    def said_of(self, name: str) -> list[str]:
        """Problems of a file, as `line:column: message`."""
        path = str(self.folder / f"{name}.yml")
        return [
            f"{one.location.line}:{one.location.column}: {one.message}"
            for one in self.problems
            if one.location.path == path
        ]


def outcome(folder: Path, texts: Mapping[str, str]) -> Outcome:
    """Compile texts together, each in a file of its own."""
    paths = [write(folder, f"{name}.yml", text) for name, text in texts.items()]
    compilation = compile_files(paths)
    rules: dict[str, list[CompiledRule]] = {}
    for one in compilation.rules:
        rules.setdefault(Path(one.path).name, []).append(one)
    return Outcome(folder, rules, list(compilation.problems), list(compilation.inapplicable))


@pytest.fixture(scope="module")
def predicates(tmp_path_factory):
    """The rules of `PREDICATES`."""
    texts = {
        name: detection(sel, logsource, title=name)
        for name, (sel, logsource, _) in PREDICATES.items()
    }
    return outcome(tmp_path_factory.mktemp("predicates"), texts)


@pytest.mark.parametrize("name", PREDICATES)
def test_a_detection_becomes_sql(predicates, name):
    assert [one.predicate for one in predicates.of(name)] == [PREDICATES[name][2]]


FULL = """
title: Something
id: 5b1d92a6-07a3-4f0e-9c61-9d1e9f1a7d55
name: something
status: test
level: high
author: Somebody
license: Apache-2.0
description: What happened.
references: [https://example.com/]
tags: [attack.t1110, attack.credential-access]
falsepositives: [None]
logsource: {product: windows, service: security}
detection:
    sel: {EventID: 4625, TargetUserName: carol}
    filter: {Channel: System}
    condition: sel and not filter
blotter:
    dedup: [TargetUserName, source.ip]
    cooldown: 30m
    group-missing: drop
    set: mine
    next:
        - {title: Logins, filter: 'ip:{source.ip} action:login'}
"""

TEXTS = {
    "full": FULL,
    "chain": (
        detection("sc-status: 404", title="C1", name="c1")
        + "---"
        + detection("sc-status: 403", title="C2", name="c2")
        + "---"
        + correlation(rules="[c1, c2]", title="C3", condition="{gt: 5}")
    ),
    "generate": (
        detection("sc-status: 404", title="G1", name="g1")
        + "---"
        + correlation(rules="[g1]", title="G2").replace(
            "    rules", "    generate: true\n    rules"
        )
    ),
    "ordered": (
        correlation("temporal_ordered", "[o1, o2]", "{gte: 2}", "O3")
        + "---"
        + detection("sc-status: 401", title="O1", name="o1")
        + "---"
        + detection("sc-status: 200", title="O2", name="o2")
    ),
    "alerting member": (
        detection("sc-status: 404", title="M1", name="m1")
        + "blotter: {alerts: true}\n---"
        + correlation(rules="[m1]", title="M2")
    ),
    "worse": detection("sc-status: 500", title="Wo").rstrip()
    + "\nblotter: {reopen: new, severity-by-count: {50: high, 5: low}}\n",
    "recovering": (
        detection("sc-status: 500", title="Re1", name="re1")
        + "---"
        + correlation(rules="[re1]", title="Re2", condition="{gt: 20}")
        + "blotter: {recovers: true}"
    ),
    "ranges": (
        detection("sc-status: 404", title="R1", name="r1")
        + "---"
        + correlation(rules="[r1]", title="R2", condition="{gte: 5, lte: 9.0}")
    ),
    "values": (
        detection("sc-status: 404", title="V1", name="v1")
        + "---"
        + correlation("value_count", "[v1]", "{field: [cs-uri-stem, cs-host], gt: 5}", "V2")
        + "---"
        + correlation("value_sum", "[v1]", "{field: sc-bytes, gt: 2.5}", "V3")
        + "---"
        + correlation("value_percentile", "[v1]", "{field: sc-bytes, percentile: 95, lt: -1}", "V4")
        + "---"
        + correlation("value_median", "[v1]", "{field: sc-bytes, lt: 1}", "V5")
    ),
    "together": (
        detection("sc-status: 404", title="T1", name="t1")
        + "---"
        + detection("sc-status: 403", title="T2", name="t2")
        + "---"
        + correlation("temporal", "[t1, t2]", "{gte: 2}", "T3")
        + "---"
        + correlation("temporal", "[t1, t2]", "t1 and not t2", "T4")
        + "---"
        + correlation("temporal", "[t1, t2]", "{lte: 1}", "T5")
        + "---"
        + correlation("temporal_ordered", "[t1, t2]", "t2 and t1 or t1 and t2", "T6")
        + "---"
        + correlation("temporal", condition="t2 or t1", title="T7").replace("    rules: [a]\n", "")
    ),
    "aliases": (
        detection("sc-status: 404", title="L1", name="l1")
        + "---"
        + detection("EventID: 1", WINDOWS, title="L2", name="l2")
        + "---"
        + correlation(rules="[l1, l2]", title="L3", condition="{gte: 3}").replace(
            "[c-ip]",
            "[who, where]\n    aliases:\n        where: {l1: c-ip, l2: source.ip}\n"
            "        who: {l1: cs-username, l2: SubjectUserSid}",
        )
    ),
    "fewer groups": (
        detection("sc-status: 404", title="F1", name="f1")
        + "---"
        + correlation(rules="[f1]", title="F2")
        .replace("title", "name: f2\ntitle")
        .replace("[c-ip]", "[c-ip, cs-host]")
        + "---"
        + correlation("value_count", "[f2]", "{field: c-ip, gte: 3}", "F3").replace(
            "[c-ip]", "[cs-host]"
        )
        + "---"
        + correlation(rules="[f2]", title="F4").replace("[c-ip]", "[cs-host, c-ip]")
    ),
    "half applicable": (
        detection("sc-status: 404", title="X1", name="x1")
        + "---"
        + detection("a: 1", "product: linux, service: auditd", title="X2", name="x2")
        + "---"
        + correlation("temporal", "[x2, x1]", "x1 and not x2", "X3")
        + "---"
        + correlation("temporal", "[x2, x1]", "{gte: 2}", "X4")
    ),
    "other file": correlation(rules="[something]", title="F").replace("c-ip", "source.ip"),
    "keep": (
        detection("sc-status: 500", title="K1", name="k1")
        + "---"
        + correlation(rules="[k1]", title="K2")
        + "blotter: {group-missing: keep}\n"
    ),
    "guard": detection("sc-status: 404, weekday: 4, cs-method: GET", title="Gu"),
    "no guard": (
        detection("sc-status: 404, weekday: 4", title="Ng").replace(
            "condition: sel", "other: {user.name: x}\n    condition: sel or other"
        )
    ),
    "negated": (
        detection("sc-status: 404", title="Ne").replace(
            "condition: sel",
            "other: {cs-method: GET, weekday: 1}\n    condition: sel and not other",
        )
    ),
    "words": (
        "title: W\nlogsource: {product: linux, service: auth}\n"
        "detection: {words: [denied, 'a_b'], condition: words}\n"
    ),
    "mixed": detection(
        "'cs-uri-stem|contains': '*/WP-Login.php?x', 'c-ip|re': '1', cs-username: ü", title="Mi"
    ),
    "unsure": detection(
        "'cs-username|expand': ['%privileged_accounts%', ü]", title="Un", name="un"
    ),
    "windows words": (
        "title: Ww\nlogsource: {product: windows}\ndetection: {words: [a&b], condition: words}\n"
    ),
    "encoded": detection("'cs-host|base64offset|contains': foobar", title="En", name="en"),
    "two conditions": detection("sc-status: 1", title="2c").replace(
        "condition: sel", "b: {sc-status: 2}\n    condition: [sel, b]"
    ),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The rules of `TEXTS`."""
    return outcome(tmp_path_factory.mktemp("good"), TEXTS)


def test_good_rules_have_no_problems(good):
    assert good.problems == []


def test_a_rule_keeps_what_it_says_for_people(good):
    (one,) = good.of("full")
    assert (one.uuid, one.title, one.name) == (
        "5b1d92a6-07a3-4f0e-9c61-9d1e9f1a7d55",
        "Something",
        "something",
    )
    assert (one.status, one.level, one.author) == ("test", Severity.HIGH, "Somebody")
    assert (one.license, one.description) == ("Apache-2.0", "What happened.")
    assert one.references == ("https://example.com/",)
    assert one.tags == ("attack.t1110", "attack.credential-access")
    assert (one.line, one.text) == (2, FULL.strip())


def test_the_extension_is_read(good):
    (one,) = good.of("full")
    assert one.group_by == ("winlog.event_data.TargetUserName", "source.ip")
    assert (one.cooldown, one.keep_missing) == (HOUR // 2, False)


def test_a_rule_has_a_set_and_questions(good):
    (one,) = good.of("full")
    assert (one.set, one.next) == ("mine", (("Logins", "ip:{source.ip} action:login"),))


def test_a_detection_has_defaults(good):
    (one,) = good.of("guard")
    assert one.group_by == ("host.name", "source.ip", "user.name")
    assert (one.cooldown, one.keep_missing, one.alerts) == (HOUR, True, True)
    assert (one.level, one.set) == (Severity.MEDIUM, Path(one.path).stem)


def test_a_count_counts_its_members(good):
    first, second, count = good.of("chain")
    assert count.type is RuleType.EVENT_COUNT
    assert count.members == (first.uuid, second.uuid)
    assert (count.at_least, count.timespan, count.cooldown) == (6, HOUR // 6, HOUR // 6)
    assert (count.group_by, count.keep_missing, count.alerts) == (("source.ip",), False, True)


def test_members_stand_before_their_correlation(good):
    assert [one.title for one in good.of("ordered")] == ["O1", "O2", "O3"]


def test_an_order_asks_for_all_members(good):
    last = good.of("ordered")[-1]
    assert (last.type, last.ways) == (RuleType.TEMPORAL_ORDERED, (Way((0, 1)),))


def test_a_count_may_have_two_limits(good):
    last = good.of("ranges")[-1]
    assert last.bounds == Bounds((("gte", 5), ("lte", 9)))


@pytest.mark.parametrize(
    ("at", "type_", "keys", "limits", "percent"),
    [
        (1, RuleType.VALUE_COUNT, ("url.path", "url.domain"), ("gt", 5), 0),
        (2, RuleType.VALUE_SUM, ("http.response.body.bytes",), ("gt", 2.5), 0),
        (3, RuleType.VALUE_PERCENTILE, ("http.response.body.bytes",), ("lt", -1), 95),
        (4, RuleType.VALUE_MEDIAN, ("http.response.body.bytes",), ("lt", 1), 50),
    ],
)
def test_values_are_those_of_a_field(good, at, type_, keys, limits, percent):
    one = good.of("values")[at]
    assert (one.type, one.value_keys, one.bounds.limits, one.percent) == (
        type_,
        (keys,),
        (limits,),
        percent,
    )


@pytest.mark.parametrize(
    ("at", "ways", "limits"),
    [
        (2, (Way((0, 1)),), ()),
        (3, (Way((0,), (1,)),), ()),
        (4, (), (("lte", 1),)),
        (5, (Way((1, 0)), Way((0, 1))), ()),
        (6, (Way((0,)), Way((1,))), ()),
    ],
    ids=["all", "not", "few", "either order", "rules in the condition alone"],
)
def test_rules_that_are_hit_together(good, at, ways, limits):
    one = good.of("together")[at]
    assert (one.ways, one.bounds.limits) == (ways, limits)


def test_an_alias_stands_for_another_key_in_each_rule(good):
    last = good.of("aliases")[-1]
    assert last.group_by == ("who", "source.ip")
    assert last.group_keys == (
        ("user.name", "source.ip"),
        ("winlog.event_data.SubjectUserSid", "source.ip"),
    )


def test_windows_may_be_counted_by_fewer_fields(good):
    one = good.of("fewer groups")[2]
    assert (one.group_by, one.group_keys, one.value_keys) == (
        ("url.domain",),
        (("url.domain",),),
        (("source.ip",),),
    )


def test_the_same_fields_stand_in_the_order_of_the_rule_below(good):
    assert good.of("fewer groups")[3].group_by == ("source.ip", "url.domain")


def test_a_rule_that_no_log_can_hit_is_left_out_of_a_condition(good):
    assert [(one.title, one.ways) for one in good.of("half applicable")] == [
        ("X1", ()),
        ("X3", (Way((0,)),)),
    ]


def test_an_alert_that_recovers_waits_for_nothing(good):
    last = good.of("recovering")[-1]
    assert (last.recovers, last.cooldown, last.at_least) == (True, 0, 21)


def test_what_happens_to_alerts_is_read(good):
    (one,) = good.of("worse")
    assert (one.reopen, one.level) == (Reopen.NEW, Severity.LOW)
    assert one.severities == ((5, Severity.LOW), (50, Severity.HIGH))


@pytest.mark.parametrize(
    ("name", "alerts"),
    [
        ("chain", [False, False, True]),
        ("generate", [True, True]),
        ("alerting member", [True, True]),
    ],
)
def test_a_member_makes_no_alerts_unless_somebody_says_so(good, name, alerts):
    assert [one.alerts for one in good.of(name)] == alerts


def test_a_member_may_stand_in_another_file(good):
    (one,) = good.of("other file")
    assert one.members == (good.of("full")[0].uuid,)


def test_missing_groups_can_be_kept(good):
    assert good.of("keep")[1].keep_missing


@pytest.mark.parametrize(
    ("name", "guard"),
    [
        (
            "guard",
            "(`http.response.status_code`=404 AND `http.request.method`='GET')",
        ),
        ("no guard", ""),
        ("negated", "(`http.response.status_code`=404)"),
    ],
)
def test_a_guard_is_what_the_kind_must_have(good, name, guard):
    assert good.of(name)[0].guard.replace("((", "(").replace("))", ")") == guard


@pytest.mark.parametrize(
    ("name", "needles"),
    [
        ("words", (("event.original", "denied"), ("event.original", "a_b"))),
        ("full", (("winlog.event_data.TargetUserName", "carol"),)),
        ("no guard", ()),
        ("negated", ()),
        ("mixed", (("url.path", "/wp-login.php"),)),
        ("unsure", ()),
        ("encoded", tuple(("url.domain", text) for text in ("zm9vymfy", "zvb2jhc", "mb29iyx"))),
        (
            "windows words",
            (("event.original", "a&b"), ("winlog.event_data", "a&b"), ("message", "a&b")),
        ),
    ],
)
def test_needles_are_texts_that_must_be_there(good, name, needles):
    assert good.of(name)[0].needles == needles


def test_words_are_looked_for_in_the_raw_record(good):
    (one,) = good.of("words")
    assert one.columns == ("event.original",)
    assert one.predicate == (
        "(`event.original` LIKE '%denied%' ESCAPE '\\' OR "
        "`event.original` LIKE '%a\\_b%' ESCAPE '\\')"
    )


def test_words_of_windows_are_looked_for_where_nothing_is_escaped_too(good):
    (one,) = good.of("windows words")
    assert one.columns == ("event.original", "message", "winlog.event_data")


def test_one_of_several_conditions_is_enough(good):
    (one,) = good.of("two conditions")
    assert one.predicate == "(`http.response.status_code`=1) OR (`http.response.status_code`=2)"


def test_columns_are_what_the_predicate_reads(good):
    (one,) = good.of("guard")
    assert one.columns == ("http.request.method", "http.response.status_code", "weekday")


BOMB = """title: A
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
detection: {}
"""
BAD = {
    "regex": (detection("'cs-method|re': '(a'"), "6:11: Regular expression '(a' is invalid"),
    "modifier of a selection": (
        detection("a: 1").replace("sel: {a: 1}", "'sel|all': [a, b]"),
        "6:5: modifiers stand in a selection: sel: {'|all': …}",
    ),
    "modifier": (detection("'cs-method|foo': x"), "6:11: Unknown modifier 'foo'"),
    "condition": (
        detection("a: 1", condition="sel and"),
        "7:5: the condition is wrong at character 8",
    ),
    "unknown selection": (detection("a: 1", condition="other"), "7:5: "),
    "pipe": (detection("a: 1", condition="sel | count() > 5"), "7:5: The pipe syntax"),
    "placeholder": (
        detection("'user|expand': '%nobody%'"),
        "6:11: the placeholder %nobody% has no values: list them under [placeholders]",
    ),
    "time": (detection("'date|hour': 5"), "6:11: date has no hour; @timestamp has"),
    "level": ("level: x" + detection("a: 1"), "1:1: "),
    "id": ("id: x" + detection("a: 1"), "1:1: Sigma rule identifier must be an UUID"),
    "no logsource": (
        "title: A\ndetection: {s: {a: 1}, condition: s}\n",
        "1:None: Sigma rule must have a log source",
    ),
    "neither": ("title: A\n", "1:None: a rule has a detection or a correlation"),
    "filter": (
        "title: A\nlogsource: {product: linux}\nfilter: {rules: any}\n",
        "3:1: Sigma filter must contain exactly one condition",
    ),
    "action": ("title: A\naction: global\n", "2:1: not supported yet: action documents"),
    "nonsense type": (correlation("nonsense"), "4:5: 'nonsense' is no valid"),
    "nothing": (correlation(condition="{lt: 1}"), "8:5: no count is that"),
    "zero": (correlation(condition="{gte: 0}"), "8:17: the count is a whole number above zero"),
    "half": (correlation(condition="{gt: 2.5}"), "8:17: the count is a whole number above zero"),
    "empty range": (correlation(condition="{gt: 5, lte: 5}"), "8:5: no count is that"),
    "second limit": (correlation(condition="{gt: 5, lte: x}"), "8:24: lte: is a number"),
    "truth": (correlation(condition="{gte: true}"), "8:17: gte: is a number"),
    "key": (correlation(condition="{gte: 5, foo: 1}"), "8:5: Sigma correlation condition contains"),
    "no limit": (correlation(condition="{foo: 1}"), "8:5: Sigma correlation condition must"),
    "field": (
        correlation(condition="{field: x, gte: 5}"),
        "8:17: an event_count has no field",
    ),
    "no field": (correlation("value_count"), "3:1: Value count correlation rule without field"),
    "fields": (
        correlation("value_sum", condition="{field: [x, y], gte: 5}"),
        "8:17: a value_sum measures one field",
    ),
    "field name": (
        correlation("value_count", condition="{field: 5, gte: 5}"),
        "8:17: field: is a field name",
    ),
    "no percentile": (
        correlation("value_percentile", condition="{field: x, gte: 5}"),
        "8:5: percentile: is a whole number from 0 to 100",
    ),
    "percentile": (
        correlation("value_percentile", condition="{field: x, gte: 5, percentile: 101}"),
        "8:35: percentile: is a whole number from 0 to 100",
    ),
    "no order": (
        correlation("temporal_ordered", "[a, b]", "a and not b"),
        "8:5: an order cannot ask that a rule is not hit",
    ),
    "order of few": (
        correlation("temporal_ordered", "[a, b]", "{lte: 1}"),
        "8:5: an order is asked for with gte or gt",
    ),
    "nobody": (
        correlation("temporal", "[a, b]", "not a and not b"),
        "8:5: no window is that",
    ),
    "too few": (correlation("temporal", "[a, b]", "{gte: 3}"), "8:5: it has 2 rules only"),
    "too many ways": (
        correlation("temporal", "[a, b]", " and ".join(["(a or b)"] * 7)),
        "8:5: it can hold in too many ways",
    ),
    "words": (correlation("temporal", "[a, b]", "a und b"), "8:5: Failed to parse"),
    "other groups": (
        detection("sc-status: 1", name="og", title="Og1")
        + "---"
        + correlation(rules="[og]", title="Og2").replace("title", "name: og2\ntitle")
        + "---"
        + correlation(rules="[og2]", title="Og3").replace("c-ip", "cs-host"),
        "22:5: 'Og2' is not grouped by 'cs-host'",
    ),
    "windows that go": (
        detection("sc-status: 1", name="wg", title="Wg1")
        + "---"
        + correlation(rules="[wg]", title="Wg2", condition="{lte: 3}").replace(
            "title", "name: wg2\ntitle"
        )
        + "---"
        + correlation(rules="[wg2]", title="Wg3"),
        "21:5: not supported yet: windows of 'Wg2', which later hits can undo",
    ),
    "alias": (
        detection("sc-status: 1", name="al", title="Al1")
        + "---"
        + correlation(rules="[al]", title="Al2").replace(
            "[c-ip]", "[who]\n    aliases: {who: {nobody: c-ip}}"
        ),
        "14:21: 'nobody' is none of its rules",
    ),
    "half an alias": (
        detection("sc-status: 1", name="ha", title="Ha1")
        + "---"
        + detection("sc-status: 1", name="hb", title="Ha2")
        + "---"
        + correlation(rules="[ha, hb]", title="Ha3").replace(
            "[c-ip]", "[who]\n    aliases: {who: {ha: c-ip}}"
        ),
        "21:15: the alias 'who' says nothing of the rule 'hb'",
    ),
    "timespan": (correlation().replace("10m", "1h30m"), "7:5: Timespan '1h30m' is invalid"),
    "group_by": (
        correlation().replace("group-by", "group_by"),
        "6:5: a correlation has no key 'group_by'",
    ),
    "missing rule": (
        correlation(rules="[nobody]"),
        "5:5: there is no usable rule called 'nobody'",
    ),
    "broken member": (
        detection("'cs-method|re': '(a'", name="br")
        + "---"
        + correlation(rules="[br]", title="Br2"),
        "6:11: Regular expression",
    ),
    "itself": (
        correlation(rules="[me]").replace("title: B", "title: B\nname: me"),
        "6:5: it refers to itself",
    ),
    "one in order": (
        detection("a: 1", name="single", title="S1")
        + "---"
        + correlation("temporal_ordered", "[single]", "{gte: 1}", "S2"),
        "12:5: an order needs two rules",
    ),
    "blotter key": (detection("a: 1") + "blotter: {foo: 1}", "8:11: blotter has no key 'foo'"),
    "blotter": (detection("a: 1") + "blotter: 1", "8:1: blotter is a mapping"),
    "cooldown": (
        detection("a: 1") + "blotter: {cooldown: 5 minutes}",
        "8:11: cooldown: '5 minutes' is no span of time",
    ),
    "dedup": (detection("a: 1") + "blotter: {dedup: 1}", "8:11: dedup: is a list of field names"),
    "group-missing": (
        detection("a: 1") + "blotter: {group-missing: 1}",
        "8:11: group-missing: is keep or drop",
    ),
    "reopen": (
        detection("sc-status: 1") + "blotter: {reopen: never}",
        "8:11: reopen: is new, regressed, extend",
    ),
    "recovering event": (
        detection("sc-status: 1") + "blotter: {recovers: true}",
        "8:11: recovers: is for an event_count",
    ),
    "recovering range": (
        detection("sc-status: 1", name="rr", title="Rr1")
        + "---"
        + correlation(rules="[rr]", title="Rr2", condition="{gte: 2, lte: 5}")
        + "blotter: {recovers: true}",
        "16:11: recovers: is for an event_count",
    ),
    "recovering anew": (
        detection("sc-status: 1", name="ra", title="Ra1")
        + "---"
        + correlation(rules="[ra]", title="Ra2")
        + "blotter: {recovers: true, reopen: new}",
        "16:11: recovers: an alert that lasts is the same one",
    ),
    "severities": (
        detection("sc-status: 1") + "blotter: {severity-by-count: 5}",
        "8:11: severity-by-count: is a mapping of counts to levels",
    ),
    "falling severities": (
        detection("sc-status: 1") + "blotter: {severity-by-count: {5: high, 9: low}}",
        "8:11: severity-by-count: a greater count, from 1 on, has a higher level",
    ),
    "severities below the level": (
        "level: high"
        + detection("sc-status: 1")
        + "blotter: {severity-by-count: {5: low, 9: high}}",
        "8:11: severity-by-count: no level is above that of the rule, high",
    ),
    "set": (
        detection("sc-status: 1") + "blotter: {set: My Rules}",
        "8:11: set: is a name of small",
    ),
    "next": (
        detection("sc-status: 1") + "blotter:\n  next:\n    - {title: x, filter: 'staus:404'}",
        "9:3: next: the filter 'staus:404': unknown key 'staus'",
    ),
    "next of what is not known": (
        detection("sc-status: 1")
        + "blotter:\n  next:\n    - {title: x, filter: 'target:{user.target}'}",
        "10:7: next: alerts of this rule have no user.target",
    ),
    "within what is not there": (
        detection("sc-status: 1") + "blotter: {within: nobody}",
        "8:11: there is no usable rule called 'nobody'",
    ),
    "within itself": (
        detection("sc-status: 1", name="ring") + "blotter: {within: [ring]}",
        "8:11: its alerts lie within its own",
    ),
    "within a number": (
        detection("sc-status: 1") + "blotter: {within: 5}",
        "8:11: within: is the name or the id of a rule",
    ),
    "example": (
        detection("a: 1") + "blotter:\n  examples:\n    - {name: x, format: y, alerts: 1}",
        "10:7: example: needs lines",
    ),
    "example key": (
        detection("a: 1") + "blotter:\n  examples:\n    - {nome: x}",
        "10:7: example: has no key 'nome'",
    ),
    "bomb": (BOMB, "1:None: YAML aliases expand to too many nodes"),
    "list": (detection("a: 1").replace("{a: 1}", "[[1], {a: [{}]}]"), "6:"),
    "detection": ("title: A\nlogsource: {category: webserver}\ndetection: 5\n", "3:1: "),
    "logsource": ("title: A\nlogsource: 5\ndetection: {s: {a: 1}, condition: s}\n", "2:1: "),
    "correlation": ("title: A\ncorrelation: 5\n", "2:1: "),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    """The rules of `BAD`, each beside a right one in the same file."""
    texts = {
        name: text.lstrip("\n" if text.startswith("\n\n") else "")
        + "\n---"
        + detection("sc-status: 1", title=f"right {name}", name=f"right-{name}")
        for name, (text, _) in BAD.items()
    }
    return outcome(tmp_path_factory.mktemp("bad"), texts)


@pytest.mark.parametrize("name", BAD)
def test_a_problem_is_said_with_its_place(bad, name):
    assert bad.said_of(name)[0].startswith(BAD[name][1])


@pytest.mark.parametrize("name", BAD)
def test_the_other_rules_of_the_file_still_load(bad, name):
    assert f"right {name}" in [one.title for one in bad.of(name)]


def test_a_correlation_of_a_broken_rule_is_a_problem(bad):
    assert "12:5: there is no usable rule called 'br'" in bad.said_of("broken member")


def test_rules_for_logs_that_nothing_reads_are_not_applicable(tmp_path):
    texts = {
        "a": detection("x: 1", "product: linux, service: auditd", title="Audit", name="audit")
        + "---"
        + correlation(rules="[audit]", title="Audits"),
    }
    found = outcome(tmp_path, texts)
    assert (found.rules, found.problems) == ({}, [])
    assert [(one.title, one.reason) for one in found.inapplicable] == [
        ("Audit", "no log format here provides the Linux service auditd"),
        ("Audits", "the rules that it refers to are not applicable"),
    ]


@pytest.mark.parametrize(
    ("sel", "condition", "applies"),
    [
        ("x-nowhere: 1, cs-method: GET", "sel", False),
        ("cs-method: GET", "sel and other", False),
        ("cs-method: GET", "sel or other", True),
        ("cs-method: GET", "sel and not other", True),
        ("x-nowhere: null", "sel", True),
        ("'x-nowhere|exists': false", "sel", True),
        ("'x-nowhere|exists': true", "sel", False),
    ],
)
def test_a_rule_of_a_field_that_no_record_has_is_not_applicable(tmp_path, sel, condition, applies):
    text = detection(sel, condition=condition).replace(
        "    condition", "    other: {x-nowhere: 2}\n    condition"
    )
    compilation = assemble([write(tmp_path, "a.yml", text)])
    assert ([one.title for one in compilation.rules] == ["A"]) is applies
    assert [one.reason for one in compilation.inapplicable] == (
        [] if applies else ["no log format here provides the field x-nowhere"]
    )


def test_an_id_that_is_taken_is_a_problem(tmp_path):
    found = outcome(tmp_path, {"a": FULL, "b": FULL})
    place = f"{tmp_path / 'a.yml'}:2"
    assert found.said_of("b") == [f"3:1: its id is that of the rule at {place}"]


def test_a_hash_is_that_of_the_text_and_of_the_members_texts(tmp_path):
    text = detection("sc-status: 404", title="H1", name="h1") + "---" + correlation(rules="[h1]")
    found = outcome(tmp_path, {"a": text, "b": text, "c": text.replace("404", "403")})
    same, again, changed = ([one.hash for one in found.of(name)] for name in "abc")
    assert same == again
    assert (same[0] != changed[0], same[1] != changed[1]) == (True, True)


EXPANDING = detection("'cs-user|expand|contains': 'a%names%'", title="Ex")


def test_a_placeholder_stands_for_the_values_that_are_given(tmp_path):
    path = write(tmp_path, "a.yml", EXPANDING)
    (found,) = compile_files([path], {"names": ["x*", "_"]}).rules
    assert found.predicate == (
        "(`user.name` LIKE '%ax%%' ESCAPE '\\' OR `user.name` LIKE '%a\\_%' ESCAPE '\\')"
    )


def test_other_values_make_another_rule(tmp_path):
    path = write(tmp_path, "a.yml", EXPANDING)
    one, same, other = (
        compile_files([path], {"names": ["x"], "unused": [unused]} | more).rules[0].hash
        for unused, more in (("a", {}), ("b", {}), ("a", {"names": ["y"]}))
    )
    assert (one == same, one == other) == (True, False)


def test_a_placeholder_may_stand_for_many_values(tmp_path):
    path = write(tmp_path, "a.yml", EXPANDING)
    (found,) = compile_files([path], {"names": [f"n{number}" for number in range(3000)]}).rules
    assert found.predicate.count("LIKE") == 3000


def test_no_file_needs_no_child():
    assert compile_files([]).rules == ()


def test_a_missing_file_is_a_problem(tmp_path):
    compilation = compile_files([tmp_path / "none.yml"])
    assert [str(one) for one in compilation.problems] == [
        f"{tmp_path / 'none.yml'}: cannot be read: No such file or directory"
    ]


def test_files_that_kill_the_child_are_found(monkeypatch):
    files = [Path(f"{number}.yml") for number in range(7)]
    fatal = {files[2], files[5]}
    asked = []

    def ask(paths, _placeholders):
        asked.append(list(paths))
        return None if fatal & set(paths) else b"{}"

    monkeypatch.setattr(compiler, "_ask", ask)
    problems = compile_files(files).problems
    assert [one.location.path for one in problems] == ["2.yml", "5.yml"]
    assert asked[-1] == [path for path in files if path not in fatal]


def test_a_child_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(compiler, "_START", 0.001)
    monkeypatch.setattr(compiler, "_EACH_FILE", 0.0)
    problems = compile_files([tmp_path / "a.yml"]).problems
    assert "crashed or took too long" in problems[0].message


def test_the_working_directory_is_no_place_for_code(tmp_path, monkeypatch):
    (tmp_path / "yaml.py").write_text("raise SystemExit(3)")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "__init__.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, "a.yml", detection("cs-method: GET"))
    assert [one.title for one in compile_files([path]).rules] == ["A"]


def test_the_caller_imports_no_sigma_and_prints_nothing(tmp_path):
    path = write(tmp_path, "a.yml", detection("'cs-method|re': '(a'"))
    code = (
        "import sys, pathlib\n"
        "from store.rules.compiler import compile_files\n"
        f"compile_files([pathlib.Path({str(path)!r})])\n"
        "assert not {'sigma', 'yaml', 're2'} & set(sys.modules), sys.modules\n"
    )
    root = Path(compiler.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
