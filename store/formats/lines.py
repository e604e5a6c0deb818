"""Cut bytes into lines, with where each begins, at the speed of `bytes.split`."""

from itertools import accumulate
from typing import NamedTuple

LONGEST = 4 * 1024 * 1024
"""Bytes of the longest line that is kept whole; a longer one is cut into several records."""


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
    """
    pieces = data.split(b"\n")
    rest = pieces.pop()
    consumed = len(data) - len(rest)
    lines = _usual(pieces, offset) if b"\r" not in data else None
    if lines is None:
        lines = _any(pieces, offset)
    offset += consumed
    if rest and (take_rest or len(rest) > LONGEST):
        # the last byte stays: a CR there may belong to a line end that is still to come
        taken = rest if take_rest else rest[: (len(rest) - 1) // LONGEST * LONGEST]
        _add(lines, offset, taken.removesuffix(b"\r") if take_rest else taken)
        consumed += len(taken)
    return Lines(lines, consumed)


def _usual(pieces: list[bytes], offset: int) -> list[tuple[int, bytes]] | None:
    """Lines of which none is empty and none is too long; None where one is."""
    sizes = list(map(len, pieces))
    if not sizes or not 0 < min(sizes) <= max(sizes) <= LONGEST:
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
    """Append a line, in pieces if it is longer than `LONGEST`."""
    if len(line) <= LONGEST:
        if line:
            lines.append((offset, line))
        return
    lines.extend((offset + at, line[at : at + LONGEST]) for at in range(0, len(line), LONGEST))
