"""A record that is longer than a record may be: one record, marked, however it comes."""

from collections.abc import Iterator
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats import lines
from store.formats.interface import State
from store.formats.long_lines import shortened
from store.formats.registry import formats
from store.formats.truncation import KEY, VALUE, is_truncated
from store.formats.unknown import open_unknown
from store.model import Context, Record
from tests.store.formats.cutting import read_in_pieces
from tests.store.formats.long_sources import COUNT, MODULES, NAMES, source

CONTEXT = Context(zone=UTC, reference=0)
_LONGEST = 3000
"""Longer than a usual record, and than what a row's or an event's beginning has to show."""


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in MODULES:
        monkeypatch.setattr(module, "LONGEST", _LONGEST)


def whole(name: str, data: bytes) -> list[Record]:
    return read_in_pieces(formats()[name], data, [], CONTEXT)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [2900, 3100, 6000, 40_000])
def test_a_long_record_is_one_record(name, size):
    found = whole(name, source(name, b"A" * size).data)
    assert len(found) == COUNT


@pytest.mark.parametrize("name", NAMES)
def test_only_the_long_record_is_marked(name):
    found = whole(name, source(name, b"A" * 40_000).data)
    assert [is_truncated(record) for record in found] == [False, False, True, False, False]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_are_its_first_bytes(name):
    made = source(name, b"A" * 40_000)
    record = whole(name, made.data)[2]
    assert (made.data.startswith(record.raw, made.begin), record.offset) == (True, made.begin)


@pytest.mark.parametrize("name", NAMES)
def test_the_next_record_is_at_its_place(name):
    made = source(name, b"A" * 40_000)
    assert whole(name, made.data)[3].offset == made.after


@pytest.mark.parametrize("name", NAMES)
def test_no_more_is_kept_than_a_record_may_have(name):
    assert len(whole(name, source(name, b"A" * 40_000).data)[2].raw) <= _LONGEST + 500


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("character", ["é", "漢", "😀"])
def test_no_character_is_cut(name, character):
    found = whole(name, source(name, character.encode() * 3000).data)
    assert found[2].raw.decode(errors="replace")[-1] != "\ufffd"


@pytest.mark.parametrize("name", NAMES)
@given(cuts=st.lists(st.integers(0, 12_000), max_size=5))
@settings(max_examples=30)
def test_imports_while_it_grows_make_no_difference(name, cuts):
    data = source(name, b"A" * 10_000).data
    found = read_in_pieces(formats()[name], data, [min(cut, len(data)) for cut in cuts], CONTEXT)
    assert [(record.offset, record.raw) for record in found] == [
        (record.offset, record.raw) for record in whole(name, data)
    ]


def fake(name: str) -> bytes:
    """A record that a client wrote into the long one, as its writer would have kept it."""
    forged = source(name, b"x").data
    if name.endswith(("xml",)):
        return forged.replace(b"&", b"&amp;").replace(b"<", b"&lt;")
    if name in ("windows.csv", "windows.txt", "windows.powershell"):
        return forged.replace(b'"', b'""')
    return (
        forged if name == "journal.export" else forged.replace(b"\r\n", b" ").replace(b"\n", b" ")
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_a_client_wrote_into_it_is_no_record(name):
    filler = b"A" * _LONGEST + fake(name) * 3 + b"A" * 1000
    found = whole(name, source(name, filler).data)
    assert len(found) == COUNT


@given(size=st.sampled_from([2500, 3100, 9000]), cuts=st.lists(st.integers(0, 9900), max_size=5))
@settings(max_examples=60)
def test_records_without_line_ends_too(size, cuts):
    data = source("glued", b"A" * size).data
    found = read_in_pieces(
        formats()["system.auth"], data, [min(cut, len(data)) for cut in cuts], CONTEXT
    )
    flags = [is_truncated(record) for record in found]
    assert flags == [False, False, size > 3000, False, False]


def read_unknown(data: bytes, cuts: list[int]) -> list[tuple[int, int, bool]]:
    state: State = {}
    at, found = 0, []
    for cut in [*sorted(cuts), len(data)]:
        reader = open_unknown(CONTEXT, state, lambda: iter(()))
        last = cut == len(data)
        parsed = reader.read(data[at:cut], at, at_end=last, take_rest=last)
        found += [(each.offset, len(each.raw), is_truncated(each)) for each in parsed.records]
        at, state = at + parsed.consumed, reader.state()
    return found


LINES = st.lists(st.tuples(st.integers(0, 30), st.sampled_from([b"\n", b"\r\n"])), max_size=6)


@given(parts=LINES, rest=st.integers(0, 30), data=st.data())
def test_lines_of_any_length_are_one_record_each(parts, rest, data):
    text = b"".join(b"a" * size + end for size, end in parts) + b"a" * rest
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=5))
    expected, at = [], 0
    for size, end in [*parts, (rest, b"")]:
        if size:
            expected.append((at, min(size, 8), size > 8))
        at += size + len(end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "LONGEST", 8)
        assert read_unknown(text, cuts) == expected


@given(sizes=st.lists(st.integers(0, 30), max_size=6), data=st.data())
def test_who_looks_ahead_sees_the_beginnings_of_lines(sizes, data):
    text = b"".join(b"a" * size + b"\n" for size in sizes)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    chunks = [text[begin:end] for begin, end in zip([0, *cuts], [*cuts, None], strict=True)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "LONGEST", 8)
        seen = b"".join(shortened(iter(chunks)))
    assert seen == b"".join(b"a" * min(size, 8) + b"\n" for size in sizes)


def test_the_mark_is_what_ecs_writers_use():
    record = whole("apache.access", source("apache.access", b"A" * 9000).data)[2]
    assert record.fields[KEY] == VALUE == "truncated"


def test_the_beginning_of_a_long_access_line_is_understood():
    record = whole("apache.access", source("apache.access", b"A" * 9000).data)[2]
    assert record.fields["source.ip"] == "192.0.2.2"


def test_one_read_gives_no_more_than_it_needs() -> None:
    """A reader holds nothing back of a line that is being passed over."""

    def ahead() -> Iterator[bytes]:
        return iter(())

    reader = formats()["apache.access"].open(CONTEXT, {}, ahead)
    first = reader.read(b"A" * 3100, 0, at_end=True, take_rest=False)
    more = reader.read(b"A" * 50, first.consumed, at_end=True, take_rest=False)
    assert (first.consumed, more) == (3100, more._replace(records=[], consumed=50))
