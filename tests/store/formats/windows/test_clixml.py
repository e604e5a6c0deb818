"""Windows events as CLIXML: formats 2.6 "PowerShell", `Export-Clixml`."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.registry import detect, formats
from store.formats.windows.powershell.powershell_samples import CLIXML
from store.model import Outcome, TimeFlag
from tests.store.formats.windows.exports import (
    SECURITY,
    context,
    ids,
    micros,
    parses,
    read,
    read_in_pieces,
)

NAME = "windows.clixml"
ROOT = b'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
TYPE = b"<T>System.Diagnostics.Eventing.Reader.EventLogRecord</T>"
STARTED = "The Print Spooler service entered the running state."


def properties(
    number: int, message: str, more: str = "", when: str = "2024-05-01T10:00:00Z"
) -> str:
    return (
        f'<Props><I32 N="Id">7036</I32><I64 N="RecordId">{number}</I64>'
        f'<S N="ProviderName">Service Control Manager</S><S N="LogName">System</S>'
        f'<S N="MachineName">dc1.example.com</S><DT N="TimeCreated">{when}</DT>{more}</Props>'
        f'<MS><S N="Message">{message}</S></MS>'
    )


def event(number: int = 1, message: str = STARTED, more: str = "", **when: str) -> bytes:
    kind = b'<TN RefId="0">%s</TN>' % TYPE if number == 1 else b'<TNRef RefId="0" />'
    inner = properties(number, message, more, **when).encode()
    return b'<Obj RefId="%d">%s%s</Obj>' % (number, kind, inner)


def export(*events: bytes) -> bytes:
    return ROOT + b"".join(events) + b"</Objs>"


def test_sample():
    installed, started = read(NAME, CLIXML)
    assert installed.kind.action == "service-installed"
    assert installed.fields["winlog.event_data.ImagePath"] == "C:\\run.exe"
    assert installed.time == micros(2024, 5, 1, 10, 0, 0) + 123_456
    assert started.fields["message"] == STARTED
    assert ids([installed, started]) == [101, 102]
    assert all(CLIXML[each.offset :].startswith(each.raw) for each in (installed, started))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16"])
def test_encodings(encoding):
    data = CLIXML.decode().replace("updater", "aktualizačn\U0001f600").encode(encoding)
    records = read(NAME, data)
    assert detect(data) is formats()[NAME]
    assert records[0].fields["winlog.event_data.ServiceName"] == "aktualizačn\U0001f600"
    assert all(data[record.offset :].startswith(record.raw) for record in records)


@pytest.mark.parametrize(
    ("escaped", "shown"),
    [
        pytest.param("a_x000D__x000A_b", "a\r\nb", id="2.6 line end"),
        pytest.param("_xD83D__xDE00_", "\U0001f600", id="pair"),
        pytest.param("_xD83D_", "\ufffd", id="half a pair"),
        pytest.param("_x005F_x000D_", "_x000D_", id="no escape"),
        pytest.param("_x0000_", "\u2400", id="control"),
        pytest.param("_xyz_ &lt;Obj&gt; &amp;", "_xyz_ <Obj> &", id="xml"),
    ],
)
def test_escapes(escaped, shown):
    (record,) = read(NAME, export(event(message=escaped)))
    assert record.fields["message"] == shown


@pytest.mark.parametrize(
    ("when", "second", "flags"),
    [
        ("2019-11-07T09:59:56.5265735-08:00", micros(2019, 11, 7, 17, 59, 56) + 526_573, 0),
        ("2019-11-07T17:59:56Z", micros(2019, 11, 7, 17, 59, 56), 0),
        ("2019-11-07T12:59:56", micros(2019, 11, 7, 17, 59, 56), TimeFlag.ZONE_ASSUMED),
        ("never", None, 0),
    ],
)
def test_times(when, second, flags):
    (record,) = read(NAME, export(event(when=when)), context("America/New_York"))
    assert (record.time, record.time_flags) == (second, flags)


def test_values_get_their_names_by_provider_and_id():
    values = (
        '<Obj><TN RefId="2"><T>EventProperty</T></TN><Props><Obj N="Value" RefId="8">'
        "<TN><T>System.Security.Principal.SecurityIdentifier</T></TN>"
        '<ToString>S-1-5-21-1</ToString><Props><I32 N="BinaryLength">28</I32></Props></Obj>'
        '</Props></Obj><Obj><Props><S N="Value">bob</S></Props></Obj>'
        '<Obj><Props><S N="Value">EX</S></Props></Obj>'
        '<Obj><Props><U64 N="Value">999</U64></Props></Obj>'
    )
    data = event(more=f'<Obj N="Properties" RefId="3"><LST>{values}</LST></Obj>')
    data = data.replace(b"7036", b"4647").replace(b"Service Control Manager", SECURITY.encode())
    (record,) = read(NAME, export(data))
    assert record.fields["user.id"] == "S-1-5-21-1"
    assert record.fields["user.name"] == "bob"
    assert record.fields["winlog.event_data.TargetLogonId"] == "0x3e7"


def test_binary_values_are_hexadecimal():
    values = "<S>spooler</S><S>running</S><BA>/wA=</BA>"
    (record,) = read(NAME, export(event(more=f'<Obj N="Properties"><LST>{values}</LST></Obj>')))
    assert record.fields["winlog.event_data.Binary"] == "FF00"


def test_get_eventlog():
    inner = (
        b'<I32 N="EventID">4625</I32><I32 N="Index">12</I32><Obj N="EntryType" RefId="2">'
        b"<ToString>FailureAudit</ToString><I32>16</I32></Obj>"
        b'<DT N="TimeGenerated">2024-05-01T10:00:00Z</DT><S N="Source">Example</S>'
    )
    kind = b"<TN><T>System.Diagnostics.EventLogEntry#Security/Example/4625</T></TN>"
    data = export(b'<Obj RefId="0">%s<Props>%s</Props></Obj>' % (kind, inner))
    (record,) = read(NAME, data)
    assert detect(data) is formats()[NAME]
    assert (record.kind.outcome, record.fields["winlog.record_id"]) == (Outcome.FAILURE, 12)


def test_an_object_without_end_does_not_take_the_next():
    broken = event(2).removesuffix(b"</Obj>")
    records = read(NAME, export(event(), broken, event(3), event(4)))
    assert parses(records) == ["full", "none", "full", "full"]
    assert records[1].raw == broken


@pytest.mark.parametrize(
    "broken",
    [
        event(2).replace(b"</Props>", b""),
        event(2).replace(b"<S N", b"<S N=", 1),
        event(2, message="&unknown;"),
        event(2, message="<![CDATA[x]]>"),
        b'<Obj RefId="2"><TNRef RefId="0" /><Props><S N="a">b</S></Props></Obj>',
        b'<Obj RefId="2"/>',
        b"<Obj>" * 500 + b"</Obj>" * 500,
        b"<S>text</S>",
    ],
    ids=["tags", "attribute", "entity", "cdata", "no event", "empty", "deep", "text"],
)
def test_what_cannot_be_read_is_one_record_and_the_rest_goes_on(broken):
    records = read(NAME, export(event(), broken, event(3)))
    assert parses(records) == ["full", "none", "full"]
    assert records[1].raw == broken


def test_entities_are_not_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    records = read(NAME, export(event().replace(b"<Props>", b"<Props>" + bomb), event(2)))
    assert parses(records) == ["none", "full"]


@pytest.mark.parametrize("text", [b"#< CLIXML\r\n" + CLIXML, b"\r\n" + CLIXML, CLIXML + CLIXML])
def test_envelopes_are_no_records(text):
    assert set(parses(read(NAME, text))) == {"full"}


@pytest.mark.parametrize(
    "head",
    [
        b'192.0.2.1 - - [01/May/2024:10:00:00 +0000] "GET /' + CLIXML,
        b"May  1 10:00:00 web1 app: " + CLIXML,
        ROOT + b'<Obj RefId="0"><Props><S N="a">N="Id" N="TimeCreated"</S></Props></Obj></Objs>',
        ROOT + b"</Objs>",
        CLIXML.replace(b"schemas.microsoft.com", b"schemas.example.com"),
        b"",
    ],
    ids=["web", "syslog", "words in a text", "empty", "schema", "nothing"],
)
def test_other_texts_are_not_clixml(head):
    assert formats()[NAME].score(head) == 0


@pytest.mark.parametrize(
    "unit",
    [
        b"<Obj>",
        b"<Obj ",
        b"</Obj>",
        event(),
        event()[:-6],
        b"<Obj/>",
        b"<",
        b"x\n",
        b" ",
        b"\n<Obj>",
    ],
)
def test_hostile_text_takes_no_longer_the_longer_it_is(unit):
    data = (unit * 50_000)[:100_000]
    began = time.process_time()
    read(NAME, ROOT + data)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "data",
    [
        export(event(), event(2)[:-6], event(3), b"text", event(4)),
        CLIXML[:-40],
        CLIXML[:700].decode().encode("utf-16"),
    ],
)
def test_the_cut_does_not_matter(data):
    whole = read(NAME, data)
    for cut in range(0, len(data), 7):
        assert read_in_pieces(NAME, data, [cut, cut + 3]) == whole


PARTS = [
    *(b"<Obj>", b"</Obj>", b'<Obj RefId="1">', b'<TN RefId="0">', TYPE, b"</TN>", b"<Obj/>"),
    *(b'<TNRef RefId="0" />', b"<Props>", b'<I32 N="Id">1</I32>', b"</Props>", b"\r\n", b"x"),
    *(event(), event(2), b"<", b">", ROOT, b"</Objs>"),
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=15), st.lists(st.integers(0, 900), max_size=4))
def test_any_text_is_read_alike_however_it_is_cut(parts, cuts):
    data = b"".join(parts)
    records = read(NAME, data)
    assert read_in_pieces(NAME, data, [cut for cut in cuts if cut < len(data)]) == records
    assert all(data[record.offset :].startswith(record.raw) for record in records)


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data):
    assert all(record.raw for record in read(NAME, data))
