"""Logs of one record a line: vsftpd's (2.5), xferlog and BIND's."""

import json
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.interface import Format, State
from store.formats.registry import detect, formats
from store.formats.stamped import moment, share
from store.model import Context, Parse, Record, TimeFlag

NAMES = ("dns.named", "ftp.vsftpd", "ftp.xferlog")
ALL = [formats()[name] for name in NAMES]
BERLIN = Context(ZoneInfo("Europe/Berlin"), 0, "box")
MARCH = 1_741_584_309_000_000
"""10 March 2025, 06:25:09 in Berlin."""


def named(log: Format) -> str:
    """What a test is called."""
    return log.name


def records(name: str, data: bytes, cuts: tuple[int, ...] = ()) -> list[Record]:
    """The records of a source that is read in pieces, each by a new reader."""
    state: State = {}
    out: list[Record] = []
    at = 0
    for end in (*sorted(cuts), len(data)):
        reader = formats()[name].open(BERLIN, json.loads(json.dumps(state)), lambda: iter(()))
        last = end == len(data)
        parsed = reader.read(data[at:end], at, at_end=last, take_rest=last)
        out += parsed.records
        at += parsed.consumed
        state = reader.state()
    return out


def one(name: str, line: str) -> Record:
    """The record of a line."""
    (found,) = records(name, line.encode())
    return found


@pytest.mark.parametrize("log", ALL, ids=named)
def test_a_sample_is_read_in_full(log):
    found = records(log.name, log.sample)
    assert {record.kind.parse for record in found} == {Parse.FULL}
    assert b"".join(record.raw + b"\n" for record in found) == log.sample
    assert {record.fields["host.name"] for record in found} == {"box"}
    assert {record.kind.dataset for record in found} == {log.name}


@pytest.mark.parametrize("log", ALL, ids=named)
@given(data=st.data())
def test_cutting_a_source_changes_no_record(log, data):
    source = log.sample + b"poem\r\n\n" + log.sample
    cuts = data.draw(st.lists(st.integers(0, len(source)), max_size=4).map(tuple))
    assert records(log.name, source, cuts) == records(log.name, source)


@pytest.mark.parametrize("log", ALL, ids=named)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_kept(log, data):
    found = records(log.name, log.sample + data)
    assert all(record.raw in log.sample + data for record in found)
    assert log.score(data) <= 1


@pytest.mark.parametrize("log", ALL, ids=named)
def test_a_line_without_a_stamp_is_not_parsed(log):
    record = one(log.name, "roses are red")
    assert (record.kind.parse, record.time, record.fields) == (Parse.NONE, None, {})


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("ftp.vsftpd", 'Mon Mar 10 06:25:09 2025 [pid 3] CONNECT: Client "192.0.2.7"'),
        ("ftp.vsftpd", 'Sat Mar  1 06:25:09 2025 [pid 3] CONNECT: Client "192.0.2.7"'),
        ("ftp.xferlog", "Mon Mar 10 06:25:09 2025 1 192.0.2.7 1 /a b _ o r amy ftp 0 * c"),
        ("dns.named", "10-Mar-2025 06:25:09.000 client 192.0.2.7#1: query: x IN A +"),
        ("dns.named", "2025-03-10T06:25:09.000 client 192.0.2.7#1: query: x IN A +"),
    ],
)
def test_a_clock_of_the_sources_zone(name, line):
    record = one(name, line)
    nine_days = 9 * 86_400_000_000 if "Mar  1" in line else 0
    assert (record.time, record.time_flags) == (MARCH - nine_days, TimeFlag.ZONE_ASSUMED)
    assert record.fields["source.ip"] == "192.0.2.7"


def test_a_utc_stamp_of_bind_assumes_nothing():
    record = one("dns.named", "2025-03-10T05:25:09.000Z queries: info: client 192.0.2.7#1: x")
    assert (record.time, record.time_flags) == (MARCH, 0)


def test_the_two_hours_of_an_autumn_night():
    line = 'Sun Oct 26 {} 2025 [pid 3] CONNECT: Client "192.0.2.7"\n'
    clocks = ("02:10:00", "02:50:00", "02:05:00", "03:00:00")
    found = records("ftp.vsftpd", "".join(line.format(clock) for clock in clocks).encode())
    times = [record.time or 0 for record in found]
    assert times == sorted(times)
    assert [bool(r.time_flags & TimeFlag.AMBIGUOUS) for r in found] == [True, True, True, False]


@pytest.mark.parametrize(
    ("tail", "category", "action", "outcome", "fields"),
    [
        (
            '[kim] FAIL LOGIN: Client "IP"',
            "authentication",
            "login",
            "failure",
            {"user.name": "kim"},
        ),
        ('[kim] OK LOGIN: Client "IP"', "authentication", "login", "success", {"user.name": "kim"}),
        (
            '[a] OK UPLOAD: Client "IP", "/a b", 12 bytes, 1.20Kbyte/sec',
            "file",
            "file-upload",
            "success",
            {"user.name": "a", "file.path": "/a b", "file.size": 12},
        ),
        (
            '[a] FAIL DOWNLOAD: Client "IP", "/x", 0.00Kbyte/sec',
            "file",
            "file-download",
            "failure",
            {"user.name": "a", "file.path": "/x"},
        ),
        (
            '[a] OK DELETE: Client "IP", "/x"',
            "file",
            "file-deleted",
            "success",
            {"user.name": "a", "file.path": "/x"},
        ),
        (
            '[a] FTP response: Client "IP", "530 Permission denied."',
            "authentication",
            "access-denied",
            "failure",
            {"user.name": "a"},
        ),
    ],
)
def test_vsftpd(tail, category, action, outcome, fields):
    record = one(
        "ftp.vsftpd", f"Mon Mar 10 06:25:09 2025 [pid 3] {tail.replace('IP', '192.0.2.7')}"
    )
    assert record.kind[2:5] == (category, action, outcome)
    assert record.kind.program == "vsftpd"
    told = {key: record.fields[key] for key in record.fields if key.startswith(("user.", "file."))}
    assert told == fields
    assert record.fields["source.ip"] == "192.0.2.7"
    assert record.fields["process.pid"] == 3


