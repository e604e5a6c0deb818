"""What is asked of a sheet is what is asked of its records."""

from collections.abc import Sequence
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.sheet import NOTHING, REST, Kinds, Marks, Shared, Sheet
from store.model import Fields, Kind, Record
from store.rules.matching import remembering, remembering_long
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.long_batches import LongBatch
from store.rules.matching.remembering import Remembered
from store.rules.reading.fields import value_of
from tests.store.rules.making import WEB, record

KINDS = [WEB, WEB._replace(status=404), Kind("system.auth", action="login")]
KEYS = [
    *("source.ip", "user.name", "message", "url.original", "event.original", "weekday"),
    *("related.weight", "event.action", "http.response.status_code", "winlog.event_data"),
    *("winlog.event_data.ServiceName", "process.executable"),
]
SAYINGS: list[Fields] = [
    {"source.ip": "192.0.2.1"},
    {"source.ip": "192.0.2.2", "user.name": "carol"},
    {"user.name": "dave", "message": "x"},
    {"url.path": "/a"},
    {"url.query": "q"},
]
OWN: list[Fields] = [
    {},
    {"winlog.event_data.ServiceName": "a"},
    {"winlog.event_data.ServiceName": "b", "winlog.event_data.Image": "c"},
    {"user.name": "erin"},
    {"winlog.event_data.NewProcessName": "d"},
]
"""What a record may say in words of its own."""
HOUR = 3_600_000_000


class Arrayed(list[int]):
    """Numbers that have to be listed first, as those of an array: its own suit no dictionary."""

    def __getitem__(self, at):
        raise TypeError(at)

    def tolist(self) -> list[int]:
        """Python's own numbers."""
        return list(self)


class Log:
    """A log whose reader numbers what it says."""

    def __init__(self) -> None:
        self.parts: dict[str, list[Fields]] = {"one": [NOTHING], "other": [NOTHING]}

    def sheet(self, rows: Sequence[tuple[int, ...]], *, marked: bool) -> Sheet:
        """A sheet of rows of numbers."""
        for fields in self.parts.values():
            fields.extend(SAYINGS[len(fields) - 1 : len(fields)])
        kinds, times, one, other, texts, weights = ([*column] for column in zip(*rows, strict=True))
        parts = {
            name: Shared([code % len(self.parts[name]) for code in codes], self.parts[name])
            for name, codes in (("one", one), ("other", other))
        }
        messages = {"message": [f"m{text}" if text else None for text in texts]}
        singles = messages | {REST: [OWN[text] for text in texts]}
        marks = Marks(weights, [0] * len(rows), [None] * len(rows), [None] * len(rows))
        lines = [(at, b"raw %d" % text) for at, text in enumerate(texts)]
        given_ = Kinds(kinds, KINDS)
        return Sheet(lines, times, given_, parts, singles, marks if marked else None)


ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 60).map(lambda hours: hours * HOUR),
        *(st.integers(0, 4) for _ in range(4)),
    ),
    min_size=1,
    max_size=8,
)
SHEETS = st.lists(st.tuples(ROWS, st.booleans(), st.booleans()), max_size=5)


@pytest.mark.parametrize("batch_of", [Batch, LongBatch])
@settings(max_examples=200, deadline=None)
@given(SHEETS, st.lists(st.sampled_from(KEYS), min_size=1, max_size=3))
def test_what_is_remembered_by_numbers_is_what_the_records_say(batch_of, sheets, keys):
    getters = [value_of(key) for key in keys]

    def find(records: Sequence[Record]) -> list[object]:
        return [tuple(getter(each) for getter in getters) for each in records]

    remembered, contents, log = Remembered(keys, find), Contents(UTC), Log()
    for rows, marked, anew in sheets:
        log = Log() if anew else log
        sheet = log.sheet(rows, marked=marked)
        batch = batch_of(sheet, contents)
        expected = find(list(sheet))
        every = batch.packed(range(len(sheet)))
        assert list(remembered.of(batch, every)) == expected
        found = remembered.sorted_out(batch, every)
        sorted_out = {at: said for said, some in found for at in batch.plain(some)}
        assert [sorted_out[at] for at in range(len(sheet))] == expected


