"""What is asked of a sheet is what is asked of its records."""

from collections.abc import Sequence
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.sheet import NOTHING, REST, Kinds, Marks, Shared, Sheet
from store.model import Fields, Kind, Record
from store.rules.matching import remembering
from store.rules.matching.batches import Batch, Contents
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


@settings(max_examples=200, deadline=None)
@given(SHEETS, st.lists(st.sampled_from(KEYS), min_size=1, max_size=3))
def test_what_is_remembered_by_numbers_is_what_the_records_say(sheets, keys):
    getters = [value_of(key) for key in keys]

    def find(records: Sequence[Record]) -> list[object]:
        return [[getter(each) for getter in getters] for each in records]

    remembered, contents, log = Remembered(keys, find), Contents(UTC), Log()
    for rows, marked, anew in sheets:
        log = Log() if anew else log
        sheet = log.sheet(rows, marked=marked)
        found = remembered.of(Batch(sheet, contents), range(len(sheet)))
        assert list(found) == find(list(sheet))


def asked_of(*sheets: Sheet, keys: Sequence[str] = ("source.ip",)) -> list[int]:
    """How many records were looked at for each of some sheets."""
    asked: list[int] = []

    def find(records: Sequence[Record]) -> Sequence[int]:
        asked.append(len(records))
        return [0] * len(records)

    contents, remembered = Contents(UTC), Remembered(keys, find)
    for sheet in sheets:
        remembered.of(Batch(sheet, contents), range(len(sheet)))
    return asked


def said(codes: list[int], fields: list[Fields]) -> Sheet:
    lines = [(0, b"")] * len(codes)
    parts = {"source": Shared(codes, fields)}
    return Sheet(lines, [0] * len(codes), Kinds([0] * len(codes), [WEB]), parts, {})


def five(key: str) -> list[Fields]:
    """Nothing, and five things said under a key."""
    sayings: list[Fields] = [{key: f"192.0.2.{at}"} for at in range(5)]
    return [NOTHING, *sayings]


def test_a_number_is_looked_at_once():
    fields = five("source.ip")
    assert asked_of(said([1, 2, 1, 2], fields), said([2, 1, 3], fields)) == [2, 1]


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
