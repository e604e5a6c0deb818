"""Logs in users' own formats: the same records however the bytes come, whatever they are."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.interface import State
from store.formats.own.format import format_of
from store.formats.own.grouping import MOST_LINES
from store.formats.own.matching import LONGEST, STRIKES
from store.formats.own.spec import Spec
from store.model import Context, Outcome, Parse, Record, TimeFlag
from tests.store.formats.own.making import CONTEXT, GATE, OBJECTS, parsed, reader, records, spec

LOG = (
    b"2026-03-05T09:14:07Z login kim 192.0.2.10 denied\r\n"
    b"\n"
    b"poem\n"
    b"2026-03-05T09:14:08Z started 811\n"
    b"2026-03-05T09:14:09Z login k\xffm web.example.com ok"
)
SEVERAL = GATE | {
    "first_line": r"\d{4}-",
    "patterns": [{"name": "any", "regex": r"(?s)(?<time>\S+) (?<message>.*)"}],
    "fields": {},
    "samples": [{"line": "2026-03-05T09:14:07Z a\n b"}],
}
STACK = (
    b"lost\n of before\n2026-03-05T09:14:07Z one\n  at a\n  at b\n"
    b"2026-03-05T09:14:08Z two\n\n  at c\r\n2026-03-05T09:14:09Z three\n"
)
SLOW = GATE | {
    "patterns": [{"name": "slow", "regex": r"(\w+)+"}, {"name": "any", "regex": "(?<time>.*)!"}],
    "fields": {},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("formats")


def _pieces(found: Spec, data: bytes, cuts: list[int]) -> list[Record]:
    """Records of a log that comes in pieces, each read by a reader of its own."""
    out: list[Record] = []
    rest, state = 0, State()
    for end in [*sorted(cuts), len(data)]:
        at_end = end == len(data)
        log = format_of(found).open(CONTEXT, json.loads(json.dumps(state)), lambda: iter([data]))
        made = log.read(data[rest:end], rest, at_end=at_end, take_rest=at_end)
        out += made.records
        rest += made.consumed
        state = log.state()
    return out


def test_what_a_line_says(folder):
    record = records(spec(folder, GATE), LOG)[0]
    assert record.raw == b"2026-03-05T09:14:07Z login kim 192.0.2.10 denied"
    assert record.fields == {"user.name": "kim", "source.ip": "192.0.2.10"}
    assert record.kind.dataset == "acme.gate"
    assert record.kind[1:5] == (Parse.FULL, "authentication", "login", Outcome.FAILURE)
    assert record.time == 1_772_702_047_000_000


def test_a_group_named_as_a_key(folder):
    assert records(spec(folder, GATE), LOG)[2].fields == {"process.pid": 811}


def test_what_is_no_utf8_is_written_out(folder):
    fields = records(spec(folder, GATE), LOG)[3].fields
    assert fields == {"user.name": "k\\xffm", "source.domain": "web.example.com"}


@pytest.mark.parametrize("data", [GATE, SEVERAL], ids=["lines", "several"])
def test_a_byte_order_mark_belongs_to_no_value(folder, data):
    line = b"2026-03-05T09:14:08Z started 811"
    record = records(spec(folder, data), b"\xef\xbb\xbf" + line)[0]
    assert (record.offset, record.raw, record.time) == (3, line, 1_772_702_048_000_000)


def test_the_code_page_of_a_source(folder):
    context = CONTEXT._replace(encoding="latin-1")
    assert records(spec(folder, GATE), LOG, context)[3].fields["user.name"] == "kÿm"


def test_a_line_of_no_pattern_is_unparsed(folder):
    record = records(spec(folder, GATE), LOG)[1]
    assert (record.kind.parse, record.raw, record.fields) == (Parse.NONE, b"poem", {})


def test_the_host_of_a_source(folder):
    context = CONTEXT._replace(host="web1")
    assert records(spec(folder, GATE), LOG, context)[0].fields["host.name"] == "web1"


def test_one_kind_is_one_object(folder):
    first, second = records(spec(folder, GATE), LOG.splitlines(keepends=True)[0] * 2)
    assert first.kind is second.kind


def test_the_weight_of_a_pattern(folder):
    pattern = {"name": "many", "regex": "(?<time>.*)", "weight": 5, "kind": {"user.id": "0"}}
    data = GATE | {"patterns": [pattern], "fields": {}}
    record = records(spec(folder, data), b"2026-03-05T09:14:07Z\n")[0]
    assert (record.weight, record.fields) == (5, {"user.id": "0"})


@pytest.mark.parametrize("data", [GATE, SEVERAL, OBJECTS], ids=["lines", "several", "json"])
@pytest.mark.parametrize(
    "log", [LOG, STACK, b'{"at":{"s":1}}\n{"at"\n'], ids=["log", "stack", "js"]
)
def test_cuts_change_nothing(folder, data, log):
    found = spec(folder, data)
    whole = records(found, log)
    for cut in range(len(log)):
        assert _pieces(found, log, [cut]) == whole


@given(log=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300), max_size=5))
@pytest.mark.parametrize("data", [GATE, SEVERAL, OBJECTS], ids=["lines", "several", "json"])
def test_any_bytes_make_records(folder, data, log, cuts):
    found = spec(folder, data)
    whole = records(found, log)
    assert _pieces(found, log, [each for each in cuts if each < len(log)]) == whole
    assert all(log[each.offset :].startswith(each.raw) for each in whole)


def test_lines_that_continue_a_record(folder):
    found = records(spec(folder, SEVERAL), STACK)
    assert [each.raw for each in found] == [
        b"lost\n of before",
        b"2026-03-05T09:14:07Z one\n  at a\n  at b",
        b"2026-03-05T09:14:08Z two\n\n  at c",
        b"2026-03-05T09:14:09Z three",
    ]
    assert found[1].fields["message"] == "one\n  at a\n  at b"


def test_a_record_that_may_go_on_waits(folder):
    found = spec(folder, SEVERAL)
    made = reader(found).read(STACK, 0, at_end=False, take_rest=False)
    assert STACK[made.consumed :] == b"2026-03-05T09:14:09Z three\n"


def test_a_record_has_no_end_of_lines(folder):
    found = records(spec(folder, SEVERAL), b"2026-03-05T09:14:07Z one\n" + b" x\n" * 2 * MOST_LINES)
    assert [each.raw.count(b"\n") + 1 for each in found] == [MOST_LINES, MOST_LINES, 1]


def test_a_pattern_that_takes_too_long_is_told_of_once_and_given_up(folder):
    found = spec(folder, SLOW)
    line = b"a" * 5000 + b"!\n"
    made = parsed(found, line * (STRIKES + 2))
    assert [each.kind.parse for each in made.records] == [Parse.FULL] * (STRIKES + 2)
    assert made.problem is not None
    assert "pattern 'slow' takes too long for the record at byte 0" in made.problem


def test_a_pattern_that_was_given_up_stays_so(folder):
    found = spec(folder, SLOW)
    line = b"a" * 5000 + b"!\n"
    log = reader(found)
    log.read(line * STRIKES, 0, at_end=True, take_rest=True)
    again = format_of(found).open(CONTEXT, log.state(), lambda: iter(()))
    assert again.read(b"aaa\n", 0, at_end=True, take_rest=True).records[0].kind.parse is Parse.NONE


def test_a_line_that_is_too_long_is_unparsed(folder):
    line = b"2026-03-05T09:14:07Z login " + b"k" * LONGEST + b" 192.0.2.10 ok\n"
    record = records(spec(folder, GATE), line)[0]
    assert (record.kind.parse, record.raw) == (Parse.NONE, line[:-1])


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            b'{"at":{"s":1},"who":{"name":"kim"},"ip":"::ffff:192.0.2.1"}',
            {"user.name": "kim", "source.ip": "192.0.2.1"},
        ),
        (b'{"at":{"s":1},"who.name":"kim"}', {"user.name": "kim"}),
        (b'{"at":{"s":1},"who":{"name":17}}', {"user.name": "17"}),
        (b'{"at":{"s":1},"who":{"name":null},"ip":"-"}', {}),
        (b'{"at":{"s":1},"who":"-","n":true}', {"acme.count": "true"}),
        (b'{"at":{"s":1},"n":3,"status":404.0}', {"acme.count": 3}),
        (b'{"at":{"s":1},"n":99999999999999999999}', {"acme.count": "99999999999999999999"}),
        (b'{"at":{"s":1},"n":NaN}', {}),
        (b'{"at":{"s":1},"n":[1,{"a":2}]}', {"acme.count": '[1, {"a": 2}]'}),
        (b'{"at":{"s":1},"n":"\\ud800"}', {"acme.count": "\\ud800"}),
    ],
)
def test_the_values_of_an_object(folder, text, fields):
    record = records(spec(folder, OBJECTS), text)[0]
    assert (record.fields, record.time) == (fields, 1_000_000)


@pytest.mark.parametrize(
    "text", [b"{", b"[1]", b"7", b"{}", b'{"at":1}', b"[" * 99_999, b'{"a":' * 99_999]
)
def test_what_is_no_object_of_the_format(folder, text):
    assert records(spec(folder, OBJECTS), text)[0].kind.parse is Parse.NONE


def test_an_object_that_no_pattern_knows(folder):
    known, other = records(
        spec(folder, OBJECTS), b'{"at":{"s":1},"event":"login"}\n{"at":{"s":1},"event":"tea"}\n'
    )
    assert (known.kind.parse, known.kind.action) == (Parse.FULL, "login")
    assert (other.kind.parse, other.kind.action) == (Parse.HEADER, None)


def _times(
    folder: Path, lines: list[str], formats: list[str], context: Context = CONTEXT, **more: str
) -> list[Record]:
    data = GATE | {
        "time": {"formats": formats, **more},
        "patterns": [{"name": "any", "regex": r"\[(?<time>[^\]]*)\].*"}],
        "fields": {},
    }
    log = "".join(f"[{line}] x\n" for line in lines).encode()
    return records(spec(folder, data), log, context)


def test_years_are_counted_through_the_log(folder):
    stamps = ["Nov 30 10:00:00", "Mar  2 10:00:00", "Dec 31 23:00:00", "Jan  1 10:00:00"]
    context = Context(UTC, int(datetime(2026, 2, 1, tzinfo=UTC).timestamp()) * 1_000_000)
    found = _times(folder, stamps, ["syslog"], context)
    years = [datetime.fromtimestamp((each.time or 0) / 1e6, UTC).year for each in found]
    assert years == [2024, 2025, 2025, 2026]
    assert TimeFlag.YEAR_ASSUMED in TimeFlag(found[0].time_flags)


def test_the_zone_that_a_file_names_is_not_assumed(folder):
    record = _times(folder, ["2026-03-05 10:14:07"], ["iso8601"], zone="Europe/Zurich")[0]
    assert (record.time, record.time_flags) == (1_772_702_047_000_000, 0)


def test_the_zone_of_a_source_is_assumed(folder):
    context = CONTEXT._replace(zone=ZoneInfo("Europe/Zurich"))
    record = _times(folder, ["2026-03-05 10:14:07"], ["iso8601"], context)[0]
    assert (record.time, record.time_flags) == (1_772_702_047_000_000, TimeFlag.ZONE_ASSUMED)


def test_a_time_in_no_format_is_none(folder):
    record = _times(folder, ["yesterday"], ["iso8601", "epoch"])[0]
    assert (record.time, record.kind.parse) == (None, Parse.FULL)


def test_lines_that_come_in_a_later_import_go_on_with_the_record_before(folder):
    found = spec(folder, SEVERAL)
    first = format_of(found).open(CONTEXT, {}, lambda: iter(()))
    first.read(b"2026-03-05T09:14:07Z one\n", 0, at_end=True, take_rest=False)
    second = format_of(found).open(CONTEXT, first.state(), lambda: iter(()))
    (record,) = second.read(b"  at a\n", 25, at_end=True, take_rest=False).records
    assert (record.kind.action, record.kind.parse) == ("continuation", Parse.HEADER)


def test_a_line_that_no_pattern_knows_goes_on_with_nothing_where_records_have_one_line(folder):
    assert records(spec(folder, GATE), LOG)[1].kind.parse is Parse.NONE
