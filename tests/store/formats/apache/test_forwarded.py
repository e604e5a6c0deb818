"""Proxies: whose word on the client is believed, in every Apache log."""

from ipaddress import ip_network

import pytest

from store.formats.apache.forwarded import PEER, believed, hops_of, hops_of_forwarded
from store.formats.apache.logformat import log_format
from store.formats.sheet import Sheet
from store.model import Context, Fields
from tests.store.formats.apache.test_access import CONTEXT, TIME, read_all, read_one

PROXIES = (ip_network("192.0.2.0/24"), ip_network("2001:db8::/64"))
BEHIND = CONTEXT._replace(proxies=PROXIES)
FORMAT = '%h %l %u %t "%r" %>s %b "%{X-Forwarded-For}i"'
NGINX = '"GET / HTTP/1.1" 200 5 "-" "agent"'


@pytest.mark.parametrize(
    ("peer", "hops", "client"),
    [
        ("192.0.2.1", ["198.51.100.7"], "198.51.100.7"),
        ("192.0.2.1", ["203.0.113.66", "198.51.100.7"], "198.51.100.7"),
        ("192.0.2.1", ["198.51.100.7", "192.0.2.9"], "198.51.100.7"),
        ("192.0.2.1", ["203.0.113.66", "198.51.100.7", "192.0.2.9"], "198.51.100.7"),
        ("192.0.2.1", ["192.0.2.8", "192.0.2.9"], "192.0.2.8"),
        ("192.0.2.1", ["198.51.100.7", "unknown"], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.7", "unknown", "192.0.2.9"], "192.0.2.9"),
        ("192.0.2.1", ["198.51.100.7:5099"], "198.51.100.7"),
        ("192.0.2.1", ["[2001:db8:1::7]:5099"], "2001:db8:1::7"),
        ("192.0.2.1", ["::ffff:198.51.100.7"], "198.51.100.7"),
        ("2001:db8::1", ["198.51.100.7"], "198.51.100.7"),
        ("198.51.100.9", ["203.0.113.66"], "198.51.100.9"),
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["x"], "192.0.2.1"),
        ("192.0.2.1", ["x", "198.51.100.7"], "198.51.100.7"),
        ("192.0.2.1", ["203.0.113.66", "x", "198.51.100.7", "192.0.2.9"], "198.51.100.7"),
    ],
)
def test_client_is_the_last_who_is_not_trusted(peer, hops, client):
    fields = believed({"source.ip": peer}, hops, PROXIES)
    kept = {} if client == peer else {PEER: peer}
    assert fields == {"source.ip": client, **kept}


def test_port_and_name_of_the_proxy_go():
    peer: Fields = {"source.ip": "192.0.2.1", "source.port": 80}
    peer["source.domain"] = "proxy.example.com"
    assert believed(peer, ["198.51.100.7"], PROXIES) == {
        "source.ip": "198.51.100.7",
        PEER: "192.0.2.1",
    }


def test_peer_without_address_is_not_trusted():
    fields: Fields = {"source.domain": "proxy.example.com"}
    assert believed(fields, ["198.51.100.7"], PROXIES) == fields


@pytest.mark.parametrize(
    ("value", "hops"),
    [
        ("for=198.51.100.7;proto=http;by=192.0.2.1", ["198.51.100.7"]),
        ('For="[2001:db8:1::7]:4711"', ["[2001:db8:1::7]:4711"]),
        ("for=198.51.100.7, for=192.0.2.9", ["198.51.100.7", "192.0.2.9"]),
        ("proto=http", ["unknown"]),
        ("for=203.0.113.66, proto=http", ["203.0.113.66", "unknown"]),
        ('for="x, for=198.51.100.7', ["x", "198.51.100.7"]),
        ("for=198.51.100.7, ", ["198.51.100.7"]),
        ("", []),
    ],
)
def test_hops_of_rfc_7239(value, hops):
    assert hops_of_forwarded(value) == hops


BROKEN = [
    "x, 198.51.100.7",
    r"\x22, 198.51.100.7",
    r"\", 198.51.100.7",
    ", 198.51.100.7",
    "a  b, 198.51.100.7",
    "198.51.100.7,",
    "198.51.100.7, ,",
    "203.0.113.66, x, 198.51.100.7, 192.0.2.9",
]


@pytest.mark.parametrize("value", BROKEN)
def test_malformed_elements_hide_no_client(value):
    line = f'192.0.2.1 - - {TIME} {NGINX} "{value}"'
    assert read_one(line, BEHIND).fields["source.ip"] == "198.51.100.7"


@pytest.mark.parametrize("value", BROKEN)
def test_malformed_elements_hide_no_client_in_a_log_format(value):
    fields = read_custom('%a "%{X-Forwarded-For}i"', f'192.0.2.1 "{value}"', BEHIND)
    assert fields["source.ip"] == "198.51.100.7"


