"""Conditions put together."""

import pytest
from hypothesis import given, settings

from store.filters.patterns import pattern
from store.model import Record
from store.queries.order import Key
from store.queries.where import EVERYTHING, Where, all_of, any_of, bindable, like, negation
from tests.store.queries.history import (
    BATCHES,
    BLOCK_SIZES,
    FILTER_TEXTS,
    KINDS,
    LONG,
    SECOND,
    Batch,
    history,
    in_time,
    record,
    where,
)

_A, _B = Where("a = ?", (1,)), Where("b = ?", (2,))


def happened(second: int, **fields: str) -> Record:
    """Three bytes of a log; `source_ip="192.0.2.1"` stands for the field `source.ip`."""
    named = {
        {"source_ip": "source.ip", "source_domain": "source.domain", "user": "user.name"}.get(
            key, "user.target.name"
        ): value
        for key, value in fields.items()
    }
    return record(KINDS[0], dict(named), second * SECOND)


THREE_BLOCKS = [
    Batch(1, [happened(1, source_ip="192.0.2.1"), happened(2, user="a")]),
    Batch(1, [happened(6, source_ip="192.0.2.2", user="root"), happened(7, target="root")]),
    Batch(2, [happened(9, source_domain="example.com"), happened(8, target="root", user="a")]),
]
"""From events 1, 3 and 5 on."""


def test_all() -> None:
    assert all_of([_A, EVERYTHING, _B]) == Where("a = ? AND b = ?", (1, 2))


def test_candidates_are_not_asked_again_for_what_chose_them() -> None:
    listed = Where("has(x)", (3,), "holds(b)", (4,), "listed(b)", (5,))
    assert all_of([_A, listed]).of_events() == Where(
        "FROM blocks b CROSS JOIN json_each(listed(b)) c CROSS JOIN events e ON e.id = c.value "
        "WHERE holds(b) AND a = ?",
        (5, 4, 1),
    )


def test_any() -> None:
    assert any_of([_A, _B]) == Where("(a = ? OR b = ?)", (1, 2))


def test_any_with_everything_is_everything() -> None:
    assert any_of([_A, EVERYTHING]) == EVERYTHING


def test_a_negation_holds_where_there_is_no_value() -> None:
    assert negation(_A) == Where("(a = ?) IS NOT TRUE", (1,))


@pytest.mark.parametrize(
    ("where", "more", "clause"),
    [
        (EVERYTHING, (), ""),
        (_A, (), "WHERE a = ?"),
        (EVERYTHING, ("x",), "WHERE x"),
        (_A, ("x", "y"), "WHERE a = ? AND x AND y"),
    ],
)
def test_clause(where: Where, more: tuple[str, ...], clause: str) -> None:
    assert where.clause(*more) == clause


def test_what_is_special_to_like_is_escaped() -> None:
    assert like(pattern(["100%_\\", "x"])) == "100\\%\\_\\\\%x"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", "plain"),
        ("漢", "漢"),
        ("a\udcff", "a\\xff"),
        ("\ud800", "\\xed\\xa0\\x80"),
        ("a\0b", "a\0b"),
    ],
)
def test_text_that_sqlite_would_refuse(text: str, wanted: str) -> None:
    assert bindable(text) == wanted


@settings(max_examples=120, deadline=None)
@given(batches=BATCHES, block_bytes=BLOCK_SIZES, long=LONG, text=FILTER_TEXTS)
def test_blocks_leave_out_nothing_that_is_wanted(batches, block_bytes, long, text):
    with history(batches, block_bytes, long) as connection:
        wanted = where(text).of_events()
        rows = connection.execute(f"SELECT e.ts, e.id {wanted.sql}", wanted.parameters).fetchall()
        everything = in_time(connection, where(text))
    assert sorted(Key(*row) for row in rows) == everything


@settings(max_examples=50, deadline=None)
@given(batches=BATCHES, text=FILTER_TEXTS, more=FILTER_TEXTS)
def test_further_conditions_hold_too(batches, text, more):
    with history(batches) as connection:
        wanted = where(text).of_events(where(more))
        rows = connection.execute(f"SELECT e.ts, e.id {wanted.sql}", wanted.parameters).fetchall()
        everything = in_time(connection, all_of([where(text), where(more)]))
    assert sorted(Key(*row) for row in rows) == everything


@pytest.mark.parametrize(
    ("text", "looked_into"),
    [
        ("ip:192.0.2.1", [1]),
        ("ip:192.0.2.0/24", [1, 3]),
        ("ip:203.0.113.1", []),
        ("user:root", [3, 5]),  # as either party
        ("target:root", [3, 5]),
        ("target:nobody", []),
        ("source:a.log", [1, 3]),
        ("source:b.log ip:192.0.2.1", []),
        ("since:6s", [3, 5]),
        ("until:9s", [1]),
        ("ip:(192.0.2.1 or example.com)", [1, 5]),
        ("user:root -ip:192.0.2.1", [3, 5]),
    ],
)
@pytest.mark.parametrize("long", [1, 256], ids=["sets", "rows"])
def test_only_blocks_that_may_hold_events_are_looked_into(text, looked_into, long):
    with history(THREE_BLOCKS, 6, long) as connection:
        condition = where(text)
        rows = connection.execute(
            f"SELECT b.first_event FROM blocks b WHERE {condition.blocks} ORDER BY 1",
            condition.block_parameters,
        ).fetchall()
    assert [row[0] for row in rows] == looked_into


@pytest.mark.parametrize("text", ["-ip:192.0.2.1", "host:a", "-since:5s"])
def test_what_blocks_do_not_know_is_looked_for_everywhere(text):
    assert where(text).blocks == ""


def test_alternatives_of_which_blocks_know_one_are_looked_for_everywhere() -> None:
    known = Where("a", (), "b", ())
    assert any_of([known, _A]).blocks == ""


def test_blocks_of_alternatives_are_put_together() -> None:
    one, other = Where("a = ?", (1,), "b = ?", (2,)), Where("c = ?", (3,), "d = ?", (4,))
    assert any_of([one, other]) == Where("(a = ? OR c = ?)", (1, 3), "(b = ? OR d = ?)", (2, 4))


def test_blocks_of_conditions_are_put_together() -> None:
    one, other = Where("a = ?", (1,), "b = ?", (2,)), Where("c = ?", (3,), "d = ?", (4,))
    both = Where("a = ? AND c = ? AND b = ?", (1, 3, 2), "b = ? AND d = ?", (2, 4))
    assert all_of([one, other, _B]) == both
