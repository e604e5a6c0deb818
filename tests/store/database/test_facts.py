"""Records turned into columns."""

from collections.abc import Sequence

import pytest

from store.database import coding, evidence
from store.database.coding import STEM, Coder, Stem
from store.database.facts import Facts, facts
from store.formats.sheet import NOTHING, Kinds, Marks, Shared, Sheet
from store.model import UNPARSED, Fields, Record
from tests.store.database.making import FAILED, HIT, in_a_row, record


def made(*records: Record) -> Facts:
    """The only batch of a log."""
    return facts(records, Coder())


def said(batch: Facts, column: str) -> list[object]:
    """What every record says in a column of the parts."""
    part = next(part for part in batch.parts.values() if column in part.columns)
    return [part.columns[column][code] for code in part.codes]


def on_a_sheet(
    fields: Sequence[Fields], *more: Sequence[Fields], sizes: Sequence[int | None] = ()
) -> Sheet:
    """Records one after the other, each part's fields in a row."""
    count = len(fields)
    codes = list(range(count))
    parts = {f"part {at}": Shared(codes, list(each)) for at, each in enumerate((fields, *more))}
    singles = {"http.response.body.bytes": sizes} if sizes else {}
    lines = [(at * 10, b"line %d" % at) for at in codes]
    return Sheet(lines, codes, Kinds([0] * count, [HIT]), parts, singles)


def test_every_text_is_held_once():
    batch = made(record(url_path="/a"), record(url_path="/b"), record(url_path="/a"), record())
    (path,) = [part for part in batch.parts.values() if "path" in part.columns]
    assert (path.columns["path"], list(path.codes)) == (["/a", "/b", None], [0, 1, 0, 2])


def test_columns_that_nobody_has_are_left_out():
    batch = made(record(), record())
    assert (list(batch.parts), batch.plain) == ([STEM], {})


def test_plain_values_are_stored_as_they_are():
    assert made(record(source_port=22), record()).plain == {"port": [22, None]}


def test_kind_weight_and_place_make_a_stem():
    one = record(kind=FAILED, weight=3, host_name="web1", url_domain="example.com")
    batch = made(one, record(kind=HIT))
    assert said(batch, STEM) == [
        Stem(FAILED, 3, 0, "web1", "example.com"),
        Stem(HIT, 1, 0, None, None),
    ]


def test_time_flags_make_a_stem():
    batch = made(record(kind=HIT)._replace(time_flags=5))
    assert said(batch, STEM) == [Stem(HIT, 1, 5, None, None)]


@pytest.mark.parametrize(
    ("parts", "host", "site"),
    [
        ([{"host.name": "a"}], "a", None),
        ([{"host.name": "a"}, {"url.domain": "b"}], "a", "b"),
        ([{"url.domain": "b"}, NOTHING], None, "b"),
        ([NOTHING, {"host.name": "a", "url.domain": "b"}], "a", "b"),
        ([NOTHING], None, None),
    ],
)
def test_the_parts_of_a_sheet_say_where_a_record_comes_from(parts, host, site):
    batch = facts(on_a_sheet(*([each] for each in parts)), Coder())
    assert said(batch, STEM) == [Stem(HIT, 1, 0, host, site)]


def test_times_are_those_of_the_records():
    assert list(made(record(time=5), record(time=-3)).times) == [5, -3]


def test_marks_of_a_sheet_make_stems():
    marks = Marks([1, 3], [0, 5], [None, None], [None, None])
    plain = on_a_sheet([NOTHING] * 2)
    marked = Sheet(plain.lines, plain.times, plain.kinds, plain.parts, plain.singles, marks)
    assert said(facts(marked, Coder()), STEM) == [
        Stem(HIT, 1, 0, None, None),
        Stem(HIT, 3, 5, None, None),
    ]


def test_a_sheets_numbers_are_stored_as_they_are():
    batch = facts(on_a_sheet([NOTHING] * 2, sizes=[7, None]), Coder())
    assert batch.plain == {"size": [7, None]}


def test_a_sheet_that_began_anew_sends_all_again():
    coder = Coder()
    facts(on_a_sheet([{"url.path": "/a"}, {"url.path": "/b"}]), coder)
    batch = facts(on_a_sheet([{"url.path": "/c"}]), coder)
    starts = [part.start for part in batch.parts.values()]
    assert (starts, said(batch, "path")) == ([0, 0], ["/c"])


def test_a_full_coder_sends_all_again(monkeypatch):
    monkeypatch.setattr(coding, "_MOST", 3)
    coder = Coder()
    batches = [facts([record(url_path=path)], coder) for path in ("/a", "/b", "/c", "/d")]
    starts = [[part.start for part in batch.parts.values()] for batch in batches]
    assert starts == [[0, 0], [1, 1], [1, 2], [0, 0]]


def test_unparsed_records_are_counted():
    assert made(record(kind=UNPARSED), record(kind=HIT), record(kind=UNPARSED)).unparsed == 2


def test_records_that_are_as_unparsed_as_those_before_are_counted():
    coder = Coder()
    counts = [facts([record(kind=kind)], coder).unparsed for kind in (UNPARSED, HIT, UNPARSED)]
    assert counts == [1, 0, 1]


def test_evidence_is_that_of_the_records():
    batch = facts(in_a_row([record(b"one"), record(b"three")]), Coder())
    (block,) = [run.block for run in batch.runs]
    assert (block.first_offset, block.events, block.size) == (0, 2, 8)


def test_a_run_knows_its_times(monkeypatch):
    monkeypatch.setattr(evidence, "BLOCK_BYTES", 6)
    some = [record(b"abc", time=time) for time in (5, 9, 1, 2)]
    batch = facts(in_a_row(some), Coder())
    assert [(run.block.events, run.first, run.last) for run in batch.runs] == [(2, 5, 9), (2, 1, 2)]


def test_a_run_knows_who_occurs_in_it(monkeypatch):
    monkeypatch.setattr(evidence, "BLOCK_BYTES", 6)
    some = [record(b"abc", user_name=name) for name in ("a", "b", "b", "b")]
    batch = facts(in_a_row(some), Coder())
    found = [
        {
            batch.parts[name].columns["account"][code]
            for name, codes in run.parties.items()
            for code in codes
        }
        for run in batch.runs
    ]
    assert found == [{("a", None), ("b", None)}, {("b", None)}]


def test_parts_that_name_nobody_are_not_noted():
    (run,) = made(record(url_path="/a", user_agent_original="x", host_name="web1")).runs
    assert run.parties == {}
