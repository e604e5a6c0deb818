"""Event Viewer's CSV (formats.md finding 1 and 2.6): rows, quotes, dates, words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.builtin.windows_csv import FORMAT
from store.formats.interface import Parsed
from store.formats.windows.exports.rows import LONGEST
from store.formats.windows.local_dates import Order, parts_of, walk
from store.formats.windows.rendered.level_words import Grade, grade_of
from store.model import Context, Outcome, Parse, TimeFlag

HEADING = "Level,Date and Time,Source,Event ID,Task Category\r\n"
CONTEXT = Context(zone=UTC, reference=0)


def read(text: str | bytes, zone: str = "UTC") -> Parsed:
    data = text if isinstance(text, bytes) else text.encode()
    context = CONTEXT._replace(zone=ZoneInfo(zone))
    reader = FORMAT.open(context, {}, lambda: iter([data]))
    return reader.read(data, 0, at_end=True, take_rest=True)


def row(message: str = "text", *, date: str = "5/13/2024 10:31:05 PM", level: str = "Error") -> str:
    return f"{level},{date},Source,7,None,{message}\r\n"


def messages(text: str) -> list[object]:
    return [record.fields.get("message") for record in read(text).records]


def times(dates: list[str], *, heading: str = HEADING, zone: str = "UTC") -> list[str]:
    records = read(heading + "".join(row(date=date) for date in dates), zone).records
    return [
        datetime.fromtimestamp((record.time or 0) / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S")
        for record in records
    ]


def flags(dates: list[str], *, heading: str = HEADING) -> list[int]:
    records = read(heading + "".join(row(date=date) for date in dates)).records
    return [record.time_flags & TimeFlag.AMBIGUOUS for record in records]


def test_the_heading_is_no_record_and_rows_have_six_cells():
    record = read(HEADING + row("it's here")).records[0]
    assert record.fields["message"] == "it's here"
    assert (record.kind.code, record.kind.provider, record.kind.level) == ("7", "Source", "error")
    assert record.offset == len(HEADING)


def test_a_heading_between_is_none_either():
    assert messages(HEADING + row("a") + HEADING + row("b")) == ["a", "b"]


def test_a_line_like_another_heading_is_kept():
    parsed = read(HEADING + row("a") + "some,other,words,stand,here\r\n")
    assert parsed.records[1].raw == b"some,other,words,stand,here"
    assert parsed.records[1].kind.parse is Parse.NONE


def test_a_source_without_heading_is_read():
    assert messages(row("a") + row("b")) == ["a", "b"]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ('"a, b"', "a, b"),
        ('"say ""x"""', 'say "x"'),
        ('"one\r\n\ttwo\n\nthree"', "one\r\n\ttwo\n\nthree"),
        ('"ends with\r\n"', "ends with"),
        ("a, b, c", "a, b, c"),
        ('a "quoted" word', 'a "quoted" word'),
    ],
)
def test_a_message_is_all_that_follows_the_fifth_cell(message: str, expected: str):
    assert messages(HEADING + row(message) + row("next")) == [expected, "next"]


def test_a_row_ends_without_its_line_end():
    text = HEADING + row('"a\r\nb"')
    record = read(text).records[0]
    assert record.raw == text[len(HEADING) :].rstrip("\r\n").encode()


HOSTILE = row("you are hacked").rstrip()


def test_a_line_like_a_row_inside_of_a_quoted_message_is_none():
    assert messages(HEADING + row(f'"cmd\r\n{HOSTILE}\r\nend"')) == [f"cmd\r\n{HOSTILE}\r\nend"]


def test_a_row_with_doubled_quotes_inside_of_a_quoted_message_is_none():
    inner = row('""x""').rstrip()
    assert len(messages(HEADING + row(f'"cmd\r\n{inner}"') + row("b"))) == 2


def test_2_6_an_unclosed_quote_does_not_merge_rows():
    text = HEADING + row('"no end') + row("b") + row('"c d"') + row('"e"')
    assert messages(text) == ["no end", "b", "c d", "e"]


