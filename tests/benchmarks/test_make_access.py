"""The access log that measurements are made on."""

import io
import re
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from benchmarks.make_access import main, write

LINE = re.compile(
    rb'(\S+) - - \[([^\]]+)\] "(?:GET|POST) \S+ HTTP/1\.1" (\d{3}) \d+ "[^"]+" "[^"]+"'
)
LINES = 30_000


@cache
def made(lines: int, *seed_and_week: int) -> bytes:
    target = io.BytesIO()
    write(lines, target, *seed_and_week)
    return target.getvalue()


@pytest.fixture(scope="module")
def log() -> list[bytes]:
    return made(LINES).removesuffix(b"\n").split(b"\n")


def test_every_line_is_combined(log):
    assert [line for line in log if not LINE.fullmatch(line)] == []


def test_there_are_as_many_lines_as_asked_for(log):
    assert len(log) == LINES


def test_a_line_has_about_203_bytes(log):
    assert 198 < sum(len(line) + 1 for line in log) / LINES < 208


def test_time_rises_over_seven_days(log):
    times = [
        datetime.strptime(line.split(b"[")[1][:26].decode(), "%d/%b/%Y:%H:%M:%S %z") for line in log
    ]
    assert times == sorted(times)
    assert (times[-1] - times[0]).days == 6


def test_statuses_have_their_shares(log):
    answered = [line.split(b'" ', 1)[1][:3] for line in log]
    assert 0.84 < answered.count(b"200") / LINES < 0.88
    assert 0.03 < answered.count(b"404") / LINES < 0.05


def test_the_command_writes_the_same_bytes_every_time(tmp_path: Path):
    main(["25", str(tmp_path / "big.log")])
    assert (tmp_path / "big.log").read_bytes() == made(25)


def test_another_week_has_the_same_lines_later():
    later = re.sub(rb"\[(\d\d)/Nov", lambda match: b"[%02d/Nov" % (int(match[1]) + 7), made(25))
    assert made(25, 2026, 1) == later


def test_another_seed_gives_other_bytes():
    assert made(25, 2027) != made(25)
