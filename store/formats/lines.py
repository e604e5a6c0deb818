"""Cut bytes into lines, with where each begins, at the speed of `bytes.split`."""

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
    lines: list[tuple[int, bytes]] = []
    for piece in pieces:
        size = len(piece) + 1
        if piece and piece != b"\r":
            _add(lines, offset, piece[:-1] if piece[-1] == 13 else piece)
        offset += size
    consumed = len(data) - len(rest)
    if rest and (take_rest or len(rest) > LONGEST):
        # the last byte stays: a CR there may belong to a line end that is still to come
        taken = rest if take_rest else rest[: (len(rest) - 1) // LONGEST * LONGEST]
        _add(lines, offset, taken.removesuffix(b"\r") if take_rest else taken)
        consumed += len(taken)
    return Lines(lines, consumed)


def _add(lines: list[tuple[int, bytes]], offset: int, line: bytes) -> None:
    """Append a line, in pieces if it is longer than `LONGEST`."""
    if len(line) <= LONGEST:
        if line:
            lines.append((offset, line))
        return
    lines.extend((offset + at, line[at : at + LONGEST]) for at in range(0, len(line), LONGEST))
