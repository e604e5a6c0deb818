"""Which records count for which rules, how often, and in which group."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.sheet import REST, Kinds, Marks, Shared, Sheet
from store.model import Fields, Kind, Outcome, Record
from store.rules.compiled import CompiledRule, RuleType
from store.rules.counting import judging
from store.rules.counting.grouping import group_key
from store.rules.counting.judging import Active, Judging
from store.rules.logsources import Selector
from store.rules.matching import numbering
from store.rules.windows import Bounds
from tests.store.rules.making import WEB, Entry, one_by_one, record, rule

LOGIN = Kind("system.auth", category="authentication", action="login", outcome=Outcome.FAILURE)
AUTH = Selector(datasets=("system.auth",))


def detection(uuid: str = "d", **changed: object) -> CompiledRule:
    """A detection of authentication records that hits all of them."""
    values: dict[str, object] = {
        "uuid": uuid,
        "selector": AUTH,
        "predicate": "`event.dataset`='system.auth'",
        "columns": ("event.dataset",),
        "alerts": False,
    }
    return rule(**(values | changed))


def correlation(*members: str, **changed: object) -> CompiledRule:
    values: dict[str, object] = {"uuid": "c", "type": RuleType.EVENT_COUNT, "keep_missing": False}
    return rule(**(values | {"members": members} | changed))


def judged(*rules: CompiledRule, records: list[Record]) -> list[Entry]:
    active = [Active(number, each) for number, each in enumerate(rules, 1)]
    return list(one_by_one(Judging(active, UTC).entries(records)))


def failed(weight: int = 1, action: str = "login", time: int | None = 5, **more: Any) -> Record:
    return record(LOGIN._replace(action=action), time=time, weight=weight, **more)


def test_an_entry_says_rule_group_slot_record_and_time():
    rules = [detection(), correlation("d", group_by=("source.ip",))]
    records = [record(WEB), failed(3, time=1_700, source_ip="192.0.2.1")]
    assert judged(*rules, records=records) == [
        Entry(2, '{"source.ip": "192.0.2.1"}', 0, 1, 1_700, 3)
    ]


@pytest.mark.parametrize(
    ("action", "weight", "alone", "in_a_count"),
    [
        ("login", 0, 1, 0),
        ("login", 1, 1, 1),
        ("login", 4, 4, 4),
        ("invalid-user", 0, 1, 0),
        ("privilege-use", 0, 1, 0),
        ("session-end", 0, 1, 1),
        ("session-end", 3, 3, 3),
    ],
)
def test_how_often_a_record_counts(action, weight, alone, in_a_count):
    rules = [detection(alerts=True), correlation("d")]
    entries = judged(*rules, records=[failed(weight, action)])
    assert [(each.rule, each.n) for each in entries] == [(1, alone), (2, in_a_count)]


@pytest.mark.parametrize(
    ("type_", "members", "slots"),
    [
        (RuleType.EVENT_COUNT, ("x", "d"), [0]),
        (RuleType.EVENT_COUNT, ("d", "d"), [0]),
        (RuleType.TEMPORAL_ORDERED, ("x", "d"), [1]),
        (RuleType.TEMPORAL_ORDERED, ("d", "x", "d"), [0, 2]),
        (RuleType.TEMPORAL_ORDERED, ("x", "y"), []),
    ],
    ids=["an alternative", "named twice", "second in order", "first and third", "no member"],
)
def test_which_slots_a_detection_fills(type_, members, slots):
    rules = [detection(), correlation(*members, type=type_)]
    assert [each.slot for each in judged(*rules, records=[failed()])] == slots


def test_a_detection_that_makes_alerts_counts_for_itself_and_for_others():
    rules = [detection(alerts=True), correlation("d"), correlation("d", uuid="e")]
    assert [each.rule for each in judged(*rules, records=[failed()])] == [1, 2, 3]


@pytest.mark.parametrize(
    ("keep", "fields", "keys"),
    [
        (True, {"source_ip": "192.0.2.1"}, [{"source.ip": "192.0.2.1"}]),
        (True, {}, [{}]),
        (False, {"source_ip": "192.0.2.1"}, []),
        (
            False,
            {"source_ip": "192.0.2.1", "user_name": "ü"},
            [{"source.ip": "192.0.2.1", "user.name": "ü"}],
        ),
    ],
    ids=["a part of the group", "a group of nothing", "insists on all", "all there"],
)
def test_the_group_of_a_record(keep, fields, keys):
    rules = [
        detection(alerts=True, group_by=("source.ip", "user.name"), keep_missing=keep),
    ]
    entries = judged(*rules, records=[failed(**fields)])
    assert [json.loads(each.key) for each in entries] == keys


@pytest.mark.parametrize("name", ['"', "\\", "\0", "}", "\u202e", "a" * 5_000])
def test_a_value_cannot_pose_as_another_group(name):
    rules = [detection(alerts=True, group_by=("user.name", "source.ip"))]
    entries = judged(*rules, records=[failed(user_name=name, source_ip="192.0.2.1")])
    assert json.loads(entries[0].key) == {"user.name": name, "source.ip": "192.0.2.1"}


def test_a_day_is_a_group_like_any_other():
    rules = [detection(alerts=True, group_by=("date",))]
    assert [each.key for each in judged(*rules, records=[failed(time=0)])] == [
        '{"date": "1970-01-01"}'
    ]


def test_a_rule_that_cannot_be_judged_is_named_by_its_number():
    rules = [detection(predicate="nonsense(1)"), detection("fine", alerts=True)]
    judge = Judging([Active(70, rules[0]), Active(71, rules[1])], UTC)
    assert [each.ledger for each in judge.entries([failed()])] == [71]
    assert list(judge.errors) == [70]


def spent(*rules: CompiledRule, records: list[Record]) -> dict[int, tuple[int, int | None]]:
    """Hits, and the time of the last, of each rule that cost anything."""
    judge = Judging([Active(number, each) for number, each in enumerate(rules, 1)], UTC)
    judge.entries(records)
    return {each.rule: (each.hits, each.last) for each in judge.costs()}


def test_hits_are_counted_where_they_are_found_and_where_they_count():
    rules = [detection(), correlation("d", bounds=Bounds.at_least(2), group_by=("source.ip",))]
    records = [failed(time=5, source_ip="192.0.2.1"), failed(time=9, source_ip="192.0.2.1")]
    assert spent(*rules, records=records) == {1: (2, 9), 2: (2, 9)}


def test_the_last_hit_of_a_log_that_is_written_newest_first_is_its_first():
    assert spent(detection(), records=[failed(time=9), failed(time=5)]) == {1: (2, 9)}


def test_a_hit_of_a_rule_that_makes_alerts_counts_once():
    assert spent(detection(alerts=True), records=[failed(time=7)]) == {1: (1, 7)}


def test_costs_are_told_once():
    judge = Judging([Active(1, detection())], UTC)
    judge.entries([failed()])
    assert [len(judge.costs()), judge.costs()] == [1, []]


@pytest.mark.parametrize(
    ("each", "has"),
    [
        (detection(), False),
        (detection(alerts=True), True),
        (correlation("d", alerts=False), True),
        (correlation("d"), True),
    ],
)
def test_who_has_a_ledger(each, has):
    assert Active(1, each).has_ledger is has


class _Arrayed(list[int]):
    """Numbers that are listed on demand, as those of an array are."""

    def tolist(self) -> list[int]:
        """Python's own numbers."""
        return list(self)


