"""The same Windows event from two exports counts once (formats 2.6: exports of one log)."""

import json
import sqlite3
from array import array
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_logs.generator.evtx_writer import LogEvent, evtx_bytes
from store import children
from store.database import windows_records
from store.formats.registry import formats, named
from store.formats.sheet import Sheet
from store.importing import intake, sources
from store.importing.repeats import Repeats, may_repeat
from store.model import Context, Fields, Kind, Record
from tests.store.database.sheets import Layout
from tests.store.importing.running import rows, run

SECURITY = "Microsoft-Windows-Security-Auditing"
SPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
BEGIN = 1_750_000_000_000_000
SECOND = 1_000_000
DC = "dc1.example.com"

READ = "SELECT events, unparsed, repeated, expected, lost FROM sources ORDER BY path, id"
STORED = "SELECT record FROM events ORDER BY record"
HOSTS = "SELECT h.text FROM events e JOIN hosts h ON h.id = e.host"


def event(number: int, computer: str = DC) -> LogEvent:
    """A failed logon, a second after the one before."""
    time = BEGIN + number * SECOND + 345_678
    return LogEvent(SECURITY, 4625, time, data(number), computer=computer, number=number)


def data(number: int) -> dict[str, str]:
    """Who failed."""
    return {"TargetUserName": f"user{number}", "IpAddress": "192.0.2.7", "LogonType": "3"}


def evtx(numbers: Iterable[int], computer: str = DC) -> bytes:
    """A log as Windows keeps it."""
    return evtx_bytes(event(number, computer) for number in numbers)


def xml(numbers: Iterable[int], computer: str = DC) -> bytes:
    """The log as the Event Viewer exports it."""
    events = "".join(_element(number, computer) for number in numbers)
    return f"<?xml version='1.0' encoding='utf-8'?>\n<Events>{events}</Events>\n".encode()


def _element(number: int, computer: str) -> str:
    one = event(number, computer)
    told = "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in data(number).items())
    return (
        f"<Event xmlns='{SPACE}'><System><Provider Name='{SECURITY}'/><EventID>{one.code}</EventID>"
        f"<TimeCreated SystemTime='{_clock(one.time)}'/><EventRecordID>{one.number}</EventRecordID>"
        f"<Channel>{one.channel}</Channel><Computer>{one.computer}</Computer></System>"
        f"<EventData>{told}</EventData></Event>"
    )


def powershell(numbers: Iterable[int]) -> bytes:
    """The log as `Get-WinEvent | ConvertTo-Json` writes it; computers in capitals."""
    events = [
        {
            "Message": "An account failed to log on.",
            "Id": one.code,
            "RecordId": one.number,
            "ProviderName": SECURITY,
            "LogName": one.channel,
            "MachineName": one.computer.upper(),
            "TimeCreated": _clock(one.time)[:23] + "Z",
        }
        for one in map(event, numbers)
    ]
    return json.dumps(events).encode()


