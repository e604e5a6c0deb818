"""Addresses and accounts are replaced, the same by the same, and nothing else is lost."""

import re
from dataclasses import replace
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.exporting.encoded import encoded
from store.exporting.findings import findings
from store.exporting.redacting import Redactor, redactor
from store.queries import documents
from store.queries.where import EVERYTHING

KEY = b"k" * 32
SUBJECT = Redactor(KEY, ["root", "Bob", "CORP svc", "password", "7"], ["scanner.example.com"])
PREFIXES = Redactor(KEY, keep_prefixes=True)


@pytest.mark.parametrize(
    "text",
    [
        "from 192.0.2.1 port 22",
        "[192.0.2.1]:443",
        "x=192.0.2.1,",
        "192.0.2.1.",
        "n/192.0.2.1/",
        "::ffff:192.0.2.1",
    ],
)
def test_an_address_is_found_in_any_surroundings(text: str) -> None:
    redacted = SUBJECT.text(text)
    assert "192.0.2.1" not in redacted
    assert SUBJECT.address("192.0.2.1") in redacted


@pytest.mark.parametrize(
    "text",
    [
        *("/?a=192%2E0%2E2%2E1&b", "/?a=192%252e0%252e2%252e1", "/?a=%31%392.0.2.1"),
        *(r"192\x2e0\x2E2\x2e1", r"192\u002e0\u002e2\u002e1"),
        *("host-192-0-2-1.example.net", "192_0_2_1", "/MTkyLjAuMi4x/x", "?a=MTkyLjAuMi4xOng="),
        *("3139322e302e322e31", "x=2001%3Adb8%3A%3A1", "MjAwMTpkYjg6OjE6Og"),
    ],
)
def test_an_address_in_a_name_or_in_code_is_found(text: str) -> None:
    redacted = SUBJECT.text(text)
    plain = redacted + "".join(each.text for each in encoded(redacted))
    assert redacted != text
    assert not re.search(r"192.{1,5}0.{1,5}2.{1,5}1\b|db8(:|%3A){2}1\b", plain)


SPELT = {
    "192.0.2.77": (
        *("/a/3221226061", "/c000024d", "0xC000024D", "0300.00.02.0115", "0300.0000.0002.0115"),
        *("0xc0.0x0.0x2.0x4d", "77-2-0-192", "192.000.002.077"),
        *("1.192.0.2.77", "0192.0.2.77", "Chrome/192.0.2.77", "192_0_2_77x", "x192-0-2-77"),
    ),
    "2001:db8:77::beef": (
        *("2001-db8-77--beef.example", "20010db800770000000000000000beef", "2001_DB8_77__BEEF"),
        "f.e.e.b.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.7.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
    ),
}


@pytest.mark.parametrize(("address", "text"), [(a, text) for a in SPELT for text in SPELT[a]])
def test_an_events_own_address_is_found_in_spellings_that_no_other_is(
    address: str, text: str
) -> None:
    document = SUBJECT.document({"source.ip": address, "url.path": text})
    redacted = str(document["url.path"])
    assert SUBJECT.address(address) in redacted
    assert not re.search(r"(?i)3221226061|c000024d|0115|0x4d|77|beef|f\.e\.e\.b", redacted)


@pytest.mark.parametrize(
    "text",
    ["2026-11-10", "a/b-c_d+e==", "0xC000006A", "%41%42", "AAAAAAAAAAAAAAAAAAAA", "%", "%zz"],
)
def test_what_only_looks_like_code_stays(text: str) -> None:
    assert SUBJECT.document({"source.ip": "192.0.2.77", "message": text})["message"] == text


@pytest.mark.parametrize(
    "text",
    [
        *("ann.lee@example.com", "x_ann.lee_1", "ann%2Elee", "/ann.lee.tar.gz", "a-b-ann.lee-c"),
        *("YW5uLmxlZTpzZWNyZXQ=", "616e6e2e6c65653a78"),
    ],
)
def test_an_account_of_several_pieces_is_found_within_a_word(text: str) -> None:
    redacted = Redactor(KEY, ["ann.lee"]).text(text)
    plain = redacted + "".join(each.text for each in encoded(redacted))
    assert "ann.lee" not in plain
    assert Redactor(KEY).account("ann.lee") in plain


def test_a_word_of_very_many_pieces_is_looked_through() -> None:
    assert SUBJECT.text("x." * 20_000 + "root").endswith(SUBJECT.account("root"))


@pytest.mark.parametrize("text", ["2001:db8:0:0::1", "2001:DB8::1", "2001:0db8::0001"])
def test_an_address_has_one_stand_in_however_it_is_spelt(text: str) -> None:
    assert SUBJECT.text(f"[{text}]:22") == f"[{SUBJECT.address('2001:db8::1')}]:22"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ": closed"),
        ("rhost:", ""),
        ("rhost=", "."),
        ("a ", "%eth0"),
        ("10:00 ", ","),
        ("[", "]"),
    ],
)
def test_what_stands_around_an_address_of_ipv6_stays(before: str, after: str) -> None:
    redacted = SUBJECT.text(f"{before}2001:db8::1{after}")
    assert redacted == f"{before}{SUBJECT.address('2001:db8::1')}{after}"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192[.]0[.]2[.]1", "192.0.2.1"),
        ("(192.0.2[.]1)", "192.0.2.1"),
        ("from 192(.)0(.)2(.)1, twice", "192.0.2.1"),
        ("[192{.}0{.}2{.}1]:22", "192.0.2.1"),
        ("2001[:]db8[:][:]1", "2001:db8::1"),
        ("2001[:]db8::1.", "2001:db8::1"),
    ],
)
def test_an_address_whose_signs_are_in_brackets_is_found(text: str, address: str) -> None:
    assert SUBJECT.address(address) in SUBJECT.text(text)


