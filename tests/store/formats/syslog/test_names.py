"""What name servers say of their clients."""

import time

import pytest

from store.formats.syslog.programs.message import Message
from store.formats.syslog.programs.table import program_of

IP = "192.0.2.9"
LIAR = "198.51.100.66"
WWW = "www.example.com"


def read(tag: str, text: str) -> Message:
    """What a message means that must mean something."""
    message = program_of(tag).parse(text)
    assert message is not None
    return message


CLIENT = f"client @0x7f3a2c001a18 {IP}#53124 ({WWW}): "


@pytest.mark.parametrize(
    ("tag", "text", "action", "outcome", "weight"),
    [
        ("named", f"{CLIENT}query: {WWW} IN A +E(0)K (203.0.113.53)", "dns-query", "success", 1),
        ("named", f"client {IP}#53124: query: {WWW} IN A +", "dns-query", "success", 1),
        ("named", f"client {IP}#53124: query: {WWW} IN A", "dns-query", "success", 1),
        ("named", f"client {IP}#1/key k ({WWW}): query: {WWW} IN A +", "dns-query", "success", 1),
        (
            "named",
            f"client {IP}#53124 ({WWW}): view inner: query: {WWW} IN A - (203.0.113.53)",
            "dns-query",
            "success",
            1,
        ),
        (
            "named",
            f"{CLIENT}query failed (REFUSED) for {WWW}/IN/A at query.c:5500",
            "dns-denied",
            "failure",
            0,
        ),
        (
            "named",
            f"{CLIENT}query failed (SERVFAIL) for {WWW}/IN/A at query.c:7000",
            "dns-query",
            "failure",
            0,
        ),
        ("named", f"{CLIENT}query (cache) '{WWW}/A/IN' denied", "dns-denied", "failure", 1),
        (
            "named",
            f"{CLIENT}query (cache) '{WWW}/A/IN' denied (allow-query-cache did not match)",
            "dns-denied",
            "failure",
            1,
        ),
        ("named", f"{CLIENT}query '{WWW}/A/IN' denied", "dns-denied", "failure", 1),
        ("dnsmasq", f"query[A] {WWW} from {IP}", "dns-query", "success", 1),
        ("dnsmasq", f"1 {IP}/5353 query[A] {WWW} from {IP}", "dns-query", "success", 1),
        ("unbound", f"[12:0] info: {IP} {WWW}. A IN", "dns-query", "success", 1),
        (
            "unbound",
            f"[12:0] info: {IP} {WWW}. A IN REFUSED 0.000000 0 49",
            "dns-denied",
            "failure",
            1,
        ),
        (
            "unbound",
            f"[12:0] reply: {IP} {WWW}. A IN NOERROR 0.020000 1 49",
            "dns-answer",
            "success",
            0,
        ),
    ],
)
def test_a_question(tag, text, action, outcome, weight):
    message = read(tag, text)
    assert (message.category, message.action) == ("network", action)
    assert (message.outcome, message.weight) == (outcome, weight)
    asked = [message.fields[f"dns.question.{part}"] for part in ("name", "type")]
    assert (message.fields["source.ip"], *asked) == (IP, WWW, "A")


@pytest.mark.parametrize(
    ("text", "action", "name", "kind"),
    [
        ("query (cache) denied", "dns-denied", None, None),
        ("update 'example.com/IN' denied", "dns-denied", "example.com", None),
        ("update forwarding 'example.com/IN' denied", "dns-denied", "example.com", None),
        ("query (cache) 'example.com/ANY/IN' denied", "dns-denied", "example.com", "ANY"),
        ("zone transfer 'example.com/IN/AXFR' denied", "dns-denied", "example.com", "AXFR"),
        ("query (cache) 'example.com/IN/ANY' denied", "dns-denied", "example.com", "ANY"),
        ("zone transfer 'example.com/AXFR/IN' denied", "dns-denied", "example.com", "AXFR"),
        ("zone transfer 'example.com/IXFR/IN' denied", "dns-denied", "example.com", "IXFR"),
        (
            "bad zone transfer request: 'example.com/IN': non-authoritative zone (NOTAUTH)",
            "dns-denied",
            "example.com",
            None,
        ),
        ("transfer of 'example.com/IN': AXFR started", "dns-transfer", "example.com", "AXFR"),
        ("rate limit drop REFUSED response to 192.0.2.0/24", "dns-rate-limit", None, None),
    ],
)
def test_what_is_asked_of_a_zone(text, action, name, kind):
    message = read("named", f"{CLIENT}{text}")
    assert message.action == action
    fields = message.fields
    assert (fields.get("dns.question.name"), fields.get("dns.question.type")) == (name, kind)
    assert fields["source.port"] == 53124


@pytest.mark.parametrize(
    ("text", "code", "outcome"),
    [
        (f"reply {WWW} is 203.0.113.9", "NOERROR", "success"),
        (f"3 {IP}/5353 cached {WWW} is <CNAME>", "NOERROR", "success"),
        (f"cached {WWW} is NXDOMAIN", "NXDOMAIN", "success"),
        (f"config {WWW} is NODATA-IPv6", "NOERROR", "success"),
        (f"/etc/hosts {WWW} is 203.0.113.9", "NOERROR", "success"),
        (f"reply {WWW} is REFUSED", "REFUSED", "failure"),
    ],
)
def test_an_answer_of_dnsmasq_is_no_second_question(text, code, outcome):
    message = read("dnsmasq", text)
    assert (message.action, message.outcome, message.weight) == ("dns-answer", outcome, 0)
    assert message.fields["dns.response_code"] == code


def test_dnsmasq_tells_whom_it_asks():
    fields = read("dnsmasq", f"forwarded {WWW} to 203.0.113.53").fields
    assert fields["destination.address"] == "203.0.113.53"


def test_a_name_cannot_pass_for_the_client_of_dnsmasq():
    assert read("dnsmasq", f"query[A] x from {LIAR} from {IP}").fields["source.ip"] == IP


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("named", "zone example.com/IN: loaded serial 5"),
        ("named", f"client {IP}#1: something else"),
        ("dnsmasq", "started, version 2.90 cachesize 150"),
        ("unbound", "[12:0] info: start of service"),
    ],
)
def test_other_messages_mean_nothing(tag, text):
    assert program_of(tag).parse(text) is None


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("named", f"client {IP}#1 (x): query: " + "x IN " * 50_000),
        ("named", f"client {IP}#1: view " + "x: view " * 50_000),
        ("dnsmasq", "query[A] " + " from x" * 50_000 + "\n"),
        ("dnsmasq", "reply x is " + " is x" * 50_000 + "\n"),
        ("unbound", f"{IP} " + "A " * 100_000),
    ],
)
def test_long_messages_take_no_time(tag, text):
    begun = time.process_time()
    program_of(tag).parse(text)
    assert time.process_time() - begun < 1
