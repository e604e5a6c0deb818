"""The Windows logs that measurements are made on."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import make_evtx, make_xml
from benchmarks.windows import events
from tests.benchmarks.importing import imported

EVENTS = 60
_NUMBER = re.compile(r"<EventRecordID>(\d+)</EventRecordID>")

Make = Callable[[list[str]], None]


@pytest.mark.parametrize(("make", "format_"), [(make_evtx.main, "evtx"), (make_xml.main, "xml")])
def test_every_event_is_understood(make: Make, format_: str, tmp_path: Path):
    log = tmp_path / f"security.{format_}"
    make([str(EVENTS), str(log)])
    summary = imported(log, tmp_path / "blotter.db")
    assert (summary["events"], summary["unparsed"]) == (EVENTS, 0)


@pytest.mark.parametrize("make", [make_evtx.main, make_xml.main], ids=["evtx", "xml"])
def test_the_same_command_writes_the_same_bytes(make: Make, tmp_path: Path):
    for name in ("one", "other"):
        make([str(EVENTS), str(tmp_path / name)])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_an_export_begins_with_the_newest_event(tmp_path: Path):
    make_xml.main([str(EVENTS), str(tmp_path / "security.xml")])
    found = _NUMBER.findall((tmp_path / "security.xml").read_text())
    assert [int(each) for each in found] == list(range(EVENTS, 0, -1))


def test_half_of_the_events_are_wrong_passwords():
    codes = [told.event.code for told in events(2_000)]
    assert 0.45 < codes.count(4625) / len(codes) < 0.55


def test_time_rises():
    times = [told.time for told in events(500)]
    assert times == sorted(times)


def test_another_seed_gives_other_events():
    assert list(events(20, 1)) != list(events(20, 2))
