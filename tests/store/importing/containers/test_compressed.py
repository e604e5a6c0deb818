"""Compressed streams: operations.md 6.3 R3 and R5."""

import bz2
import gzip
import lzma
import os
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from typing import TypeAlias

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from store.importing.containers import compressed
from store.importing.containers.compressed import CUT, Compressed, Promise
from store.importing.containers.unpackers import UNPACKERS, compression_of

TEXT = b"".join(b"line %d of a log\n" % number for number in range(2000))
NOISE = os.urandom(20_000).hex().encode()
SKIPPABLE = b"\x53\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"\x28\xb5\x2f\xfd!"


class Bytes:
    """Packed bytes in memory."""

    problem: str | None = None

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def seek(self, offset: int) -> bool:
        """Go to an offset."""
        self._at = offset
        return True

    def read(self, size: int) -> bytes:
        """Up to `size` bytes from here."""
        piece = self._data[self._at : self._at + size]
        self._at += len(piece)
        return piece


def zstd(data: bytes) -> bytes:
    packed: bytes = zstandard.ZstdCompressor(write_checksum=True).compress(data)
    return packed


Packer: TypeAlias = Callable[[bytes], bytes]

PACKERS: dict[str, Packer] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd,
}
each = pytest.mark.parametrize("name", PACKERS)
"""What is true of every compression."""


def stream_of(data: bytes, name: str) -> Compressed:
    return Compressed(Bytes(data), name)


def everything(stream: Compressed, size: int = 1000) -> bytes:
    return b"".join(iter(lambda: stream.read(size), b""))


def bomb(name: str, mebibytes: int, fill: bytes = b"\0") -> bytes:
    step = fill * (1 << 20)
    if name == "gzip":
        packer = zlib.compressobj(wbits=31)
        return b"".join(packer.compress(step) for _ in range(mebibytes)) + packer.flush()
    return PACKERS[name](step) * mebibytes


@each
def test_the_first_bytes_tell_what_it_is(name):
    assert compression_of(PACKERS[name](TEXT)[:10]) == name


@each
def test_all_bytes_come(name):
    stream = stream_of(PACKERS[name](TEXT), name)
    assert (everything(stream), stream.problem) == (TEXT, None)


@each
def test_reading_begins_where_it_was_sent(name):
    stream = stream_of(PACKERS[name](TEXT), name)
    stream.seek(5000)
    assert (stream.seek(1234), stream.read(10)) == (True, TEXT[1234:1244])


@each
def test_no_further_than_the_end(name):
    stream = stream_of(PACKERS[name](TEXT), name)
    assert (stream.seek(len(TEXT)), stream.seek(len(TEXT) + 1)) == (True, False)


@each
@pytest.mark.parametrize("padding", [0, 4, 300_000])
@pytest.mark.parametrize("step", [1, 3, 13, 1000])
def test_members_are_read_wherever_a_step_cuts_them(monkeypatch, name, padding, step):
    monkeypatch.setattr(compressed, "_STEP", step if padding < 5 else 1000)
    words = (b"one ", b"", b"two ", b"three")
    stream = stream_of(b"".join(PACKERS[name](word) + bytes(padding) for word in words), name)
    assert (everything(stream), stream.problem) == (b"one two three", None)


@each
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_cut_file_gives_a_beginning_and_says_so(name, data):
    packed = PACKERS[name](TEXT)
    keep = data.draw(st.integers(11, len(packed) - 1))
    stream = stream_of(packed[:keep], name)
    assert (TEXT.startswith(everything(stream)), stream.problem) == (True, CUT)


@each
def test_a_file_that_was_completed_has_no_problem(name):
    packed = PACKERS[name](TEXT) + PACKERS[name](b"more\n")
    early, late = stream_of(packed[:-3], name), stream_of(packed, name)
    everything(early)
    late.seek(len(TEXT))
    assert (early.problem, late.read(9), late.read(9), late.problem) == (CUT, b"more\n", b"", None)


@each
def test_a_begun_member_is_a_cut_one(name):
    packed = PACKERS[name](TEXT)
    stream = stream_of(packed + packed[:1], name)
    assert (everything(stream), stream.problem) == (TEXT, CUT)


@each
def test_what_is_foreign_behind_the_data_is_told(name):
    stream = stream_of(PACKERS[name](TEXT) + b"garbage garbage", name)
    assert (everything(stream), "something else follows" in str(stream.problem)) == (TEXT, True)


@each
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_damage_raises_nothing_and_depends_on_no_pieces(name, data):
    packed = bytearray(PACKERS[name](NOISE[:3000]))
    at = data.draw(st.integers(12, len(packed) - 1))
    packed[at : at + 8] = data.draw(st.binary(min_size=8, max_size=8))
    whole = everything(stream_of(bytes(packed), name), 1 << 20)
    assert everything(stream_of(bytes(packed), name), 777) == whole


@each
def test_what_stands_before_damage_is_given(name):
    packed = PACKERS[name](TEXT) + PACKERS[name](NOISE)
    packed = packed[:-8000] + b"\xff" * 4000 + packed[-4000:]
    stream = stream_of(packed, name)
    assert everything(stream, 1 << 20).startswith(TEXT)
    assert str(stream.problem).startswith("damaged compressed data")


