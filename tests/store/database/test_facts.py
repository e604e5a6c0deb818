"""Records turned into columns."""

import json

import pytest

from store.database import coding
from store.database.coding import Coder, Seen
from store.database.facts import facts
from store.model import UNPARSED
from tests.store.database.making import FAILED, HIT, in_a_row, record


def test_every_text_is_held_once():
    batch = facts([record(url_path="/a"), record(url_path="/b"), record(url_path="/a"), record()])
    path = batch.dimensions["path"]
    assert (path.keys, path.codes) == (["/a", "/b", None], [0, 1, 0, 2])


def test_columns_that_nobody_has_are_left_out():
    batch = facts([record(), record()])
    assert (batch.dimensions, batch.plain) == ({}, {})


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        ({"source_port": 22}, "port", 22),
        ({"url_query": "a=1"}, "query", "a=1"),
        ({"http_response_body_bytes": 0}, "size", 0),
        ({"process_pid": (1 << 63) - 1}, "pid", (1 << 63) - 1),
        ({"process_pid": 1 << 63}, "pid", None),
        ({"process_pid": "many"}, "pid", None),
        ({"message": ""}, "message", ""),
    ],
)
def test_plain_values(fields, column, value):
    batch = facts([record(**fields), record(source_port=1, process_pid=1)])
    assert batch.plain[column][0] == value


def test_failures_weights_and_flags():
    batch = facts([record(kind=FAILED, weight=3), record(kind=HIT)])
    assert (batch.plain["failed"], batch.plain["weight"]) == ([1, 0], [3, 1])


def test_an_address_is_told_from_a_name():
    one, two = record(source_ip="192.0.2.1"), record(source_domain="192.0.2.1")
    keys = facts([one, two]).dimensions["address"].keys
    assert keys == ["192.0.2.1", ("192.0.2.1", None)]


def test_an_account_has_its_domain():
    batch = facts([record(user_name="a", user_domain="CORP"), record(user_name="a")])
    assert batch.dimensions["account"].keys == [("a", "CORP"), ("a", None)]


@pytest.mark.parametrize(
    ("fields", "rest"),
    [
        ({"event_reason": "x"}, {"event.reason": "x"}),
        (
            {"source_ip": "192.0.2.1", "source_domain": "example.com"},
            {"source.domain": "example.com"},
        ),
        ({"user_domain": "CORP"}, {"user.domain": "CORP"}),
    ],
)
def test_what_no_column_holds_is_kept_beside(fields, rest):
    (extra,) = facts([record(**fields)]).plain["extra"]
    assert json.loads(extra) == rest


@pytest.mark.parametrize("fields", [{"source_domain": "example.com"}, {"user_name": "a"}])
def test_what_a_column_holds_is_not_kept_twice(fields):
    assert "extra" not in facts([record(**fields)]).plain


def test_counts_hold_events_failures_and_times():
    batch = facts(
        [
            record(kind=FAILED, weight=4, time=50, url_path="/a"),
            record(kind=FAILED, weight=0, time=10, url_path="/a"),
            record(kind=HIT, time=30, url_path="/b"),
            record(kind=FAILED, time=20, url_path="/a"),
        ]
    )
    assert batch.seen == {"path": Seen([0, 1], [3, 1], [5, 0], [10, 30], [50, 30])}


def test_what_is_not_counted_has_no_counts():
    assert facts([record(url_domain="example.com")]).seen == {}


def test_the_counts_of_a_log_come_when_its_coder_is_asked():
    coder = Coder()
    batches = [facts([record(url_path="/a", time=time)], coder) for time in (1, 2)]
    assert [batch.seen for batch in batches] == [None, None]
    assert coder.hand_over() == {"path": Seen([0], [2], [0], [1], [2])}


def test_the_counts_come_early_when_the_coder_is_full(monkeypatch):
    monkeypatch.setattr(coding, "_MOST", 2)
    coder = Coder()
    batches = [facts([record(url_path=path)], coder) for path in ("/a", "/b", "/c", "/d")]
    assert [batch.seen is None for batch in batches] == [True, True, False, True]
    assert [batch.dimensions["path"].start for batch in batches] == [0, 1, 2, 0]


def test_unparsed_records_are_counted():
    assert facts([record(kind=UNPARSED), record(kind=HIT), record(kind=UNPARSED)]).unparsed == 2


def test_evidence_goes_along_line_by_line():
    some = in_a_row([record(b"one"), record(b"three")])
    assert list(facts(some).lines) == [(each.offset, each.raw) for each in some]
