"""The XML reader: exports with and without root, in three encodings, whole and torn."""

import codecs
import json
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.builtin.windows_xml import FORMAT
from store.formats.interface import Parsed, State
from store.formats.sheet import Sheet
from store.formats.windows import pieces
from store.formats.windows.xml import splitter
from store.model import Context, Parse, Record

CONTEXT = Context(zone=UTC, reference=0)
SPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
SECURITY = "Microsoft-Windows-Security-Auditing"


def xml(number: int = 1, *, data: str = "", time: str = "2024-05-01T10:00:00.1234567Z") -> str:
    return (
        f"<Event xmlns='{SPACE}'><System><Provider Name=\"{SECURITY}\"/>"
        f"<EventID Qualifiers=''>4624</EventID><TimeCreated SystemTime='{time}'/>"
        f"<EventRecordID>{number}</EventRecordID><Channel>Security</Channel>"
        f"<Computer>host.example.com</Computer></System><EventData>{data}</EventData></Event>"
    )


def read(data: bytes | str, *, take_rest: bool = True) -> Parsed:
    raw = data.encode() if isinstance(data, str) else data
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([raw]))
    return reader.read(raw, 0, at_end=True, take_rest=take_rest)


def numbers(data: bytes | str) -> list[object]:
    return [record.fields.get("winlog.record_id") for record in read(data).records]


def parses(data: bytes | str) -> list[Parse]:
    return [record.kind.parse for record in read(data).records]


@pytest.mark.parametrize(
    "text",
    [
        f"<?xml version='1.0' encoding='utf-8'?>\r\n<Events>{xml(1)}{xml(2)}</Events>",
        f"{xml(1)}\r\n{xml(2)}\r\n",
        f"<Root>\n{xml(1)}\n{xml(2)}\n</Root>",
        f"<Events xmlns='x'>\n- {xml(1)}\n- {xml(2)}\n  </Events>\n",
        xml(1) + xml(2),
    ],
    ids=["event viewer", "wevtutil", "wevtutil with root", "browser", "one line"],
)
def test_every_shape_of_export_gives_its_events_and_nothing_else(text: str):
    assert numbers(text) == [1, 2]


def test_a_browser_copy_with_dashes_inside_is_read():
    text = xml(7).replace("<System>", "\n  - <System>").replace("<EventData>", "\n - <EventData>")
    assert numbers(f"- {text}") == [7]


