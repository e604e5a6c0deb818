"""Lines of any length, zeros, encodings, and what packs itself up: bytes come back."""

import bz2
import gzip
import lzma
import subprocess
from pathlib import Path

import pytest
import zstandard

from app.importing.importing_command import import_command
from store import children
from tests.store.importing.commanding import spawned, words_of
from tests.store.importing.running import copied, line, rested, rows, run, stored, template
from tests.torture.killing import surroundings

_KIB = 1024
_MIB = 1024 * _KIB
_MOST = 190_000
"""KiB that a process may have in memory at once; half of it is the interpreter and our code."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return template(tmp_path_factory.mktemp("made"))


@pytest.fixture
def database(made, tmp_path):
    return copied(made, tmp_path)


@pytest.fixture
def log(tmp_path):
    return tmp_path / "any.log"


def given_back(database: Path) -> bytes:
    """What `blotter events --format raw` writes."""
    command = import_command(["events", "--db", str(database), "--format", "raw"])
    done = subprocess.run(command, capture_output=True, check=True, env=surroundings(database))
    return done.stdout


def sized(size: int) -> bytes:
    """An access line of exactly so many bytes, without its end."""
    start = b'203.0.113.9 - - [10/Mar/2025:00:00:01 +0000] "GET /'
    end = b' HTTP/1.1" 200 7'
    return start + b"a" * (size - len(start) - len(end)) + end


@pytest.mark.parametrize(
    "size",
    [100, 64 * _KIB - 1, 64 * _KIB, 64 * _KIB + 1, 4 * _MIB],
    ids="{} bytes".format,
)
def test_a_line_of_any_length_comes_back(database, log, size):
    data = line(1) + sized(size) + b"\n" + line(2)
    log.write_bytes(data)
    run(database, log)
    assert given_back(database) == data


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CR LF"])
def test_of_a_line_of_ten_mebibytes_the_beginning_comes_back(database, log, end):
    long = sized(10 * _MIB)
    log.write_bytes(line(1) + long + end + line(2))
    run(database, log)
    found = [raw for (raw,) in rows(database, "SELECT raw(id) FROM events ORDER BY id")]
    assert found == [line(1)[:-1], long[: 4 * _MIB], line(2)[:-1]]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(line(1) + b"\0\0\0\n" + line(2), id="zeros in a line"),
        pytest.param(b"\0" * 5_000 + line(1) + line(2), id="a hole before the first line"),
        pytest.param(line(1) + b"\xff\xfe\x80 \xc3( caf\xe9\n" + line(2), id="no UTF-8"),
        pytest.param(line(1) + "Zürich 東京\n".encode() + "Zürich\n".encode("latin-1"), id="mixed"),
        pytest.param(line(1) + b"a\rb\r\rc\n" + line(2), id="CR inside"),
        pytest.param(line(1) + b"\x1b]0;x\x07\x9b2J\n", id="control characters"),
        pytest.param(line(1) + "\u2028a\x85b\x0bc\x0cd\n".encode(), id="other line ends"),
    ],
)
def test_any_bytes_come_back(database, log, data):
    log.write_bytes(data)
    run(database, log)
    assert given_back(database) == data


def test_a_byte_order_mark_is_no_part_of_a_record(database, log):
    log.write_bytes(b"\xef\xbb\xbf" + line(1) + line(2))
    run(database, log)
    assert given_back(database) == line(1) + line(2)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_where_no_format_knows_it_comes_back(database, log, encoding):
    """Windows logs are read as UTF-16; a log of lines is cut at its bytes, and loses none."""
    data = ("\ufeff" + "Zürich 東京\r\n" * 5).encode(encoding)
    log.write_bytes(data)
    run(database, rested(log))
    found = rows(database, "SELECT raw(id) FROM events ORDER BY id")
    assert b"\n".join(raw for (raw,) in found) in {data, data.removesuffix(b"\n")}


@pytest.mark.parametrize("count", [1, 3])
def test_a_log_under_a_kibibyte_is_read_at_once(database, log, count):
    log.write_bytes(b"".join(line(number) for number in range(count)))
    assert run(database, log).lines == count


def peak(database: Path, log: Path) -> tuple[int, int]:
    """How an import ended, and the most KiB of memory that it had."""
    told = "import atexit; atexit.register(lambda: print(open('/proc/self/status').read()))"
    code = f"{told}; from app.cli import main; main()"
    words = ("--import-only", "--quiet", "--db", database, log)
    ended = spawned([*children.command(code), *map(str, words)], env=surroundings(database.parent))
    (most,) = (text.split()[1] for text in ended.out.splitlines() if text.startswith("VmHWM"))
    return ended.code, int(most)


@pytest.mark.slow
def test_long_lines_take_bounded_memory(database, log):
    log.write_bytes(b"\n".join(sized(10 * _MIB) for _ in range(4)) + b"\n")
    assert peak(database, log)[1] < _MOST


@pytest.mark.slow
def test_a_line_without_an_end_takes_bounded_memory(database, log):
    log.write_bytes(b"a" * (64 * _MIB))
    assert peak(database, log)[1] < _MOST


@pytest.mark.slow
@pytest.mark.parametrize(
    "pack", [bz2.compress, lzma.compress, zstandard.compress], ids=["bz2", "xz", "zstd"]
)
def test_a_bomb_of_another_kind_takes_bounded_memory(database, log, pack):
    log.write_bytes(pack(bytes(64 * _MIB)))
    code, most = peak(database, log)
    assert (code, most < _MOST) == (65, True)


def test_a_packed_log_in_a_packed_log_is_not_opened(database, log):
    """Once unpacked, what is inside is bytes like others: one level, no bomb of bombs."""
    log.write_bytes(gzip.compress(gzip.compress(line(1) * 100)))
    ended = spawned(words_of(database, "--quiet", log), env=surroundings(database.parent))
    assert ended.code == 65
    assert line(1)[:-1] not in stored(database)


@pytest.mark.parametrize("cut", [1, 100, 2_000])
def test_a_cut_packed_log_gives_what_is_whole_and_later_the_rest(database, log, cut):
    data = b"".join(line(number) for number in range(3_000))
    packed = gzip.compress(data)
    log.write_bytes(packed[:-cut])
    ended = spawned(words_of(database, "--quiet", log), env=surroundings(database.parent))
    assert (ended.code, ended.err.count("\n")) == (65, 1)
    log.write_bytes(packed)
    assert spawned(words_of(database, "--quiet", log), env=surroundings(database.parent)).code == 0
    assert given_back(database) == data
