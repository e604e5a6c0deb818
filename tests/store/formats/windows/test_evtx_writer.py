"""The event log writer of the samples: other readers must take its files as sound."""

from io import BytesIO
from pathlib import Path

import pytest
from evtx import PyEvtxParser

from sample_logs.generator.evtx_writer import (
    CHUNK_SIZE,
    HEADER_SIZE,
    LogEvent,
    evtx_bytes,
    write_evtx,
)
from store.formats.windows.json.from_json import event_from_json


def events(data: bytes) -> list[dict[str, str]]:
    parser = PyEvtxParser(BytesIO(data), 1, validate_checksums=True)
    texts = [record["data"] for record in parser.records_json() if record]
    return [event.data for event in map(event_from_json, texts) if event]


def test_named_data_come_back():
    data = {"TargetUserName": "<alice> & \"bob\" 'ä😀'", "IpAddress": "192.0.2.7"}
    assert events(evtx_bytes([LogEvent("P", 1, 0, data)])) == [data]


def test_data_without_names_come_back():
    found = events(evtx_bytes([LogEvent("P", 1, 0, ["a", "", "c"])]))
    assert found == [{"param1": "a", "param3": "c"}]


def test_user_data_come_back():
    event = LogEvent("P", 1, 0, {"SubjectUserName": "bob"}, user_data="LogFileCleared")
    assert events(evtx_bytes([event])) == [{"SubjectUserName": "bob"}]


def test_system_values_come_back():
    event = LogEvent("P", 7, 1_714_557_600_123_456, channel="C", computer="h", sid="S-1-5-18")
    rendered = next(PyEvtxParser(BytesIO(evtx_bytes([event])), 1).records_json())
    assert rendered is not None
    found = event_from_json(rendered["data"])
    assert found is not None
    assert found[:6] == ("P", "7", "C", "h", "1", 1_714_557_600_123_456)


def test_many_events_fill_several_chunks():
    data = evtx_bytes([LogEvent("P", 1, 0, {"Number": str(number)}) for number in range(300)])
    assert (len(data) - HEADER_SIZE) // CHUNK_SIZE > 1
    assert [event["Number"] for event in events(data)] == [str(number) for number in range(300)]


def test_a_log_without_events_is_a_header():
    assert len(evtx_bytes([])) == HEADER_SIZE


def test_an_event_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="record 1 does not fit"):
        evtx_bytes([LogEvent("P", 1, 0, {"Text": "x" * 40_000})])


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="65535"):
        evtx_bytes([LogEvent("P", 1, 0, {"Text": "x" * 70_000})])


def test_files_are_written_by_path_or_handle(tmp_path: Path):
    handle = BytesIO()
    write_evtx([LogEvent("P", 1, 0)], handle)
    write_evtx([LogEvent("P", 1, 0)], tmp_path / "log.evtx")
    assert (tmp_path / "log.evtx").read_bytes() == handle.getvalue()