@pytest.mark.parametrize("value", ["x, 198.51.100.7", ", 198.51.100.7", "198.51.100.7,"])
def test_malformed_elements_before_the_host_hide_no_client(value):
    line = f"{value} 192.0.2.1 - - {TIME} {NGINX}"
    assert read_one(line, BEHIND).fields["source.ip"] == "198.51.100.7"


def test_empty_elements_are_no_hops():
    assert hops_of([",198.51.100.7, ,", ""]) == ["198.51.100.7"]


def read_custom(text: str, line: str, context: Context) -> Fields:
    reader = log_format(text).open(context, {}, lambda: iter(()))
    (record,) = reader.read(line.encode(), 0, at_end=True, take_rest=True).records
    return record.fields


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Forwarded-For", "203.0.113.66, 198.51.100.7"),
        ("Forwarded", "for=203.0.113.66, for=198.51.100.7"),
        ("X-Real-IP", "198.51.100.7"),
    ],
)
@pytest.mark.parametrize(
    ("context", "client"), [(CONTEXT, "192.0.2.1"), (BEHIND, "198.51.100.7")], ids=["", "proxies"]
)
def test_header_in_a_log_format(header, value, context, client):
    fields = read_custom(f'%a "%{{{header}}}i"', f'192.0.2.1 "{value}"', context)
    assert fields["source.ip"] == client
    assert fields[f"http.request.headers.{header.lower()}"] == value


@pytest.mark.parametrize(
    ("context", "client"), [(CONTEXT, "192.0.2.1"), (BEHIND, "198.51.100.7")], ids=["", "proxies"]
)
@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f'192.0.2.1 - - {TIME} {NGINX} "198.51.100.7"', id="2.1 trailing address"),
        f'192.0.2.1 - - {TIME} {NGINX} "203.0.113.66, 198.51.100.7"',
        f'192.0.2.1 - - {TIME} {NGINX} "203.0.113.66" "198.51.100.7"',
        pytest.param(
            f"nginx: ::ffff:198.51.100.7 192.0.2.1 - - {TIME} {NGINX}", id="2.1 address first"
        ),
        f"203.0.113.66, 198.51.100.7 192.0.2.1 - - {TIME} {NGINX}",
    ],
)
def test_address_in_the_built_in_format(line, context, client):
    assert read_one(line, context).fields["source.ip"] == client


@pytest.mark.parametrize("extra", ['"-"', '"curl/8"', '"198.51.100.7, x"', "198.51.100.7", '""'])
def test_other_items_name_no_client(extra):
    line = f"192.0.2.1 - - {TIME} {NGINX} {extra}"
    assert read_one(line, BEHIND).fields["source.ip"] == "192.0.2.1"


def test_untrusted_peer_stays_the_source():
    line = f'198.51.100.9 - - {TIME} {NGINX} "203.0.113.66"'
    assert read_one(line, BEHIND).fields["source.ip"] == "198.51.100.9"


def test_many_lines_side_by_side_say_the_same():
    lines = [
        f"192.0.2.1 - - {TIME} {NGINX}",
        f'192.0.2.1 - - {TIME} {NGINX} "198.51.100.7"',
        f"198.51.100.8 192.0.2.1 - - {TIME} {NGINX}",
    ]
    records = read_all("\n".join(lines * 50).encode(), BEHIND)
    assert isinstance(records, Sheet)
    clients = [record.fields["source.ip"] for record in records]
    assert clients == ["192.0.2.1", "198.51.100.7", "198.51.100.8"] * 50


ALONE = '%{X-Forwarded-For}i %l %u %t "%r" %>s'


@pytest.mark.parametrize(
    ("list_", "user", "client"),
    [
        ("203.0.113.66", "-", "203.0.113.66"),
        ("203.0.113.66, 198.51.100.7", "kim", "198.51.100.7"),
        ("203.0.113.66, 198.51.100.7, 192.0.2.1", "kim", "198.51.100.7"),
        ("203.0.113.66,198.51.100.7", "kim of us", "198.51.100.7"),
        ("a b, 1 OR 1=1 - x, 2001:db8::7", "kim", "2001:db8::7"),
        ("unknown", "-", None),
        ("-", "-", None),
    ],
)
def test_a_log_that_only_names_hops_has_the_client_they_name(list_, user, client):
    line = f'{list_} - {user} [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200'
    fields = read_custom(ALONE, line, BEHIND)
    assert (fields.get("source.ip"), fields.get("user.name", "-")) == (client, user)
    assert PEER not in fields


def test_without_proxies_the_last_hop_is_the_client():
    line = '203.0.113.66, 192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200'
    assert read_custom(ALONE, line, CONTEXT)["source.ip"] == "192.0.2.1"


def test_a_list_of_hops_without_quotes_is_one_item():
    """The peer stands before it, and another item behind it."""
    text = '%h %{X-Forwarded-For}i %l %u %t "%r" %>s'
    hops = "203.0.113.66, 198.51.100.7"
    line = f'192.0.2.1 {hops} - kim [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200'
    fields = read_custom(text, line, BEHIND)
    assert (fields["source.ip"], fields["user.name"]) == ("198.51.100.7", "kim")
