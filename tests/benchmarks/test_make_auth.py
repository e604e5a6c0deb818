"""The auth log that measurements are made on."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.make_auth import main, write

LINE = re.compile(rb"Nov [ 1]\d [0-2]\d:[0-5]\d:[0-5]\d web1 [a-zA-Z-]+(?:\[\d+\])?: .+")
REPEATED = re.compile(rb"message repeated (\d) times: \[ Failed password")
LINES = 20_000


def made(lines: int, *seed: int) -> bytes:
    target = io.BytesIO()
    write(lines, target, *seed)
    return target.getvalue()


@pytest.fixture(scope="module")
def log() -> list[bytes]:
    return made(LINES).removesuffix(b"\n").split(b"\n")


def test_every_line_has_a_header_of_rfc_3164(log):
    assert [line for line in log if not LINE.fullmatch(line)] == []


def test_there_are_as_many_lines_as_asked_for(log):
    assert len(log) == LINES


def test_nearly_every_fifth_line_is_an_attempt(log):
    told = sum(b": Failed password for" in line for line in log)
    summed_up = sum(int(count) for count in REPEATED.findall(b"\n".join(log)))
    assert 0.18 < (told + summed_up) / LINES < 0.21


def test_time_rises(log):
    times = [
        datetime.strptime(f"2026 {line[:15].decode()}", "%Y %b %d %H:%M:%S").replace(tzinfo=UTC)
        for line in log
    ]
    assert times == sorted(times)


@pytest.mark.parametrize(
    "words",
    [
        b": Invalid user ",
        b"pam_unix(sshd:auth): check pass; user unknown",
        b"pam_unix(sshd:auth): authentication failure;",
        b"message repeated 5 times: [ Failed password for root from ",
        b"error: maximum authentication attempts exceeded for root from ",
        b": Accepted publickey for ",
        b": Connection closed by ",
        b": Disconnected from invalid user ",
        b"; USER=root ; COMMAND=",
        b"pam_unix(cron:session): session opened",
        b" systemd-logind[702]: New session ",
    ],
)
def test_what_such_a_server_says_is_there(log, words: bytes):
    assert any(words in line for line in log)


def test_another_seed_gives_other_bytes():
    assert made(50, 2027) != made(50)


def test_the_command_writes_the_same_bytes_every_time(tmp_path: Path):
    main(["50", str(tmp_path / "auth.log")])
    assert (tmp_path / "auth.log").read_bytes() == made(50)