@pytest.mark.parametrize(
    "mark_and_encoding",
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_every_encoding_gives_the_byte_offsets_of_the_file(mark_and_encoding: tuple[bytes, str]):
    mark, encoding = mark_and_encoding
    user = "<Data Name='TargetUserName'>Zoë😀</Data>"
    data = mark + f"<Events>{xml(1, data=user)}{xml(2)}</Events>".encode(encoding)
    start = "<Event ".encode(encoding)
    first = data.index(start)
    offsets = [record.offset for record in read(data).records]
    assert offsets == [first, data.index(start, first + 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_names_beyond_ascii_are_read(encoding: str):
    data = xml(data="<Data Name='TargetUserName'>Zoë😀</Data>").encode(encoding)
    assert read(data).records[0].fields["user.name"] == "Zoë😀"


def test_raw_is_exactly_the_event():
    assert read(f"<Events>\n {xml()}\n</Events>").records[0].raw == xml().encode()


def test_raw_of_utf_16_is_its_own_bytes():
    assert read(xml().encode("utf-16-le")).records[0].raw == xml().encode("utf-16-le")


@pytest.mark.parametrize(
    ("written", "microseconds"),
    [
        ("2024-05-01T10:00:00.1234567Z", 123_456),
        ("2024-05-01T10:00:00.123456789Z", 123_456),
        ("2024-05-01T10:00:00.123456Z", 123_456),
        ("2024-05-01T10:00:00.123Z", 123_000),
        ("2024-05-01T10:00:00Z", 0),
        ("2024-05-01 10:00:00.404066", 404_066),
        ("2024-05-01T12:00:00+02:00", 0),
    ],
)
def test_times_have_any_number_of_decimals(written: str, microseconds: int):
    assert read(xml(time=written)).records[0].time == 1_714_557_600_000_000 + microseconds


@pytest.mark.parametrize(
    "written",
    [
        *("", "yesterday", "2024-13-01T10:00:00Z", "1601-01-01T00:00:00.0000000Z"),
        *("2024-05-01T10:60:00Z", "2024-05-01T10:00:60Z", "2024-05-01T10:00:00+25:00"),
    ],
)
def test_what_is_no_time_gives_none(written: str):
    assert read(xml(time=written)).records[0].time is None


def test_events_without_namespace_are_read():
    assert numbers(xml(3).replace(f" xmlns='{SPACE}'", "")) == [3]


def test_rendered_text_is_the_message():
    rendering = (
        "<RenderingInfo Culture='en-US'><Message>Logged on.</Message></RenderingInfo></Event>"
    )
    record = read(xml().replace("</Event>", rendering)).records[0]
    assert record.fields["message"] == "Logged on."


def test_rendered_level_stands_in_for_a_level_of_the_providers_own():
    rendering = "<Level>17</Level></System><RenderingInfo><Level>Audit</Level></RenderingInfo>"
    assert read(xml().replace("</System>", rendering)).records[0].kind.level == "audit"


def test_values_without_name_are_numbered_and_keep_their_place():
    fields = read(xml(data="<Data>a</Data><Data></Data><Data>c</Data>")).records[0].fields
    assert {key[18:]: value for key, value in fields.items() if "event_data" in key} == {
        "param1": "a",
        "param3": "c",
    }


def test_user_data_are_flattened_by_their_own_names():
    user_data = (
        "<UserData><U xmlns='x'><A>1</A><B c='2'><D>3</D></B><A>4</A></U></UserData></Event>"
    )
    fields = read(xml().replace("</Event>", user_data)).records[0].fields
    assert {key[18:]: value for key, value in fields.items() if "event_data" in key} == {
        "A": "1",
        "c": "2",
        "D": "3",
        "A_1": "4",
    }


def test_line_ends_inside_values_are_kept():
    fields = read(xml(data="<Data Name='List'>a\r\n\tb</Data>")).records[0].fields
    assert fields["winlog.event_data.List"] == "a\r\n\tb"


@pytest.mark.parametrize("character", ["\x00", "\x1b", "&#x1b;", "&#27;", "\ufffe"])
def test_characters_that_xml_forbids_cost_nothing(character: str):
    record = read(xml(data=f"<Data Name='A'>x{character}y</Data>")).records[0]
    assert record.kind.parse is Parse.FULL
    assert len(str(record.fields["winlog.event_data.A"])) == 3


def test_bytes_that_are_no_utf_8_are_written_out():
    data = xml(data="<Data Name='A'>caf@</Data>").encode().replace(b"@", b"\xe9")
    assert read(data).records[0].fields["winlog.event_data.A"] == "caf\\xe9"


@pytest.mark.parametrize("declaration", ["<!DOCTYPE e [<!ENTITY a 'b'>]>", "<!entity a 'b'>"])
def test_document_types_and_entities_are_refused(declaration: str):
    assert parses(xml(data=declaration)) == [Parse.NONE]


def test_a_document_type_before_the_events_is_kept_as_a_record():
    assert parses(f"<!DOCTYPE x>\n{xml()}") == [Parse.NONE, Parse.FULL]


def test_an_event_that_is_not_well_formed_takes_no_other_with_it():
    torn = xml(1).replace("</System>", "")
    assert parses(f"{torn}{xml(2)}") == [Parse.NONE, Parse.FULL]


def test_an_event_without_end_reaches_to_the_next_one():
    torn = xml(1)[:-20]
    records = read(f"{torn}\n{xml(2)}").records
    assert [record.raw for record in records] == [torn.encode(), xml(2).encode()]


def test_an_empty_event_without_end_is_a_record():
    assert parses(f"<Event>\n{xml()}") == [Parse.NONE, Parse.FULL]


def test_an_event_without_end_waits_for_more():
    data = f"{xml(1)}{xml(2)[:-3]}"
    parsed = read(data, take_rest=False)
    assert (len(parsed.records), parsed.consumed) == (1, len(xml(1)))


def test_an_event_without_end_is_taken_at_last():
    assert parses(xml(2)[:-3]) == [Parse.NONE]


def test_text_between_events_is_kept_line_by_line():
    records = read(f"first line\n\n  second line\n{xml()} third{xml()}").records
    raws = [record.raw for record in records if record.kind.parse is Parse.NONE]
    assert raws == [b"first line", b"second line", b"third"]


def test_text_between_events_has_its_offset():
    assert [record.offset for record in read(f"\n  text\n{xml()}").records] == [3, 8]


def test_parts_of_an_event_without_beginning_are_kept():
    assert parses("</System>\n</Event>\n") == [Parse.NONE, Parse.NONE]


def test_an_event_that_is_too_long_is_cut(monkeypatch: pytest.MonkeyPatch):
    for module in (pieces, splitter):
        monkeypatch.setattr(module, "LONGEST", 1000)
    long = xml(1, data="<Data Name='A'>" + "ä" * 2000 + "</Data>")
    records = read(f"{long}\n{xml(2)}").records
    assert len(records[0].raw) in (999, 1000)
    assert long.encode().startswith(records[0].raw)
    assert [record.kind.parse for record in records] == [Parse.NONE, Parse.FULL]


def test_one_name_many_thousand_times_takes_no_ages():
    fields = read(xml(data="<Data Name='a'>x</Data>" * 30_000)).records[0].fields
    assert fields["winlog.event_data.a_29999"] == "x"


def test_beginnings_without_end_take_no_ages():
    assert len(read(b"<Events>" + b"<Event >" * 100_000).records) == 100_000


def test_an_event_that_speaks_of_events_is_one():
    text = xml(data="<Data Name='a'>the Event > or &lt;/Event></Data>")
    assert [record.raw.decode() for record in read(text + text).records] == [text, text]


@pytest.mark.parametrize(
    "section",
    [
        "<![CDATA[a</Event><Event xmlns='x'>b]]>",
        "<![CDATA[</Event>]]><![CDATA[<Event >--]]>",
        "<!-- </Event> ]]> -->",
        "<!-- <![CDATA[ --><![CDATA[<!-- </Event>]]>",
    ],
)
def test_tags_in_a_section_of_text_end_no_event(section: str):
    text = xml(1, data=f"<Data Name='a'>{section}</Data>")
    assert [record.raw.decode() for record in read(text + xml(2)).records] == [text, xml(2)]


def test_text_in_a_section_is_a_value():
    data = "<Data Name='TargetUserName'><![CDATA[a</Event>b]]></Data>"
    assert read(xml(data=data)).records[0].fields["user.name"] == "a</Event>b"


def test_a_section_without_end_takes_no_other_event_with_it():
    torn = xml(1, data="<Data Name='a'><![CDATA[x</Data>")
    assert numbers(torn + xml(2)) == [None, 2]


def test_sections_without_end_take_no_ages():
    assert len(read(b"<Events>" + b"<Event ><![CDATA[" * 100_000).records) == 100_000


def test_many_events_are_given_side_by_side():
    records = read("".join([xml()] * 100)).records
    assert isinstance(records, Sheet)
    assert {record.raw.decode() for record in records} == {xml()}


def test_nesting_without_end_is_no_error():
    deep = "<a>" * 50_000 + "</a>" * 50_000
    assert len(read(xml(data=deep)).records) == 1


def test_fields_hold_no_key_of_a_kind():
    assert not {"event.code", "log.level", "winlog.channel"} & set(read(xml()).records[0].fields)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_score_is_one_for_events(encoding: str):
    assert FORMAT.score(f"<Events>{xml()}</Events>".encode(encoding)) == 1


def test_score_is_one_without_namespace():
    assert FORMAT.score(xml().replace(f" xmlns='{SPACE}'", "").encode()) == 1


@pytest.mark.parametrize(
    "head", [b"", b"\xff\xfe", b"<Events></Events>", b"<Event>party</Event>", b'<html xmlns="">']
)
def test_score_is_zero_for_anything_else(head: bytes):
    assert FORMAT.score(head) == 0


def test_the_sample_is_read_in_full():
    assert FORMAT.score(FORMAT.sample) == 1
    assert parses(FORMAT.sample) == [Parse.FULL, Parse.FULL]


SNIPPETS = st.sampled_from(
    [
        xml(1),
        xml(2)[:-9],
        "<Event ",
        "<Event>",
        "</Event>",
        "<Events>",
        "text\n",
        " ",
        "\r\n",
        "😀",
        "<!",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(SNIPPETS, max_size=8),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
    st.lists(st.integers(1, 900), max_size=12),
)
def test_cutting_changes_nothing(parts: list[str], encoding: str, sizes: list[int]):
    data = ("<Events>" + "".join(parts)).encode(encoding)
    whole = read(data)
    records: list[Record] = []
    state: State = {}
    done = end = 0
    for size in [*sizes, len(data)]:
        end = min(end + size, len(data))
        last = size == len(data)
        reader = FORMAT.open(CONTEXT, json.loads(json.dumps(state)), lambda: iter(()))
        parsed = reader.read(data[done:end], done, at_end=last, take_rest=last)
        records += parsed.records
        done += parsed.consumed
        state = reader.state()
    assert (records, done) == (whole.records, whole.consumed)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=40), SNIPPETS.map(str.encode)), max_size=10))
def test_any_bytes_are_taken(parts: list[bytes]):
    data = b"".join(parts)
    parsed = read(data)
    assert parsed.consumed == len(data)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=40), SNIPPETS.map(str.encode)), max_size=10))
def test_offsets_lead_to_the_raw_bytes(parts: list[bytes]):
    data = b"<Events>" + b"".join(parts)
    for record in read(data).records:
        assert data[record.offset : record.offset + len(record.raw)] == record.raw


@pytest.mark.parametrize(
    "line",
    [
        '192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "{}"\n',
        "Nov  9 10:00:00 web1 sshd[4]: Invalid user {} from 192.0.2.1 port 4\n",
    ],
)
def test_an_event_inside_another_log_does_not_make_it_one(line: str):
    other = line.format("x") * 20 + line.format(xml().replace('"', "'").strip()) * 20
    assert FORMAT.score(other.encode()) == 0
