"""MMDB files of our own."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netaddr import IPSet

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from mmdb_writer import MMDBWriter

ASN = {
    "203.0.113.0/24": {
        "autonomous_system_number": 64500,
        "autonomous_system_organization": "Example Transit",
    },
    "2001:db8:1::/48": {"autonomous_system_number": 64501},
}
COUNTRY = {
    "203.0.113.0/24": {"country": {"iso_code": "NL"}, "city": {"names": {"en": "Delft"}}},
    "198.51.100.0/24": {"country": {"iso_code": "SE"}},
}


def mmdb(path: Path, networks: Mapping[str, Any], kind: str = "Example") -> Path:
    """A file that says this of networks."""
    writer = MMDBWriter(6, database_type=kind, ipv4_compatible=True)
    for network, record in networks.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return path
