"""Both Apache logs: what holds for any bytes."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats import lines
from store.formats.apache import groups
from store.formats.apache.access import AccessLines
from store.formats.builtin import apache_access, apache_error
from store.formats.interface import Format
from store.model import KIND_KEYS, Context, Record

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
]
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
    records: list[Record] = []
    state: dict[str, object] = {}
    begin = 0
    ends = [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for number, end in enumerate(ends, 1):
        reader = log.open(CONTEXT, state, lambda: iter(()))
        last = number == len(ends)
        parsed = reader.read(data[begin:end], begin, at_end=last, take_rest=last)
        records += parsed.records
        begin += parsed.consumed
        state = reader.state()
    assert begin == len(data)
    return records


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
    covered = bytearray(data)
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


@given(line=USUAL.map(str.encode) | HOSTILE)
@settings(max_examples=400)
def test_fast_and_tolerant_way_agree(line):
    reader = AccessLines(Context(zone=UTC, reference=0, host="web1"))
    fast = reader.fast(7, line)
    assert fast is None or fast == reader.tolerant(7, line, None)


@pytest.mark.parametrize("line", apache_access.SAMPLE.splitlines())
def test_usual_lines_go_the_fast_way(line):
    assert AccessLines(CONTEXT).fast(0, line) is not None
