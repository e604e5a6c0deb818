"""Telling the two Apache logs apart, and from everything else."""

import hashlib

import pytest

from store.formats.builtin import apache_access, apache_error

ACCESS, ERROR = apache_access.FORMAT, apache_error.FORMAT
ACCESS_LINE = ACCESS.sample.splitlines(keepends=True)[0]
ERROR_LINE = ERROR.sample.splitlines(keepends=True)[1]


def scores(head: bytes) -> tuple[float, float]:
    return ACCESS.score(head), ERROR.score(head)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (ACCESS.sample, (1, 0)),
        (ERROR.sample, (0, 1)),
        (ACCESS_LINE.strip(), (1, 0)),
        (ERROR_LINE.strip(), (0, 1)),
        (ACCESS_LINE * 3 + b"junk\n", (0.75, 0)),
        (ERROR_LINE + b"#0 {main}\n  x\n", (0, 1)),
        (ACCESS_LINE * 2 + ERROR_LINE, (2 / 3, 0)),
        (ACCESS_LINE + ERROR_LINE * 2, (0, 2 / 3)),
        (ACCESS_LINE + ERROR_LINE, (0.5, 0)),
        (b"junk\n" + ERROR_LINE, (0, 0.5)),
        (b"\n\r\n" + ACCESS_LINE, (1, 0)),
    ],
)
def test_share_of_lines(head, expected):
    assert scores(head) == pytest.approx(expected)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\n\n",
        b"\0" * 65_536,
        b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(2048)),
        b"[section]\nkey=value\n",
        b"[error] something went wrong\n",
        b"[INFO] Building\n[ERROR] x\n",
        b"Jan  3 09:47:02 web1 sshd[7]: Failed password for kim from 192.0.2.1 port 9 ssh2\n",
        b'Jan  3 09:47:02 web1 app: 192.0.2.1 - - "GET /x HTTP/1.1" 200 5 4.386\n',
        b'{"remote": "192.0.2.1", "status": 200}\n',
        b"Date,Time,Request\n",
        b"ElfFile\0" + b"\0" * 120,
        ACCESS_LINE[:60],
    ],
)
def test_anything_else_scores_nothing(head):
    assert scores(head) == (0, 0)


def test_syslog_lines_do_not_continue_an_error_record():
    head = ERROR_LINE + b"Jan  3 09:47:02 web1 sshd[7]: x\n" * 9
    assert scores(head) == pytest.approx((0, 0.1))


def test_plain_text_continues_an_error_record_only_so_far():
    assert ERROR.score(ERROR_LINE + b"text\n" * 500) == pytest.approx(51 / 501)


def test_line_cut_by_the_end_of_the_head_does_not_count():
    head = (ACCESS_LINE * 2000)[: 65_536 - 10] + b"\n123456789"
    assert ACCESS.score(head) == pytest.approx(1, abs=0.002)


def test_one_line_longer_than_the_head():
    line = ACCESS_LINE.strip() + b' "-" "' + b"a" * 65_536
    assert scores(line[:65_536]) == (1, 0)
