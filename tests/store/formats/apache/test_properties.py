"""Both Apache logs: what holds for any bytes."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from store.database.coding import Coder
from store.database.facts import Facts, facts
from store.formats import lines
from store.formats.apache import access, blocks, bulk, groups
from store.formats.apache.access import AccessLines
from store.formats.builtin import apache_access, apache_error
from store.formats.encoding import encoding_of
from store.formats.interface import Format
from store.formats.sheet import Sheet
from store.model import KIND_KEYS, Context, Record
from tests.store.formats.cutting import read_in_pieces

CONTEXT = Context(zone=ZoneInfo("Europe/Berlin"), reference=0)
FORMATS = [apache_access.FORMAT, apache_error.FORMAT]

PIECES = [
    b'"',
    b'" "',
    b"\\",
    b'\\"',
    b" ",
    b"  ",
    b"-",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xff",
    b"[",
    b"]",
    b"?",
    b"192.0.2.1",
    b"192.0.2.1 - - ",
    b"2001:db8::1",
    b"www.example.com:80 ",
    b"kim ",
    b'""',
    b"[09/Mar/2025:06:25:14 +0100] ",
    b"[26/Oct/2025:02:30:14] ",
    b"[26/Oct/2025:02:10:60] ",
    b'"GET / HTTP/1.1" ',
    b'"GET /a?b HTTP/1.1" 200 5',
    b' 404 - "-" "a"',
    b'"\\x16\\x03"',
    b"200 ",
    b" 5",
    b"[Sun Oct 26 02:30:14 2025] ",
    b"[Sun Oct 26 02:10:14.5 2025] ",
    b"[error] ",
    b"[core:info] ",
    b"[pid 7:tid 8] ",
    b"(13)Denied: ",
    b"[client 192.0.2.1:80] ",
    b"[client ",
    b"AH01618: ",
    b"user kim not found: /",
    b", referer: x",
    b"Mar  9 06:25:14 web1 httpd[7]: ",
    b"2025-03-09T06:25:14+01:00 web1 app: [core:error] ",
    b"192.0.2.1 TLSv1.3 X ",
    b"198.51.100.7, ",
]
SURE = "09/Mar/2025:06:25:14 +0100"
HOSTILE = st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=40).map(b"".join)
PART = st.sampled_from(["-", "kim", "a b", "x[1]", "http://example.com/?a", "Mozilla/5.0 (X)", ""])
USUAL = st.builds(
    '{}{} - {} [{}] "{}" {} {}{}'.format,
    st.sampled_from(["", "www.example.com:443 ", "www.example.com "]),
    st.sampled_from(["192.0.2.1", "2001:db8::1", "host.example.com", "-"]),
    PART,
    st.sampled_from(
        ["09/Mar/2025:06:25:14 +0100", "31/Feb/2025:06:25:14 +0100", "09/Mar/2025:06:25:60 -0000"]
    ),
    st.sampled_from(["GET / HTTP/1.1", "GET /a?b=c", "-", "", "junk", "POST /ä HTTP/2.0"]),
    st.sampled_from(["200", "404", "-", "20", "abc"]),
    st.sampled_from(["0", "-", "512", "007", "9" * 18, "9" * 19, "x", ""]),
    st.just("") | st.builds(' "{}" "{}"'.format, PART, PART) | st.builds(' "{}"'.format, PART),
)


def in_pieces(log: Format, data: bytes, cuts: list[int]) -> list[Record]:
    """Read data as it would come in pieces, with a new reader for each."""
    return read_in_pieces(log, data, [cut % (len(data) + 1) for cut in cuts], CONTEXT)


TEXT = st.sampled_from(
    [
        "-",
        "",
        "Mozilla/5.0 (X)",
        "a b",
        r"a\"b",
        r"\x16\x03",
        "\\",
        r"\\",
        'a"b',
        '" "',
        "é",
        "\x00",
    ]
)
TARGET = st.sampled_from(["/", "/a?b=c", "/ä", r"/\"x", r"/\x22", '/"x', "*", "/a b", "/?-"])
TIMED = st.builds(
    '{}{} - {} [09/Mar/2025:06:{:02d}:14 +0100] "{}" {} {}{}'.format,
    st.sampled_from(["", "", "www.example.com:443 "]),
    st.sampled_from(["192.0.2.1", "2001:db8::1", "host.example.com", "-"]),
    st.sampled_from(["-", "-", "kim", "a b", '""']),
    st.integers(0, 59),
    st.builds("GET {} HTTP/1.1".format, TARGET) | st.sampled_from(["-", "", "junk", r"\x16"]),
    st.sampled_from(["200", "404", "404", "-", "20"]),
    st.sampled_from(["0", "-", "512", "007", "9" * 19, "x"]),
    st.just("")
    | st.builds(' "{}" "{}"'.format, TEXT, TEXT)
    | st.builds(' "{}" "{}" "-"'.format, TEXT, TEXT)
    | st.builds(' "{}" "{}" "{}"'.format, TEXT, TEXT, st.sampled_from(["192.0.2.7", "", "-"]))
    | st.builds(' "{}" "{}" 1234'.format, TEXT, TEXT)
    | st.builds(' "{}"  "{}"'.format, TEXT, TEXT),
).map(str.encode)
"""Lines of every shape whose time nothing had to be assumed for, so that they may share a sheet."""
LOGS = st.lists(TIMED, min_size=1, max_size=12) | st.lists(TIMED | HOSTILE, max_size=8)


@contextmanager
def sheets_from(many: int) -> Iterator[None]:
    """So many lines are laid on a sheet, in blocks of three."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apache_access, "_MANY", many)
        patch.setattr(access, "LINES", 3)
        patch.setattr(blocks, "LINES", 3)
        yield


