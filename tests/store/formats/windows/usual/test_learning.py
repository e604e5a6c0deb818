"""Events read by what was learned: whatever is read so, the careful reading gives as well."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.sheet import Sheet
from store.formats.windows.events.record import record_of
from store.formats.windows.usual.gathering import Gathering
from store.formats.windows.usual.learning import UsualEvents
from store.formats.windows.xml.from_xml import event_from_xml
from store.model import Record

SECURITY = "Microsoft-Windows-Security-Auditing"
SPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
LOGON = {
    "SubjectUserSid": "S-1-5-18",
    "TargetUserName": "alice",
    "TargetDomainName": "EXAMPLE",
    "Status": "0xc000006d",
    "SubStatus": "0xc000006a",
    "LogonType": "3",
    "WorkstationName": "PC7",
    "ProcessId": "0x1f4",
    "ProcessName": r"C:\Windows\lsass.exe",
    "IpAddress": "192.0.2.7",
    "IpPort": "50123",
}
RENDERED = (
    "<RenderingInfo Culture='en-US'><Message>{}</Message><Level>Information</Level>"
    "<Keywords><Keyword>Audit Success</Keyword></Keywords></RenderingInfo>"
)
PROCESS = "<Execution ProcessID='4' ThreadID='8'/>"


def xml(
    data: dict[str, str] | None = None,
    *,
    code: int = 4625,
    provider: str = SECURITY,
    time: str = "2024-05-01T10:00:59.1234567Z",
    number: str = "77",
    process: str = PROCESS,
    message: str | None = None,
    level: int = 0,
) -> str:
    values = {**LOGON, **(data or {})}
    told = "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in values.items())
    rendering = "" if message is None else RENDERED.format(message)
    return (
        f"<Event xmlns='{SPACE}'><System><Provider Name='{provider}'/><EventID>{code}</EventID>"
        f"<Level>{level}</Level><Keywords>0x8010000000000000</Keywords>"
        f"<TimeCreated SystemTime='{time}'/><EventRecordID>{number}</EventRecordID>"
        f"<Correlation ActivityID='{{00-AF}}'/>{process}<Channel>Security</Channel>"
        "<Computer>dc1.example.com</Computer><Security UserID='S-1-5-18'/></System>"
        f"<EventData>{told}</EventData>{rendering}</Event>"
    )


def taught(*texts: str) -> UsualEvents:
    """What is known after these events came again and again."""
    usual = UsualEvents()
    for text in texts:
        for _ in range(10):
            usual.row(text)
    return usual


def quick(usual: UsualEvents, text: str) -> Record | None:
    """The record of an event, if it is usual."""
    row = usual.row(text)
    if row is None:
        return None
    gathered = Gathering(usual)
    gathered.add(row, 7, text.encode())
    return gathered.records()[0]


def careful(text: str) -> Record:
    event = event_from_xml(text)
    assert event is not None
    return record_of(event, 7, text.encode())


def variants() -> Iterator[str]:
    """Events that differ from the first in values alone."""
    yield xml({"TargetUserName": "bob", "TargetDomainName": "-"})
    yield xml({"IpAddress": "::ffff:198.51.100.7", "IpPort": "0", "WorkstationName": r"\\HOST"})
    yield xml({"IpAddress": "-", "IpPort": "99999", "WorkstationName": "-"})
    yield xml({"Status": "0x0", "SubStatus": "nonsense", "LogonType": "10"})
    yield xml({"ProcessName": "-", "ProcessId": "-"})
    yield xml({"ProcessId": "0xffffffffffffffffff"})
    yield xml({"TargetUserName": "a &lt;b&gt; &amp;&#13;&#10;c"})
    yield xml({"TargetUserName": "a]]b>c"})
    yield xml({"TargetUserName": "zoë 😀 trailing "})
    yield xml(time="2024-05-01T10:00:59Z", number="000000000000000012")
    yield xml(time="2024-05-01 10:00:00.1")
    yield xml(process="<Execution ProcessID='4711' ThreadID='4294967295'/>")


ODD = (
    xml({"TargetUserName": ""}),
    xml({"TargetUserName": " \t"}),
    xml({"TargetUserName": "&#10;"}),
    xml({"TargetUserName": "&eacute;"}),
    xml({"TargetUserName": "a&b"}),
    xml({"TargetUserName": "a]]>b"}),
    xml({"TargetUserName": "<b/>"}),
    xml({"TargetUserName": "a\x01b"}),
    xml(time="2024-13-01T10:00:00Z"),
    xml(time="1601-01-01T00:00:00.0000000Z"),
    xml(time="2024-05-01T10:00:60Z"),
    xml(number="9999999999999999999999"),
    xml(process=""),
    xml(process="<Execution ProcessID='-1' ThreadID='8'/>"),
    xml(code=4624),
    xml() + "<",
    "",
)


@pytest.mark.parametrize("text", list(variants()))
def test_an_event_of_a_known_wording_is_read_as_the_careful_reading_does(text: str):
    assert quick(taught(xml()), text) == careful(text)


@pytest.mark.parametrize("text", ODD)
def test_anything_else_is_left_to_the_careful_reading(text: str):
    assert taught(xml()).row(text) is None


def test_a_value_that_was_blank_when_it_was_learned_has_to_be():
    usual = taught(xml({"TargetUserName": ""}))
    assert usual.row(xml()) is None
    assert quick(usual, xml({"TargetUserName": "", "IpPort": "7"})) is not None


@pytest.mark.parametrize("process", ["", PROCESS])
def test_processes_may_be_missing(process: str):
    text = xml({"ProcessName": "-"}, process=process)
    assert quick(taught(text), text) == careful(text)


@pytest.mark.parametrize("message", ["", " A\r\n\tB &amp; &lt;C&gt; ", "0x80070005 went wrong"])
def test_messages_are_read(message: str):
    text = xml(message=message)
    assert quick(taught(xml(message="An account")), text) == careful(text)


@pytest.mark.parametrize("value", ["0x80070005", "0x80004005", "none", "-2147024891"])
def test_a_code_that_may_stand_anywhere_is_found(value: str):
    usual = taught(xml(provider="Other", code=1, level=3))
    text = xml({"TargetUserName": f"failed with {value}."}, provider="Other", code=1, level=3)
    assert quick(usual, text) == careful(text)


@pytest.mark.parametrize(
    ("provider", "code"),
    [
        (SECURITY, 4624),
        (SECURITY, 4688),
        (SECURITY, 4728),
        (SECURITY, 4740),
        (SECURITY, 4768),
        (SECURITY, 4778),
        ("Microsoft-Windows-Sysmon", 1),
        ("Microsoft-Windows-PowerShell", 4104),
        ("Microsoft-Windows-TaskScheduler", 106),
    ],
)
def test_every_sort_of_event_is_read(provider: str, code: int):
    extra = {
        "Image": r"C:\a.exe",
        "User": r"EXAMPLE\carol",
        "NewProcessName": r"C:\b.exe",
        "NewProcessId": "0x20",
        "CommandLine": "b.exe /x",
        "ParentImage": r"C:\c.exe",
        "AccountName": "dave",
        "AccountDomain": "EXAMPLE",
        "MemberName": "CN=erin,DC=example",
        "MemberSid": "S-1-5-21-7",
    }
    usual = taught(xml(extra, provider=provider, code=code))
    for name in (*LOGON, *extra):
        text = xml({**extra, name: "-"}, provider=provider, code=code)
        assert quick(usual, text) == careful(text)


def test_what_openssh_says_is_left_to_its_own_reader():
    text = xml(provider="OpenSSH", code=4)
    assert taught(text).row(text) is None


_VALUE = st.text(
    st.sampled_from(" \t\r\na-0x%\\/.,:;[]&<>\"'é\x01\x85\u2028💩") | st.characters(codec="utf-8"),
    max_size=12,
)


@settings(max_examples=300)
@given(
    st.dictionaries(st.sampled_from([*LOGON]), _VALUE, max_size=4),
    st.none() | _VALUE,
    st.integers(0, 10**20),
)
def test_whatever_stands_in_an_event_a_row_says_what_the_careful_reading_says(
    data: dict[str, str], message: str | None, number: int
):
    text = xml(data, message=message, number=str(number))
    record = quick(_TAUGHT, text)
    assert record is None or record == careful(text)


_TAUGHT = taught(xml(), xml(message="An account"), xml({"TargetUserName": ""}))


@given(st.text(max_size=200), st.integers(0, 400), st.integers(0, 40))
def test_damaged_events_are_read_as_the_careful_reading_does_or_not_at_all(
    new: str, at: int, size: int
):
    text = xml()[:at] + new + xml()[at + size :]
    record = quick(_TAUGHT, text)
    assert record is None or record == careful(text)


def test_what_tells_of_nobody_is_remembered_too():
    usual = taught(xml({"TargetUserName": "-", "TargetDomainName": "-", "IpAddress": "-"}))
    before = usual.vocabulary.kept
    usual.row(xml({"TargetUserName": "-", "TargetDomainName": "-", "IpAddress": "-"}, number="5"))
    assert usual.vocabulary.kept == before


def test_forgetting_begins_when_too_much_is_known():
    usual = taught(xml())
    usual.vocabulary.keeps(1 << 30)
    Gathering(usual)
    assert usual.row(xml()) is None
    assert not usual.vocabulary.is_full


def test_a_wording_takes_room():
    usual = taught(xml())
    before = usual.vocabulary.kept
    for _ in range(10):
        usual.row(xml(process=""))
    assert usual.vocabulary.kept > before + len(xml())


def test_a_wording_that_is_longer_than_any_is_not_learned():
    text = xml({f"Name{number}": "x" for number in range(2_000)})
    assert taught(text).row(text) is None


def test_endless_beginnings_take_no_endless_room():
    usual = UsualEvents()
    for code in range(2_000):
        usual.row(xml(code=code))
    assert usual.row(re.sub("4625", "70000", xml())) is None
    assert len(usual._alike) <= 256


def mixed(odd: list[Record], size: int = 64) -> list[Record]:
    """Usual records with odd ones between them."""
    usual = taught(xml())
    gathered = Gathering(usual)
    expected = []
    for at in range(size):
        text = xml(number=str(at))
        row = usual.row(text)
        assert row is not None
        gathered.add(row, 7, text.encode())
        expected.append(careful(text))
        if at % 16 == 3 and odd:
            expected.append(odd.pop())
            gathered.add_odd(expected[-1])
    records = gathered.records()
    assert isinstance(records, Sheet) == all(record.time is not None for record in expected)
    assert list(records) == expected
    return list(records)


def test_odd_records_stand_among_the_usual_ones():
    odd = [careful(xml({"TargetUserName": ""}, message="m")), careful(xml(process=""))]
    records = mixed(list(odd))
    assert (records[4], records[21]) == (odd[1], odd[0])


def test_the_weights_of_odd_records_are_kept():
    assert [record.weight for record in mixed([careful(xml())._replace(weight=0)])].index(0) == 4


def test_records_without_time_make_no_sheet():
    assert mixed([careful(xml())._replace(time=None)])[4].time is None


def test_mostly_odd_records_make_no_sheet():
    usual = taught(xml())
    gathered = Gathering(usual)
    row = usual.row(xml())
    assert row is not None
    gathered.add(row, 7, xml().encode())
    gathered.add_odd(careful(xml()))
    records = gathered.records()
    assert not isinstance(records, Sheet)
    assert records == [careful(xml())] * 2


def test_nothing_makes_no_records():
    assert Gathering(UsualEvents()).records() == []
