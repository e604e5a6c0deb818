"""Who asked whom: no client can name somebody else."""

import pytest

from store.formats.apache.parties import read_parties
from tests.store.formats.apache.test_access import MOMENT, TIME, read_one

HERE = {"source.ip": "192.0.2.1"}


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("192.0.2.1 - -", HERE),
        ("192.0.2.1 - kim", {**HERE, "user.name": "kim"}),
        ('192.0.2.1 - ""', HERE),
        ("192.0.2.1 - - -", HERE),
        ("192.0.2.1 -", HERE),
        ("192.0.2.1", HERE),
        ("192.0.2.1 ident kim", {**HERE, "user.name": "kim"}),
        ("192.0.2.1 - kim@EXAMPLE.COM", {**HERE, "user.name": "kim@EXAMPLE.COM"}),
        ("192.0.2.1 - kim de [x]", {**HERE, "user.name": "kim de [x]"}),
        ("192.0.2.1 -  kim ", {**HERE, "user.name": " kim "}),
        ("192.0.2.1 - 198.51.100.9 - -", {**HERE, "user.name": "198.51.100.9 - -"}),
        ("192.0.2.1 198.51.100.9", {**HERE, "user.name": "198.51.100.9"}),
        ("192.0.2.1 - :80 198.51.100.9", {**HERE, "user.name": ":80 198.51.100.9"}),
        ("monitor - -", {"source.domain": "monitor"}),
        (
            "monitor.example.com ident kim",
            {"source.domain": "monitor.example.com", "user.name": "kim"},
        ),
        ("- - -", {}),
        ("", {}),
        ("2001:db8::1 - -", {"source.ip": "2001:db8::1"}),
        ("::1 - -", {"source.ip": "::1"}),
        ("0:0:0:0:0:ffff:192.0.2.1 - -", HERE),
        ("::ffff:192.0.2.1 - -", HERE),
        ("fe80::1%eth0 - -", {"source.ip": "fe80::1"}),
        ("192.0.2.1:5099 - -", {**HERE, "source.port": 5099}),
        ("[2001:db8::1]:5099 - -", {"source.ip": "2001:db8::1", "source.port": 5099}),
    ],
)
def test_common_head(head, fields):
    assert read_parties(f"{head} ".encode()) == fields


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("www.example.com:443 192.0.2.1 - -", HERE),
        ("www.example.com 192.0.2.1 - -", HERE),
        ("www.example.com:80 192.0.2.1 - kim", {**HERE, "user.name": "kim"}),
        ("www.example.com:80 192.0.2.1 x7 kim", {**HERE, "user.name": "kim"}),
        (
            "www.example.com:80 192.0.2.1 - 198.51.100.9 - -",
            {**HERE, "user.name": "198.51.100.9 - -"},
        ),
        ("www.example.com:80 2001:db8::1 - -", {"source.ip": "2001:db8::1"}),
        ("www.example.com:80 monitor - -", {"source.domain": "monitor"}),
        ("www.example.com monitor.example.com - -", {"source.domain": "monitor.example.com"}),
    ],
)
def test_vhost_head(head, fields):
    assert read_parties(f"{head} ".encode()) == {"url.domain": "www.example.com", **fields}


@pytest.mark.parametrize(
    ("head", "domain"),
    [
        ("203.0.113.5:80 192.0.2.1 - -", "203.0.113.5"),
        ("[2001:db8::5]:443 192.0.2.1 - -", "2001:db8::5"),
        ("localhost:443 192.0.2.1 - -", "localhost"),
    ],
)
def test_vhost_that_is_no_name(head, domain):
    assert read_parties(f"{head} ".encode()) == {"url.domain": domain, **HERE}


@pytest.mark.parametrize(
    ("head", "extra"),
    [
        ("198.51.100.9 192.0.2.1 - -", "198.51.100.9"),
        ("nginx: ::ffff:198.51.100.9 192.0.2.1 -", "::ffff:198.51.100.9"),
        ("198.51.100.9, 203.0.113.7 192.0.2.1 - -", "198.51.100.9, 203.0.113.7"),
        ("- 192.0.2.1 - -", None),
    ],
)
def test_address_next_to_the_identity_is_the_source(head, extra):
    expected = {**HERE, "labels.extra": extra} if extra else HERE
    assert read_parties(f"{head} ".encode()) == expected


def test_syslog_header_gives_the_host():
    head = b"Jan 11 10:13:05 web01 apache: 192.0.2.1 - -"
    assert read_parties(head) == {"host.name": "web01", **HERE}


def test_vhost_port_never_becomes_the_host():
    record = read_one(f'www.example.com:80 192.0.2.1 - - {TIME} "GET / HTTP/1.1" 200 5')
    assert record.fields["source.ip"] == "192.0.2.1"
    assert "source.domain" not in record.fields


@pytest.mark.parametrize(
    "user",
    [
        "[01/Jan/2020:00:00:00 +0000]",
        "[01/Jan/2020:00:00:00 +0000] x",
        r"[01/Jan/2020:00:00:00 +0000] \"GET /forged HTTP/1.1\" 200 1",
        "[01/Jan/2020:00:00:00 +0000] (0 s)",
    ],
)
@pytest.mark.parametrize("stamp", [TIME, "[09/Mar/2025:06:25:14]"])
def test_time_in_the_user_name_never_wins(user, stamp):
    record = read_one(f'192.0.2.1 - {user} {stamp} "GET /true HTTP/1.1" 401 5')
    assert (record.time, record.kind.status) == (MOMENT, 401)
    assert record.fields["url.path"] == "/true"
    assert record.fields["user.name"] == user.replace("\\", "")


def test_time_in_the_request_never_wins():
    record = read_one(f'192.0.2.1 - - {TIME} "GET / [01/Jan/2020:00:00:00 +0000] " 400 5')
    assert record.time == MOMENT


def test_status_in_the_referer_never_wins():
    record = read_one(f'192.0.2.1 - - {TIME} "GET / HTTP/1.1" 401 5 " 200 7" "\\" 200 7"')
    assert record.kind.status == 401


def test_absurdly_long_host_is_kept():
    assert read_parties(b"a" * 5000 + b" - -") == {"source.domain": "a" * 5000}
