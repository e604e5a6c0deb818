"""Records of lines that go on with a record which had been taken before they were there.

What is committed stays as it is, so such lines cannot be added to it any more. They are a record of
their own that says so, directly behind the one that they go on with: no line of a known log is
garbage for having come late, and an event that they repeat the words of is not counted again.
"""

from functools import cache

from store.model import Fields, Kind, Parse, Record
from store.text import decode

ACTION = "continuation"


@cache
def _kind(dataset: str) -> Kind:
    return Kind(dataset, Parse.HEADER, action=ACTION)


def continuation(offset: int, raw: bytes, dataset: str, host: str | None = None) -> Record:
    """A record of lines that go on with the one before; the importer gives it that one's time."""
    said: Fields = {"message": decode(raw)}
    if host:
        said["host.name"] = host
    return Record(offset, raw, _kind(dataset), said, None)