def test_an_unclosed_quote_at_the_end_keeps_its_rows():
    assert messages(HEADING + row('"no end') + row("b")) == ["no end", "b"]


def test_an_unclosed_quote_is_not_followed_for_ever():
    rest = row("b" * 1000) * (LONGEST // 1000 + 10)
    found = messages(HEADING + row('"no end') + rest)
    assert (found[0], len(found)) == ("no end", LONGEST // 1000 + 11)


@pytest.mark.parametrize("line", [b",", b"x"])
def test_an_endless_line_is_cut_at_the_same_places_in_pieces(line: bytes):
    data = line * (3 * LONGEST // len(line))
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([data[:100]]))
    one = reader.read(data[: 2 * LONGEST], 0, at_end=False, take_rest=False)
    two = reader.read(data[one.consumed :], one.consumed, at_end=True, take_rest=True)
    offsets = [record.offset for record in (*one.records, *two.records)]
    assert offsets == [record.offset for record in read(data).records]


def test_a_comma_in_a_quoted_cell_belongs_to_the_cell():
    text = '"Classic,Audit Failure",5/13/2024 10:31:05 PM,"A, B",7,"C, D",x\r\n'
    record = read(text).records[0]
    assert record.kind.provider == "A, B"
    assert record.kind.outcome is Outcome.FAILURE
    assert record.fields["winlog.task"] == "C, D"


def test_lines_that_are_no_rows_are_kept_one_by_one():
    parsed = read(HEADING + "garbage\r\n\r\n" + row("a") + "more, of it\r\n")
    found = [(record.raw, record.kind.parse) for record in parsed.records]
    assert found[0] == (b"garbage", Parse.NONE)
    assert found[2] == (b"more, of it", Parse.NONE)


def test_a_row_with_an_impossible_date_has_no_time():
    record = read(HEADING + row(date="13/32/2024 10:31:05 PM")).records[0]
    assert (record.time, record.kind.parse) == (None, Parse.FULL)


def test_the_channel_of_security_events_is_known():
    text = "Audit Success,5/13/2024 1:00:00 AM,Microsoft-Windows-Security-Auditing,4634,Logoff,x"
    assert read(text).records[0].kind.channel == "Security"
    assert read(row()).records[0].kind.channel is None


def test_a_host_comes_from_the_context_only():
    reader = FORMAT.open(CONTEXT._replace(host="pc7"), {}, lambda: iter([row().encode()]))
    found = reader.read(row().encode(), 0, at_end=True, take_rest=True).records[0]
    assert found.fields["host.name"] == "pc7"
    assert "winlog.computer_name" not in found.fields


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("7/17/2021 10:31:05 PM", "2021-07-17 22:31:05"),
        ("7/17/2021 12:31:05 AM", "2021-07-17 00:31:05"),
        ("7/17/2021 12:31:05 PM", "2021-07-17 12:31:05"),
        ("19-07-2026 09:58:57", "2026-07-19 09:58:57"),
        ("27.10.2021 12:28:26", "2021-10-27 12:28:26"),
        ("27. 10. 2021 12:28:26", "2021-10-27 12:28:26"),
        ("27.10.21 12:28", "2021-10-27 12:28:00"),
        ("2001/02/03 04:05:06", "2001-02-03 04:05:06"),
        ("2001-02-03 04:05:06", "2001-02-03 04:05:06"),
        ("2001/02/03 午後 4:05:06", "2001-02-03 16:05:06"),
        ("2001/2/3 上午 12:05:06", "2001-02-03 00:05:06"),
        ("2001-02-03 오후 4:05:06", "2001-02-03 16:05:06"),
        ("17/07/2021 4:05:06 μμ", "2021-07-17 16:05:06"),
        ("17/07/2021 4:05:06 p. m.", "2021-07-17 16:05:06"),
        ("17.07.2021 4:05:06 nachm.", "2021-07-17 16:05:06"),
        ("\u200e17/\u200e07/\u200e2021 04:05:06 \u0645", "2021-07-17 16:05:06"),
        ("17/07/2021 04.05.06", "2021-07-17 04:05:06"),
        ("17/7/2564 4:05:06", "2021-07-17 04:05:06"),
        ("1405/03/02 02:05:09 \u0628.\u0638", "2026-05-23 14:05:09"),
        ("31/02/1405 02:05:09 \u0642.\u0638", "2026-05-21 02:05:09"),
    ],
)
def test_2_6_dates_of_every_shape(date: str, expected: str):
    assert times([date]) == [expected]


