"""Which column holds which key."""

import json

import pytest

from store.database.columns import columns_of, singles
from store.formats.sheet import REST
from store.model import Fields, FieldValue

BIG = 1 << 63


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        ({"source.port": 22}, "port", 22),
        ({"url.query": "a=1"}, "query", "a=1"),
        ({"http.response.body.bytes": 0}, "size", 0),
        ({"process.pid": BIG - 1}, "pid", BIG - 1),
        ({"winlog.record_id": 1 - BIG}, "record", 1 - BIG),
        ({"message": ""}, "message", ""),
        ({"host.name": "web1"}, "host", "web1"),
        ({"url.domain": "example.com"}, "site", "example.com"),
        ({"source.ip": "192.0.2.1"}, "address", "192.0.2.1"),
        ({"source.domain": "192.0.2.1"}, "address", ("192.0.2.1", None)),
        ({"source.ip": "192.0.2.1", "source.domain": "a"}, "address", "192.0.2.1"),
        ({"user.name": "a"}, "account", ("a", None)),
        ({"user.name": "a", "user.domain": "CORP"}, "account", ("a", "CORP")),
        ({"user.target.name": "root"}, "target", ("root", None)),
    ],
)
def test_a_key_has_its_column(fields, column, value):
    assert columns_of([fields, {}])[column] == [value, None]


@pytest.mark.parametrize("key", ["process.pid", "source.port", "winlog.record_id"])
@pytest.mark.parametrize("value", [BIG, -BIG, 10**100, "many"])
def test_a_number_that_sqlite_cannot_hold_is_left_out(key, value):
    assert columns_of([{key: value}]) == {}


def test_a_number_that_is_left_out_leaves_its_neighbours():
    some: list[Fields] = [{"process.pid": BIG}, {"process.pid": 7}]
    assert columns_of(some) == {"pid": [None, 7]}


def test_names_and_addresses_stand_in_one_column():
    some: list[Fields] = [{"source.domain": "a"}, {"source.ip": "192.0.2.1"}, {}]
    assert columns_of(some)["address"] == [("a", None), "192.0.2.1", None]


@pytest.mark.parametrize(
    ("fields", "rest"),
    [
        ({"event.reason": "x"}, {"event.reason": "x"}),
        ({"source.ip": "192.0.2.1", "source.domain": "a"}, {"source.domain": "a"}),
        ({"user.domain": "CORP"}, {"user.domain": "CORP"}),
        ({"labels.n": 10**30, "labels.f": 0.5}, {"labels.n": 10**30, "labels.f": 0.5}),
    ],
)
def test_what_no_column_holds_is_kept_beside(fields, rest):
    assert json.loads(columns_of([fields])["extra"][0]) == rest


@pytest.mark.parametrize("fields", [{"source.domain": "a"}, {"user.name": "a"}])
def test_what_a_column_holds_is_not_kept_twice(fields):
    assert "extra" not in columns_of([fields])


def test_who_has_nothing_beside_has_none():
    assert columns_of([{"event.reason": "x"}, {"url.path": "/"}, {}])["extra"][1:] == [None, None]


def test_of_nothing_there_are_no_columns():
    assert columns_of([]) == columns_of([{}, {}]) == {}


def test_single_values_of_a_sheet_have_the_same_columns():
    values: dict[str, list[FieldValue | Fields | None]] = {
        "http.response.body.bytes": [5, None],
        "message": [None, "x"],
    }
    assert singles(values) == {"size": [5, None], "message": [None, "x"]}


def test_what_records_say_in_words_of_their_own_is_kept_beside():
    rest: list[FieldValue | Fields | None] = [{"a": "ä", "b": 2}, {}, {"c": float("inf")}]
    assert singles({REST: rest}) == {"extra": ['{"a":"ä","b":2}', None, '{"c":Infinity}']}


def test_single_values_that_no_record_has_are_left_out():
    assert singles({"http.response.body.bytes": [None], "process.pid": []}) == {}