KINDS = [
    WEB,
    WEB._replace(status=404),
    LOGIN,
    LOGIN._replace(outcome=Outcome.SUCCESS),
    LOGIN._replace(action="session-end"),
]
RULES = [
    detection("login", predicate="`event.outcome`='failure'", columns=("event.outcome",)),
    detection("more", predicate="`related.weight`>1", columns=("related.weight",)),
    detection(
        "root",
        alerts=True,
        group_by=("user.name", "event.action"),
        predicate="`user.name`='root' AND `related.weight`>=1",
        columns=("user.name", "related.weight"),
        needles=(("user.name", "root"),),
    ),
    detection(
        "said",
        alerts=True,
        group_by=("source.ip", "message"),
        predicate="`message` LIKE '%failure%'",
        columns=("message",),
        needles=(("message", "failure"),),
    ),
    detection(
        "raw",
        alerts=True,
        predicate="`event.original` LIKE '%raw 7%'",
        columns=("event.original",),
        needles=(("event.original", "raw 7"),),
    ),
    rule(
        uuid="missing",
        group_by=("date",),
        predicate="`http.response.status_code`=404 AND `weekday`<>4",
        columns=("http.response.status_code", "weekday"),
    ),
    detection(
        "alone",
        alerts=True,
        predicate="NOT COALESCE((`message` LIKE '%failure%' ESCAPE '\\' "
        "OR `message` LIKE '%noth%' ESCAPE '\\'), 0) AND `user.name`='root'",
        columns=("message", "user.name"),
    ),
    detection(
        "excused",
        alerts=True,
        predicate="NOT COALESCE(((`user.name` LIKE 'r%' ESCAPE '\\' OR `user.name` IS NULL) "
        "AND `message` LIKE '%thing' ESCAPE '\\'), 0)",
        columns=("message", "user.name"),
    ),
    detection(
        "excused alone",
        alerts=True,
        predicate="NOT COALESCE((`winlog.event_data.ServiceName` LIKE 'p%' ESCAPE '\\' "
        "AND `message` IS NOT NULL AND `source.ip` IS NULL), 0)",
        columns=("message", "source.ip", "winlog.event_data.ServiceName"),
    ),
    detection(
        "service",
        alerts=True,
        group_by=("winlog.event_data.ServiceName", "hour"),
        predicate="`winlog.event_data.ServiceName` LIKE 'P%' ESCAPE '\\'",
        columns=("winlog.event_data.ServiceName",),
        needles=(("winlog.event_data.ServiceName", "p"),),
        needs=(("winlog.event_data.ServiceName",),),
    ),
    correlation("login", "more", group_by=("source.ip",)),
    correlation(
        "login",
        "more",
        uuid="names",
        type=RuleType.VALUE_COUNT,
        group_by=("who",),
        group_keys=(("source.ip",), ("user.name",)),
        value_keys=(("user.name",), ("user.name", "source.ip")),
    ),
    correlation("more", uuid="sum", type=RuleType.VALUE_SUM, value_keys=(("related.weight",),)),
    correlation("login", "more", uuid="kept", group_by=("source.ip",), keep_missing=True),
    correlation("more", "login", uuid="order", type=RuleType.TEMPORAL_ORDERED),
]
ROWS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 400).map(lambda hours: hours * 3_600_000_000),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from([None, "A failure", "nothing", "calm"]),
        st.sampled_from([1, 1, 0, 2, 7]),
    ),
    min_size=1,
    max_size=10,
)
SOURCES: list[Fields] = [{}, {"source.ip": "192.0.2.1"}, {"source.ip": "192.0.2.2"}]
SERVICES: list[Fields] = [
    {},
    {"winlog.event_data.ServiceName": "PSEXESVC"},
    {"winlog.event_data.ServiceName": "x"},
]
ODD: list[Fields] = [{}, {"user.name": "root"}, {"user.name": "ROOT", "source.ip": "192.0.2.1"}]


