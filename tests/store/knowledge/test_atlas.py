"""The user's MMDB files."""

from datetime import UTC, datetime

import pytest

from store.errors import InputError
from store.knowledge.atlas import NOWHERE, Atlas, Place
from tests.store.knowledge.making import ASN, COUNTRY, mmdb


@pytest.fixture
def atlas(tmp_path):
    """Countries and networks, from two files."""
    return Atlas([mmdb(tmp_path / "c.mmdb", COUNTRY), mmdb(tmp_path / "a.mmdb", ASN, "ASN")])


def test_what_both_files_say(atlas):
    assert atlas.place("203.0.113.7") == Place("NL", "Delft", 64500, "Example Transit")


def test_what_one_file_says(atlas):
    assert atlas.place("198.51.100.1") == Place(country="SE")


def test_ipv6(atlas):
    assert atlas.place("2001:db8:1::9") == Place(asn=64501)


def test_what_nobody_says(atlas):
    assert atlas.place("192.0.2.1") is NOWHERE


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (
            {"country_code": "NL", "asn": "AS64500", "as_name": "Example"},
            Place("NL", None, 64500, "Example"),
        ),
        ({"country": "NL", "city": "Delft"}, Place("NL", "Delft")),
        ({"country": {"iso_code": 7}, "asn": "x", "city": {"names": []}}, NOWHERE),
        ({"asn": True}, Place(asn=1)),
    ],
    ids=["ipinfo", "flat", "nonsense", "a bool"],
)
def test_other_spellings(tmp_path, record, place):
    path = mmdb(tmp_path / "x.mmdb", {"203.0.113.0/24": record})
    assert Atlas([path]).place("203.0.113.7") == place


def test_the_age_of_a_file(atlas):
    sheet = atlas.sheets[1]
    assert (sheet.kind, sheet.age(datetime.now(UTC))) == ("ASN", 0)


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\xab\xcd\xefMaxMind.com"])
def test_what_is_no_such_file_is_said(tmp_path, data):
    path = tmp_path / "x.mmdb"
    path.write_bytes(data)
    with pytest.raises(InputError, match="no MMDB file"):
        Atlas([path])


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        Atlas([tmp_path / "none.mmdb"])


def test_a_damaged_file_is_said_and_nothing_worse(tmp_path):
    data = bytearray(mmdb(tmp_path / "x.mmdb", ASN).read_bytes())
    said = set()
    for at in range(0, len(data) - 400, 7):
        broken = data.copy()
        broken[at : at + 3] = b"\xff\xff\xff"
        path = tmp_path / "broken.mmdb"
        path.write_bytes(broken)
        try:
            Atlas([path]).place("203.0.113.7")
        except InputError as wrong:
            said.add(wrong.location.path)
    assert said == {str(tmp_path / "broken.mmdb")}


@pytest.mark.parametrize("number", [1 << 32, (1 << 127) + 1, "9999999999"])
def test_what_is_no_as_number_is_left_out(tmp_path, number):
    record = {"autonomous_system_number": number, "autonomous_system_organization": "Example"}
    path = mmdb(tmp_path / "x.mmdb", {"203.0.113.0/24": record})
    place = Atlas([path]).place("203.0.113.1")
    assert (place.asn, place.organization) == (None, "Example")


def test_a_file_whose_own_words_are_damaged_is_said(tmp_path):
    path = mmdb(tmp_path / "a.mmdb", ASN)
    path.write_bytes(path.read_bytes().replace(b"build_epoch", b"build_epocx"))
    with pytest.raises(InputError, match=r"a\.mmdb: (damaged|no MMDB file)"):
        Atlas([path])
