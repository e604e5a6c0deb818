"""What records say as numbers: each text is sent once for a log."""

from array import array
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database import coding
from store.database.coding import STEM, Coder, Columns, Key, Part, Stem
from store.formats.sheet import NOTHING, Shared
from store.model import Fields, Kind, Outcome

HIT, MISS = Kind(status=200), Kind(status=404, outcome=Outcome.FAILURE)
KEYS = st.sampled_from([None, "a", "b", "c", ("a", None), ("a", "b")])
BATCHES = st.lists(st.lists(KEYS, min_size=1, max_size=8), min_size=1, max_size=4)


def encode(coder: Coder, keys: Iterable[Key | None], column: str = "path") -> Part:
    """Number one column of plain records, as a part of the same name."""
    return coder.keyed(column, column, keys)


def by_key(fields: Sequence[Fields]) -> Columns:
    """Columns named as the keys, for parts whose fields are all alike."""
    names = {name for each in fields for name in each}
    return {name: [each.get(name) for each in fields] for name in names}


def share(coder: Coder, fields: list[Fields], *codes: int, name: str = "party") -> Part:
    """Take over a part that a reader has numbered."""
    return coder.shared(name, Shared(list(codes), fields), by_key)


# columns of plain records


def test_codes_go_on_over_batches():
    coder = Coder()
    encode(coder, "aba")
    assert encode(coder, "cbd") == Part(2, 2, {"path": ["c", "d"]}, [2, 1, 3])


def test_a_batch_without_new_texts_sends_none():
    coder = Coder()
    encode(coder, "ab")
    assert encode(coder, "bba") == Part(2, 0, {}, [1, 1, 0])


def test_no_text_has_a_code_too():
    assert encode(Coder(), [None, "a", None]) == Part(0, 2, {"path": [None, "a"]}, [0, 1, 0])


def test_every_column_has_codes_of_its_own():
    coder = Coder()
    encode(coder, "ab")
    assert encode(coder, "b", "agent") == Part(0, 1, {"agent": ["b"]}, [0])


@given(BATCHES)
def test_codes_tell_the_texts(batches):
    coder = Coder()
    keys: list[Key | None] = []
    for batch in batches:
        part = encode(coder, batch)
        assert (part.start, part.size) == (len(keys), len(part.columns.get("path", [])))
        keys += part.columns.get("path", [])
        assert [keys[code] for code in part.codes] == batch
    assert len(keys) == len(set(keys))


def test_what_is_packed_is_the_same_in_little_room():
    part = encode(Coder(), "aba").packed()
    assert part.codes == array("I", [0, 1, 0])


# parts that a reader has numbered


def test_a_readers_numbers_are_taken_over():
    part = share(Coder(), [NOTHING, {"a": 1}, {"a": 2}], 2, 1, 2)
    assert part == Part(0, 3, {"a": [None, 1, 2]}, [2, 1, 2])


def test_what_a_reader_has_added_is_sent_and_no_more():
    coder = Coder()
    fields: list[Fields] = [NOTHING, {"a": 1}]
    share(coder, fields, 1)
    fields.append({"a": 2})
    assert share(coder, fields, 1, 2) == Part(2, 1, {"a": [2]}, [1, 2])


def test_a_reader_that_has_added_nothing_sends_nothing():
    coder = Coder()
    fields: list[Fields] = [NOTHING, {"a": 1}]
    share(coder, fields, 1)
    assert share(coder, fields, 0) == Part(2, 0, {}, [0])


def test_where_a_record_comes_from_is_no_column():
    coder = Coder()
    part = share(coder, [{"host": "web1"}, {"site": "example.com"}], 0)
    assert (part.columns, coder.places("party")) == ({}, [("web1", None), (None, "example.com")])


def test_places_are_known_of_numbers_that_came_without():
    coder = Coder()
    fields: list[Fields] = [NOTHING, {"a": 1}]
    share(coder, fields, 1)
    assert coder.places("party") is None
    fields.append({"host": "web1"})
    share(coder, fields, 2)
    fields.append({"a": 2})
    share(coder, fields, 3)
    assert coder.places("party") == [(None, None)] * 2 + [("web1", None), (None, None)]


# stems


def test_a_stem_is_sent_once():
    coder = Coder()
    hit, miss = coder.kind(HIT), coder.kind(MISS)
    first = coder.stemmed([hit, miss, hit])
    again = coder.stemmed([miss])
    stems = [Stem(HIT, 1, 0, None, None), Stem(MISS, 1, 0, None, None)]
    assert first == Part(0, 2, {STEM: stems}, [0, 1, 0])
    assert again == Part(2, 0, {}, [1])


def test_a_stem_holds_all_that_its_key_does():
    coder = Coder()
    coder.stemmed([(coder.kind(MISS), 3, 5, "web1", "example.com")])
    assert coder.stems == [Stem(MISS, 3, 5, "web1", "example.com")]


def test_a_kind_has_one_number():
    coder = Coder()
    assert [coder.kind(each) for each in (HIT, MISS, HIT)] == [0, 1, 0]


# beginning anew


def test_numbering_begins_anew():
    coder = Coder()
    encode(coder, "ab")
    coder.stemmed([coder.kind(HIT)])
    coder.begin_anew()
    assert encode(coder, "ba") == Part(0, 2, {"path": ["b", "a"]}, [0, 1])
    assert coder.stemmed([coder.kind(MISS)]).columns[STEM] == [Stem(MISS, 1, 0, None, None)]


@pytest.mark.parametrize(("texts", "full"), [("abc", False), ("abcd", True), ("aaaaa", False)])
def test_a_coder_is_full_of_texts_not_of_events(monkeypatch, texts, full):
    monkeypatch.setattr(coding, "_MOST", 3)
    coder = Coder()
    encode(coder, texts)
    assert coder.is_stale({}) is full


def test_the_texts_of_all_columns_fill_a_coder(monkeypatch):
    monkeypatch.setattr(coding, "_MOST", 3)
    coder = Coder()
    for column in ("path", "agent"):
        assert not coder.is_stale({})
        encode(coder, "ab", column)
    assert coder.is_stale({})


@pytest.mark.parametrize("anew", [False, True])
def test_a_coder_is_stale_when_its_reader_began_anew(anew):
    coder = Coder()
    fields: list[Fields] = [NOTHING]
    share(coder, fields, 0)
    fields = [NOTHING] if anew else fields
    assert coder.is_stale({"party": Shared([0], fields)}) is anew


def test_a_part_that_was_not_met_yet_makes_nothing_stale():
    coder = Coder()
    share(coder, [NOTHING], 0)
    assert not coder.is_stale({"agent": Shared([0], [NOTHING])})


@pytest.mark.parametrize(("column", "says"), [("a", True), ("b", False)])
def test_whether_a_part_says_anything_in_a_column(column, says):
    coder = Coder()
    share(coder, [NOTHING, {"a": 1}], 0)
    assert coder.has("party", frozenset({column})) is says
