"""The auth log as a whole: from bytes to records."""

import codecs
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.builtin.system_auth import FORMAT
from store.formats.clock import microseconds
from store.formats.interface import Reader, State
from store.model import Context, Parse, Record, TimeFlag

CONTEXT = Context(ZoneInfo("Europe/Zurich"), microseconds(datetime(2024, 6, 1, tzinfo=UTC)))
DAY = "Mar 10 10:00"


def opened(source: bytes, state: State | None = None, at: int = 0) -> Reader:
    """A reader of a source."""
    return FORMAT.open(CONTEXT, state or {}, lambda: iter([source[at:]]))


def read(*lines: str) -> Sequence[Record]:
    """The records of lines, read at once."""
    source = "".join(f"{line}\n" for line in lines).encode()
    return opened(source).read(source, 0, at_end=True, take_rest=True).records


def in_pieces(source: bytes, cuts: list[int], *, reopen: bool) -> list[Record]:
    """The records of a source that is given piece by piece, perhaps to a new reader each time."""
    reader = opened(source)
    records: list[Record] = []
    done = 0
    for cut in [*cuts, len(source)]:
        last = cut == len(source)
        parsed = reader.read(source[done:cut], done, at_end=last, take_rest=last)
        records += parsed.records
        done += parsed.consumed
        if reopen:
            reader = opened(source, json.loads(json.dumps(reader.state())), done)
    return records


def test_the_sample_is_understood_in_full():
    reader = opened(FORMAT.sample)
    records = reader.read(FORMAT.sample, 0, at_end=True, take_rest=True).records
    assert [record.kind.parse for record in records] == [Parse.FULL] * 7
    assert FORMAT.score(FORMAT.sample) == 1


def test_a_record():
    (record,) = read(f"{DAY}:01 web1 sshd[12]: Failed password for amy from 192.0.2.1 port 22 ssh2")
    assert record.fields == {
        "message": "Failed password for amy from 192.0.2.1 port 22 ssh2",
        "host.name": "web1",
        "process.pid": 12,
        "source.ip": "192.0.2.1",
        "source.port": 22,
        "user.name": "amy",
        "sshd.method": "password",
    }
    assert record.kind[:7] == (
        "system.auth",
        "full",
        "authentication",
        "login",
        "failure",
        None,
        "sshd",
    )
    assert record.time == microseconds(datetime(2024, 3, 10, 9, 0, 1, tzinfo=UTC))
    assert record.time_flags == TimeFlag.YEAR_ASSUMED | TimeFlag.ZONE_ASSUMED
    assert record.attempt == "web1/sshd/12"


def test_one_kind_object_stands_for_all():
    first, second = read(
        f"{DAY}:01 web1 su: (to root) amy on pts/1", f"{DAY}:02 web1 su: (to x) y on z"
    )
    assert first.kind is second.kind


def test_an_unknown_message_has_only_its_header():
    (record,) = read(f"{DAY}:01 web1 app[5]: hello")
    assert (record.kind.parse, record.kind.program, record.kind.action) == ("header", "app", None)


def test_a_line_without_header_is_unparsed():
    (record,) = read("hello")
    assert (record.kind.parse, record.fields, record.time) == ("none", {}, None)


def test_a_date_that_does_not_exist_is_unparsed():
    (record,) = read("Feb 30 10:00:00 web1 sshd[12]: hello")
    assert record.kind.parse == "none"


def test_lines_that_begin_with_a_blank_belong_to_the_record():
    first, second = read(f"{DAY}:01 web1 app[5]: hello", "\tmore", f"{DAY}:02 web1 app[5]: bye")
    assert first.fields["message"] == "hello\n\tmore"
    assert first.raw.endswith(b"\n\tmore")
    assert second.fields["message"] == "bye"


def test_further_lines_do_not_hide_the_meaning():
    (record,) = read(f"{DAY}:01 web1 sshd[5]: Invalid user x from 192.0.2.1", " more")
    assert record.fields["source.ip"] == "192.0.2.1"


def test_both_kinds_of_header_in_one_file():
    old, new = read(
        "Dec 31 23:59:59 web1 su: (to root) amy on pts/1",
        "2022-01-01T00:00:01.5+01:00 web1 su: (to root) amy on pts/1",
    )
    assert old.time == microseconds(datetime(2021, 12, 31, 22, 59, 59, tzinfo=UTC))
    assert new.time == microseconds(datetime(2021, 12, 31, 23, 0, 1, 500_000, tzinfo=UTC))


