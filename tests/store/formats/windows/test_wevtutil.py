"""`wevtutil qe /f:text` (formats.md finding 2 and 2.6), both dialects."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.builtin.windows_wevtutil import FORMAT
from store.formats.interface import Parsed
from store.formats.windows.exports.listing import LONGEST
from store.model import Context, Outcome, Parse, TimeFlag

CONTEXT = Context(zone=UTC, reference=0)


def read(text: str | bytes, zone: str = "UTC", *, take_rest: bool = True) -> Parsed:
    data = text if isinstance(text, bytes) else text.encode()
    context = CONTEXT._replace(zone=ZoneInfo(zone))
    reader = FORMAT.open(context, {}, lambda: iter([data]))
    return reader.read(data, 0, at_end=True, take_rest=take_rest)


def event(
    number: int, message: str = "text", *, date: str = "2018-12-28T22:37:35.358", colon: str = ":"
) -> str:
    return (
        f"Event[{number}]{colon}\r\n  Log Name: System\r\n  Source: Source\r\n  Date: {date}\r\n"
        "  Event ID: 7\r\n  Task: N/A\r\n  Level: Warning\r\n  Opcode: Info\r\n"
        "  Keyword: Audit Failure\r\n  User: S-1-5-18\r\n  User Name: NT AUTHORITY\\SYSTEM\r\n"
        f"  Computer: pc7.example.com\r\n  Description: \r\n{message}\r\n\r\n"
    )


def messages(text: str) -> list[object]:
    return [record.fields.get("message") for record in read(text).records]


def test_every_value_has_its_place():
    record = read(event(0)).records[0]
    kind = record.kind
    assert (kind.channel, kind.provider, kind.code) == ("System", "Source", "7")
    assert (kind.level, kind.outcome) == ("warning", Outcome.FAILURE)
    assert record.fields["winlog.computer_name"] == "pc7.example.com"
    assert record.fields["user.id"] == "S-1-5-18"
    assert record.fields["winlog.opcode"] == "Info"
    assert "winlog.task" not in record.fields


def test_the_old_dialect_has_local_time():
    record = read(event(0), "America/New_York").records[0]
    assert record.time == 1_546_054_655_358_000
    assert record.time_flags == TimeFlag.ZONE_ASSUMED


def test_the_new_dialect_has_utc():
    text = event(0, date="2022-11-16T14:54:13.2270000Z", colon="")
    record = read(text, "America/New_York").records[0]
    assert (record.time, record.time_flags) == (1_668_610_453_227_000, 0)


@pytest.mark.parametrize("date", ["", "2018-13-28T22:37:35", "x"])
def test_an_event_without_a_date_is_no_event(date: str):
    records = read(event(0, date=date)).records
    assert all(record.time is None for record in records)


def test_raw_is_the_event_without_the_empty_lines_behind_it():
    text = event(0, "a") + event(1, "b")
    records = read(text).records
    assert [record.raw.decode() for record in records] == [
        event(0, "a").rstrip(),
        event(1, "b").rstrip(),
    ]
    assert records[1].offset == len(event(0, "a"))


def test_keys_of_another_language_are_known_by_their_order():
    words = {
        "Log Name": "Protokollname", "Source": "Quelle", "Date": "Datum", "Event ID": "Ereignis-ID",
        "Task": "Aufgabe", "Level": "Ebene", "Opcode": "Vorgangscode", "Keyword": "Schlüsselwort",
        "User Name": "Benutzername", "User": "Benutzer", "Computer": "Rechner",
        "Description": "Beschreibung",
    }  # fmt: skip
    text = event(0)
    for english, german in words.items():
        text = text.replace(f"  {english}:", f"  {german}:")
    found, plain = read(text).records[0], read(event(0)).records[0]
    assert (found.kind, found.fields, found.time) == (plain.kind, plain.fields, plain.time)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("x\r\nEvent[5]:\r\ny", id="a line"),
        pytest.param("x\r\n" + event(5, "fake"), id="an event of a wrong number"),
        pytest.param("x\r\n" + event(0, "fake"), id="a first event"),
        pytest.param("x\r\nEvent[1]:\r\n  Log Name: x\r\ny", id="the next number, no event"),
    ],
)
def test_an_event_in_a_message_is_none(message: str):
    found = messages(event(0, message) + event(1) + event(2))
    assert found == [message.strip(), "text", "text"]


def test_a_second_listing_begins_at_zero_again():
    text = event(0, "a") + event(1, "b") + event(0, "c") + event(1, "d")
    assert messages(text) == ["a", "b", "c", "d"]


def test_listings_of_one_event_each_follow_each_other():
    assert messages(event(0, "a") + event(0, "b") + event(0, "c")) == ["a", "b", "c"]


def test_a_gap_in_the_numbers_is_passed():
    assert messages(event(0, "a") + event(7, "b") + event(8, "c")) == ["a", "b", "c"]


def test_what_stands_before_the_first_event_is_kept():
    records = read("some words\r\n\r\nmore\r\n" + event(3)).records
    assert [record.raw for record in records[:2]] == [b"some words", b"more"]
    assert records[0].kind.parse is Parse.NONE
    assert records[2].kind.code == "7"


def test_an_event_that_is_too_long_is_cut_and_the_next_is_found():
    long = ("x" * 99 + "\n") * (LONGEST // 100 + 50)
    records = read(event(0, long) + event(1, "b")).records
    assert records[-1].fields["message"] == "b"
    assert len(records[0].raw) <= LONGEST + 500


def test_an_event_that_ends_with_a_line_is_taken_at_the_end():
    assert len(read(event(0), take_rest=False).records) == 1
    assert len(read(event(0).rstrip() + " and", take_rest=False).records) == 0


def test_an_event_without_description_is_read():
    text = event(0).partition("  Computer")[0]
    record = read(text).records[0]
    assert record.kind.code == "7"
    assert "message" not in record.fields


@pytest.mark.parametrize(
    ("clocks", "expected"),
    [
        (("02:10", "01:10", "01:50", "00:50"), ["07:10", "06:10", "05:50", "04:50"]),
        (("00:50", "01:50", "01:10", "02:10"), ["04:50", "05:50", "06:10", "07:10"]),
    ],
    ids=["newest first", "oldest first"],
)
def test_local_times_that_occur_twice_follow_the_order(
    clocks: tuple[str, ...], expected: list[str]
):
    text = "".join(
        event(number, date=f"2024-11-03T{clock}:00.000") for number, clock in enumerate(clocks)
    )
    minutes = [
        (record.time or 0) // 60_000_000 for record in read(text, "America/New_York").records
    ]
    assert [f"{m // 60 % 24:02}:{m % 60:02}" for m in minutes] == expected


@pytest.mark.parametrize("head", [b"Event[0]:\r\nx\r\n", b"x\n" + event(0).encode(), b"Event["])
def test_what_does_not_begin_with_an_event_is_no_listing(head: bytes):
    assert FORMAT.score(head) == 0


def test_the_sample_tells_who_logged_off():
    first, second = read(FORMAT.sample).records
    assert (first.fields["user.name"], first.kind.action) == ("bob", "logoff")
    assert second.fields["winlog.event_data.param2"] == "stopped"


PIECES = st.sampled_from(
    [event(0), event(1), event(2), event(1, "a\r\nEvent[2]\r\nb"), "Event[1]:\r\n", "x\r\n", "\r\n"]
)


@given(st.lists(PIECES, max_size=8).map("".join), st.integers(0, 900))
def test_cutting_changes_nothing_and_every_byte_has_its_place(text: str, cut: int):
    data = text.encode()
    whole = read(data)
    first = FORMAT.open(CONTEXT, {}, lambda: iter([data]))
    one = first.read(data[:cut], 0, at_end=False, take_rest=False)
    rest = data[one.consumed :]
    second = FORMAT.open(CONTEXT, first.state(), lambda: iter([rest]))
    two = second.read(rest, one.consumed, at_end=True, take_rest=True)
    assert [*one.records, *two.records] == list(whole.records)
    assert all(data[r.offset : r.offset + len(r.raw)] == r.raw for r in whole.records)


FORGED = event(2, "script\r\n" + event(3, "fake")) + event(3, "real") + event(4)


def test_a_forged_event_hides_no_real_one():
    """2.6: the text of an event may hold the header of the next one."""
    assert messages(FORGED)[1:] == ["fake", "real", "text"]


def test_of_two_events_with_one_number_both_are_doubtful():
    parses = [record.kind.parse for record in read(FORGED).records]
    assert parses == [Parse.FULL, Parse.HEADER, Parse.HEADER, Parse.FULL]


def test_doubt_outlasts_a_pause():
    data = FORGED.encode()
    at = data.rindex(b"Event[3]")
    first = FORMAT.open(CONTEXT, {}, lambda: iter([data]))
    one = first.read(data[: at + 400], 0, at_end=False, take_rest=False)
    second = FORMAT.open(CONTEXT, first.state(), lambda: iter([data[one.consumed :]]))
    two = second.read(data[one.consumed :], one.consumed, at_end=True, take_rest=True)
    assert [*one.records, *two.records] == list(read(data).records)


def test_forged_events_hide_no_last_one():
    text = event(2, event(3, "fake") + event(4, "fake")) + event(3, "real")
    assert messages(text)[1:] == ["fake", "fake", "real"]


_LISTING = event(0, "a\r\nb") + event(1, "c") + event(2, "d")
_HEADS = [
    at
    for number in (1, 2)
    for begin in [_LISTING.index(f"Event[{number}]")]
    for at in range(begin + len("Event[1]"), _LISTING.index("  Task", begin))
]


@pytest.mark.parametrize("cut", _HEADS)
def test_an_event_whose_head_is_not_all_there_is_not_text_of_the_one_before(cut: int):
    """A cut within it, between two imports: it waits for the rest, as in one import."""
    data = _LISTING.encode()
    whole = FORMAT.open(CONTEXT, {}, lambda: iter([data]))
    expected = whole.read(data, 0, at_end=True, take_rest=True).records
    first = FORMAT.open(CONTEXT, {}, lambda: iter([data[:cut]]))
    before = first.read(data[:cut], 0, at_end=True, take_rest=False)
    later = FORMAT.open(CONTEXT, first.state(), lambda: iter([data[before.consumed :]]))
    rest = data[before.consumed :]
    after = later.read(rest, before.consumed, at_end=True, take_rest=True)
    assert [*before.records, *after.records] == list(expected)


@pytest.mark.parametrize("cut", _HEADS)
def test_what_stays_of_a_head_is_a_record_of_its_own(cut: int):
    data = _LISTING[:cut].encode()
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([data]))
    *events, last = reader.read(data, 0, at_end=True, take_rest=True).records
    assert [record.kind.parse is Parse.NONE for record in events] == [False] * len(events)
    assert (last.kind.parse, last.raw[:6]) == (Parse.NONE, b"Event[")
