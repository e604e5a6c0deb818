"""The journal as JSON (formats.md 2.3)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.builtin.journal_json import FORMAT
from store.formats.clock import microseconds
from store.formats.registry import detect, scores
from store.model import Context, Record, Role
from tests.store.formats.cutting import read_in_pieces

NOW = datetime(2024, 3, 10, 6, 25, 9, tzinfo=UTC)
CONTEXT = Context(UTC, microseconds(NOW), "web9")
ENTRY: dict[str, Any] = {
    "__CURSOR": "s=1f;i=1",
    "__REALTIME_TIMESTAMP": str(microseconds(NOW)),
    "_SOURCE_REALTIME_TIMESTAMP": "5",
    "_HOSTNAME": "web1",
    "SYSLOG_IDENTIFIER": "sshd",
    "_PID": "12",
    "PRIORITY": "6",
    "MESSAGE": "Failed password for amy from 192.0.2.1 port 22 ssh2",
}


def line(**changes: Any) -> bytes:
    """An entry on a line; None leaves a field out."""
    fields = {key: value for key, value in (ENTRY | changes).items() if value is not None}
    return json.dumps(fields).encode() + b"\n"


def read(source: bytes) -> Sequence[Record]:
    """The records of a source."""
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([source]))
    parsed = reader.read(source, 0, at_end=True, take_rest=True)
    assert parsed.consumed == len(source)
    return parsed.records


def unweighed(source: bytes, cuts: list[int]) -> list[Record]:
    """The records of a source that comes piece by piece, whatever they count for."""
    found = read_in_pieces(FORMAT, source, cuts, CONTEXT)
    return [record._replace(weight=0) for record in found]


def test_a_record():
    (record,) = read(line())
    assert record.fields == {
        "message": "Failed password for amy from 192.0.2.1 port 22 ssh2",
        "host.name": "web1",
        "process.pid": 12,
        "source.ip": "192.0.2.1",
        "source.port": 22,
        "user.name": "amy",
        "sshd.method": "password",
    }
    assert (record.kind.dataset, record.kind.program, record.kind.level) == (
        *("system.auth", "sshd"),
        "info",
    )
    assert (record.time, record.time_flags) == (microseconds(NOW), 0)
    assert (record.role, record.attempt) == (Role.VERDICT, "web1/sshd/12")
    assert record.raw == line()[:-1]


def test_what_the_journal_vouches_for_is_kept_beside_what_a_client_says():
    forged = line(_COMM="logger", _UID="1000", _EXE="/usr/bin/logger", _SYSTEMD_UNIT="x.scope")
    (record,) = read(forged)
    assert record.kind.program == "sshd"
    assert record.fields["journald.process.name"] == "logger"
    assert record.fields["journald.uid"] == "1000"
    assert record.fields["process.executable"] == "/usr/bin/logger"
    assert record.fields["systemd.unit"] == "x.scope"
    assert "user.id" not in record.fields


@pytest.mark.parametrize(
    ("changes", "key", "value"),
    [
        pytest.param({"MESSAGE": list(b"a\x1b\xff")}, "message", "a\x1b\\xff", id="bytes"),
        pytest.param({"MESSAGE": ["one", "two"]}, "message", "one", id="repeated"),
        pytest.param({"MESSAGE": [list(b"one"), "two"]}, "message", "one", id="repeated bytes"),
        pytest.param({"MESSAGE": []}, "message", "", id="no values"),
        pytest.param({"MESSAGE": [1000, -1]}, "message", "1000", id="no bytes"),
        pytest.param({"MESSAGE": "\ud800x"}, "message", "\\ud800x", id="half a character"),
        pytest.param({"MESSAGE": "a\nb"}, "message", "a\nb", id="many lines"),
        pytest.param({"_PID": None, "SYSLOG_PID": "7"}, "process.pid", 7, id="client's pid"),
        pytest.param({"SYSLOG_PID": "7"}, "process.pid", 12, id="the journal's pid first"),
        pytest.param({"_HOSTNAME": None}, "host.name", "web9", id="no host"),
    ],
)
def test_values(changes, key, value):
    (record,) = read(line(**changes))
    assert record.fields[key] == value


def test_a_value_that_was_too_long_is_missing():
    entry = line().replace(json.dumps(ENTRY["MESSAGE"]).encode(), b"null")
    (record,) = read(entry)
    assert (record.fields["message"], record.kind.parse) == ("", "header")


def test_the_program_may_be_known_by_its_process_only():
    (record,) = read(line(SYSLOG_IDENTIFIER=None, _COMM="sshd"))
    assert (record.kind.program, record.kind.action) == ("sshd", "login")


@pytest.mark.parametrize("time", ["", "x", "-5", "9" * 19, "9" * 400, "٣"])
def test_a_time_that_is_none(time):
    (record,) = read(line(__REALTIME_TIMESTAMP=time))
    assert (record.time, record.kind.action) == (None, "login")


@pytest.mark.parametrize(
    "raw",
    [b"{", b"[]", b"5", b"hello", b"{}", b'{"a": 1}', b"[" * 20_000, b'{"a":' * 9_000, b"\xff"],
)
def test_what_is_no_entry_is_unparsed(raw):
    (record,) = read(raw + b"\n")
    assert (record.raw, record.kind.parse, record.fields) == (raw, "none", {})


PRETTY = json.dumps(ENTRY, indent="\t").encode() + b"\n"


@pytest.mark.parametrize(
    ("source", "offset"),
    [
        pytest.param(b"\x1e" + line(), 1, id="json-seq"),
        pytest.param(b"data: " + line() + b"\n", 6, id="json-sse"),
        pytest.param(PRETTY, 0, id="json-pretty"),
    ],
)
def test_other_shapes_of_json(source, offset):
    (record,) = read(source)
    assert (record.offset, record.kind.action) == (offset, "login")
    assert source[offset:].startswith(record.raw)
    assert FORMAT.score(source) == 1


def test_a_broken_object_does_not_take_the_next_with_it():
    broken = PRETTY.removesuffix(b"}\n")
    assert [r.kind.parse for r in read(broken + PRETTY + line())] == ["none", "full", "full"]


def test_each_attempt_counts_once():
    failed = "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser="
    source = line(MESSAGE=f"{failed} rhost=192.0.2.1  user=amy") + line()
    assert sum(record.weight for record in read(source)) == 1


def test_a_client_cannot_make_another_log_a_journal():
    words = json.dumps({"agent": ',"__CURSOR":"x","__REALTIME_TIMESTAMP":"5"'}).encode()
    assert FORMAT.score(words + b"\n") == 0


def test_a_first_line_that_is_longer_than_the_head_is_recognised():
    assert FORMAT.score(line(MESSAGE="x" * 70_000)[:65_536]) == 1


def test_the_journal_is_told_from_other_formats():
    assert detect(PRETTY) is FORMAT
    assert [score for name, score in scores(FORMAT.sample).items() if name != FORMAT.name] == [
        0
    ] * (len(scores(b"")) - 1)


PIECES = st.sampled_from(
    [
        *(line(), PRETTY, PRETTY[:-2], b"\x1e" + line(_HOSTNAME="web2"), b"{\n", b"}\n", b"\n"),
        *(line(MESSAGE="last message repeated 2 times"), b"\r\n", b"hello\n", b"{", b"\xff\0"),
    ]
)
SOURCES = st.lists(PIECES, max_size=8).map(b"".join)


@given(SOURCES, st.data())
def test_pieces_make_no_difference(source, data):
    cuts = data.draw(st.lists(st.integers(0, len(source)), max_size=4))
    pieces = unweighed(source, cuts)
    assert pieces == [
        record._replace(weight=0) for record in read_in_pieces(FORMAT, source, [], CONTEXT)
    ]


@given(SOURCES)
def test_every_byte_is_kept(source):
    end = 0
    for record in read(source):
        assert not source[end : record.offset].strip(b"\r\n\x1e")
        end = record.offset + len(record.raw)
        assert source[record.offset : end] == record.raw


@given(st.recursive(st.none() | st.integers() | st.text() | st.floats(), st.lists, max_leaves=6))
def test_any_value_is_survived(value):
    (record,) = read(line(MESSAGE=value, _PID=value, PRIORITY=value, __REALTIME_TIMESTAMP=value))
    assert isinstance(record.fields.get("message", ""), str)