def test_the_host_comes_from_the_context_where_lines_have_none():
    source = f"{DAY}:01 sshd[5]: Invalid user x from 192.0.2.1\n".encode()
    reader = FORMAT.open(CONTEXT._replace(host="web9"), {}, lambda: iter([source]))
    (record,) = reader.read(source, 0, at_end=True, take_rest=True).records
    assert (record.fields["host.name"], record.attempt) == ("web9", "web9/sshd/5")


def test_a_record_of_the_new_protocol():
    """formats.md 2.3, RFC 5424."""
    (record,) = read(
        "<38>1 2024-03-10T10:00:01Z web1 sshd 12 ID4"
        ' [origin software="x"] Failed password for amy from 192.0.2.1 port 22 ssh2'
    )
    assert (record.kind.action, record.kind.level, record.weight) == ("login", "info", 1)
    assert record.fields["log.syslog.msgid"] == "ID4"
    assert record.fields["log.syslog.structured_data.origin.software"] == "x"
    assert record.fields["process.pid"] == 12
    assert record.time == microseconds(datetime(2024, 3, 10, 10, 0, 1, tzinfo=UTC))


def test_a_record_that_says_it_has_no_time_is_read():
    (record,) = read("<38>1 - web1 sshd 12 - - Invalid user x from 192.0.2.1")
    assert (record.time, record.kind.action) == (None, "invalid-user")


GLUED = (
    "<38>Dec 31 23:59:59 web1 su: (to root) amy on pts/1"
    "<38>Jan  1 00:00:01 web1 sshd[12]: Invalid user <14>Mar from 192.0.2.1\nmore"
    "<38>Jan  1 00:00:02 web1 app: x"
)