def laid_out(
    rows: Sequence[tuple[Any, ...]], parts: dict[str, list[Fields]], marked: bool
) -> Sheet:
    """A sheet, whose parts grow."""
    for name, more in (("source", SOURCES), ("odd", ODD)):
        said: list[Fields] = [*more, {"message": "failure"}]
        parts[name] += said[len(parts[name]) : len(parts[name]) + 2]
    kinds, times, sources, odd, messages, weights = ([*each] for each in zip(*rows, strict=True))
    shared = {
        name: Shared(_Arrayed(code % len(parts[name]) for code in codes), parts[name])
        for name, codes in (("source", sources), ("odd", odd))
    }
    nothing = [0] * len(rows)
    marks = Marks(weights, nothing, [None] * len(rows), [None] * len(rows))
    lines = [(0, b"raw %d" % weight) for weight in weights]
    own = [SERVICES[weight % 3] for weight in weights]
    numbered = Kinds(_Arrayed(kinds), KINDS)
    singles = {"message": messages, REST: own}
    return Sheet(lines, _Arrayed(times), numbered, shared, singles, marks if marked else None)


SHEETS = st.lists(st.tuples(ROWS, st.booleans(), st.booleans()), max_size=4)
SIZES = [(1_500, 20_000), (1, 20_000), (1, 2)]
"""From how many records on numpy counts, and values of single records that have numbers there."""


