"""Lists of addresses, as they are handed round."""

import json
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database.dimensions import packed
from store.errors import InputError, InputErrors
from store.knowledge.classes import MAPPED
from store.knowledge.lists import read_list


@pytest.fixture
def listed(tmp_path):
    """Writes a list, and says by which entry an address is on it."""

    def read(text: str, address: str) -> str | None:
        path = tmp_path / "list.txt"
        path.write_text(text)
        return read_list("one", path).entry_for(int.from_bytes(packed(address) or b""))

    return read


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("203.0.113.7\n", "203.0.113.7"),
        ("# a netset\n\n203.0.113.0/24\n", "203.0.113.0/24"),
        ("203.0.113.0/24 ; SBL12345\n", "203.0.113.0/24"),
        ("203.0.113.0/25 # a remark\n", "203.0.113.0/25"),
        ("203.0.113.5-203.0.113.9\r\n", "203.0.113.5-203.0.113.9"),
        ('{"cidr":"203.0.113.0/24","sblid":"SBL1","rir":"ripencc"}\n', "203.0.113.0/24"),
        ('{"ip":"203.0.113.7"}\n', "203.0.113.7"),
        ("203.0.113.0/24\n203.0.113.7\n203.0.113.0/28", "203.0.113.7"),
        ("203.0.113.9/24\n", "203.0.113.9/24"),
    ],
    ids=[
        "address",
        "netset",
        "drop as text",
        "remark",
        "range",
        "drop as json",
        "json ip",
        "narrowest",
        "host bits",
    ],
)
def test_an_address_is_on_it(listed, text, entry):
    assert listed(text, "203.0.113.7") == entry


def test_another_address_is_not(listed):
    assert listed("203.0.113.0/25\n2001:db8::/32\n", "203.0.113.200") is None


def test_ipv6_is_on_it(listed):
    assert listed("2001:db8::/32\n", "2001:db8:9::1") == "2001:db8::/32"


def test_an_ipv4_network_names_no_ipv6_address(listed):
    assert listed("0.0.0.0/0\n", "2001:db8::1") is None


def test_a_byte_order_mark_is_no_part_of_an_address(listed):
    assert listed("\ufeff192.0.2.1\n", "192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize("text", ["", "\n \r\n", "\ufeff"])
def test_an_empty_file_is_no_list_of_nobody(listed, text):
    with pytest.raises(InputError, match="empty"):
        listed(text, "192.0.2.1")


def test_a_list_may_name_nobody_today(listed):
    assert listed("# none today\n", "192.0.2.1") is None


def test_what_tells_of_the_list_itself_names_nobody(listed):
    meta = json.dumps({"type": "metadata", "timestamp": 1, "records": 0, "copyright": "x"})
    assert listed(meta, "203.0.113.7") is None


@pytest.mark.parametrize(
    "line",
    ["nonsense", "203.0.113.300", '{"cidr": 7}', "{", "203.0.113.9-203.0.113.1", "{" * 9_000],
)
def test_a_wrong_line_is_named_with_its_place(tmp_path, line):
    path = tmp_path / "list.txt"
    path.write_text(f"203.0.113.7\n{line}\n")
    with pytest.raises(InputError) as raised:
        read_list("one", path)
    assert str(raised.value.location) == f"{path}:2:1"


def test_all_wrong_lines_are_named(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("x\n203.0.113.7\ny\n")
    with pytest.raises(InputErrors) as raised:
        read_list("one", path)
    assert [each.location.line for each in raised.value.problems] == [1, 3]


@pytest.mark.parametrize("name", ["none.txt", "."])
def test_what_is_no_file_is_said(tmp_path, name):
    with pytest.raises(InputError):
        read_list("one", tmp_path / name)


@given(st.lists(st.ip_addresses(v=4), max_size=20), st.ip_addresses(v=4), st.integers(8, 32))
def test_membership_is_what_the_library_says(tmp_path_factory, entries, address, bits):
    from ipaddress import ip_network

    networks = [ip_network((str(each), bits), strict=False) for each in entries]
    path = tmp_path_factory.mktemp("list") / "list.txt"
    path.write_text("\n".join(("# some", *map(str, networks))))
    found = read_list("one", path).entry_for(int.from_bytes(packed(str(address)) or b""))
    assert (found is not None) == any(address in network for network in networks)


def test_ranges_that_are_no_networks_take_no_more_room_than_others(tmp_path):
    path = tmp_path / "list.txt"
    worst = "".join(
        f"2001:db8:{at:x}::1-2001:db8:{at:x}:ffff:ffff:ffff:ffff:fffe\n" for at in range(4000)
    )
    path.write_text(worst)
    found = read_list("one", path)
    assert found.entries == 4000
    assert len(found.starts) == 8000


def test_a_range_that_ends_before_it_begins_is_refused_with_its_place(listed):
    with pytest.raises(InputError, match=r"list\.txt:2:1: .*no address, network or range"):
        listed("192.0.2.1\n203.0.113.9-203.0.113.7\n", "203.0.113.7")


RANGES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=12)


@given(RANGES, st.integers(0, 60))
def test_the_narrowest_of_many_ranges_counts(tmp_path_factory, ranges, address):
    path = tmp_path_factory.mktemp("lists") / "list.txt"
    lines = [f"192.0.2.{at}-192.0.2.{at + more}\n" for at, more in ranges]
    path.write_text("".join(("# some\n", *lines)))
    entry = read_list("one", path).entry_for(MAPPED + int(ip_address(f"192.0.2.{address}")))
    sizes = [more for at, more in ranges if at <= address <= at + more]
    if entry is None:
        assert not sizes
    else:
        first, last = (int(ip_address(part)) for part in entry.split("-"))
        assert last - first == min(sizes)
        assert first <= int(ip_address(f"192.0.2.{address}")) <= last