def side_by_side(log: Sequence[bytes]) -> Sequence[Record]:
    """The records of lines, on a sheet if they can be."""
    data = b"".join(line + b"\n" for line in log)
    with sheets_from(1):
        reader = apache_access.AccessReader(CONTEXT, {})
        return reader.read(data, 0, at_end=True, take_rest=True).records


def at_once(log: Sequence[bytes]) -> Sequence[Record]:
    """The records of lines that are taken apart as long pieces are, if they can be."""
    data = b"".join(line + b"\n" for line in log)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apache_access, "LONG", 1)
        patch.setattr(bulk, "_MOST_ODD", 0)
        reader = apache_access.AccessReader(CONTEXT, {})
        return reader.read(data, 0, at_end=True, take_rest=True).records


@given(log=LOGS | st.lists(st.sampled_from([b"", b"\n"]) | TIMED, max_size=12))
@settings(max_examples=300)
def test_a_long_piece_holds_the_records_of_its_lines(log):
    assert list(at_once(log)) == list(side_by_side(log))


@given(log=st.lists(TIMED, min_size=1, max_size=10))
def test_the_columns_of_a_long_piece_are_those_of_its_records(log):
    records = at_once(log)
    sheet, plain = (facts(some, Coder()) for some in (records, list(records)))
    assert told(sheet) == told(plain)
    assert who(sheet) == who(plain)


@pytest.mark.parametrize("tail", [b"", b' "-" "curl/8.5.0"', b' "-" "curl/8.5.0" "-"'])
def test_long_pieces_of_usual_lines_are_taken_apart_at_once(tail, monkeypatch):
    line = b'192.0.2.1 - - [09/Mar/2025:06:25:14 +0100] "GET / HTTP/1.1" 200 5' + tail
    monkeypatch.setattr(AccessLines, "sheet", None)
    monkeypatch.setattr(AccessLines, "fast", None)
    monkeypatch.setattr(AccessLines, "tolerant", None)
    assert len(at_once([line, line.replace(b"200 5", b"404 -")])) == 2


