"""What passes a sieve, and what it must never hold back."""

from array import array
from collections.abc import Sequence
from datetime import UTC
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.sheet import NOTHING, REST, Kinds, Shared, Sheet
from store.formats.spans import Spans
from store.model import Fields, Kind, Record
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.sieves import Sieve
from store.rules.reading.fields import ORIGINAL, value_of
from tests.store.rules.making import WEB, record

GETTERS = {key: value_of(key) for key in (ORIGINAL, "message", "user.name")}


def passing(needles: list[tuple[str, str]], *records: Record) -> list[int]:
    batch = Batch(records, Contents(UTC))
    return list(Sieve(needles, GETTERS).passing(batch, range(len(records))))


RAWS = st.lists(
    st.sampled_from([b"-21", b"abc", b"xFF", b"FF", b"\xff", b"\0", "\u212a".encode(), b"K", b"7"]),
    max_size=5,
).map(b"".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(RAWS, max_size=6), st.sampled_from(["abc", "xff", "ff-21", "-2177", "k", "\\xff"]))
def test_a_raw_record_passes_if_its_text_holds_the_needle(raws, needle):
    for kind in (WEB, Kind("windows.eventlog")):
        records = [record(kind, raw) for raw in raws]
        texts = [str(value_of(ORIGINAL)(each)).lower() for each in records]
        expected = [at for at, text in enumerate(texts) if needle in text]
        assert passing([(ORIGINAL, needle)], *records) == expected


def in_a_piece(raws: Sequence[bytes]) -> Sheet:
    """Records that lie one behind the other in a piece of a log, no line of it empty."""
    starts = array("q", accumulate((len(raw) + 1 for raw in raws[:-1]), initial=0))
    gaps = array("i", [0] + [1] * (len(raws) - 1))
    lines = Spans(b"\n".join(raws) + b"\n", 0, starts, array("I", map(len, raws)), gaps)
    return Sheet(lines, [0] * len(raws), Kinds([0] * len(raws), [WEB]), {}, {})


@settings(max_examples=300, deadline=None)
@given(
    st.lists(RAWS.filter(bool), min_size=1, max_size=6),
    st.sampled_from(["abc", "xff", "ff-21", "-2177", "k", "\\xff"]),
    st.sets(st.integers(0, 5)),
)
def test_raw_records_of_a_piece_pass_as_those_that_stand_alone(raws, needle, asked):
    positions = sorted(at for at in asked if at < len(raws))
    alone = passing([(ORIGINAL, needle)], *(record(WEB, raw) for raw in raws))
    batch = Batch(in_a_piece(raws), Contents(UTC))
    found = Sieve([(ORIGINAL, needle)], GETTERS).passing(batch, positions)
    assert list(found) == [at for at in alone if at in positions]


def test_a_text_that_most_raw_records_of_a_piece_hold_is_found():
    raws = [b"abc"] * 1000 + [b"other"]
    batch = Batch(in_a_piece(raws), Contents(UTC))
    found = Sieve([(ORIGINAL, "abc")], GETTERS).passing(batch, range(len(raws)))
    assert list(found) == list(range(1000))


@pytest.mark.parametrize(
    ("value", "passes"),
    [("xCAROLx", True), ("car ol", False), (None, False), (5, False), ("\u0130carol", True)],
)
def test_a_value_passes_in_any_case(value, passes):
    said = record() if value is None else record(message=value)
    assert passing([("message", "carol")], said) == [0] * passes


def test_one_of_the_columns_is_enough():
    needles = [("message", "a"), ("user.name", "b"), (ORIGINAL, "c")]
    records = [record(raw=b"c"), record(message="a"), record(user_name="b"), record(user_name="a")]
    assert passing(needles, *records) == [0, 1, 2]


def sheet() -> Sheet:
    """Three records; the message of the first stands in a part, that of the second alone."""
    said = Shared([1, 0, 0], [NOTHING, {"message": "carol"}])
    messages = {"message": [None, "Carol", "x"]}
    return Sheet([(0, b"")] * 3, [0] * 3, Kinds([0] * 3, [WEB]), {"said": said}, messages)


def test_a_column_of_texts_is_looked_through_and_parts_are_not_forgotten():
    batch = Batch(sheet(), Contents(UTC))
    assert Sieve([("message", "carol")], GETTERS).passing(batch, [0, 1, 2]) == [0, 1]


def test_what_records_say_in_words_of_their_own_is_looked_through():
    key = "winlog.event_data.ServiceName"
    own: list[Fields] = [{}, {key: "PSEXESVC"}, {key: "x"}]
    services = Sheet([(0, b"")] * 3, [0] * 3, Kinds([0] * 3, [WEB]), {}, {REST: own})
    sieve = Sieve([(key, "psexe")], {key: value_of(key)})
    assert sieve.passing(Batch(services, Contents(UTC)), [0, 1, 2]) == [1]


@pytest.mark.parametrize(("column", "of_use"), [("message", True), ("user.name", False)])
def test_it_is_of_use_where_texts_vary(column, of_use):
    batch = Batch(sheet(), Contents(UTC))
    assert Sieve([(column, "carol")], GETTERS).is_of_use(batch, (column,)) is of_use


def test_it_is_of_use_where_there_is_no_sheet():
    batch = Batch([record()], Contents(UTC))
    assert Sieve([("user.name", "carol")], GETTERS).is_of_use(batch, ("user.name",))
