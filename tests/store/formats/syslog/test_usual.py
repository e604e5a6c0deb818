"""The quick way through an auth log makes the records that the careful way makes."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats import numbers
from store.formats.builtin.system_auth import FORMAT
from store.formats.clock import microseconds
from store.formats.sheet import Sheet
from store.formats.syslog import reader
from store.formats.syslog.envelopes.stamps import Stamps
from store.formats.syslog.telling import UNPARSED, Telling
from store.formats.syslog.usual import lines, sayings, sheets, speakers, vocabulary
from store.formats.syslog.usual.blocks import Block, taken_apart
from store.formats.syslog.usual.lines import UsualLines
from store.formats.syslog.usual.long import blocks, messages
from store.formats.syslog.usual.speakers import Speakers
from store.model import Context, Record

CONTEXT = Context(ZoneInfo("Europe/Zurich"), microseconds(datetime(2024, 12, 31, tzinfo=UTC)))
HEAD = "Mar 10 06:25:09 web1 sshd[4121]: "
PAM = "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost="


@contextmanager
def carefully() -> Iterator[None]:
    """Without the quick way."""

    def nothing_usual(raws: Sequence[bytes], speakers: Speakers) -> Block:
        return taken_apart(raws, speakers)._replace(odd=set(range(len(raws))))

    patch = pytest.MonkeyPatch()
    patch.setattr(lines, "taken_apart", nothing_usual)
    try:
        yield
    finally:
        patch.undo()


@contextmanager
def all_at_once() -> Iterator[None]:
    """As long pieces are read, however short and odd they are."""
    patch = pytest.MonkeyPatch()
    patch.setattr(reader, "LONG", 0)
    patch.setattr(blocks, "_MOST_ODD", 0)
    try:
        yield
    finally:
        patch.undo()


def _chunks(source: bytes) -> Iterator[bytes]:
    return iter([source])


def read(
    source: bytes, cuts: Sequence[int] = (), *, anew: bool = True
) -> tuple[list[Record], list[object]]:
    """The records of a source, with a new reader after each cut, and the states between."""
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([source]))
    records: list[Record] = []
    states: list[object] = []
    done = 0
    for end in [*sorted(cut % (len(source) + 1) for cut in cuts), len(source)]:
        last = end == len(source)
        parsed = reader.read(source[done:end], done, at_end=last, take_rest=last)
        records += parsed.records
        done += parsed.consumed
        states.append(reader.state())
        rest = source[done:]
        if anew:
            state = json.loads(json.dumps(states[-1]))
            reader = FORMAT.open(CONTEXT, state, partial(_chunks, rest))
    return records, states


def quick(line: str) -> bool:
    """Whether the quick way takes a line."""
    left: list[bytes] = []

    def careful(offset: int, raw: bytes) -> Record:
        left.append(raw)
        return Record(offset, raw, UNPARSED, {}, None)

    stamps = Stamps(CONTEXT, {}, lambda: iter([line.encode()]))
    list(UsualLines(stamps, Telling(CONTEXT.host, {}), careful).read([(0, line.encode())]))
    return not left


def quick_in_long(line: str) -> bool:
    """Whether the quick way takes a line of a long piece."""
    left: list[bytes] = []

    def careful(offset: int, raw: bytes) -> Record:
        left.append(raw)
        return Record(offset, raw, UNPARSED, {}, None)

    source = f"{HEAD}usual\n{line}\n".encode()
    stamps = Stamps(CONTEXT, {}, lambda: iter([source]))
    with all_at_once():
        found = UsualLines(stamps, Telling(CONTEXT.host, {}), careful).read_long(source, 0)
    assert found is not None
    assert [record.raw for record in found] == source.splitlines()
    return not left


USUAL = pytest.mark.parametrize(
    "line",
    [
        f"{HEAD}Failed password for root from 192.0.2.1 port 22 ssh2",
        f"{HEAD}Failed password for invalid user amy from 2001:db8::1 port 22 ssh2",
        f"{HEAD}Failed keyboard-interactive/pam for amy from host.example.com port 22 ssh2",
        f"{HEAD}Accepted publickey for amy from 192.0.2.1 port 22 ssh2: RSA SHA256:{'a' * 43}",
        f"{HEAD}Invalid user amy from 192.0.2.1 port 22",
        f"{HEAD}Connection closed by authenticating user amy 192.0.2.1 port 22 [preauth]",
        f"{HEAD}Disconnected from user amy 192.0.2.1 port 22",
        f"{HEAD}Received disconnect from 192.0.2.1 port 22:11: Bye Bye [preauth]",
        (
            f"{HEAD}error: maximum authentication attempts exceeded for root from 192.0.2.1 port 22"
            " ssh2 [preauth]"
        ),
        (
            f"{HEAD}Disconnecting invalid user amy 192.0.2.1 port 22:"
            " Too many authentication failures [preauth]"
        ),
        f"{HEAD}{PAM}192.0.2.1  user=root",
        f"{HEAD}{PAM}192.0.2.1 ",
        f"{HEAD}pam_unix(sshd:auth): check pass; user unknown",
        f"{HEAD}what nobody knows",
        "Mar 10 06:25:09 web1 CRON[7]: pam_unix(cron:session): session closed for user root",
        "Mar 10 06:25:09 web1 sudo:      amy : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id",
        (
            "2024-03-10T06:25:09.123456+01:00 web1 sshd-session[4]: Invalid user a from 192.0.2.1"
            " port 2"
        ),
        "2024-03-10T06:25:09Z web1 systemd-logind[4]: Removed session 5.",
        "Mar 10 06:25:09 web1 systemd-logind[4]: New session c5 of user amy.",
        "Mar 10 06:25:09 web1 systemd-logind[4]: New session 5 of user amy with class 'user'.",
        "Mar 10 06:25:09 web1 dovecot[4]: imap-login: Login: user=<amy>, rip=192.0.2.1",
    ],
)


@USUAL
def test_usual_lines_are_read_quickly(line):
    assert quick(line)


@USUAL
def test_usual_lines_of_long_pieces_are_read_quickly(line):
    assert quick_in_long(line) or line[0] == "2"  # stamped as no other line of its piece


def test_dated_lines_of_long_pieces_are_read_quickly():
    line = "2024-03-10T06:25:0{}.25+01:00 web1 sshd[4]: Invalid user a from 192.0.2.1 port 2\n"
    source = "".join(map(line.format, range(9))).encode()
    stamps = Stamps(CONTEXT, {}, lambda: iter([source]))
    usual = UsualLines(stamps, Telling(CONTEXT.host, {}), lambda *_: pytest.fail("it is odd"))
    with all_at_once():
        found = usual.read_long(source, 0)
    assert found is not None
    assert len(found) == 9


def test_lines_of_long_pieces_may_be_dated():
    lines = [
        f"2024-03-10T06:25:{second:02}.25+01:00 web1 sshd[4]: Invalid user a from 192.0.2.1 port 2"
        for second in range(3)
    ]
    with all_at_once():
        records, _ = read("\n".join([*lines, ""]).encode())
    start = microseconds(datetime(2024, 3, 10, 5, 25, tzinfo=UTC))
    assert [record.time for record in records] == [
        start + 1_000_000 * second + 250_000 for second in range(3)
    ]


def test_a_long_piece_of_odd_lines_is_left_to_others():
    source = b"hello\n" * 9
    stamps = Stamps(CONTEXT, {}, lambda: iter([source]))
    usual = UsualLines(stamps, Telling(CONTEXT.host, {}), lambda *_: pytest.fail("it was read"))
    assert usual.read_long(source, 0) is None


@pytest.mark.parametrize(
    "line",
    [
        f"{HEAD}Failed password for a from 192.0.2.9 port 1 ssh2 from 192.0.2.1 port 22 ssh2",
        f"{HEAD}Failed password for a b from 192.0.2.1 port 22 ssh2",
        f"{HEAD}Failed password for  from 192.0.2.1 port 22 ssh2",
        f"{HEAD}Invalid user from 192.0.2.1 port 22",
        f"{HEAD}Invalid user a from 192.0.2.9 port 1 from 192.0.2.1 port 22",
        f"{HEAD}Invalid user a from UNKNOWN port 65535",
        f"{HEAD}Connection closed by user 192.0.2.1 port 22",
        f"{HEAD}Received disconnect from 192.0.2.1: 11: from 192.0.2.9 port 22:11: x",
        f"{HEAD}{PAM}192.0.2.9  user=a rhost=192.0.2.1",
        f"{HEAD}{PAM.replace('ruser=', 'ruser=x')}192.0.2.1",
    ],
)
def test_what_a_client_may_have_forged_is_read_with_care(line):
    """The quick way leaves it alone, or learns it whole from the careful way."""
    with carefully():
        careful = read(line.encode())
    assert read(line.encode()) == careful


@pytest.mark.parametrize(
    "line",
    [
        f"{HEAD}message repeated 2 times: [ Invalid user a from 192.0.2.1 port 22]",
        f"{HEAD}last message repeated 2 times",
        f"{HEAD}[ID 1 auth.info] Invalid user a from 192.0.2.1 port 22",
        f"{HEAD}Connection from 192.0.2.1 port 22 on 192.0.2.2 port 22",
        f"{HEAD}{'a' * 301}",
        f"{HEAD}two\n\tlines",
        "Mar 10 06:25:60 web1 sshd[4121]: leap",
        "Feb 30 06:25:09 web1 sshd[4121]: no such day",
        "Oct 27 02:30:00 web1 sshd[4121]: twice",
        "Mai 10 06:25:09 web1 sshd[4121]: not English",
        "Mar 10 06:25:09 auth.info sshd[4121]: no host",
        "Mar 10 06:25:09 web1 sshd[x]: no process",
        "Mar 10 06:25:09 web1 sshd[12345678901]: no process",
        "Mar 10 06:25:09 web1  sshd[4121]: two blanks",
        "<38>Mar 10 06:25:09 web1 sshd[4121]: priority",
        "2024-03-10T06:25:09.123456+01:00",
        "hello",
        "Mar 10 06:25:09 web1 sshd[4121]: \xe9",
        "2024-03-10T06:25:09.1234567Z web1 sshd[4121]: nanoseconds",
        "2024-03-10T06:25:09.+01:00 web1 sshd[4121]: no fraction",
        "2024-03-10T06:25:09 web1 sshd[4121]: no zone",
        "Mar 10 06:25:09Z web1 sshd[4121]: a zone",
        ": ",
        " ",
    ],
)
def test_odd_lines_are_left_to_the_careful_way(line):
    assert not quick(line)


def test_a_log_of_usual_lines_is_a_sheet():
    source = "".join(f"{HEAD}Invalid user a from 192.0.2.1 port {n}\n" for n in range(9)).encode()
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([source]))
    assert isinstance(reader.read(source, 0, at_end=True, take_rest=True).records, Sheet)


def test_a_log_of_odd_lines_is_none():
    source = f"{HEAD}usual\nhello\n".encode()
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([source]))
    assert isinstance(reader.read(source, 0, at_end=True, take_rest=True).records, list)


STAMPS = st.sampled_from(
    [
        *("Mar 10 06:25:09", "Mar 10 06:26:10", "Mar 10 06:59:60", "Mar 11 00:00:00"),
        *("Dec 31 23:59:59", "Jan  1 00:00:01", "Feb 29 10:00:00", "Feb 30 10:00:00"),
        *("Oct 27 02:30:00", "Oct 27 02:10:00", "Oct 27 03:00:01", "Mar 31 02:30:00"),
        *("2024-03-10T06:25:09.123456+01:00", "2024-03-10T06:25:10Z", "2023-03-10T06:25:10+05:30"),
        *(
            "2024-02-30T06:25:10Z",
            "2024-03-10 06:25:10",
            "Mar 10 2024 06:25:09",
            "<38>Mar 10 06:25:09",
        ),
    ]
)
TAGS = st.sampled_from(
    [
        *("web1 sshd[4121]", "web1 sshd[4122]", "web2 sshd[4121]", "web1 sshd", "sshd[4121]"),
        *("web1 sudo", "web1 CRON[7]", "web1 sshd(pam_unix)[4121]", "web1 dovecot[9]", "web1 app"),
        *("web1 unix_chkpwd[8]", "web1 polkitd[9]", "web1 dropbear[4121]", "web1 -- amy[3]"),
        *(
            "web1 vsftpd[5]",
            "web1 systemd-logind[7]",
            "web1 postfix/smtpd[6]",
            "auth.info sshd[4121]",
            "web1  sshd[4121]",
        ),
    ]
)
NAMES = st.sampled_from(
    [
        *("root", "amy", "", "a b", "from", "invalid user", "user", "port 22", "\x1c", "é", "x\\"),
        "a from 192.0.2.9 port 22 ssh2",
    ]
)
ADDRESSES = st.sampled_from(
    [
        *(
            "192.0.2.1",
            "192.0.2.2",
            "2001:db8::1",
            "::ffff:192.0.2.1",
            "UNKNOWN",
            "host.example.com",
        ),
        *("256.0.0.1", "", "-", "a-b", "192.0.2.1:"),
    ]
)
SHAPES = st.sampled_from(
    [
        "Failed password for {0} from {1} port {2} ssh2",
        "Failed none for invalid user {0} from {1} port {2} ssh2",
        "Failed publickey for {0} from {1} port {2} ssh2: RSA SHA256:0123456789abcdef0",
        "Accepted password for {0} from {1} port {2} ssh2 [preauth]",
        "Invalid user {0} from {1} port {2}",
        "Invalid user {0} from {1} port {2}:11: x",
        "Connection closed by {0} {1} port {2} [preauth]",
        "Connection reset by invalid user {0} {1} port {2} [preauth]",
        "Disconnected from user {0} {1} port {2}",
        "Disconnected from {1} port {2}: Too many authentication failures [preauth]",
        "Received disconnect from {1} port {2}:11: {0} [preauth]",
        "error: maximum authentication attempts exceeded for {0} from {1} port {2} ssh2 [preauth]",
        "Disconnecting authenticating user {0} {1} port {2}: Too many authentication failures",
        "Connection from {1} port {2} on 192.0.2.7 port 22",
        "PAM: Authentication failure for {0} from {1}",
        PAM + "{1}  user={0}",
        PAM + "{1} ",
        PAM.replace(
            "pam_unix(sshd:auth): authentication failure", "PAM 2 more authentication failures"
        )
        + "{1} user={0}",
        "pam_unix(sshd:auth): check pass; user unknown",
        "pam_unix(sshd:session): session opened for user {0}(uid=0) by (uid=0)",
        (
            "pam_unix(sudo:auth): authentication failure; logname= uid=1 euid=0 tty=/dev/pts/1"
            " ruser={0} rhost=  user=root"
        ),
        "password check failed for user ({0})",
        "{0} : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id",
        "{0} : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id",
        "message repeated 2 times: [ Failed password for {0} from {1} port {2} ssh2]",
        "last message repeated 3 times",
        "auth: passwd-file({0},{1}): unknown user",
        "New session {2} of user {0}.",
        "New session 7 of user {0} with class 'user' and type 'tty'.",
        "Session {2} logged out. Waiting for processes to exit.",
        "Removed session {2}.",
        "Removed session c{2} of user {0}.",
        "imap-login: Login: user=<{0}>, method=PLAIN, rip={1}, lip=192.0.2.2",
        "[ID 7 auth.info] Invalid user {0} from {1} port {2}",
        "",
    ]
)
PORTS = st.sampled_from(["22", "65535", "0", "00022", "123456", "x"])
LINES = st.builds(
    lambda stamp, tag, shape, name, address, port: (
        f"{stamp} {tag}: {shape.format(name, address, port)}".encode()
    ),
    *(STAMPS, TAGS, SHAPES, NAMES, ADDRESSES, PORTS),
)
LIKELY = st.builds(
    lambda second, pid, shape, name, address: (
        f"Mar 10 06:25:{second:02} web1 sshd[{pid}]: {shape.format(name, address, 22)}".encode()
    ),
    *(st.integers(0, 59), st.integers(1, 3), SHAPES, st.sampled_from(["root", "amy"]), ADDRESSES),
)
ODD = st.sampled_from(
    [
        *(b"", b"\tmore", b"hello", b"\xff", b"x: \xff", b"Mar 10 06:25:09 web1 a: \xe9", b"\r"),
        *(b"Mar 10 06:25:09 web1 a: b\rc", b"Mar 10 06:25:09 web1 a: b\r", b"\xe9\xa9", b"-- x"),
    ]
)
SOURCES = st.lists(st.one_of(LINES, LIKELY, LIKELY, ODD), max_size=25).map(b"\n".join)


@given(SOURCES, st.lists(st.integers(0, 4000), max_size=3))
@settings(max_examples=250)
def test_the_quick_way_reads_as_the_careful_way(source, cuts):
    with carefully():
        careful = read(source, cuts)
    assert read(source, cuts) == careful


@given(SOURCES, st.lists(st.integers(0, 4000), max_size=3), st.booleans())
@settings(max_examples=250)
def test_long_pieces_are_read_as_the_careful_way_reads_them(source, cuts, anew):
    """Also by a reader that knows much from the pieces before."""
    with carefully():
        careful = read(source, cuts, anew=anew)
    with all_at_once():
        assert read(source, cuts, anew=anew) == careful


WORDS = st.sampled_from(
    [
        *("user", "invalid", "authenticating", "port", "port 22", "from", "by", "for", "root"),
        *("192.0.2.1", "192.0.2.9", "2001:db8::1", "22", "22:11:", ":11:", "22: Bye", "ssh2"),
        *("[preauth]", "a", "host.example.com", "", "00022", "123456", "rhost=192.0.2.9"),
    ]
)
LEADS = st.sampled_from(
    [
        *("Failed password for", "Accepted password for", "Failed none for invalid user"),
        *("Invalid user", "Connection closed by", "Connection reset by invalid user"),
        *("Disconnected from", "Disconnected from user", "Received disconnect from"),
        *("Disconnecting", "Disconnecting invalid user", "Received disconnect from 192.0.2.1 port"),
        "error: maximum authentication attempts exceeded for",
    ]
)
SOUP = st.builds(
    lambda lead, words: f"{HEAD}{lead} {' '.join(words)}".encode(),
    *(LEADS, st.lists(WORDS, min_size=2, max_size=7)),
)
PARTIES = st.sampled_from(["192.0.2.1", "192.0.2.9", "[192.0.2.1]", "fe80::1%eth0", "user", "port"])


@given(st.lists(SOUP, max_size=12), st.lists(st.tuples(PARTIES, PARTIES), max_size=4))
@settings(max_examples=400)
def test_words_of_a_client_are_read_as_the_careful_way_reads_them(soup, others):
    """Also where only the address differs from that of a line before."""
    changed = [
        line.replace(old.encode(), new.encode()).replace(b"port 22", b"port 4")
        for old, new in others
        for line in soup
    ]
    source = b"\n".join([*soup, *changed, b""])
    with carefully():
        careful = read(source)
    assert read(source) == careful
    with all_at_once():
        assert read(source) == careful


HOSTS = st.builds(
    lambda minute, host, said: f"Mar 10 06:{minute:02}:09 h{host} {said}".encode(),
    *(st.integers(0, 2), st.integers(0, 20)),
    st.sampled_from(
        [
            *("sshd[1]: Invalid user a from 192.0.2.1 port 2", "last message repeated 2 times"),
            *("cron: x", "sshd[1]: pam_unix(sshd:auth): check pass; user unknown"),
            "sshd[1]: Connection from 192.0.2.1 port 22 on 192.0.2.7 port 22",
        ]
    ),
)


@given(st.lists(HOSTS, max_size=60).map(lambda lines: b"\n".join([*lines, b""])), st.integers(1, 9))
def test_many_hosts_and_short_blocks_change_nothing(source, size):
    with carefully():
        careful = read(source)
    patch = pytest.MonkeyPatch()
    patch.setattr(lines, "LINES", size)
    try:
        assert read(source) == careful
    finally:
        patch.undo()
    with all_at_once():
        assert read(source) == careful


@given(st.lists(LIKELY, max_size=20).map(b"\n".join))
@settings(max_examples=50)
def test_a_sheet_holds_what_plain_records_would(source):
    patch = pytest.MonkeyPatch()
    patch.setattr(sheets, "_ODD", 0)
    try:
        as_sheet = read(source)
    finally:
        patch.undo()
    assert read(source) == as_sheet


@pytest.mark.parametrize(
    ("module", "name", "most"),
    [
        *(
            (numbers, "MOST", 1),
            (speakers, "MOST", 0),
            (speakers, "_MOST_PROGRAMS", 0),
            (sayings, "_MOST_KEPT", 1),
        ),
        *((vocabulary, "_MOST_LEARNED", 1), (vocabulary, "_MOST_LEARNED", 0)),
        *((vocabulary, "MOST", 0), (lines, "LINES", 1)),
    ],
)
def test_little_room_changes_nothing(module, name, most, monkeypatch: pytest.MonkeyPatch):
    shapes: list[Callable[[int], str]] = [
        lambda n: f"Invalid user u{n} from 192.0.2.{n} port {n}",
        lambda n: f"session {n} is unknown",
        lambda n: f"Received disconnect from 192.0.2.1 port 22:11: {n}",
        lambda n: f"Connection closed by user 192.0.2.{n} port 22",
    ]
    source = "".join(f"{HEAD}{shape(n)}\n" for n in range(20) for shape in shapes).encode()
    expected = read(source, [900, 1500])
    monkeypatch.setattr(module, name, most)
    assert read(source, [900, 1500]) == expected


@pytest.mark.parametrize(("module", "name", "most"), [(messages, "_MOST", 1), (numbers, "MOST", 1)])
def test_little_room_changes_nothing_in_long_pieces(module, name, most, monkeypatch):
    shapes = ("Invalid user u{0} from 192.0.2.{0} port {0}", "session {0} is unknown")
    source = "".join(f"{HEAD}{shape.format(n)}\n" for n in range(20) for shape in shapes).encode()
    cuts = [900, 1500]
    expected = read(source, cuts, anew=False)
    monkeypatch.setattr(module, name, most)
    with all_at_once():
        assert read(source, cuts, anew=False) == expected


def test_sessions_are_not_learned_one_by_one(monkeypatch: pytest.MonkeyPatch):
    learned: list[str] = []
    monkeypatch.setattr(sayings.Sayings, "_learn", lambda _, message: learned.append(message))
    said = ("New session {} of user amy.", "Removed session {}.")
    tag = "Mar 10 06:25:09 web1 systemd-logind[4]: "
    source = "".join(f"{tag}{each.format(n)}\n" for n in range(9) for each in said)
    records, _ = read(source.encode())
    assert [record.fields["session.id"] for record in records[::2]] == [*"012345678"]
    assert learned == []


def test_a_process_whose_connection_is_known_is_read_with_care():
    source = (
        f"{HEAD}Connection from 192.0.2.1 port 22 on 192.0.2.2 port 22\n"
        f"{HEAD}pam_unix(sshd:auth): check pass; user unknown\n"
    )
    assert read(source.encode())[0][1].fields["source.ip"] == "192.0.2.1"
