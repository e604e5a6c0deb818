"""What may be in the shipped files at all: sizes, addresses, names, dates."""

import gzip
import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import sample_logs

SHIPPED = Path(sample_logs.__file__).parent
LOGS = sorted(path for path in SHIPPED.rglob("*/*") if path.suffix in {".log", ".gz", ".xml"})
LOGS += [SHIPPED / "ssh" / "secure"]
DOCUMENTATION = [
    ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
IPV4 = re.compile(r"(?<!Chrome/)(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
IPV6 = re.compile(r"(?<![\w:.])[0-9a-f]{1,4}(?::{1,2}[0-9a-f]{1,4}){2,7}(?![\w:])")
DATES = re.compile(r"2026-\d\d-\d\d|\d\d/\w{3}/2026|\w{3} \d\d(?= [\d:.]+ 2026)")
NAMES = re.compile(r"(?<![\w-])(?:[\w-]+\.)+(?:com|net|org|io|info|dev)\b")


def text(path: Path) -> str:
    """A log as text, unpacked."""
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


def named(path: Path) -> str:
    """A log's path below the sample folder."""
    return path.relative_to(SHIPPED).as_posix()


def is_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


def is_documentation(word: str) -> bool:
    address = ip_address(word)
    return any(address in net for net in DOCUMENTATION if net.version == address.version)


def test_the_samples_are_about_five_megabytes():
    sizes = [
        path.stat().st_size for path in SHIPPED.rglob("*") if path.suffix not in {".py", ".pyc"}
    ]
    assert 4_000_000 < sum(sizes) < 5_500_000


def test_no_file_is_over_two_megabytes():
    assert max(path.stat().st_size for path in SHIPPED.rglob("*")) <= 2_000_000


@pytest.mark.parametrize("path", LOGS, ids=named)
def test_addresses_are_documentation_addresses(path):
    found = {word for pattern in (IPV4, IPV6) for word in pattern.findall(text(path))}
    addresses = {word for word in found if is_address(word)}
    assert addresses
    assert [word for word in sorted(addresses) if not is_documentation(word)] == []


@pytest.mark.parametrize("path", LOGS, ids=named)
def test_names_are_example_com(path):
    found = set(NAMES.findall(text(path))) - {"schemas.microsoft.com"}  # the events' namespace
    assert [name for name in sorted(found) if not f".{name}".endswith(".example.com")] == []


@pytest.mark.parametrize("path", LOGS, ids=named)
def test_dates_are_those_of_the_week(path):
    dates = set(DATES.findall(text(path)))
    days = [f"{day:02}" for day in range(9, 17)]
    week = {form.format(day) for day in days for form in ("2026-11-{}", "{}/Nov/2026", "Nov {}")}
    assert dates - week == set()


@pytest.mark.parametrize("path", [path for path in LOGS if path.suffix != ".xml"], ids=named)
def test_a_file_holds_as_many_records_as_stated(path, made):
    lines = text(path).split("\n")[:-1]
    if path.stem == "error":
        lines = [line for line in lines if line.startswith("[")]
    assert len(lines) == made.records[named(path)]


def test_the_export_is_well_formed_and_newest_first(made):
    root = ET.fromstring((SHIPPED / "windows/security.xml").read_bytes())  # noqa: S314 - our own
    space = "{http://schemas.microsoft.com/win/2004/08/events/event}"
    times = [time.get("SystemTime") or "" for time in root.iter(f"{space}TimeCreated")]
    assert len(times) == made.records["windows/security.xml"]
    assert times == sorted(times, reverse=True)