@settings(max_examples=100, deadline=None)
@given(SHEETS, st.data())
def test_positions_in_long_batches_are_those_in_short_ones(sheets, data):
    contents, log = Contents(UTC), Log()
    for rows, marked, _ in sheets:
        sheet = log.sheet(rows, marked=marked)
        short, long = Batch(sheet, contents), LongBatch(sheet, contents)
        drawn = st.lists(st.integers(0, len(sheet) - 1), unique=True)
        one, other = data.draw(drawn), data.draw(drawn)
        pieces = [one, [at for at in other if at not in one]]
        assert long.plain(long.joined([])) == short.joined([])
        assert long.plain(long.in_order(pieces)) == short.in_order(pieces)
        both = long.both(long.marked(one), long.marked(other))
        assert long.plain(both) == short.both(short.marked(one), short.marked(other))
        assert long.times(other) == short.times(other)
        busy = data.draw(st.lists(st.booleans(), min_size=len(KINDS), max_size=len(KINDS)))
        by_kind = {kind: long.plain(some) for kind, some in long.by_kind(busy)}
        assert by_kind == dict(short.by_kind(busy))


def test_a_long_batch_is_a_sheet():
    with pytest.raises(LookupError):
        LongBatch([record()], Contents(UTC))


def asked_of(
    *sheets: Sheet, keys: Sequence[str] = ("source.ip",), batch_of: type[Batch] = Batch
) -> list[int]:
    """How many records were looked at for each of some sheets."""
    asked: list[int] = []

    def find(records: Sequence[Record]) -> Sequence[int]:
        asked.append(len(records))
        return [0] * len(records)

    contents, remembered = Contents(UTC), Remembered(keys, find)
    for sheet in sheets:
        batch = batch_of(sheet, contents)
        remembered.of(batch, batch.packed(range(len(sheet))))
    return asked


def said(codes: list[int], fields: list[Fields]) -> Sheet:
    lines = [(0, b"")] * len(codes)
    parts = {"source": Shared(codes, fields)}
    return Sheet(lines, [0] * len(codes), Kinds([0] * len(codes), [WEB]), parts, {})


def five(key: str) -> list[Fields]:
    """Nothing, and five things said under a key."""
    sayings: list[Fields] = [{key: f"192.0.2.{at}"} for at in range(5)]
    return [NOTHING, *sayings]


@pytest.mark.parametrize("batch_of", [Batch, LongBatch])
def test_a_number_is_looked_at_once(batch_of):
    fields = five("source.ip")
    sheets = said([1, 2, 1, 2], fields), said([2, 1, 3], fields)
    assert asked_of(*sheets, batch_of=batch_of) == [2, 1]


def test_numbers_of_several_keys_are_looked_at_once():
    fields = five("source.ip")
    sheets = said([1, 2, 1, 2], fields), said([2, 1, 3], fields)
    keys = ("source.ip", "event.action")
    assert asked_of(*sheets, keys=keys, batch_of=LongBatch) == [2, 1]


def test_what_is_so_of_long_batches_is_forgotten_when_there_is_too_much(monkeypatch):
    monkeypatch.setattr(remembering_long, "_MOST", 0)
    fields = five("source.ip")
    assert asked_of(said([1], fields), said([1], fields), batch_of=LongBatch) == [1, 1]


def test_a_part_that_says_nothing_of_it_is_not_looked_at():
    fields = five("user.name")
    assert asked_of(said([1, 2, 3, 4], fields)) == [1]


def test_numbers_of_another_reader_are_looked_at_anew():
    sheets = [said([1], [NOTHING, {"source.ip": f"192.0.2.{at}"}]) for at in range(3)]
    assert asked_of(*sheets) == [1, 1, 1]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(remembering, "_MOST", 2)
    fields = five("source.ip")
    sheets = [said([at], fields) for at in (1, 2, 3, 1, 4, 1)]
    assert asked_of(*sheets) == [1, 1, 1, 1, 1]


def test_arrays_become_plain_numbers():
    fields: list[Fields] = [NOTHING, {"source.ip": "192.0.2.1"}]
    plain = said([1, 0], fields)
    arrayed = Sheet(
        plain.lines,
        Arrayed([7, 8]),
        Kinds(Arrayed([0, 0]), [WEB]),
        {"source": Shared(Arrayed([1, 0]), fields)},
        {},
    )
    batch = Batch(arrayed, Contents(UTC))
    assert batch.times([0, 1]) == [7, 8]
    assert batch.column(("kind", "")) == [0, 0]
    columns = batch.columns(["source.ip"])
    assert columns is not None
    assert batch.rows(columns, [0, 1]) == [1, 0]


@pytest.mark.parametrize("key", ["event.original", "winlog.event_data"])
def test_some_values_need_the_whole_record(key):
    assert Batch(said([0], [NOTHING]), Contents(UTC)).columns(["source.ip", key]) is None


def test_records_in_a_list_have_no_columns():
    assert Batch([record()], Contents(UTC)).columns(["source.ip"]) is None