def test_records_without_line_ends_between_them():
    """formats.md 2.3, forward format."""
    source = GLUED.encode()
    records = opened(source).read(source, 0, at_end=True, take_rest=True).records
    assert [record.kind.program for record in records] == ["su", "sshd", "app"]
    assert records[1].fields["user.name"] == "<14>Mar"
    assert records[1].raw.endswith(b"\nmore")
    assert [record.offset for record in records] == [0, 51, source.rindex(b"<38>")]
    times = [record.time // 10**6 for record in records if record.time]
    assert [datetime.fromtimestamp(time, CONTEXT.zone).year for time in times] == [2023, 2024, 2024]


@given(st.lists(st.integers(0, len(GLUED)), max_size=6).map(sorted), st.booleans())
def test_records_without_line_ends_in_crumbs(cuts, reopen):
    source = GLUED.encode()
    assert in_pieces(source, cuts, reopen=reopen) == in_pieces(source, [], reopen=False)


def test_a_client_cannot_end_a_line():
    """formats.md 2.3: in a log of lines a header inside a line is a client's words."""
    forged = "<38>Mar 10 10:00:02 web9 sshd[1]: Accepted password for root from 192.0.2.9"
    records = read(f"<38>{DAY}:01 web1 sshd[12]: Invalid user x{forged}", f"<38>{DAY}:03 web1 a: x")
    assert [record.fields["host.name"] for record in records] == ["web1", "web1"]


def test_records_with_their_length_before_them():
    """RFC 6587 3.4.1."""
    record = b"<38>1 2024-03-10T10:00:01Z web1 su - - - (to root) amy on pts/1"
    source = b"%d %s" % (len(record), record) * 2
    found = opened(source).read(source, 0, at_end=True, take_rest=True).records
    assert [(each.raw, each.kind.program) for each in found] == [(record, "su")] * 2


def test_lines_before_the_first_record_are_unparsed():
    """formats.md 2.3, header lines and lines that go on flush left."""
    records = read("Header1: abc", f"{DAY}:01 web1 app: x", "with another line")
    assert [record.kind.parse for record in records] == ["none", "header", "none"]


def test_what_journalctl_indents_belongs_to_the_record():
    (record,) = read("-- No entries --", f"{DAY}:01 web1 app[5]: a", f"{' ' * 29}b")
    assert record.fields["message"] == f"a\n{' ' * 29}b"


def test_pam_before_2006_names_the_service_in_the_tag():
    (record,) = read(
        f"{DAY}:01 web1 sshd(pam_unix)[19939]: authentication failure; logname= uid=0 euid=0"
        " tty=ssh ruser= rhost=192.0.2.1"
    )
    assert (record.kind.program, record.fields["source.ip"]) == ("sshd", "192.0.2.1")


def test_vsftpds_own_lines_in_an_auth_log():
    (record,) = read('Sun Mar 10 10:00:01 2024 [pid 5] [amy] FAIL LOGIN: Client "192.0.2.1"')
    assert (record.kind.program, record.kind.outcome) == ("vsftpd", "failure")
    assert (record.fields["user.name"], record.time_flags) == ("amy", TimeFlag.ZONE_ASSUMED)


FAILED = "Failed password for root from 192.0.2.1 port 22 ssh2"


@pytest.mark.parametrize(
    "repeated",
    [
        f"{DAY}:02 web1 sshd[12]: message repeated 3 times: [ {FAILED}]",
        f"{DAY}:02 web1 last message repeated 3 times",
        f"{DAY}:02 web1 --- last message repeated 3 times ---",
        f"{DAY}:02 --- last message repeated 3 times ---",
        f"{DAY}:02: --- last message repeated 3 times ---",
        f"{DAY}:02 web1 sshd[12]: last message repeated 3 times",
    ],
)
def test_a_repeated_message_counts_as_often_as_it_was_said(repeated):
    _, record = read(f"{DAY}:01 web1 sshd[12]: {FAILED}", repeated)
    assert (record.weight, record.kind.action) == (3, "login")
    assert record.fields["source.ip"] == "192.0.2.1"
    assert record.fields["host.name"] == "web1"
    assert record.attempt == "web1/sshd/12"


def test_a_message_that_counts_for_nothing_is_not_counted_when_repeated():
    line = "Connection closed by 192.0.2.1 port 22 [preauth]"
    _, record = read(
        f"{DAY}:01 web1 sshd[12]: {line}", f"{DAY}:02 web1 last message repeated 3 times"
    )
    assert (record.weight, record.kind.action) == (0, "connection-aborted")


def test_each_host_repeats_its_own_last_message():
    *_, record = read(
        f"{DAY}:01 web1 sshd[12]: {FAILED}",
        f"{DAY}:02 web2 app: hello",
        f"{DAY}:03 web1 last message repeated 2 times",
    )
    assert record.fields["source.ip"] == "192.0.2.1"


def test_what_is_repeated_may_be_unknown():
    (record,) = read(f"{DAY}:01 web1 last message repeated 2 times")
    assert (record.kind.parse, record.weight) == ("header", 2)


def test_a_process_is_attributed_to_its_connection():
    *_, record = read(
        f"{DAY}:01 web1 sshd[12]: Connection from 192.0.2.1 port 5022 on 192.0.2.2 port 22",
        f"{DAY}:02 web1 sshd[13]: Connection from 192.0.2.3 port 5023 on 192.0.2.2 port 22",
        f"{DAY}:03 web1 sshd[12]: error: kex_exchange_identification: Connection closed",
    )
    assert (record.fields["source.ip"], record.fields["source.port"]) == ("192.0.2.1", 5022)


def test_connections_are_remembered_up_to_a_limit():
    lines = [
        f"{DAY}:01 web1 sshd[{pid}]: Connection from 192.0.2.1 port 22 on 192.0.2.2 port 22"
        for pid in range(1000)
    ]
    source = "".join(f"{line}\n" for line in lines).encode()
    reader = opened(source)
    reader.read(source, 0, at_end=True, take_rest=True)
    assert len(reader.state()["inner"]["memory"]["peers"]) == 256


def test_bytes_that_are_no_text_are_written_out():
    source = DAY.encode() + b":01 web1 sshd[5]: Invalid user \xff\x00 from 192.0.2.1\n"
    (record,) = opened(source).read(source, 0, at_end=True, take_rest=True).records
    assert record.fields["user.name"] == "\\xff\0"
    assert record.raw == source[:-1]


ATTACK = [
    f"{DAY}:01 web1 sshd[12]: Invalid user bob from 192.0.2.1 port 22",
    f"{DAY}:01 web1 sshd[12]: input_userauth_request: invalid user bob [preauth]",
    f"{DAY}:01 web1 sshd[12]: pam_unix(sshd:auth): check pass; user unknown",
    (
        f"{DAY}:01 web1 sshd[12]: pam_unix(sshd:auth): authentication failure; logname="
        " uid=0 euid=0"
        " tty=ssh ruser= rhost=192.0.2.1 "
    ),
    f"{DAY}:03 web1 sshd[12]: Failed password for invalid user bob from 192.0.2.1 port 22 ssh2",
    f"{DAY}:04 web1 sshd[12]: pam_unix(sshd:auth): check pass; user unknown",
    f"{DAY}:06 web1 sshd[12]: Failed password for invalid user bob from 192.0.2.1 port 22 ssh2",
    (
        f"{DAY}:07 web1 sshd[12]: error: maximum authentication attempts exceeded for"
        " invalid user bob"
        " from 192.0.2.1 port 22 ssh2 [preauth]"
    ),
    (
        f"{DAY}:07 web1 sshd[12]: Disconnecting invalid user bob 192.0.2.1 port 22:"
        " Too many authentication failures [preauth]"
    ),
    (
        f"{DAY}:07 web1 sshd[12]: PAM 1 more authentication failure; logname= uid=0 euid=0 tty=ssh"
        " ruser= rhost=192.0.2.1 "
    ),
    (
        f"{DAY}:20 web1 sudo: pam_unix(sudo:auth): authentication failure; logname=amy"
        " uid=1001 euid=0"
        " tty=/dev/pts/0 ruser=amy rhost=  user=amy"
    ),
    (
        f"{DAY}:30 web1 sudo:      amy : 3 incorrect password attempts ; TTY=pts/0 ;"
        " PWD=/ ; USER=root ;"
        " COMMAND=/bin/sh"
    ),
    (
        f"{DAY}:40 web1 su[7]: pam_unix(su:auth): authentication failure; logname=amy"
        " uid=1001 euid=0"
        " tty=pts/0 ruser=amy rhost=  user=root"
    ),
    f"{DAY}:42 web1 su[7]: FAILED su for root by amy",
    f"{DAY}:42 web1 su[7]: - /dev/pts/0 amy:root",
    (
        f"{DAY}:50 web1 login[8]: pam_unix(login:auth): authentication failure; logname=LOGIN uid=0"
        " euid=0 tty=/dev/tty1 ruser= rhost=  user=amy"
    ),
    f"{DAY}:52 web1 login[8]: FAILED LOGIN (1) on '/dev/tty1' FOR 'amy', Authentication failure",
    (
        f"{DAY}:59 web1 cockpit-session[9]: pam_unix(cockpit:auth): authentication"
        " failure; logname="
        " uid=0 euid=0 tty= ruser= rhost=192.0.2.5  user=amy"
    ),
]


def test_every_attempt_counts_once():
    weights = [record.weight for record in read(*ATTACK)]
    assert weights == [0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 3, 0, 1, 0, 0, 1, 1]


@given(st.lists(st.integers(0, 2600), max_size=12).map(sorted), st.booleans())
def test_every_attempt_counts_once_in_crumbs(cuts, reopen):
    source = "".join(f"{line}\n" for line in ATTACK).encode()
    records = in_pieces(source, [cut for cut in cuts if cut <= len(source)], reopen=reopen)
    assert sum(record.weight for record in records) == 8


PIECES = st.sampled_from(
    [
        *(f"{line}\n".encode() for line in ATTACK),
        b"Dec 31 23:59:60 web2 su: FAILED SU (to root) amy on pts/1\n",
        b"Jan  1 00:00:01 web2 sshd[9]: Connection from 192.0.2.8 port 1 on 192.0.2.2 port 22\n",
        b"Jul  1 12:00:01 web2 sshd[9]: kex_exchange_identification: x\n",
        b"2023-07-01T12:00:01+02:00 web3 sshd[9]: Accepted password for amy from 192.0.2.8\r\n",
        b"Oct 27 02:30:00 web2 app: x\n",
        b"Oct 27 02:10:00 web2 app: x\n",
        b"Mar 10 10:00:09 web2 last message repeated 2 times\n",
        b"Mar 10 10:00:09 --- last message repeated 2 times ---\n",
        b"Feb 29 10:00:09 kernel: x\n",
        b"<38>Mar 10 10:00:09 web1 sshd[12]: message repeated 2 times: [ Invalid user x from y]\n",
        *(b"\tmore\n", b" \n", b"\n", b"\r\n", b"hello\n", b"\xff\0\r", b"Mar 10", b" web1 su: "),
    ]
)
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)
"""Beginnings of sources in other encodings; these belong to no line."""
SOURCES = st.lists(st.one_of(PIECES, PIECES, st.binary(max_size=8)), max_size=14).map(b"".join)