def test_a_long_piece_in_which_too_much_is_odd_is_read_line_by_line():
    lines = AccessLines(CONTEXT)
    odd = b'192.0.2.1 - - [09/Mar/2025:06:25:14 +0100] "GET /\\" HTTP/1.1" 200 5\n'
    assert lines.long_sheet(odd * 10, 0, lines.tolerant) is None


@pytest.mark.parametrize("log", FORMATS, ids=lambda log: log.name)
@given(data=HOSTILE, cuts=st.lists(st.integers(0, 2000), max_size=5))
@settings(max_examples=150)
def test_pieces_make_no_difference(log, data, cuts):
    assert in_pieces(log, data, cuts) == in_pieces(log, data, [])


@given(data=HOSTILE, cuts=st.lists(st.integers(0, 2000), max_size=5), longest=st.integers(8, 60))
@settings(max_examples=150)
def test_pieces_make_no_difference_to_lines_that_are_too_long(data, cuts, longest):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "LONGEST", longest)
        patch.setattr(groups, "LONGEST", longest)
        for log in FORMATS:
            assert in_pieces(log, data, cuts) == in_pieces(log, data, [])


@pytest.mark.parametrize("log", FORMATS, ids=lambda log: log.name)
@given(data=HOSTILE | st.binary(max_size=300))
def test_nothing_is_lost(log, data):
    encoding = encoding_of(data)
    assume(encoding.name == "utf-8")
    covered = bytearray(data)
    covered[: encoding.mark] = b"\n" * encoding.mark
    for record in in_pieces(log, data, []):
        assert data[record.offset : record.offset + len(record.raw)] == record.raw
        covered[record.offset : record.offset + len(record.raw)] = b"\n" * len(record.raw)
    assert not covered.replace(b"\r", b"").replace(b"\n", b"")


@pytest.mark.parametrize("log", FORMATS, ids=lambda log: log.name)
@given(data=HOSTILE)
def test_fields_hold_only_what_is_known(log, data):
    for record in in_pieces(log, data, []):
        assert not KIND_KEYS.keys() & record.fields.keys()
        assert not {"", "-", None} & set(record.fields.values())


@given(data=HOSTILE | st.binary(max_size=300))
def test_never_both_claim_a_source(data):
    access, error = (log.score(data) for log in FORMATS)
    assert 0 <= access <= 1
    assert 0 <= error <= 1
    assert not (access and error)


@given(line=USUAL.map(str.encode) | TIMED | HOSTILE)
@settings(max_examples=300)
def test_no_line_is_read_otherwise_where_it_is_read_fast(line):
    reader = AccessLines(Context(zone=UTC, reference=0, host="web1"))
    assert reader.read(7, line, None) == reader.tolerant(7, line, None)


PLAIN = st.builds(
    '{} - {} [09/Mar/2025:06:25:14 +0100] "{}" {} {}{}'.format,
    st.sampled_from(["192.0.2.1", "2001:db8::1", "www.example.com:443 192.0.2.1"]),
    st.sampled_from(["-", "kim"]),
    st.sampled_from(["GET / HTTP/1.1", "POST /a?b=c HTTP/2.0", "-", r"\x16\x03"]),
    st.sampled_from(["200", "404"]),
    st.sampled_from(["0", "-", "512"]),
    st.just("")
    | st.builds(
        ' "{}" "{}"{}'.format,
        st.sampled_from(["-", "http://example.com/"]),
        st.sampled_from(["-", "Mozilla/5.0 (X)", "é"]),
        st.sampled_from(["", ' "-"']),
    ),
).map(str.encode)


@given(line=PLAIN)
def test_plain_lines_are_read_fast_and_as_the_tolerant_way_would(line):
    reader = AccessLines(CONTEXT)
    assert reader.fast(7, line) == reader.tolerant(7, line, None)


@pytest.mark.parametrize("line", apache_access.SAMPLE.splitlines())
def test_usual_lines_go_the_fast_way(line):
    assert AccessLines(CONTEXT).fast(0, line) is not None