@pytest.mark.parametrize("zero", [0x660, 0x6F0], ids=["Arabic", "Persian"])
def test_digits_of_other_scripts_are_read(zero: int):
    date = "2026/05/23 14:05:09".translate({48 + digit: zero + digit for digit in range(10)})
    assert parts_of(date) == parts_of("2026/05/23 14:05:09")


@pytest.mark.parametrize("date", ["", "x", "1/2", "7/17/2021", "99/99/99999 1:00", "1/2/21 25:00"])
def test_what_is_no_date_has_no_parts(date: str):
    assert parts_of(date) is None


def test_a_number_above_twelve_tells_for_the_whole_file():
    assert times(["3/4/2024 1:00:00", "13/4/2024 1:00:00"])[0] == "2024-04-03 01:00:00"
    assert times(["3/4/2024 1:00:00", "3/13/2024 1:00:00"])[0] == "2024-03-04 01:00:00"


def test_else_the_order_of_the_rows_tells():
    days = ["2/5/2024 1:00:00", "1/5/2024 1:00:00", "12/4/2024 1:00:00", "11/4/2024 1:00:00"]
    assert times(days)[2] == "2024-04-12 01:00:00"
    assert walk(days, month_first=True) == Order(False, True, True)


def test_else_the_reading_in_which_days_are_near_each_other():
    days = [f"{day}/5/2024 1:00:00" for day in range(9, 1, -1)]
    assert walk(days, month_first=True) == Order(False, True, True)


def test_else_the_language_of_the_heading():
    german = "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\n"
    assert times(["3/4/2024 1:00:00 AM"]) == ["2024-03-04 01:00:00"]
    assert times(["3/4/2024 1:00:00"], heading=german) == ["2024-04-03 01:00:00"]


def test_a_day_without_zero_before_a_month_with_one():
    assert times(["3/04/2024 1:00:00 PM"]) == ["2024-04-03 13:00:00"]
    assert flags(["3/04/2024 1:00:00 PM"]) == [0]


def test_else_the_time_is_flagged():
    assert flags(["3/4/2024 1:00:00"], heading="") == [TimeFlag.AMBIGUOUS]
    assert flags(["3/4/2024 1:00:00 AM"]) == [0]
    assert flags(["3/4/2024 1:00:00", "1/13/2024 1:00:00"], heading="") == [0, 0]


def test_a_date_inside_of_a_message_does_not_tell():
    hostile = row(date="13/12/2024 1:00:00").rstrip()
    text = HEADING + row(f'"x\r\n{hostile}"', date="3/4/2024 1:00:00 AM")
    assert read(text).records[0].time == 1_709_514_000_000_000


def test_words_for_noon_that_are_not_known_are_flagged():
    assert flags(["3/14/2024 1:00:00 blah"]) == [TimeFlag.AMBIGUOUS]


def test_local_times_that_occur_twice_follow_the_newest_first_order():
    dates = [f"11/3/2024 {clock} AM" for clock in ("2:10:00", "1:10:00", "1:50:00", "12:50:00")]
    found = times(["11/13/2024 1:00:00 AM", *dates], zone="America/New_York")
    assert [time[11:16] for time in found[1:]] == ["07:10", "06:10", "05:50", "04:50"]