@given(SOURCES, st.data(), st.booleans())
def test_pieces_make_no_difference(source, data, reopen):
    cuts = data.draw(st.lists(st.integers(0, len(source)), max_size=5).map(sorted))
    whole = in_pieces(source, [], reopen=False)
    pieces = in_pieces(source, cuts, reopen=reopen)
    assert [record._replace(weight=0) for record in pieces] == [
        record._replace(weight=0) for record in whole
    ]


@given(st.one_of(SOURCES, st.binary(max_size=200)).filter(lambda raw: not raw.startswith(MARKS)))
def test_every_line_is_accounted_for(source):
    parsed = opened(source).read(source, 0, at_end=True, take_rest=True)
    assert parsed.consumed == len(source)
    end = 0
    for record in parsed.records:
        assert not source[end : record.offset].strip(b"\r\n")
        end = record.offset + len(record.raw)
        assert source[record.offset : end] == record.raw
    assert not source[end:].strip(b"\r\n")


@given(SOURCES)
def test_no_value_is_empty_or_a_placeholder(source):
    for record in opened(source).read(source, 0, at_end=True, take_rest=True).records:
        values = [value for key, value in record.fields.items() if key != "message"]
        assert not {"", "-", None} & set(values)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", 0),
        (b"\n\n", 0),
        (b"hello\nworld\n", 0),
        (bytes(1000), 0),
        (bytes(range(256)) * 4, 0),
        (b"Mar 10 10:00:01 web1 app: x\nhello\n", 0.5),
        (b"Mar 10 10:00:01 web1 app: x", 1),
        (b"Mar 10 10:00:01 web1 app: x\n\tmore\n\n", 1),
        (b"Mar 10 10:00:01 web1 app: x\nMar 10 10:0", 1),
        (b"Mar 10 10:00:01 web1 app: " + b"x" * 70_000, 1),
        (b"<14>Mar 10 10:00:01 web1 app x<14>Mar 10 10:00:01 web1 app y", 1),
        (b"<14>1 2024-03-10T10:00:01Z web1 app - - - x\n", 1),
        ("août 10 10:00:01 web1 app: x\n".encode(), 1),
        (b"Sun 2024-03-10 10:00:01 CET web1 sshd[5]: x\n", 1),
        (b'Sun Mar 10 10:00:01 2024 [pid 5] CONNECT: Client "192.0.2.1"\n', 0.5),
        (b"Mar 10 10:00:01 last message repeated 2 times\n", 1),
        (b"Mar 10 10:00:01 we met at noon\n", 0),
        (b"2024-03-10T10:00:01Z web1 app: x\n", 1),
        (b"2024-03-10T10:00:01Z INFO app: x\n", 0),
        (b"2024-03-10 10:00:01,123 INFO root: hello\n", 0),
        (b"2024-03-10 10:00:01 web1 sshd[5]: hello\n", 1),
        (b"2024-03-10 10:00:01 status installed foo:amd64 1.0\n", 0),
        (b"[Sun Mar 10 10:00:01.1 2024] [core:error] [pid 5] [client 192.0.2.1:5] x\n", 0),
        (b"[2024-03-10 10:00:01.1] [core:error] [pid 5] x\n", 0),
        (b'192.0.2.1 - - [10/Mar/2024:10:00:01 +0000] "GET / HTTP/1.1" 200 5\n', 0),
        (b"Level,Date and Time,Source,Event ID,Task Category\n", 0),
    ],
)
def test_the_score(head, expected):
    assert FORMAT.score(head) == expected


@given(st.binary(max_size=300))
def test_the_score_of_any_bytes_is_a_share(head):
    assert 0 <= FORMAT.score(head) <= 1