def _clock(time: int) -> str:
    return datetime.fromtimestamp(time / SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def stored(database) -> list[int]:
    """The record ids of all events."""
    return [number for (number,) in rows(database, STORED)]


def test_the_same_log_in_three_forms_gives_its_events_once(database, logs):
    (logs / "a.evtx").write_bytes(evtx(range(1, 301)))
    (logs / "b.xml").write_bytes(xml(range(1, 301)))
    (logs / "c.json").write_bytes(powershell(range(1, 301)))
    done = run(database, logs)
    assert (done.lines, done.events, done.unparsed) == (300, 300, 0)
    assert stored(database) == [*range(1, 301)]
    assert rows(database, READ) == [(300, 0, 0, 300, 0), (0, 0, 300, 300, 0), (0, 0, 300, 300, 0)]


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_parts_that_overlap_give_what_each_has_alone(database, logs, order):
    (logs / f"{order[0]}.evtx").write_bytes(evtx(range(1, 200)))
    (logs / f"{order[1]}.xml").write_bytes(xml(range(100, 301)))
    assert run(database, logs).lines == 300
    assert stored(database) == [*range(1, 301)]


def test_a_log_that_grew_gives_what_is_new(database, logs):
    path = logs / "a.evtx"
    path.write_bytes(evtx(range(1, 151)))
    assert run(database, logs).lines == 150
    path.write_bytes(evtx(range(1, 401)))
    assert run(database, logs).lines == 250
    path.write_bytes(evtx(range(101, 451)))  # the oldest have been overwritten
    assert run(database, logs).lines == 50
    assert stored(database) == [*range(1, 451)]
    assert run(database, logs).lines == 0


def test_an_event_stands_once_in_a_log(database, logs):
    (logs / "a.xml").write_bytes(xml([1, 2, 1, 2, 3]))
    assert run(database, logs).lines == 3
    assert rows(database, READ) == [(3, 0, 2, 5, 0)]


def test_another_computers_log_hides_nothing(database, logs):
    (logs / "a.xml").write_bytes(xml(range(1, 101), "evil.example.com"))
    (logs / "b.evtx").write_bytes(evtx(range(1, 101)))
    assert run(database, logs).lines == 200
    hosts = rows(database, f"{HOSTS} GROUP BY 1 HAVING count(*) = 100 ORDER BY 1")
    assert [host for (host,) in hosts] == [DC, "evil.example.com"]


def test_what_was_left_out_does_not_shift_the_evidence(database, logs):
    (logs / "a.xml").write_bytes(xml(range(1, 50, 2)))
    second = xml(range(1, 50))
    (logs / "b.xml").write_bytes(second)
    run(database, logs / "a.xml")
    run(database, logs / "b.xml")
    found = rows(
        database,
        "SELECT e.record, raw(e.id) FROM events e JOIN sources s ON s.id = e.source "
        "WHERE s.path LIKE '%b.xml' ORDER BY e.id",
    )
    assert [number for number, _ in found] == [*range(2, 50, 2)]
    assert all(b"<EventRecordID>%d</EventRecordID>" % number in raw for number, raw in found)
    (offset,) = rows(database, "SELECT max(first_offset) FROM blocks WHERE source = 2")[0]
    assert second[offset:].startswith(found[0][1])


def test_each_attempt_is_judged_once(database, logs):
    (logs / "a.evtx").write_bytes(evtx(range(1, 31)))
    run(database, logs)
    counts = "SELECT rule, grp, count, evidence FROM alerts ORDER BY 1, 2"
    before = rows(database, counts)
    (logs / "b.xml").write_bytes(xml(range(1, 31)))
    run(database, logs)
    assert before
    assert rows(database, counts) == before


@pytest.fixture
def second_process(monkeypatch):
    """Every log is long, and read in small pieces."""
    monkeypatch.setattr(intake, "LONG", 1)
    command = children.command
    small = "import store.importing.reading as reading; reading.CHUNK = 20_000; "
    monkeypatch.setattr(children, "command", lambda code: command(small + code))


@pytest.mark.usefixtures("second_process")
def test_a_second_process_knows_what_is_stored_and_what_is_coming(database, logs):
    (logs / "a.evtx").write_bytes(evtx(range(1, 101)))
    (logs / "b.xml").write_bytes(xml([*range(51, 501), *range(1, 501)]))
    assert run(database, logs).lines == 500
    assert stored(database) == [*range(1, 501)]
    assert rows(database, READ) == [(100, 0, 0, 100, 0), (400, 0, 550, 950, 0)]


@pytest.mark.parametrize("fails_at", [1, 2, 5])
def test_a_run_that_was_killed_neither_loses_nor_doubles(database, logs, monkeypatch, fails_at):
    monkeypatch.setattr("store.importing.reading.CHUNK", 20_000)
    (logs / "a.xml").write_bytes(xml([*range(1, 301), *range(1, 301)]))
    pieces = iter(range(1, 1000))
    advance = sources.advance

    def dies(*arguments):
        advance(*arguments)
        if next(pieces) == fails_at:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sources, "advance", dies)
        with pytest.raises(KeyboardInterrupt):
            run(database, logs)
    run(database, logs)
    assert stored(database) == [*range(1, 301)]
    assert rows(database, "SELECT sum(repeated) FROM sources") == [(300,)]
    assert rows(database, "SELECT count(*) FROM windows_records") == [(300,)]


