"""Windows events as PowerShell's JSON: formats 2.6 "PowerShell"."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.registry import detect, formats
from store.formats.windows.powershell.powershell_samples import JSON
from store.model import Context, Outcome, Record, TimeFlag
from tests.store.formats.windows.exports import (
    SECURITY,
    context,
    ids,
    micros,
    parses,
    read,
    read_in_pieces,
)

EVENT = {
    "Message": "The Print Spooler service entered the running state.",
    "Id": 7036,
    "RecordId": 1,
    "ProviderName": "Service Control Manager",
    "LogName": "System",
    "MachineName": "dc1.example.com",
    "TimeCreated": "2024-05-01T12:00:00.1234567+02:00",
}


def event(number: int = 1, **changed: object) -> dict[str, object]:
    return {**EVENT, "RecordId": number, **changed}


def compact(*events: object) -> bytes:
    return json.dumps(events, separators=(",", ":")).encode()


def pretty(*events: object, indent: int = 2) -> bytes:
    return json.dumps(events, indent=indent).encode()


def one(data: bytes, name: str = "windows.json", about: Context | None = None) -> Record:
    (record,) = read(name, data, about)
    return record


def test_sample_of_windows_powershell():
    failed, started = read("windows.json", JSON)
    assert (failed.kind.action, failed.kind.outcome) == ("login", Outcome.FAILURE)
    assert failed.fields["user.name"] == "alice"
    assert failed.fields["source.ip"] == "192.0.2.7"
    assert failed.fields["error.code"] == "0xC000006A"
    assert failed.time == micros(2024, 5, 1, 10, 0, 0)
    assert started.fields["winlog.event_data.param1"] == "Print Spooler"


def test_a_record_begins_at_its_brace():
    records = read("windows.json", JSON)
    assert records[0].offset == JSON.index(b"{")
    assert all(JSON[record.offset :].startswith(record.raw) for record in records)
    assert all(record.raw.startswith(b"{") and record.raw.endswith(b"}") for record in records)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("winlog.record_id", 1),
        ("winlog.computer_name", "dc1.example.com"),
        ("host.name", "dc1.example.com"),
    ],
)
def test_what_makes_an_event_the_same_in_two_exports(key, value):
    assert one(compact(event())).fields[key] == value


@pytest.mark.parametrize(
    ("text", "time_", "flags"),
    [
        pytest.param("/Date(1714557600123)/", micros(2024, 5, 1, 10, 0, 0) + 123_000, 0, id="5.1"),
        pytest.param("\\/Date(1714557600000)\\/", micros(2024, 5, 1, 10, 0, 0), 0, id="5.1 twice"),
        pytest.param("/Date(1714557600000+0200)/", micros(2024, 5, 1, 10, 0, 0), 0, id="offset"),
        pytest.param(
            "2024-05-01T12:00:00.1234567+02:00", micros(2024, 5, 1, 10, 0, 0) + 123_456, 0, id="7"
        ),
        pytest.param("2024-05-01T10:00:00Z", micros(2024, 5, 1, 10, 0, 0), 0, id="7 utc"),
        pytest.param(
            "2024-05-01T06:00:00",
            micros(2024, 5, 1, 10, 0, 0),
            TimeFlag.ZONE_ASSUMED,
            id="7 without offset",
        ),
        pytest.param(
            "2024-11-03T01:30:00",
            micros(2024, 11, 3, 5, 30, 0),
            TimeFlag.ZONE_ASSUMED | TimeFlag.AMBIGUOUS,
            id="7 twice that night",
        ),
        pytest.param("/Date(-62135596800000)/", None, 0, id="no time"),
        pytest.param("/Date(999999999999999)/", None, 0, id="no year"),
        pytest.param("2024-02-30T10:00:00", None, 0, id="no day"),
        pytest.param("soon", None, 0, id="no date"),
        pytest.param(
            {"value": "/Date(1714557600000)/", "DisplayHint": 2},
            micros(2024, 5, 1, 10, 0, 0),
            0,
            id="object",
        ),
    ],
)
def test_times(text, time_, flags):
    record = one(compact(event(TimeCreated=text)), about=context("America/New_York"))
    assert (record.time, record.time_flags) == (time_, flags)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        pytest.param(json.dumps(event()).encode(), 1, id="2.6 one event is an object"),
        pytest.param(json.dumps(event(), indent=2).encode() + b"\r\n", 1, id="object, indented"),
        pytest.param(compact(event(), event(2)), 2, id="compressed"),
        pytest.param(pretty(event(), event(2), indent=4), 2, id="indented"),
        pytest.param(
            json.dumps({"value": [event(), event(2)], "Count": 2}).encode(), 2, id="wrapped"
        ),
        pytest.param(
            json.dumps({"value": [event(), event(2)], "Count": 2}, indent=4).encode(),
            2,
            id="wrapped, indented",
        ),
        pytest.param(b"\xef\xbb\xbf" + compact(event()), 1, id="mark"),
        pytest.param(b"[]", 0, id="nothing"),
    ],
)
def test_shapes(data, count):
    assert parses(read("windows.json", data)) == ["full"] * count


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16"])
def test_encodings(encoding):
    text = JSON.decode().replace("alice", "aličé\U0001f600")
    data = text.encode(encoding)
    records = read("windows.json", data)
    assert detect(data) is formats()["windows.json"]
    assert records[0].fields["user.name"] == "aličé\U0001f600"
    assert all(data[record.offset :].startswith(record.raw) for record in records)


def test_a_code_page():
    data = compact(event()).replace(b"Print", "Drück".encode("cp1252"))
    record = one(data, about=context(encoding="cp1252"))
    assert "Drück" in str(record.fields["message"])


def test_bytes_of_no_encoding_do_no_harm():
    record = one(compact(event()).replace(b"Print", b"Pr\xffnt"))
    assert "Pr\ufffdnt" in str(record.fields["message"])


@pytest.mark.parametrize(
    ("escaped", "shown"),
    [
        (rb"\u0027", "'"),
        (rb"\ud83d\ude00", "\U0001f600"),
        (rb"\ud83d", "\ufffd"),
        (rb"\ude00", "\ufffd"),
        (rb"C:\\ud83d", r"C:\ud83d"),
        (rb"\u0000", "\u2400"),
        (rb"\u001b", "\u241b"),
    ],
)
def test_escapes(escaped, shown):
    record = one(compact(event()).replace(b"Print Spooler", escaped, 1))
    assert record.fields["message"] == f"The {shown} service entered the running state."


def test_an_evil_message_stays_a_message():
    evil = '"}, {"Message": "x", "Id": 1102, "TimeCreated": "\n{\n"}]\n{"Message":"'
    for data in (compact(event(Message=evil), event(2)), pretty(event(Message=evil), event(2))):
        first, second = read("windows.json", data)
        assert (first.kind.code, second.kind.code) == ("7036", "7036")
        assert first.fields["message"] == evil


@pytest.mark.parametrize("shape", [compact, pretty])
@pytest.mark.parametrize(
    ("found", "left"),
    [
        pytest.param(b'state."', b"state.", id="2.6 a quotation without end"),
        pytest.param(b'"Id"', b'Id"', id="a quotation without beginning"),
        pytest.param(b'"RecordId"', b'{"RecordId"', id="a brace too many"),
        pytest.param(b'"System"', b'"Sys', id="bytes lost"),
    ],
)
def test_a_broken_object_does_not_take_the_next(shape, found, left):
    data = shape(event(), event(2), event(3)).replace(found, left, 1)
    records = read("windows.json", data)
    assert ids(records)[-2:] == [2, 3]
    assert set(parses(records[:-2])) == {"none"}


@pytest.mark.parametrize("shape", [compact, pretty])
def test_an_object_without_end_does_not_take_the_next(shape):
    whole = shape(event(), event(2), event(3))
    end = whole.index(b"}")
    records = read("windows.json", whole[:end] + whole[end + 1 :])
    assert parses(records) == ["none", "full", "full"]


def test_an_object_cut_off_at_the_end_is_kept():
    data = pretty(event(), event(2))
    records = read("windows.json", data[:-60])
    assert parses(records) == ["full", "none"]
    assert records[1].raw.startswith(b'{\n    "Message"')


@pytest.mark.parametrize(
    "noise", [b"WARNING: no events\n", b"\n\nfoo {bar}\n", b"{ nothing\n", b"}} x\n"]
)
def test_lines_between_objects_are_kept(noise):
    line = json.dumps(event()).encode() + b"\n"
    records = read("windows.json", line + noise + line)
    assert parses(records) == ["full", "none", "full"]
    assert records[1].raw == noise.strip()


@pytest.mark.parametrize(
    "data",
    [
        b'{"Id": 1, "TimeCreated": %s}' % (b"9" * 5000),
        b'{"Id":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"Id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": 1}',
        b'{"Event": {"System": 1}}',
        b'{"Event": 3}',
        b'{"a"}',
    ],
    ids=["number", "objects", "lists", "other", "system", "event", "broken"],
)
def test_what_is_no_event_is_one_unparsed_record(data):
    record = one(data)
    assert record.kind.parse.value == "none"
    assert record.raw == data


@pytest.mark.parametrize(
    "unit",
    [
        b'{"a":',
        b'{"a":[',
        b'{"a":1}',
        b'{"a',
        b"{",
        b"{ ",
        b"}",
        b"[",
        b'"',
        b"\\",
        b"\n{\n",
        b"x\n",
    ],
)
def test_hostile_text_takes_no_longer_the_longer_it_is(unit):
    data = (unit * 50_000)[:100_000]
    began = time.process_time()
    read("windows.json", data)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("properties", "user"),
    [
        pytest.param(
            [{"Value": value} for value in ["S-1-5-21-1", "bob", "EX", 999]], "bob", id="7"
        ),
        pytest.param(["S-1-5-21-1", "bob", "EX", 999], "bob", id="values"),
        pytest.param(
            [{"Value": {"BinaryLength": 12, "Value": "S-1-5-21-1"}}, "bob", "EX", 999],
            "bob",
            id="an account's number",
        ),
        pytest.param(["System.Diagnostics.Eventing.Reader.EventProperty"] * 4, None, id="types"),
    ],
)
def test_values_get_their_names_by_provider_and_id(properties, user):
    data = compact(event(Id=4647, ProviderName=SECURITY, Message="", Properties=properties))
    fields = one(data).fields
    assert fields.get("user.name") == user
    assert fields.get("winlog.event_data.TargetLogonId") == (user and "0x3e7")


def test_values_without_known_names_are_numbered():
    data = compact(event(Id=9, ProviderName="Example", Message="", Properties=[{"Value": "x"}, 2]))
    fields = one(data).fields
    assert fields["winlog.event_data.param1"] == "x"
    assert fields["winlog.event_data.param2"] == "2"


@pytest.mark.parametrize(
    ("entry_type", "level", "outcome"),
    [
        (1, "error", None),
        (2, "warning", None),
        ("Information", "information", None),
        (8, "information", Outcome.SUCCESS),
        ("FailureAudit", "information", Outcome.FAILURE),
    ],
)
def test_get_eventlog(entry_type, level, outcome):
    entry = {
        "EventID": 4776,
        "MachineName": "dc1.example.com",
        "Data": [],
        "Index": 12,
        "EntryType": entry_type,
        "Source": "Example",
        "ReplacementStrings": ["one"],
        "InstanceId": 4776,
        "TimeGenerated": "\\/Date(1714557600000)\\/",
        "Message": "",
    }
    record = one(compact(entry))
    assert (record.kind.level, record.kind.outcome) == (level, outcome)
    assert record.fields["winlog.record_id"] == 12
    assert record.time == micros(2024, 5, 1, 10, 0, 0)


def test_an_instance_id_holds_the_event_id():
    entry = {"InstanceId": 2147489653, "EntryType": 4, "TimeGenerated": "x", "Source": "EventLog"}
    assert one(compact(entry)).kind.code == "6005"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            b'192.0.2.1 - - [01/May/2024:10:00:00 +0000] "GET /' + compact(event()), id="web"
        ),
        pytest.param(b"May  1 10:00:00 web1 app: " + compact(event()), id="syslog"),
        pytest.param(json.dumps({"log": json.dumps(event())}).encode(), id="in a value"),
        pytest.param(json.dumps({"log": {"x": event()}}).encode(), id="deeper"),
        pytest.param(b'{"a": 1}\n' + json.dumps(event()).encode(), id="not the first"),
        pytest.param(json.dumps({"Id": 1, "Message": "x"}).encode(), id="too few names"),
        pytest.param(json.dumps({"Event": {"x": 1}, "System": 2}).encode(), id="no system"),
    ],
)
def test_words_of_clients_make_no_windows_events(head):
    assert formats()["windows.json"].score(head) == 0
    assert formats()["windows.jsonl"].score(head) == 0


def test_a_first_event_longer_than_the_beginning_is_told_by_its_names():
    data = pretty(event(), event(Message="x" * 100_000))
    long = json.dumps({"Id": 1, "TimeCreated": "x", "Message": "y" * 99_999}).encode()
    assert formats()["windows.json"].score(data[:65_536]) == 1
    assert formats()["windows.json"].score(long[:65_536]) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("windows.json", JSON),
        ("windows.json", compact(event(), event(2))),
        ("windows.json", b"x {\n" + pretty(event(), event(2))[:-30]),
        ("windows.json", JSON.replace(b'"Id"', b'Id"').decode().encode("utf-16")),
    ],
)
def test_the_cut_does_not_matter(name, data):
    whole = read(name, data)
    for cut in range(0, len(data), 7):
        assert read_in_pieces(name, data, [cut]) == whole


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b'{"Id":',
                b'"x"',
                b"1",
                b"}",
                b"{",
                b",",
                b"[",
                b"]",
                b"\n",
                b'"',
                b"\\",
                b" ",
                b"y",
                b'{"Id":1,"TimeCreated":"x"}',
                b'{"value":[',
                b'"Count":2',
                b"\r\n  ",
            ]
        ),
        max_size=30,
    ),
    st.lists(st.integers(0, 200), max_size=4),
)
def test_any_text_is_read_alike_however_it_is_cut(parts, cuts):
    data = b"".join(parts)
    cuts = [cut for cut in cuts if cut < len(data)]
    records = read("windows.json", data)
    assert read_in_pieces("windows.json", data, cuts) == records
    assert all(data[record.offset :].startswith(record.raw) for record in records)


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data):
    assert all(record.raw for record in read("windows.json", data))
