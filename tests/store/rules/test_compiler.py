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
from store.rules.compiled import CompiledRule, Inapplicable, RuleType
from store.rules.compiler import compile_files
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
    "name": ('"a`b": x', "category: webserver", "(`a``b`='x')"),
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
    "regex": ("'cs-uri-stem|re': '^/a+$'", "category: webserver", "(`url.path` REGEXP '^/a+$')"),
    "placeholder": (
        "'user|expand': '%privileged_accounts%'",
        "product: linux",
        "(`user.name`='root' OR `user.name`='administrator' OR `user.name`='admin')",
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
    assert (last.type, last.at_least) == (RuleType.TEMPORAL_ORDERED, 2)


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
    "modifier": (detection("'cs-method|foo': x"), "6:11: Unknown modifier 'foo'"),
    "condition": (detection("a: 1", condition="sel and"), "7:5: Expected"),
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
    "value_count": (
        correlation("value_count", condition="{field: x, gte: 5}"),
        "4:5: not supported yet: value_count correlations",
    ),
    "temporal": (
        correlation("temporal", condition="{gte: 1}"),
        "4:5: not supported yet: temporal correlations",
    ),
    "nonsense type": (correlation("nonsense"), "4:5: 'nonsense' is no valid"),
    "lt": (correlation(condition="{lt: 5}"), "8:5: not supported yet: lt (gte and gt are)"),
    "zero": (correlation(condition="{gte: 0}"), "8:5: the count is a whole number above zero"),
    "range": (correlation(condition="{gte: 1, lte: 5}"), "8:5: Sigma correlation condition must"),
    "extended": (
        correlation("temporal_ordered", "[a, b]", "a and b"),
        "8:5: not supported yet: a condition other than all rules in order",
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
    "set": (detection("a: 1") + "blotter: {set: My Rules}", "8:11: set: is a name of small"),
    "next": (
        detection("a: 1") + "blotter:\n  next:\n    - {title: x, filter: 'staus:404'}",
        "9:3: next: the filter 'staus:404': unknown key 'staus'",
    ),
    "next of what is not known": (
        detection("a: 1") + "blotter:\n  next:\n    - {title: x, filter: 'target:{user.target}'}",
        "10:7: next: alerts of this rule have no user.target",
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
    path = write(tmp_path, "a.yml", detection("a: 1"))
    assert [one.title for one in compile_files([path]).rules] == ["A"]


def test_the_caller_imports_no_sigma_and_prints_nothing(tmp_path):
    path = write(tmp_path, "a.yml", detection("'cs-method|re': '(a'"))
    code = (
        "import sys, pathlib\n"
        "from store.rules.loader import compile_files\n"
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
