"""Which encoding an XML export has, and how far its bytes reach when read as UTF-8."""

from typing import NamedTuple


class Encoding(NamedTuple):
    """An encoding and the mark that stands before the text."""

    name: str
    """`utf-8`, `utf-16-le` or `utf-16-be`."""
    mark: int
    """Bytes of the byte order mark."""


def encoding_of(head: bytes) -> Encoding:
    """Tell the encoding by the byte order mark, or by the zero beside the first character.

    Args:
        head: The first bytes of a source, at least three if it has them.
    """
    if head.startswith(b"\xff\xfe"):
        return Encoding("utf-16-le", 2)
    if head.startswith(b"\xfe\xff"):
        return Encoding("utf-16-be", 2)
    if head.startswith(b"<\0"):
        return Encoding("utf-16-le", 0)
    if head.startswith(b"\0<"):
        return Encoding("utf-16-be", 0)
    return Encoding("utf-8", 3 if head.startswith(b"\xef\xbb\xbf") else 0)


def to_utf8(data: bytes, encoding: str) -> bytes:
    """The text as UTF-8; a half character at the end is left out, half surrogates are kept."""
    if encoding == "utf-8":
        return data
    whole = data[: len(data) - len(data) % 2]
    return whole.decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")


def size_in(text: bytes, encoding: str) -> int:
    """How many bytes a piece of what `to_utf8` gave takes in its own encoding."""
    if encoding == "utf-8":
        return len(text)
    return len(text.decode("utf-8", "surrogatepass").encode(encoding, "surrogatepass"))