@given(log=LOGS)
@settings(max_examples=150)
def test_lines_side_by_side_say_what_they_say_one_by_one(log):
    data = b"".join(line + b"\n" for line in log)
    found = []
    for many in (1, len(data) + 1):
        with sheets_from(many):
            reader = apache_access.AccessReader(CONTEXT, {})
            parsed = reader.read(data, 7, at_end=True, take_rest=True)
            found.append((list(parsed.records), parsed.consumed, reader.state()))
    assert found[0] == found[1]


@given(log=st.lists(TIMED, min_size=1, max_size=8))
@settings(max_examples=100)
def test_lines_side_by_side_say_what_the_tolerant_way_says(log):
    reader = AccessLines(CONTEXT)
    assert [record._replace(offset=0) for record in side_by_side(log)] == [
        reader.tolerant(0, line, None) for line in log
    ]


def test_odd_lines_share_a_sheet_with_usual_ones():
    usual, odd = b'192.0.2.1 - - [09/Mar/2025:06:25:14 +0100] "GET / HTTP/1.1" 200 5', b' "a"b" "c"'
    log = [usual, usual + b' "-" "a"', usual + odd, usual + b' "-" "a" "-"', usual + b" 12"]
    records = side_by_side(log)
    assert isinstance(records, Sheet)
    assert [record.raw for record in records] == log


@pytest.mark.parametrize("moment", ["31/Feb/2025:06:25:14 +0100", "09/Mar/2025:06:25:14"])
def test_a_line_without_a_sure_time_stands_on_no_sheet(moment):
    stamped = [f'192.0.2.1 - - [{when}] "GET / HTTP/1.1" 200 5'.encode() for when in (SURE, moment)]
    assert isinstance(side_by_side(stamped[:1]), Sheet)
    assert not isinstance(side_by_side(stamped), Sheet)


def told(batch: Facts) -> dict[str, object]:
    """What a batch says, however its texts are numbered and its columns put into parts."""
    found = [(name, list(column)) for name, column in batch.plain.items()]
    for part in batch.parts.values():
        found += [
            (name, [values[code] for code in part.codes]) for name, values in part.columns.items()
        ]
    columns: dict[str, list[object]] = {}
    for name, column in found:
        values = list(map(_unpacked, column)) if name == "extra" else column
        columns[name] = [*map(_either, columns.get(name, values), values)]
    return {
        "times": list(batch.times),
        "unparsed": batch.unparsed,
        "blocks": [(run.block, run.first, run.last) for run in batch.runs],
        "columns": {name: column for name, column in columns.items() if set(column) - {None}},
    }


def _unpacked(text: str | None) -> object:
    return None if text is None else frozenset(json.loads(text).items())


def _either(one: object, other: object) -> object:
    """What one of two parts says of a record."""
    return one if other is None else other


def who(batch: Facts) -> list[set[object]]:
    """Who occurs in each block of evidence."""
    return [
        {
            column[code]
            for name, codes in run.parties.items()
            for label, column in batch.parts[name].columns.items()
            for code in codes
            if label in ("address", "account", "target")
        }
        - {None}
        for run in batch.runs
    ]


@given(log=st.lists(TIMED, min_size=1, max_size=10))
@settings(max_examples=100)
def test_the_columns_of_a_sheet_are_those_of_its_records(log):
    records = side_by_side(log)
    assert isinstance(records, Sheet)
    sheet, plain = (facts(some, Coder()) for some in (records, list(records)))
    assert told(sheet) == told(plain)
    assert who(sheet) == who(plain)


def test_a_size_beyond_the_databases_integers_stands_on_a_sheet():
    line = b'192.0.2.1 - - [09/Mar/2025:06:25:14 +0100] "GET / HTTP/1.1" 200 %d'
    records = side_by_side([line % 5, line % (1 << 70)])
    assert isinstance(records, Sheet)
    assert facts(records, Coder()).plain == {"size": [5, None]}