def test_local_times_that_occur_twice_follow_the_oldest_first_order():
    dates = [f"11/3/2024 {clock} AM" for clock in ("12:50:00", "1:50:00", "1:10:00", "2:10:00")]
    found = times([*dates, "11/13/2024 1:00:00 AM"], zone="America/New_York")
    assert [time[11:16] for time in found[:4]] == ["04:50", "05:50", "06:10", "07:10"]


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("Information", Grade("4")),
        ("Warnung", Grade("3")),
        ("Erreur", Grade("2")),
        ("Crítico", Grade("1")),
        ("エラー", Grade("2")),
        ("Сведения", Grade("4")),
        ("信息", Grade("4")),
        ("Audit Success", Grade("0", "0x8020000000000000")),
        ("Überwachung gescheitert", Grade("0", "0x8010000000000000")),
        ("Échec de l\u2019audit", Grade("0", "0x8010000000000000")),
        ("失敗の監査", Grade("0", "0x8010000000000000")),
        ("Classic, Audit Success", Grade("0", "0x8020000000000000")),
        ("Tieto", Grade(level_text="Tieto")),
    ],
)
def test_words_of_many_languages(words: str, grade: Grade):
    assert grade_of(words) == grade


def test_an_unknown_level_is_kept_as_it_is():
    record = read(row(level="Tieto")).records[0]
    assert (record.kind.level, record.kind.outcome) == ("tieto", None)


def test_the_sample_tells_who_and_how_it_ended():
    first, second = read(FORMAT.sample).records
    assert (first.fields["user.name"], first.fields["source.ip"]) == ("alice", "192.0.2.7")
    assert first.fields["error.code"] == "0xC000006A"
    assert (second.fields["user.name"], second.kind.outcome) == ("bob", Outcome.SUCCESS)


@pytest.mark.parametrize(
    "head",
    [
        b'192.0.2.7 - - [01/May/2024:10:00:00 +0000] "GET /\n' + row().encode(),
        b"name,age,city,code,team\nbob,7,x,1,y\n",
        b"one,two,three,four,five\n",
        b"a\tb\n",
    ],
)
def test_what_is_no_export_is_not_taken_for_one(head: bytes):
    assert FORMAT.score(head) == 0


@pytest.mark.parametrize("heading", [HEADING, "Keywords,Date and Time,Source,Event ID,Task\r\n"])
def test_an_empty_export_is_told_by_its_english_heading(heading: str):
    assert FORMAT.score(heading.encode()) == 1


PIECES = st.sampled_from(
    [HEADING, row(), row('"'), row('"a'), row('a"'), row('"a\r\nb"'), row('""'), '"', "\r\n", "x\n"]
)


@given(st.lists(PIECES, max_size=8).map("".join), st.integers(0, 300))
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


HALF = "05/04/2026 10:00:00 PM"
WHOLE = "05/04/2026 22:00:00"


@pytest.mark.parametrize(
    ("dates", "expected", "ambiguous"),
    [
        pytest.param([WHOLE, WHOLE], "2026-04-05 22:00:00", True, id="nothing decides"),
        pytest.param([HALF, HALF], "2026-05-04 22:00:00", False, id="American"),
        pytest.param([WHOLE, "05/13/2026 22:00:00"], "2026-05-04 22:00:00", False, id="month"),
        pytest.param([WHOLE, "13/04/2026 22:00:00"], "2026-04-05 22:00:00", False, id="day"),
    ],
)
def test_english_without_am_and_pm_is_not_american(
    dates: list[str], expected: str, *, ambiguous: bool
):
    assert times(dates)[0] == expected
    assert bool(flags(dates)[0]) is ambiguous


@pytest.mark.parametrize(
    ("left_out", "expected"), [("", Parse.FULL), ("Logon Type:\t\t\t3", Parse.HEADER)]
)
def test_a_text_that_is_not_whole_is_understood_in_part(left_out: str, expected: Parse):
    sample = FORMAT.sample.decode()
    logoff = sample[sample.index("Audit Success") :]
    (record,) = read(HEADING + (logoff.replace(left_out, "") if left_out else logoff)).records
    assert record.kind.parse == expected
    assert record.fields["user.name"] == "bob"
