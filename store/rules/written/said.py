"""What an example of a rule says is known of addresses, so that it needs no file of a user."""

from collections.abc import Mapping
from ipaddress import ip_network

from store.knowledge.address_book import Entry, Written
from store.knowledge.atlas import Place

_TEXTS = ("country", "city", "org")
_KEYS = frozenset({*_TEXTS, "asn", "list"})


def book(value: object) -> Written:
    """The book that stands under `known`: addresses or networks, and what is known of each.

    Args:
        value: As the rule says it, `{203.0.113.0/24: {country: NL, asn: 64500, list: drop}}`.

    Raises:
        ValueError: It cannot be understood.
    """
    if not isinstance(value, Mapping):
        raise ValueError("is a mapping of addresses or networks")  # noqa: TRY004 - one error
    return Written([_entry(network, facts) for network, facts in value.items()])


def _entry(network: object, facts: object) -> Entry:
    if not isinstance(network, str):
        raise ValueError(f"{network!r} is no address or network")  # noqa: TRY004 - one error
    if not isinstance(facts, Mapping) or facts.keys() - _KEYS:
        raise ValueError(f"{network}: is a mapping of country, city, asn, org and list")
    country, city, organization = (_text(network, key, facts.get(key)) for key in _TEXTS)
    place = Place(country, city, _number(network, facts.get("asn")), organization)
    return Entry(ip_network(network), place, _lists(network, facts.get("list", [])))


def _text(network: str, key: str, value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{network}: {key}: is a text; NO needs quotes")
    return value


def _number(network: str, value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError(f"{network}: asn: is a number")


def _lists(network: str, value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{network}: list: is the name of a list, or several")
    return tuple(names)
