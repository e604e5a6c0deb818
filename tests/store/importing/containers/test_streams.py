"""Opening logs, and reading them from any offset."""

import gzip
import os
import tracemalloc
import zlib
from pathlib import Path

import pytest

from store.errors import InputError
from store.importing.containers import compressed, streams
from store.importing.containers.streams import Stream, open_log
from store.importing.glance import identify

TEXT = b"".join(b"line %d of a log\n" % number for number in range(2000))


@pytest.fixture
def opened():
    """Opens files; closes them at the end."""
    made = []

    def open_(path: Path) -> streams.Opened:
        made.append(open_log(path))
        return made[-1]

    yield open_
    for each in made:
        each.close()


@pytest.fixture
def stream_of(opened, tmp_path):
    """The stream of a file with these bytes."""

    def stream(data: bytes) -> Stream:
        path = tmp_path / "a.log"
        path.write_bytes(data)
        stream_: Stream = opened(path).stream()
        return stream_

    return stream


def everything(stream: Stream, size: int = 1000) -> bytes:
    """All bytes from here, in pieces."""
    out = b""
    while piece := stream.read(size):
        out += piece
    return out


both = pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
"""What is true of plain and compressed files alike."""


@both
def test_all_bytes_come(stream_of, pack):
    assert everything(stream_of(pack(TEXT))) == TEXT


@both
def test_a_read_is_short_only_at_the_end(stream_of, pack):
    stream = stream_of(pack(TEXT))
    assert [len(stream.read(30_000)) for _ in range(3)] == [30_000, len(TEXT) - 30_000, 0]


@both
def test_reading_begins_where_it_was_sent(stream_of, pack):
    stream = stream_of(pack(TEXT))
    assert (stream.seek(1234), stream.read(10)) == (True, TEXT[1234:1244])


@both
def test_it_can_go_back(stream_of, pack):
    stream = stream_of(pack(TEXT))
    stream.seek(5000)
    stream.read(10)
    assert (stream.seek(3), stream.read(5)) == (True, TEXT[3:8])


@both
def test_the_end_can_be_sought(stream_of, pack):
    stream = stream_of(pack(TEXT))
    assert (stream.seek(len(TEXT)), stream.read(5)) == (True, b"")


@both
def test_no_further_than_the_end(stream_of, pack):
    stream = stream_of(pack(TEXT))
    assert (stream.seek(len(TEXT) + 1), stream.read(5)) == (False, b"")


@both
def test_a_whole_file_has_no_problem(stream_of, pack):
    stream = stream_of(pack(TEXT))
    everything(stream)
    assert stream.problem is None


@pytest.mark.parametrize("step", [1, 2, 3, 5, 7, 8, 9, 10, 11, 13, 17, 19, 20, 21, 1000])
@pytest.mark.parametrize("padding", [0, 1, 30], ids="{} zeros".format)
def test_members_are_read_wherever_a_step_cuts_them(stream_of, monkeypatch, step, padding):
    monkeypatch.setattr(compressed, "_STEP", step)
    members = (gzip.compress(word) + bytes(padding) for word in (b"one ", b"", b"two ", b"three"))
    stream = stream_of(b"".join(members))
    assert (everything(stream), stream.problem) == (b"one two three", None)


@pytest.mark.parametrize("after", [b"garbage", b"\x1f", b"\0\0\x1f?"])
def test_what_follows_the_last_member_is_no_log(stream_of, after):
    assert everything(stream_of(gzip.compress(TEXT) + after)) == TEXT


@pytest.mark.parametrize("keep", [3, 12, 2000])
def test_a_cut_file_gives_what_is_whole(stream_of, keep):
    packed = gzip.compress(TEXT)[:keep]
    stream = stream_of(packed)
    assert everything(stream) == zlib.decompressobj(wbits=31).decompress(packed)


def test_a_cut_file_has_a_problem(stream_of):
    stream = stream_of(gzip.compress(TEXT)[:-9])
    everything(stream)
    assert stream.problem == "the compressed data ends before its end mark"


def test_a_wrong_checksum_costs_no_line(stream_of):
    packed = bytearray(gzip.compress(TEXT))
    packed[-8] ^= 1
    stream = stream_of(packed)
    assert everything(stream) == TEXT
    assert str(stream.problem).startswith("damaged compressed data")


def test_what_stands_before_damage_is_given(stream_of):
    packed = bytearray(gzip.compress(os.urandom(20_000).hex().encode()))
    packed[15_000:] = b"\xff" * 3000
    whole = everything(stream_of(bytes(packed)))
    assert len(whole) > 25_000


def test_what_stands_before_damage_does_not_depend_on_the_pieces(stream_of):
    packed = bytearray(gzip.compress(os.urandom(20_000).hex().encode()))
    packed[15_000:] = b"\xff" * 3000
    assert everything(stream_of(bytes(packed)), 77) == everything(stream_of(bytes(packed)), 1 << 20)


def test_a_bomb_is_read_in_bounded_memory(stream_of):
    step = bytes(1 << 20)
    packer = zlib.compressobj(wbits=31)
    stream = stream_of(b"".join(packer.compress(step) for _ in range(64)) + packer.flush())
    tracemalloc.start()
    try:
        size = sum(len(piece) for piece in iter(lambda: stream.read(1 << 20), b""))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (size, peak < 8 << 20) == (64 << 20, True)


def test_the_first_bytes_tell_compression_not_the_name(opened, tmp_path):
    path = tmp_path / "a.log"
    path.write_bytes(gzip.compress(TEXT))
    assert opened(path).compression == "gzip"


def test_a_name_does_not_make_it_compressed(opened, tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(TEXT)
    assert opened(path).compression == "none"


def test_an_open_log_says_what_the_file_system_says(opened, tmp_path):
    path = tmp_path / "a.log"
    path.write_bytes(TEXT)
    found = path.stat()
    expected = (found.st_dev, found.st_ino, len(TEXT), found.st_mtime_ns)
    assert (opened(path).identity, identify(path)) == (expected, expected)


def test_a_folder_is_no_log(tmp_path):
    with pytest.raises(InputError, match="a folder, not a file"):
        open_log(tmp_path)


def test_a_fifo_is_refused_and_not_waited_for(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(InputError, match="a FIFO, not a file"):
        open_log(path)


def test_a_device_is_refused():
    with pytest.raises(InputError, match="a device, not a file"):
        open_log(Path("/dev/zero"))


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_log(tmp_path / "none")


@pytest.mark.parametrize("target", ["/dev/null", "folder"])
def test_what_is_refused_is_closed(tmp_path, target):
    (tmp_path / "folder").mkdir()
    before = len(list(Path("/dev/fd").iterdir()))
    with pytest.raises(InputError):
        open_log(tmp_path / target)
    assert len(list(Path("/dev/fd").iterdir())) == before