def sheets_of(drawn: Sequence[tuple[Any, ...]]) -> Iterator[Sheet]:
    """The sheets of a log, or of several one after the other."""
    parts: dict[str, list[Fields]] = {"source": [], "odd": []}
    for rows, marked, anew in drawn:
        parts = {"source": [], "odd": []} if anew else parts
        yield laid_out(rows, parts, marked=marked)


@pytest.mark.parametrize(("long", "values"), SIZES)
@settings(max_examples=150, deadline=None)
@given(SHEETS)
def test_a_sheet_counts_for_what_its_records_count_for(long, values, drawn):
    active = [Active(number, each) for number, each in enumerate(RULES, 1)]
    by_sheets = Judging(active, UTC)
    for sheet in sheets_of(drawn):
        with (
            mock.patch.object(judging, "LONG", long),
            mock.patch.object(numbering, "_MOST", values),
        ):
            found = sorted(one_by_one(by_sheets.entries(sheet)))
        assert found == sorted(one_by_one(Judging(active, UTC).entries(list(sheet))))
        assert found == sorted(set(found))


@settings(max_examples=100, deadline=None)
@given(SHEETS)
def test_long_batches_are_laid_out_as_short_ones(drawn):
    active = [Active(number, each) for number, each in enumerate(RULES, 1)]
    short, long = Judging(active, UTC), Judging(active, UTC)
    for sheet in sheets_of(drawn):
        expected = short.entries(sheet)
        with mock.patch.object(judging, "LONG", 1):
            assert sorted(long.entries(sheet)) == sorted(expected)


def test_what_is_handed_on_of_a_long_batch_is_plain():
    with mock.patch.object(judging, "LONG", 1):
        rows = [(2, 0, 1, 1, None, 2)]
        sheet = laid_out(rows, {"source": [], "odd": []}, marked=True)
        counted = Judging([Active(1, detection(alerts=True))], UTC).entries(sheet)
    numbers = [*counted[0].groups, *counted[0].records, *counted[0].times, *counted[0].weights]
    assert {type(each) for each in numbers} == {int}


def test_a_record_that_two_members_hit_counts_once():
    rules = [detection("d"), detection("e"), correlation("d", "e")]
    assert [each.n for each in judged(*rules, records=[failed(3)])] == [3]


def test_only_records_with_a_value_count_for_a_rule_that_counts_values():
    rules = [
        detection(),
        correlation("d", type=RuleType.VALUE_COUNT, value_keys=(("user.name",),)),
    ]
    entries = judged(*rules, records=[failed(user_name="Root"), failed()])
    assert [(each.record, each.value) for each in entries] == [(0, "root")]


def test_each_member_has_keys_of_its_own():
    rules = [
        detection(),
        detection("e"),
        correlation(
            "d",
            "e",
            type=RuleType.TEMPORAL,
            group_by=("who",),
            group_keys=(("user.name",), ("user.target.name",)),
        ),
    ]
    entries = judged(*rules, records=[failed(user_name="a", user_target_name="b")])
    assert [(each.slot, each.key) for each in entries] == [
        (0, '{"who": "a"}'),
        (1, '{"who": "b"}'),
    ]


def test_the_network_of_an_address_is_a_group_like_any_other():
    rules = [detection(alerts=True, group_by=("source.network",))]
    records = [failed(source_ip=ip) for ip in ("203.0.113.7", "2001:db8:1:2::3")]
    assert [json.loads(each.key) for each in judged(*rules, records=records)] == [
        {"source.network": "203.0.113.0/24"},
        {"source.network": "2001:db8:1::/48"},
    ]


@pytest.mark.parametrize("values", [('ü"\\\n\x01', "\u2028"), (5, "x"), ("x", None)])
def test_a_group_is_called_as_json_calls_it(values):
    named = {"a": values[0], "b ü": values[1]}
    expected = {key: value for key, value in named.items() if value is not None}
    key = group_key(tuple(named), values, keep_missing=True)
    assert key == json.dumps(expected, ensure_ascii=False)