# what has a number

WINDOWS = Kind("windows.eventlog", channel="Security")


def record(number: object = 7, computer: object = DC, kind: Kind = WINDOWS, second: int = 1):
    said = {"winlog.record_id": number, "winlog.computer_name": computer}
    fields: Fields = {key: value for key, value in said.items() if value is not None}  # type: ignore[misc]
    return Record(0, b"raw", kind, fields, second * SECOND)


@pytest.fixture
def connection():
    """A database that knows no events."""
    made = sqlite3.connect(":memory:")
    made.executescript(
        "CREATE TABLE windows_records (hash INTEGER PRIMARY KEY);"
        "CREATE TABLE settings (key, value); INSERT INTO settings VALUES ('salt', '00');"
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(record(number=None), id="no record id"),
        pytest.param(record(number=0), id="a tool that numbers nothing"),
        pytest.param(record(number="x"), id="a record id that is none"),
        pytest.param(record(computer=None), id="no computer"),
        pytest.param(record(kind=Kind("acme.gate")), id="another kind of log"),
        pytest.param(record(kind=Kind("windows.eventlog")), id="no channel"),
    ],
)
def test_what_says_too_little_is_never_left_out(connection, one):
    assert Repeats(connection).sift([one, one]) == ([one, one], array("q"), 0)


def test_only_windows_formats_are_looked_at():
    assert {name for name, each in formats().items() if may_repeat(each)} == {
        name for name in formats() if name.startswith("windows.")
    }
    assert not may_repeat(named("combined"))
    assert not may_repeat(None)


def sheet_of(numbers: Iterable[int]) -> Sheet:
    """Events as their reader gives them."""
    reader = named("windows.evtx").open(Context(UTC, 0), {}, lambda: iter(()))
    records = reader.read(evtx(numbers), 0, at_end=True, take_rest=True).records
    assert isinstance(records, Sheet)
    return records


def test_events_side_by_side_have_the_numbers_of_the_same_one_by_one(connection):
    sheet = sheet_of(range(1, 201))
    one_by_one = Repeats(connection).sift(list(sheet))
    side_by_side = Repeats(connection).sift(sheet)
    assert side_by_side.records is sheet
    assert side_by_side.keys == one_by_one.keys
    assert len(side_by_side.keys) == 200


def test_what_stands_side_by_side_is_left_out_too(connection):
    repeats = Repeats(connection)
    repeats.sift(list(sheet_of(range(1, 101))))
    sifted = repeats.sift(sheet_of([*range(51, 151), 150]))
    assert [each.fields["winlog.record_id"] for each in sifted.records] == [*range(101, 151)]
    assert sifted.repeated == 51


def test_a_sheet_of_another_log_has_no_numbers(connection):
    sheet = Layout().sheet([record(kind=Kind("acme.gate"))] * 2)
    assert Repeats(connection).sift(sheet) == (sheet, array("q"), 0)


PIECES = st.lists(st.lists(st.integers(1, 12), max_size=6), max_size=12)


@given(PIECES, st.lists(st.integers(0, 4), min_size=12, max_size=12))
def test_each_event_is_kept_once_however_late_it_is_committed(pieces, delays):
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE windows_records (hash INTEGER PRIMARY KEY);"
        "CREATE TABLE settings (key, value); INSERT INTO settings VALUES ('salt', '00');"
    )
    repeats = Repeats(connection)
    kept, coming, left_out = [], [], 0
    for piece, delay in zip(pieces, delays, strict=False):
        sifted = repeats.sift([record(number) for number in piece])
        kept += [each.fields["winlog.record_id"] for each in sifted.records]
        left_out += sifted.repeated
        coming.append(sifted.keys)
        while len(coming) > delay:
            windows_records.add(connection, coming.pop(0))
    connection.close()
    everything = [number for piece in pieces for number in piece]
    assert kept == list(dict.fromkeys(everything))
    assert left_out == len(everything) - len(kept)
