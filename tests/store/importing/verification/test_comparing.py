"""Comparing evidence with the bytes of a log."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database.evidence import Raw
from store.importing.containers.streams import Plain
from store.importing.verification.comparing import (
    Block,
    Comparison,
    PlainHeld,
    compare,
    found_in,
    lines_before,
    samples,
)

DATA = b"".join(b"line %d\n" % number for number in range(100))


class Bytes:
    """A stream over bytes."""

    growing = False

    def __init__(self, data: bytes) -> None:
        self.problem: str | None = None
        self._data = data
        self._at = 0

    def seek(self, offset: int) -> bool:
        """Go to an offset."""
        self._at = offset
        return offset <= len(self._data)

    def read(self, size: int) -> bytes:
        """What there is from here."""
        found = self._data[self._at : self._at + size]
        self._at += len(found)
        return found


def records(data: bytes) -> list[Raw]:
    """The lines of some bytes."""
    found, at = [], 0
    for each in data.splitlines(keepends=True):
        found.append(Raw(each.rstrip(b"\n"), 1, at))
        at += len(each)
    return found


def blocks(data: bytes, each: int = 10) -> Iterator[Block]:
    found = records(data)
    for at in range(0, len(found), each):
        yield Block(found[at].offset, found[at : at + each])


def compared(data: bytes) -> Comparison:
    return compare(blocks(DATA), PlainHeld(Bytes(data)))


def test_the_same_bytes():
    assert compared(DATA) == Comparison(blocks=10, same=100)


@given(at=st.integers(0, len(DATA) - 1), value=st.integers(0, 255))
def test_any_byte_of_a_record_counts_once(at, value):
    data = DATA[:at] + bytes([value]) + DATA[at + 1 :]
    expected = Comparison(blocks=10, same=100)
    if data != DATA and DATA[at : at + 1] != b"\n":
        expected = Comparison(blocks=10, same=99, differing=1, first=at)
    assert compared(data) == expected


@given(size=st.integers(0, len(DATA)))
def test_what_is_cut_off_is_missing_and_not_altered(size):
    found = compared(DATA[:size])
    assert (found.differing, found.same) == (
        0,
        sum(each.offset + len(each.raw) <= size for each in records(DATA)),
    )


def test_a_damaged_block_is_not_compared():
    found = compare(iter([Block(0, None), *blocks(DATA)]), PlainHeld(Bytes(DATA)))
    assert found == Comparison(blocks=11, damaged=1, same=100)


def test_far_records_are_read_apart():
    far = [Raw(b"a", 1, 0), Raw(b"b", 1, 1 << 40)]

    class Sparse(Bytes):
        sizes: list[int] = []  # noqa: RUF012 - of this test alone

        def read(self, size: int) -> bytes:
            self.sizes.append(size)
            return b"a" if self._at == 0 else b"b"

        def seek(self, offset: int) -> bool:
            self._at = offset
            return True

    held = Sparse(b"")
    assert compare(iter([Block(0, far)]), PlainHeld(held)).is_whole
    assert held.sizes == [1, 1]


def test_records_that_overlap_are_compared():
    found = [Raw(b"abcd", 1, 0), Raw(b"cd", 1, 2)]
    assert compare(iter([Block(0, found)]), PlainHeld(Bytes(b"abcd"))).is_whole


def test_a_file_is_read(tmp_path: Path):
    path = tmp_path / "a.log"
    path.write_bytes(DATA)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        assert compare(blocks(DATA), PlainHeld(Plain(descriptor))).is_whole
    finally:
        os.close(descriptor)


def test_samples_come_from_both_ends():
    found = samples(blocks(DATA), most=4)
    assert (found[0], found[-1]) == (b"line 0", b"line 95")


def test_samples_of_nothing():
    assert samples(iter([Block(0, None)])) == []


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_needles_are_found_across_steps(monkeypatch, step):
    monkeypatch.setattr("store.importing.verification.comparing._STEP", step)
    assert found_in(Bytes(DATA), [b"line 5\n", b"line 99", b"line 100"]) == 2


@given(st.integers(0, len(DATA) + 5))
def test_lines_before_an_offset(offset):
    assert lines_before(Bytes(DATA), offset) == DATA[:offset].count(b"\n")
