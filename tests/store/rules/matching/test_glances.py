"""What a glance at the texts of all rules lets pass, and what it must never hold back."""

from datetime import UTC

from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.sheet import NOTHING, Kinds, Shared, Sheet
from store.model import Fields, Record
from store.rules.compiled import CompiledRule
from store.rules.matching.batches import Batch, Contents
from store.rules.matching.glances import Glances, glanced
from store.rules.reading.fields import ORIGINAL, value_of
from tests.store.rules.making import WEB, record, rule

GETTERS = {key: value_of(key) for key in (ORIGINAL, "message", "user.name")}
WORDS = st.sampled_from(["", "carol", "xCarolX", "mallory", "MALLORY carol", "car ol", None])


def looking(*needles: tuple[str, str]) -> CompiledRule:
    return rule(needles=needles)


def held(rules: list[CompiledRule], batch: Batch, *columns: str) -> set[int]:
    everything = list(range(len(batch.records)))
    glance = Glances(rules, GETTERS).at(batch, {key: [everything] for key in columns})
    found = glance.holding(frozenset(columns))
    assert isinstance(found, set)
    return found


def said(message: str | None, name: str | None) -> Fields:
    values = {"message": message, "user.name": name}
    return {key: value for key, value in values.items() if value is not None}


def sheet(rows: list[tuple[str | None, str | None]]) -> Sheet:
    """Each row's message stands alone, its name in a part."""
    names = Shared(list(range(1, len(rows) + 1)), [NOTHING, *(said(None, row[1]) for row in rows)])
    messages = {"message": [row[0] for row in rows]}
    lines = [(0, b"")] * len(rows)
    return Sheet(lines, [0] * len(rows), Kinds([0] * len(rows), [WEB]), {"n": names}, messages)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), max_size=6), st.booleans())
def test_whatever_holds_a_text_of_any_rule_passes(rows, on_sheet):
    rules = [looking(("message", "carol")), looking(("user.name", "mallory"), ("message", "xyz"))]
    records = [Record(0, b"", WEB, said(*row), 0) for row in rows]
    batch = Batch(sheet(rows) if on_sheet and rows else records, Contents(UTC))
    expected = {
        at
        for at, (message, name) in enumerate(rows)
        if "carol" in (message or "").lower() or "mallory" in (name or "").lower()
    }
    assert held(rules, batch, "message", "user.name") == expected


def test_raw_records_are_looked_through_as_they_are():
    batch = Batch([record(raw=b"a Carol"), record(raw=b"\xffcarol"), record()], Contents(UTC))
    assert held([looking((ORIGINAL, "carol"))], batch, ORIGINAL) == {0, 1}


def test_only_what_is_asked_for_is_looked_at():
    batch = Batch([record(message="carol"), record(message="carol")], Contents(UTC))
    glance = Glances([looking(("message", "carol"))], GETTERS).at(batch, {"message": [[1]]})
    assert glance.holding(frozenset({"message"})) == {1}


def test_a_column_that_nothing_stands_in_holds_nothing():
    batch = Batch(sheet([("carol", None)]), Contents(UTC))
    assert held([looking(("user.name", "mallory"))], batch, "user.name") == set()


def test_rules_are_glanced_at_by_all_their_columns():
    rules = [looking(("message", "carol")), looking(("user.name", "mallory"))]
    assert glanced(rules) == {"message", "user.name"}


def test_a_rule_without_texts_cannot_be_glanced_at():
    assert glanced([looking(("message", "carol")), looking()]) == set()


def test_a_text_that_most_records_hold_tells_nothing():
    assert glanced([looking(("message", "carol"), ("message", "-"))]) == set()


def test_a_folder_that_pages_are_made_of_tells_nothing():
    assert glanced([looking(("url.path", "/img/"))]) == set()
    assert glanced([looking(("url.path", "/img/x"))]) == {"url.path"}