@each
def test_after_damage_it_can_go_back(name):
    packed = PACKERS[name](TEXT) + PACKERS[name](NOISE)[:-4000] + b"\xff" * 4000
    stream = stream_of(packed, name)
    whole = everything(stream)
    stream.seek(0)
    assert everything(stream) == whole


@pytest.mark.parametrize("frame", [SKIPPABLE, b"\x50\x2a\x4d\x18\0\0\0\0"])
def test_skippable_frames_are_skipped(frame):
    stream = stream_of(frame + zstd(b"one ") + frame + zstd(b"two") + frame, "zstd")
    assert (everything(stream), stream.problem) == (b"one two", None)


def test_a_file_of_frames_begins_with_a_skippable_one():
    assert compression_of(SKIPPABLE) == "zstd"


def test_a_window_that_is_too_wide_is_refused():
    window = (28 - 10) << 3  # RFC 8878 3.1.1.1.2: 2 ** (10 + exponent)
    frame = b"\x28\xb5\x2f\xfd\0" + bytes([window]) + b"\x09\0\0a"
    stream = stream_of(frame, "zstd")
    assert (everything(stream), stream.problem) == (
        b"",
        "damaged compressed data: a window of 256 MiB is too wide",
    )


def test_an_xz_dictionary_that_is_too_big_is_refused():
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 512 << 20}]
    raw = lzma.LZMACompressor(lzma.FORMAT_XZ, filters=filters)
    # a tiny body, with a header that wants 512 MiB
    packed = raw.compress(b"a\n") + raw.flush()
    stream = stream_of(packed, "xz")
    everything(stream)
    assert "emory" in str(stream.problem)


@each
def test_a_bomb_is_read_in_bounded_memory(name):
    stream = stream_of(bomb(name, 24, b"\n"), name)
    tracemalloc.start()
    try:
        size = sum(len(piece) for piece in iter(lambda: stream.read(1 << 20), b""))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (size, peak < 18 << 20) == (24 << 20, True)


@each
def test_a_bomb_without_line_ends_is_stopped(monkeypatch, name):
    monkeypatch.setattr(compressed, "SWELL", 1 << 20)
    stream = stream_of(PACKERS[name](TEXT) + bomb(name, 4), name)
    whole = everything(stream, 12_345)
    assert len(whole) == len(TEXT) + (1 << 20)
    assert str(stream.problem).startswith("stopped: ")


@each
def test_lines_are_no_bomb_however_much_they_repeat(monkeypatch, name):
    monkeypatch.setattr(compressed, "SWELL", 1 << 20)
    stream = stream_of(bomb(name, 3, b"a 200\n"), name)
    assert (len(everything(stream, 1 << 20)), stream.problem) == (18 << 20, None)


def test_a_long_line_that_packs_badly_is_no_bomb(monkeypatch):
    monkeypatch.setattr(compressed, "SWELL", 1 << 14)
    stream = stream_of(gzip.compress(NOISE), "gzip")
    assert (everything(stream), stream.problem) == (NOISE, None)


def test_many_empty_members_are_read_in_linear_time(monkeypatch):
    fed = []
    real = UNPACKERS["gzip"]

    class Counting:
        def __init__(self) -> None:
            self._real = real()

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

        def decompress(self, data: bytes, max_length: int) -> bytes:
            fed.append(len(data))
            return self._real.decompress(data, max_length)

    monkeypatch.setattr(compressed, "UNPACKERS", {"gzip": Counting})
    everything(stream_of(gzip.compress(b"") * 1000, "gzip"))
    assert max(fed) <= 4096


def deflated(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


def zip_lzma(data: bytes) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 2, "dict_size": 1 << 16}]
    body = lzma.compress(data, lzma.FORMAT_RAW, filters=filters)
    return b"\x09\x04\x05\0" + struct.pack("<BL", 2 * 45 + 3, 1 << 16) + body


ENTRIES: dict[str, Packer] = {"stored": bytes, "deflate": deflated, "lzma": zip_lzma}


def entry(data: bytes, name: str, size: int, crc: int) -> Compressed:
    return Compressed(Bytes(data), name, Promise(size, crc))


@pytest.mark.parametrize("name", ENTRIES)
@pytest.mark.parametrize("text", [TEXT, b""], ids=["text", "empty"])
def test_an_entry_is_as_long_as_was_promised(name, text):
    stream = entry(ENTRIES[name](text), name, len(text), zlib.crc32(text))
    assert (everything(stream), stream.problem) == (text, None)


@pytest.mark.parametrize("name", ENTRIES)
@pytest.mark.parametrize(
    ("size", "crc", "problem"),
    [
        (len(TEXT), 1, "checksum"),
        (len(TEXT) - 1, zlib.crc32(TEXT), "holds more"),
        (len(TEXT) + 1, zlib.crc32(TEXT), CUT),
    ],
)
def test_a_broken_promise_is_told(name, size, crc, problem):
    stream = entry(ENTRIES[name](TEXT), name, size, crc)
    assert (everything(stream), problem in str(stream.problem)) == (TEXT[:size], True)
