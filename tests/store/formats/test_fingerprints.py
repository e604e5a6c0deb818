"""Texts are known again by their fingerprints."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats import fingerprints
from store.formats.fingerprints import WIDEST, Fingerprinted, Piece
from store.model import Fields

TEXTS = st.lists(
    st.binary(max_size=20) | st.sampled_from([b"", b"a", b"a\0", b"x" * 9]), max_size=30
)


class Numbering(dict[bytes, int]):
    """Numbers texts, and notes which it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[Fields] = []
        self.asked: list[bytes] = []

    def __getitem__(self, text: bytes) -> int:
        self.asked.append(text)
        return self.setdefault(text, len(self))

    def begin_anew(self) -> None:
        """Forget all numbers."""
        self.clear()
        self.fields = []


def numbers(known: Fingerprinted, texts: Sequence[bytes]) -> list[int]:
    """The numbers of texts that lie in one piece, with other bytes between them."""
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64) - 1
    starts = ends - np.array([len(text) for text in texts], np.int64)
    piece = Piece(b"".join(text + b"|" for text in texts))
    found: list[int] = known.numbers(piece, starts, ends).tolist()
    return found


@given(st.lists(TEXTS, max_size=4))
def test_a_text_has_the_number_that_the_numbering_gives_it(pieces):
    numbering = Numbering()
    known = Fingerprinted(numbering)
    for texts in pieces:
        assert numbers(known, texts) == [numbering[text] for text in texts]


@given(st.lists(TEXTS, max_size=4))
def test_texts_whose_fingerprints_begin_alike_are_told_apart(pieces):
    numbering = Numbering()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            fingerprints, "_KEYS", fingerprints._KEYS & np.array([0, 0, 255, 255], np.uint64)
        )
        patch.setattr(fingerprints, "_LENGTH_KEYS", np.array([0, 1], np.uint64))
        known = Fingerprinted(numbering)
        for texts in pieces:
            assert numbers(known, texts) == [numbering[text] for text in texts]


def test_the_numbering_is_asked_once_for_a_text():
    numbering = Numbering()
    known = Fingerprinted(numbering)
    numbers(known, [b"a", b"b", b"a"])
    numbers(known, [b"b", b"a"])
    assert sorted(numbering.asked) == [b"a", b"b"]


def test_long_texts_are_not_remembered():
    numbering = Numbering()
    known = Fingerprinted(numbering)
    long = b"x" * (WIDEST + 1)
    assert numbers(known, [long, b"a", long]) == [numbering[long], numbering[b"a"], numbering[long]]
    assert numbering.asked.count(long) == 4


def test_the_longest_text_is_remembered():
    numbering = Numbering()
    known = Fingerprinted(numbering)
    numbers(known, [b"x" * WIDEST])
    numbers(known, [b"x" * WIDEST])
    assert numbering.asked == [b"x" * WIDEST]


def test_thousands_of_texts_keep_their_numbers():
    numbering = Numbering()
    known = Fingerprinted(numbering)
    texts = [b"text %d" % at for at in range(20_000)]
    for start in range(0, 20_000, 3_000):
        numbers(known, texts[start : start + 3_000])
    assert numbers(known, texts) == [numbering[text] for text in texts]
    assert len(numbering.asked) == 40_000


def test_a_numbering_that_begins_anew_is_asked_again():
    numbering = Numbering()
    known = Fingerprinted(numbering)
    numbers(known, [b"a", b"b"])
    numbering.begin_anew()
    assert numbers(known, [b"b"]) == [0]


def test_every_eight_bytes_of_a_piece_are_a_word():
    assert Piece(b"abcdefghi").words[1].tobytes() == b"bcdefghi"


def test_behind_the_end_of_a_piece_there_is_nothing():
    assert Piece(b"abc").words.tolist()[1] == int.from_bytes(b"bc", "little")