@pytest.mark.parametrize(
    "tail",
    [
        '[x] FTP response: Client "198.51.100.6", "530 a"] FTP response: Client "::1", "530 a"',
        '[x] FTP command: Client "198.51.100.6", "USER x"',
    ],
)
def test_a_name_of_vsftpds_client_cannot_pass_for_its_address(tail):
    record = one("ftp.vsftpd", f"Mon Mar 10 06:25:09 2025 [pid 3] {tail}")
    assert "source.ip" not in record.fields


def test_an_answer_to_a_wrong_password_is_no_second_attempt():
    line = 'Mon Mar 10 06:25:09 2025 [pid 3] [a] FTP response: Client "::1", "530 Login incorrect."'
    assert one("ftp.vsftpd", line).weight == 0


@pytest.mark.parametrize(
    ("tail", "action", "outcome", "fields"),
    [
        (
            "2048 /a _ o a x b _ i r amy ftp 0 * c",
            "file-upload",
            "success",
            {"file.path": "/a _ o a x", "file.size": 2048, "user.name": "amy"},
        ),
        (
            "0 /a b _ o a me@example.com ftp 1 joe i",
            "file-download",
            "failure",
            {"file.path": "/a", "file.size": 0, "ftp.anonymous": "me@example.com"},
        ),
        (
            "7 /a b _ d r amy sftp 0 * c",
            "file-deleted",
            "success",
            {"file.path": "/a", "file.size": 7, "user.name": "amy"},
        ),
    ],
)
def test_a_transfer(tail, action, outcome, fields):
    record = one("ftp.xferlog", f"Mon Mar 10 06:25:09 2025 1 192.0.2.7 {tail}")
    assert record.kind[2:5] == ("file", action, outcome)
    assert {key: record.fields.get(key) for key in fields} == fields


@pytest.mark.parametrize(
    ("prefix", "level"),
    [
        ("queries: info: ", "info"),
        ("query-errors: debug 1: ", "debug"),
        ("info: ", "info"),
        ("queries: ", None),
        ("", None),
    ],
)
def test_what_bind_prints_before_a_message(prefix, level):
    line = f"10-Mar-2025 06:25:09.118 {prefix}client @0x7f 192.0.2.7#5 (x): query: x IN A +"
    record = one("dns.named", line)
    assert (record.kind.level, record.kind.action) == (level, "dns-query")
    assert record.fields["message"] == "client @0x7f 192.0.2.7#5 (x): query: x IN A +"


def test_other_messages_of_bind_are_headers():
    record = one("dns.named", "10-Mar-2025 06:25:09.118 general: info: zone x/IN: loaded serial 1")
    assert record.kind.parse is Parse.HEADER
    assert record.fields["message"] == "zone x/IN: loaded serial 1"


def test_a_first_word_that_is_no_category_stays():
    record = one("dns.named", "10-Mar-2025 06:25:09.118 zones: all loaded")
    assert record.fields["message"] == "zones: all loaded"


@pytest.mark.parametrize(
    "head",
    [
        b"2025-03-10T06:25:09.000Z host sshd[1]: Invalid user x from 192.0.2.7 port 1\n",
        b"Mon Mar 10 06:25:09 2025 [notice] something\n",
        b'192.0.2.7 - - [10/Mar/2025:06:25:09 +0100] "GET /10-Mar-2025 HTTP/1.1" 200 1\n',
    ],
)
@pytest.mark.parametrize("log", ALL, ids=named)
def test_lines_of_other_logs_do_not_fit(log, head):
    assert log.score(head) == 0


def test_syslog_is_not_taken_for_bind():
    line = b"Mar 10 06:25:09 ns1 named[9]: client @0x7f 192.0.2.7#5 (x): query: x IN A +\n"
    found = detect(line * 3)
    assert found is not None
    assert found.name == "system.auth"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("2025", "Mar", "10", "06", "25", "09"), "2025-03-10T06:25:09"),
        (("2025", "03", "10", "06", "25", "60"), "2025-03-10T06:25:59.999999"),
        (("2025", "Feb", "30", "06", "25", "09"), None),
        (("2025", "Foo", "10", "06", "25", "09"), None),
        (("0000", "Mar", "10", "06", "25", "09"), None),
        (("9999", "Mar", "10", "06", "25", "09"), None),
        (("2025", "Mar", "10", "26", "25", "09"), None),
    ],
)
def test_a_moment(parts, expected):
    found = moment(parts)
    assert (found and found.isoformat()) == expected


def test_a_share_leaves_out_what_may_be_cut():
    assert share(b"yes\nno\nye", lambda text: text == "yes") == 0.5


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("ftp.vsftpd", "Mon Mar 10 06:25:09 2025 [pid 3] [" + '] OK UPLOAD: Client "x", "' * 9_000),
        ("ftp.xferlog", "Mon Mar 10 06:25:09 2025 1 192.0.2.7 1 /" + " b _ o a x" * 9_000),
        ("dns.named", "10-Mar-2025 06:25:09.118 client 192.0.2.7#5 (" + "): query: x" * 9_000),
    ],
)
def test_long_lines_take_no_time(name, line):
    begun = time.process_time()
    record = one(name, line)
    assert time.process_time() - begun < 1
    assert record.raw == line.encode()
