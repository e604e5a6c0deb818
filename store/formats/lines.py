"""Cut bytes into lines, with where each begins, at the speed of `bytes.split`."""

from itertools import accumulate
from typing import NamedTuple

LONGEST = 4 * 1024 * 1024
"""Bytes of the longest record that is kept whole; of a longer one its beginning is kept."""
LONG = 1 << 20
"""Bytes from which on it pays to load what takes long pieces apart."""


class Lines(NamedTuple):
    """Lines and how far they reach."""

    lines: list[tuple[int, bytes]]
    """Offset and bytes (without LF or CR LF) of every line that is not empty."""
    consumed: int
    """Bytes of the input that the lines and their ends cover."""


def cut(data: bytes, offset: int, *, take_rest: bool) -> Lines:
    r"""Cut `data` at LF.

    Args:
        data: Bytes that begin with a line.
        offset: Where `data` begins in its source.
        take_rest: Whether an unterminated last line counts as a line.

    Returns:
        The lines. A CR before the LF belongs to the line end; a CR elsewhere belongs to the line.
        None is cut for its length: see `store.formats.long_lines`.
    """
    pieces = data.split(b"\n")
    rest = pieces.pop()
    consumed = len(data) - len(rest)
    lines = _usual(pieces, offset) if b"\r" not in data else None
    if lines is None:
        lines = _any(pieces, offset)
    offset += consumed
    if rest and take_rest:
        _add(lines, offset, rest.removesuffix(b"\r"))
        consumed += len(rest)
    return Lines(lines, consumed)


def _usual(pieces: list[bytes], offset: int) -> list[tuple[int, bytes]] | None:
    """Lines of which none is empty; None where one is."""
    sizes = list(map(len, pieces))
    if not sizes or not min(sizes):
        return None
    offsets = accumulate([size + 1 for size in sizes], initial=offset)
    return list(zip(offsets, pieces, strict=False))


def _any(pieces: list[bytes], offset: int) -> list[tuple[int, bytes]]:
    """Lines of any kind."""
    lines: list[tuple[int, bytes]] = []
    for piece in pieces:
        if piece and piece != b"\r":
            _add(lines, offset, piece[:-1] if piece[-1] == 13 else piece)
        offset += len(piece) + 1
    return lines


def _add(lines: list[tuple[int, bytes]], offset: int, line: bytes) -> None:
    """Append a line that is not empty."""
    if line:
        lines.append((offset, line))
