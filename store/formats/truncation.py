"""Mark records of which only the beginning is kept, for a record may not be longer."""

from store.model import Fields, Record

KEY, VALUE = "log.flags", "truncated"
"""What ECS's writers say of such a record (Filebeat, `max_bytes`)."""
_CONTINUES = 0x80


def truncated(record: Record) -> Record:
    """A record, marked."""
    fields: Fields = {**record.fields, KEY: VALUE}
    return record._replace(fields=fields)


def is_truncated(record: Record) -> bool:
    """Whether a record is marked."""
    return record.fields.get(KEY) == VALUE


def clipped(data: bytes, at: int, size: int) -> int:
    """Where to cut a text that begins at `at`, after `size` bytes at most: before a character."""
    end = at + size
    for back in range(4):
        if end - back < len(data) and data[end - back] & 0xC0 != _CONTINUES:
            return end - back
    return end
