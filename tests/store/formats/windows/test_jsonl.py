"""Windows events as JSON of other tools than PowerShell."""

import json
import time

import pytest

from store.formats.registry import detect, formats
from store.formats.windows.powershell.powershell_samples import JSON_LINES
from store.model import Outcome, TimeFlag
from tests.store.formats.windows.exports import context, ids, micros, parses, read, read_in_pieces

DUMPED, BEAT, FLAT = (json.loads(line) for line in JSON_LINES.splitlines())


def fields_of(line: object, zone: str = "UTC") -> dict[str, object]:
    (record,) = read("windows.jsonl", json.dumps(line).encode(), context(zone))
    kind = {key: value for key, value in record.kind._asdict().items() if value is not None}
    return {**record.fields, **kind, "time": record.time, "flags": record.time_flags}


def test_sample_of_other_tools():
    records = read("windows.jsonl", JSON_LINES)
    assert [record.kind.action for record in records] == ["login"] * 3
    assert [record.kind.outcome for record in records] == [Outcome.FAILURE] * 3
    assert [record.fields["user.name"] for record in records] == ["alice"] * 3
    assert ids(records) == [101, 102, 103]
    assert [record.time for record in records] == [micros(2024, 5, 1, 10, 0, n) for n in range(3)]
    assert {record.fields["host.name"] for record in records} == {"dc1.example.com"}


def test_pretty_events_of_evtx_dump():
    text = json.dumps(DUMPED, indent=2).encode()
    data = b"".join(b"Record %d\n%s\n" % (number, text) for number in (1, 2))
    assert parses(read("windows.jsonl", data)) == ["full", "full"]
    assert detect(data) is formats()["windows.jsonl"]


def test_nxlog_writes_local_time():
    fields = fields_of({**FLAT, "EventTime": "2024-05-01 06:00:00"}, "America/New_York")
    assert fields["time"] == micros(2024, 5, 1, 10, 0, 0)
    assert fields["flags"] == TimeFlag.ZONE_ASSUMED


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"keywords": ["Audit Success"]}, Outcome.SUCCESS),
        ({"keywords": ["Audit Failure"]}, Outcome.FAILURE),
        ({"keywords": None}, Outcome.FAILURE),
    ],
)
def test_the_outcome_of_winlogbeat(changed, outcome):
    log = {**BEAT["winlog"], **changed, "event_id": 4688}
    assert fields_of({**BEAT, "winlog": log})["outcome"] == outcome


def test_user_data_of_winlogbeat():
    log = {"event_id": 1102, "user_data": {"SubjectUserName": "bob", "xml_name": "LogFileCleared"}}
    fields = fields_of({**BEAT, "winlog": {**log, "provider_name": "Microsoft-Windows-Eventlog"}})
    assert (fields["user.name"], fields["action"]) == ("bob", "log-cleared")
    assert "winlog.event_data.xml_name" not in fields


def test_data_of_nxlog_are_what_its_envelope_has_not():
    fields = fields_of({**FLAT, "SourceModuleName": "eventlog", "port": 514})
    assert [key for key in fields if key.startswith("winlog.event_data.")] == [
        "winlog.event_data.TargetUserName",
        "winlog.event_data.LogonType",
        "winlog.event_data.IpAddress",
    ]


@pytest.mark.parametrize(
    ("kind", "level"),
    [("ERROR", "error"), ("WARNING", "warning"), ("INFO", "information"), ("ODD", "odd")],
)
def test_levels_of_nxlog(kind, level):
    assert fields_of({**FLAT, "EventType": kind})["level"] == level


def test_half_a_character_among_the_data_is_replaced():
    data = {"TargetUserName": "al\ud83dice", "x\udc00": "y"}
    event = {**DUMPED["Event"], "EventData": data}
    fields = fields_of({"Event": event})
    assert fields["user.name"] == "al\ufffdice"
    assert fields["winlog.event_data.x\ufffd"] == "y"


@pytest.mark.parametrize("cut", range(0, len(JSON_LINES), 13))
def test_the_cut_does_not_matter(cut):
    whole = read("windows.jsonl", JSON_LINES)
    assert read_in_pieces("windows.jsonl", JSON_LINES, [cut]) == whole


@pytest.mark.parametrize("blank", [b"\n", b" \n", b"\r\n", b",", b"[\n", b"\v\n", b"]"])
def test_a_long_blank_takes_no_time(blank):
    event = json.dumps(DUMPED).encode()
    data = event + b"\n" + blank * (1_000_000 // len(blank)) + b"\n" + event
    begun = time.process_time()
    records = read("windows.jsonl", data)
    assert (len(records), time.process_time() - begun < 2) == (2, True)
