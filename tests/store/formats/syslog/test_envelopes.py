"""The envelopes that are brought to the usual ones by rewriting (formats.md 2.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.syslog.envelopes.header import MONTHS
from store.formats.syslog.envelopes.months import ENGLISH
from store.formats.syslog.envelopes.splitting import split

REST = "web1 sshd[12]: hello"


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        pytest.param(f"Mar  3 10:11:12 {REST}", ("Mar  3 10:11", "12", None, None), id="short"),
        pytest.param(
            f"Mar 03 10:11:12.123456 {REST}",
            ("Mar 03 10:11", "12", "123456", None),
            id="short-precise",
        ),
        pytest.param(
            f"2024-03-03T10:11:12+0100 {REST}",
            ("2024-03-03T10:11", "12", None, "+0100"),
            id="short-iso before v255",
        ),
        pytest.param(
            f"2024-03-03T10:11:12+01:00 {REST}",
            ("2024-03-03T10:11", "12", None, "+01:00"),
            id="short-iso from v255",
        ),
        pytest.param(
            f"2024-03-03T10:11:12.123456+0100 {REST}",
            ("2024-03-03T10:11", "12", "123456", "+0100"),
            id="short-iso-precise",
        ),
        pytest.param(
            f"Sun 2024-03-03 10:11:12 CET {REST}",
            ("2024-03-03 10:11", "12", None, "CET"),
            id="short-full",
        ),
        pytest.param(
            f"Sun 2024-03-03 10:11:12 +03 {REST}",
            ("2024-03-03 10:11", "12", None, "+03"),
            id="short-full where the zone has no name",
        ),
        pytest.param(
            f"1709457072.123456 {REST}",
            ("2024-03-03T09:11", "12", "123456", "Z"),
            id="short-unix",
        ),
        pytest.param(
            f"<38>1 2024-03-03T10:11:12Z {REST.replace('[12]:', ' 12 - -')}",
            ("2024-03-03T10:11", "12", None, "Z"),
            id="RFC 5424",
        ),
        pytest.param(
            f"2024-03-03 10:11:12.123456-0700  {REST}",
            ("2024-03-03 10:11", "12", "123456", "-0700"),
            id="macOS",
        ),
    ],
)
def test_every_time_of_journalctl_and_the_like(text, stamp):
    header = split(text)
    assert header is not None
    assert header[:4] == stamp
    assert header[5:8] == ("web1", "sshd", 12)
    assert header.message == "hello"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("août", "Aug"),
        ("Août", "Aug"),
        ("févr.", "Feb"),
        ("mars", "Mar"),
        ("juil.", "Jul"),
        ("Mär", "Mar"),
        ("Okt", "Oct"),
        ("Dez", "Dec"),
        ("ene", "Jan"),
        ("ago", "Aug"),
        ("dic", "Dec"),
        ("gen", "Jan"),
        ("ott", "Oct"),
        ("out", "Oct"),
        ("mrt", "Mar"),
        ("mei", "May"),
    ],
)
def test_months_in_other_languages(name, expected):
    header = split(f"<38>{name} 19 10:11:12 {REST}")
    assert header is not None
    assert (header.minute, header.tag, header.level) == (f"{expected} 19 10:11", "sshd", "info")


def test_no_name_means_two_months():
    assert set(ENGLISH.values()) == set(MONTHS)
    assert all(ENGLISH[month.lower()] == month for month in MONTHS)


@pytest.mark.parametrize(
    ("unit", "tag"),
    [
        ("ssh.service", "sshd"),
        ("sshd.service", "sshd"),
        ("sshd@3-192.0.2.1.service", "sshd"),
        ("cron.service", "cron"),
    ],
)
def test_a_unit_in_the_programs_place(unit, tag):
    header = split(f"Sun 2024-03-03 10:11:12 UTC web1 {unit}[12]: hello")
    assert header is not None
    assert (header.tag, header.extra) == (tag, {"systemd.unit": unit})


def test_vsftpds_own_log():
    header = split('Sun Mar  3 10:11:12 2024 [pid 5] [amy] FAIL LOGIN: Client "192.0.2.1"')
    assert header is not None
    assert header.minute.split() == ["Mar", "3", "2024", "10:11"]
    assert (header.host, header.tag, header.pid) == (None, "vsftpd", 5)
    assert header.message == '[amy] FAIL LOGIN: Client "192.0.2.1"'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"MMM  3 10:11:12 {REST}", id="invalid month"),
        pytest.param(f"[    5.123456] {REST}", id="short-monotonic"),
        pytest.param(f"999999999999.123456 {REST}", id="beyond the calendar"),
        pytest.param("1709457072.123    120 192.0.2.1 TCP_MISS/200 15 GET x", id="squid"),
        pytest.param("août 19", id="no clock"),
        pytest.param("with another line", id="flush left"),
        pytest.param("<14>", id="priority alone"),
    ],
)
def test_what_has_no_envelope(text):
    assert split(text) is None


@given(st.text())
def test_any_text_is_survived(text):
    header = split(text)
    assert header is None or header.message in text
