"""What rules can ask of a record's address beyond what the log says.

It is found in a book, which the user's files or an example of a rule fill. What a record says
itself under such a key counts before that.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from store.knowledge.address_book import AddressBook, number_of
from store.knowledge.classes import address_class
from store.model import FieldValue, Record
from store.rules.reading.names import ADDRESS_CLASS, ASN, CITY, COUNTRY, FEEDS, ORGANIZATION

_Ask: TypeAlias = Callable[[AddressBook, str], FieldValue | None]

OF_DATABASES = frozenset({COUNTRY, CITY, ASN, ORGANIZATION})
"""Keys that need an MMDB file."""
OF_LISTS = frozenset({FEEDS})
"""Keys that need a list."""
ABOUT_ADDRESS = OF_DATABASES | OF_LISTS | {ADDRESS_CLASS}
"""All keys that are read here."""


def getter(key: str, book: AddressBook) -> Callable[[Record], FieldValue | None]:
    """How one of the keys is read from a record.

    Args:
        key: One of `ABOUT_ADDRESS`.
        book: What is known of addresses.
    """
    ask = _ASKS[key]

    def get(record: Record) -> FieldValue | None:
        fields = record.fields
        said = fields.get(key)
        if said is not None:
            return said
        address = fields.get("source.ip")
        return None if address is None else ask(book, str(address))

    return get


@lru_cache(20_000)
def _class_of(address: str) -> str | None:
    number = number_of(address)
    return None if number is None else str(address_class(number))


_ASKS: dict[str, _Ask] = {
    COUNTRY: lambda book, address: book.place(address).country,
    CITY: lambda book, address: book.place(address).city,
    ASN: lambda book, address: book.place(address).asn,
    ORGANIZATION: lambda book, address: book.place(address).organization,
    ADDRESS_CLASS: lambda _, address: _class_of(address),
    FEEDS: lambda book, address: ",".join(book.lists(address)) or None,
}
