"""The envelope of syslog lines."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.formats.syslog.envelopes.header import split


def parts(text: str) -> tuple[object, ...]:
    """Host, tag, process id, level and message of a line that must have a header."""
    header = split(text)
    assert header is not None
    return header.host, header.tag, header.pid, header.level, header.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("web1 sshd[12]: hello", ("web1", "sshd", 12, None, "hello")),
        ("web1 sshd[12]:  hello ", ("web1", "sshd", 12, None, "hello")),
        ("web1 sudo:      amy : x", ("web1", "sudo", None, None, "amy : x")),
        ("web1 sshd(pam_unix)[9]: x", ("web1", "sshd(pam_unix)", 9, None, "x")),
        ("web1 /usr/sbin/cron[9]: x", ("web1", "/usr/sbin/cron", 9, None, "x")),
        ("web1 gdm-password][9]: x", ("web1", "gdm-password", 9, None, "x")),
        ("web1 su: x: y", ("web1", "su", None, None, "x: y")),
        ("web1 sshd[12]: [20B blob data]", ("web1", "sshd", 12, None, "[20B blob data]")),
        ("web1 [sshd] User", ("web1", "sshd", None, None, "User")),
        ("[sshd]: User", (None, "sshd", None, None, "User")),
        (
            "web1 rsyslogd:  message repeated 76 times: [-- MARK --]",
            ("web1", "rsyslogd", None, None, "message repeated 76 times: [-- MARK --]"),
        ),
        ("INFO cron[12]: x", (None, "cron", 12, "info", "x")),
        ("2001:db8::1 su: x", ("2001:db8::1", "su", None, None, "x")),
        (
            "web1 proftpd[5] a (b[192.0.2.1]): x",
            ("web1", "proftpd", 5, None, "a (b[192.0.2.1]): x"),
        ),
        ("web1 sshd[5] error: x", ("web1", "sshd", 5, None, "error: x")),
        ("web1 tagged some words", ("web1", "tagged", None, None, "some words")),
        ("kernel: [9.1] x: y", (None, "kernel", None, None, "[9.1] x: y")),
        ("sshd[5]: x", (None, "sshd", 5, None, "x")),
        ("[sshd]: x", (None, "sshd", None, None, "x")),
        ("[sshd] x", (None, "sshd", None, None, "x")),
        ("<auth.info> web1 sshd[5]: x", ("web1", "sshd", 5, "info", "x")),
        ("<4.3> web1 sshd[5]: x", ("web1", "sshd", 5, "err", "x")),
        ("<auth.info> sshd[5]: x", (None, "sshd", 5, "info", "x")),
        ("web1 auth.notice sshd[5]: x", ("web1", "sshd", 5, "notice", "x")),
        ("auth.info sshd[5]: x", (None, "sshd", 5, "info", "x")),
        ("WARNING kernel: x", (None, "kernel", None, "warning", "x")),
        ("web1 ids[5] <Info>: x", ("web1", "ids", 5, "info", "x")),
        ("web1 sshd[5]: [ID 800047 auth.info] x", ("web1", "sshd", 5, "info", "x")),
        (
            "web1  -- root[7]: ROOT LOGIN ON tty2",
            ("web1", "-- root", 7, None, "ROOT LOGIN ON tty2"),
        ),
        (
            "web1 last message repeated 3 times",
            ("web1", None, None, None, "last message repeated 3 times"),
        ),
        ("web1 -- MARK --", ("web1", None, None, None, "-- MARK --")),
        ("-- MARK --", (None, None, None, None, "-- MARK --")),
        (
            "--- last message repeated 3 times ---",
            (None, None, None, None, "--- last message repeated 3 times ---"),
        ),
        ("web1 sshd[99999999999]: x", ("web1", "sshd", None, None, "[99999999999]: x")),
    ],
)
def test_what_follows_the_time(text, expected):
    assert parts(f"Mar  3 10:00:00 {text}") == expected


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("Mar  3 10:11:12", ("Mar  3 10:11", "12", None, None, False)),
        ("Mar 03 10:11:12", ("Mar 03 10:11", "12", None, None, False)),
        ("Mar 3 10:11:12.345", ("Mar 3 10:11", "12", "345", None, False)),
        ("Mar  3 2024 10:11:12", ("Mar  3 2024 10:11", "12", None, None, False)),
        ("[Mar  3 10:11:12]", ("Mar  3 10:11", "12", None, None, False)),
        ("<38>Mar  3 10:11:12", ("Mar  3 10:11", "12", None, None, False)),
        ("2024-03-03T10:11:12", ("2024-03-03T10:11", "12", None, None, True)),
        ("2024-03-03T10:11:12Z", ("2024-03-03T10:11", "12", None, "Z", True)),
        ("2024-03-03T10:11:12.5+01:00", ("2024-03-03T10:11", "12", "5", "+01:00", True)),
        ("2024-03-03 10:11:12,345", ("2024-03-03 10:11", "12", "345", None, True)),
        ("2024-03-03T10:11:12.000001+01:30", ("2024-03-03T10:11", "12", "000001", "+01:30", True)),
        ("0000-03-03T10:11:12Z", ("0000-03-03T10:11", "12", None, "Z", True)),
        ("2024-03-03 10:11:60-0130", ("2024-03-03 10:11", "60", None, "-0130", True)),
    ],
)
def test_the_time(stamp, expected):
    header = split(f"{stamp} web1 sshd[12]: hello")
    assert header is not None
    assert header[:5] == expected
    assert header[5:8] == ("web1", "sshd", 12)


def test_a_priority_tells_the_level():
    assert parts("<38>Mar  3 10:00:00 web1 sshd: x")[3] == "info"


def test_an_impossible_priority_tells_nothing():
    assert parts("<999>Mar  3 10:00:00 web1 sshd: x")[3] is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "MMM  3 10:00:00 web1 sshd: x",
        "Foo  3 10:00:00 web1 sshd: x",
        "Mar  3 25:00:00 web1 sshd: x",
        "Mar  3 10:00:61 web1 sshd: x",
        "[Fri Mar 03 10:00:00.1 2024] [core:error] [pid 1] x",
        "[2024-03-03 10:00:00] [core:error] x",
        '192.0.2.1 - - [03/Mar/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 1',
        "<35>1 2024-03-03T10:00:00Z web1 sshd 12 - - x",
    ],
)
def test_other_lines_have_no_header(text):
    assert split(text) is None


def test_a_time_alone_is_kept_with_its_words():
    assert parts("Mar  3 10:00:00: --- remark ---") == (None, None, None, None, "--- remark ---")


def test_a_likely_tag_is_not_exact():
    header = split("Mar  3 10:00:00 web1 some words")
    assert header is not None
    assert not header.exact


def test_the_message_cannot_change_the_host():
    text = "Mar  3 10:00:00 web1 app: x\n Mar  3 10:00:00 web2 sshd[1]: y"
    assert parts(text)[:2] == ("web1", "app")


@given(st.text())
def test_any_text_after_the_time_is_taken(text):
    header = split(f"Mar  3 10:00:00{text}")
    assert header is not None
    assert header.message.strip() in text


@example("Mar  3 10:00:00", "1] 1:")
@example("Mar  3 10:00:00", "] 1:")
@given(
    st.sampled_from(["Mar  3 10:00:00", "Foo  3 10:00:00", "Mar 33 10:00:00", "WARNING"]),
    st.text(alphabet="ab:[]<> 1\n\u0661", max_size=24),
)
def test_the_short_way_says_the_same_as_the_long_one(stamp, text):
    line = f"{stamp} {text}"
    long = split(line.replace(stamp, f"{stamp}.0", 1))
    assert split(line) == (long and long._replace(fraction=None))