@pytest.mark.parametrize("text", ["a[.]b", "1[.]2[.]3", "dead[:]beef", "x[.]" * 50_000, "[" * 9])
def test_other_signs_in_brackets_stay(text: str) -> None:
    assert SUBJECT.text(text) == text


@pytest.mark.parametrize(
    "text", ["Chrome/147.0.0.0 Safari/537.36", "12:34:56", "00:11:22:33:44:55", "std::x", "1.2.3"]
)
def test_what_is_no_address_stays(text: str) -> None:
    assert SUBJECT.text(text) == text


@pytest.mark.parametrize("text", ["root", "ROOT", "user=root,", "root@192.0.2.1", "/home/bob/x"])
def test_an_account_is_found_as_a_word(text: str) -> None:
    assert "root" not in SUBJECT.text(text).lower()
    assert "bob" not in SUBJECT.text(text).lower()
    assert "user-" in SUBJECT.text(text)


def test_an_account_of_several_words() -> None:
    assert SUBJECT.text("by corp SVC.") == f"by {SUBJECT.account('CORP svc')}."


def test_words_of_every_log_and_numbers_stay() -> None:
    assert SUBJECT.text("Failed password 7 rooted") == "Failed password 7 rooted"


def test_a_clients_host_name_is_replaced() -> None:
    assert SUBJECT.text("at scanner.example.com:") == f"at {SUBJECT.host('Scanner.example.com')}:"


def test_security_identifiers_are_replaced() -> None:
    assert "1004336348" not in SUBJECT.text("<S>S-1-5-21-1004336348-1177238915-500</S>")
    assert SUBJECT.text("S-1-5-18") == "S-1-5-18"


def test_fields_of_windows_name_accounts_that_no_column_knows() -> None:
    redacted = SUBJECT.document(
        {
            "winlog.event_data.TargetUserName": "J. Doe",
            "event.original": "<D>J. Doe</D>",
            "event.id": "00",
        }
    )
    assert redacted["winlog.event_data.TargetUserName"] == SUBJECT.account("j. doe")
    assert redacted["event.original"] == f"<D>{SUBJECT.account('J. Doe')}</D>"
    assert redacted["event.id"] != "00"


def test_where_an_address_is_goes_with_it() -> None:
    found = SUBJECT.document({"source.ip": "192.0.2.1", "source.as.number": 64500})
    assert list(found) == ["source.ip"]


@pytest.mark.parametrize("key", ["source.class", "threat.feed.name", "source.as.organization.name"])
def test_what_is_known_of_an_address_goes_with_it(key: str) -> None:
    assert SUBJECT.document({key: "ours", "message": "x"}) == {"message": "x"}


@pytest.mark.parametrize("key", ["source.class", "threat.feed.name", "source.as.number"])
def test_an_alert_of_a_network_is_one_of_a_word_that_stands_for_it(connection, key) -> None:
    first = next(findings(connection, EVERYTHING, limit=1, records=0))
    alert = replace(first.alert, group={key: 64500})
    group = SUBJECT.finding(first._replace(alert=alert)).alert.group
    assert str(group[key]).startswith("place-")
    assert group == SUBJECT.finding(first._replace(alert=alert)).alert.group


def test_another_key_gives_other_words() -> None:
    other = Redactor(b"x" * 32)
    assert other.address("192.0.2.1") != SUBJECT.address("192.0.2.1")
    assert other.account("root") != SUBJECT.account("root")


def test_a_stand_in_says_that_it_is_one() -> None:
    assert SUBJECT.address("203.0.113.9").startswith("2001:db8:")


@given(st.ip_addresses(v=4), st.integers(0, 31))
def test_prefixes_are_kept_to_the_bit(address, bit) -> None:
    near = ip_address(int(address) ^ 1 << bit)
    found = [int(ip_address(PREFIXES.address(str(each)))) for each in (address, near)]
    assert (found[0] ^ found[1]).bit_length() - 1 == bit


@given(st.ip_addresses(v=6))
def test_with_prefixes_a_family_stays(address) -> None:
    if address.ipv4_mapped is None:
        assert ip_address(PREFIXES.address(str(address))).version == 6


@given(st.text())
def test_any_text_is_taken_and_the_account_in_it_replaced(text: str) -> None:
    assert SUBJECT.text(f"{text} root").endswith(f" {SUBJECT.account('root')}")


def test_nothing_of_a_database_gets_out(connection) -> None:
    subject = redactor(connection)
    told = [str(subject.document(each)) for each in documents.ecs(connection, EVERYTHING)]
    told += [
        str(subject.finding(each))
        for each in findings(connection, EVERYTHING, limit=None, records=9)
    ]
    assert len(told) == 12 + 3
    for secret in ("192.0.2.", "2001:db8::1'", "scanner.example", "root", "Alice", "admin'"):
        assert not [each for each in told if secret in each], secret
