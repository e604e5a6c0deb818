"""Windows events as PowerShell's CSV: formats 2.6 "PowerShell", `Export-Csv`."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.registry import detect, formats
from store.formats.windows.powershell.powershell_samples import CSV
from store.model import Context, Outcome, Record, TimeFlag
from tests.store.formats.windows.exports import (
    context,
    ids,
    micros,
    parses,
    read,
    read_in_pieces,
)

NAME = "windows.powershell"
COLUMNS = ("Message", "Id", "RecordId", "ProviderName", "LogName", "MachineName", "TimeCreated")
TYPE = "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n"


LOGOFF = (
    "An account was logged off.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tS-1-5-21-1\r\n"
    "\tAccount Name:\t\tbob\r\n\tAccount Domain:\t\tEX\r\n\tLogon ID:\t\t0x3E7\r\n\r\n"
    "Logon Type:\t\t\t3\r\n\r\nThis event is generated when a logon session is destroyed."
)


def values(number: int, message: str = "The thing\r\nstarted.", when: str = "") -> list[str]:
    when = when or f"5/{13 + number}/2024 10:00:00 AM"
    return [message, "7036", str(number), "Example", "System", "dc1.example.com", when]


def quoted(cells: list[str] | tuple[str, ...], sign: str = ",") -> str:
    doubled = (cell.replace('"', '""') for cell in cells)
    return sign.join(f'"{cell}"' for cell in doubled) + "\r\n"


def as_needed(cells: list[str] | tuple[str, ...]) -> str:
    """A row of PowerShell 7 with `-UseQuotes AsNeeded`."""
    return (
        ",".join(
            '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\r\n') else cell
            for cell in cells
        )
        + "\r\n"
    )


def export(*rows: str) -> bytes:
    return "".join([quoted(COLUMNS), *rows]).encode()


def one(data: bytes, about: Context | None = None) -> Record:
    (record,) = read(NAME, data, about)
    return record


def test_sample():
    failed, started = read(NAME, CSV, context("America/New_York"))
    assert (failed.kind.action, failed.kind.outcome) == ("login", Outcome.FAILURE)
    assert failed.fields["user.name"] == "alice"
    assert failed.fields["source.ip"] == "192.0.2.7"
    assert failed.kind.channel == "Security"
    assert failed.time == micros(2024, 5, 1, 14, 0, 0)
    assert failed.time_flags == TimeFlag.ZONE_ASSUMED
    assert ids([failed, started]) == [101, 77]


def test_a_record_has_its_own_bytes():
    records = read(NAME, CSV)
    assert all(CSV[record.offset :].startswith(record.raw) for record in records)
    assert records[0].raw.startswith(b'"An account')
    assert records[0].raw.endswith(b'EventProperty]"')


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TYPE.encode() + export(quoted(values(1)), quoted(values(2))), id="2.6 type"),
        pytest.param(export(quoted(values(1)), quoted(values(2))), id="no type"),
        pytest.param(
            (quoted(COLUMNS, ";") + quoted(values(1), ";") + quoted(values(2), ";")).encode(),
            id="2.6 -UseCulture",
        ),
        pytest.param(
            (quoted(COLUMNS, "\t") + quoted(values(1), "\t") + quoted(values(2), "\t")).encode(),
            id="tabs",
        ),
        pytest.param(
            (as_needed(COLUMNS) + as_needed(values(1)) + as_needed(values(2, "Plain."))).encode(),
            id="as needed",
        ),
        pytest.param(
            (quoted(COLUMNS[::-1]) + quoted(values(1)[::-1]) + quoted(values(2)[::-1])).encode(),
            id="any order",
        ),
        pytest.param(export(quoted(values(1)), "\r\n", quoted(values(2))).rstrip(), id="no end"),
        pytest.param(
            export(quoted(values(1)), TYPE, quoted(COLUMNS), quoted(values(2))), id="two exports"
        ),
        pytest.param(
            export(quoted(values(1)), quoted(COLUMNS[::-1]), quoted(values(2)[::-1])),
            id="two exports of different order",
        ),
        pytest.param(export(quoted(values(1)), quoted(values(2))).replace(b"\r\n", b"\n"), id="lf"),
        pytest.param(
            export(quoted(values(1)), quoted(values(2))).replace(b'"Example"', b""), id="null"
        ),
    ],
)
def test_shapes(data):
    records = read(NAME, data)
    assert detect(data) is formats()[NAME]
    assert (parses(records), ids(records)) == (["full", "full"], [1, 2])
    assert {record.kind.channel for record in records} == {"System"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16"])
def test_encodings(encoding):
    data = export(quoted(values(1, "Začátek \U0001f600"))).decode().encode(encoding)
    assert detect(data) is formats()[NAME]
    assert one(data).fields["message"] == "Začátek \U0001f600"


def test_a_code_page():
    data = export(quoted(values(1, "Gruesse"))).replace(b"ue", "ü".encode("cp850"))
    assert one(data, context(encoding="cp850")).fields["message"] == "Grüsse"


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        pytest.param(["7/17/2021 10:31:05 PM", "7/4/2021 9:00:00 AM"], [17, 4], id="en-US"),
        pytest.param(["27.10.2021 12:28:26", "04.10.2021 12:28:26"], [27, 4], id="de-DE"),
        pytest.param(["13/10/2021 12:28:26", "04/10/2021 12:28:26"], [13, 4], id="en-GB"),
        pytest.param(["2021/02/13 14:05:06", "2021/02/03 14:05:06"], [13, 3], id="ja-JP"),
        pytest.param(["2021-02-13T14:05:06", "2021-02-03T14:05:06"], [13, 3], id="iso"),
    ],
)
def test_day_and_month_are_found_out(dates, days):
    rows = [quoted(values(number, when=when)) for number, when in enumerate(dates, start=1)]
    found = [record.time for record in read(NAME, export(*rows))]
    assert [time.gmtime((moment or 0) // 1_000_000).tm_mday for moment in found] == days


def test_a_time_with_offset_needs_no_zone():
    record = one(export(quoted(values(1, when="2024-05-01T10:00:00.0000000+02:00"))))
    assert (record.time, record.time_flags) == (micros(2024, 5, 1, 8, 0, 0), 0)


def test_a_date_that_could_be_two_is_flagged():
    record = one(export(quoted(values(1, when="5/4/2024 10:00:00"))))
    assert record.time_flags == TimeFlag.ZONE_ASSUMED | TimeFlag.AMBIGUOUS


@pytest.mark.parametrize(
    ("when", "month", "flag"),
    [
        ("3/9/2025 1:59:58 PM", 3, 0),
        ("9/03/2025 1:59:58 PM", 3, 0),
        ("9/3/2025 1:59:58 p. m.", 3, TimeFlag.AMBIGUOUS),
    ],
    ids=["American", "Australian", "Mexican"],
)
def test_a_lone_date_is_read_as_it_is_written(when, month, flag):
    record = one(export(quoted(values(1, when=when))))
    assert time.gmtime((record.time or 0) // 1_000_000).tm_mon == month
    assert record.time_flags == TimeFlag.ZONE_ASSUMED | flag


def test_what_is_no_date_gives_no_time():
    record = one(export(quoted(values(1, when="yesterday"))))
    assert (record.time, record.kind.parse.value) == (None, "full")


def test_host_of_an_export_without_machine():
    data = quoted(("Id", "TimeCreated")) + quoted(("1", "x"))
    assert one(data.encode(), context(host="pc7")).fields["host.name"] == "pc7"


def test_get_eventlog():
    names = (
        *("EventID", "MachineName", "Data", "Index", "Category", "CategoryNumber", "EntryType"),
        *("Message", "Source", "ReplacementStrings", "InstanceId", "TimeGenerated"),
        *("TimeWritten", "UserName", "Site", "Container"),
    )
    cells = (
        *("4634", "dc1.example.com", "System.Byte[]", "9", "(12545)", "12545", "SuccessAudit"),
        LOGOFF,
        *("Microsoft-Windows-Security-Auditing", "System.String[]", "4634"),
        *("5/13/2024 10:00:00 AM", "5/13/2024 10:00:00 AM", "", "", ""),
    )
    data = (quoted(names) + quoted(cells)).encode()
    record = one(data)
    assert detect(data) is formats()[NAME]
    assert (record.kind.action, record.kind.outcome) == ("logoff", Outcome.SUCCESS)
    assert record.fields["user.name"] == "bob"
    assert record.fields["winlog.record_id"] == 9
    assert record.kind.channel == "Security"


@pytest.mark.parametrize(
    "evil",
    [
        pytest.param('x"\r\n' + quoted(values(9)) + '"', id="a row"),
        pytest.param("x\r\n" + as_needed(values(9, "Plain.")), id="a row without quotes"),
        pytest.param("x\r\n" + quoted(COLUMNS) + TYPE, id="a heading"),
        pytest.param('"""","', id="quotes"),
        pytest.param("TimeCreated", id="a name"),
        pytest.param("TimeCreated;Id", id="names"),
        pytest.param("#TYPE System.String", id="a type"),
    ],
)
@pytest.mark.parametrize("row", [quoted, as_needed])
def test_an_evil_message_stays_a_message(row, evil):
    data = row(COLUMNS) + row(values(1, evil)) + row(values(2))
    records = read(NAME, data.encode())
    assert ids(records) == [1, 2]
    assert records[0].fields["message"] == evil


@pytest.mark.parametrize(
    ("found", "left"),
    [
        pytest.param('started."', "started.", id="2.6 a quotation without end"),
        pytest.param('"The thing', "The thing", id="a quotation without beginning"),
        pytest.param('started.","7036"', "started.", id="bytes lost"),
        pytest.param('"Example",', "", id="a cell lost"),
        pytest.param('"Example",', '"Example","",', id="a cell too many"),
        pytest.param('"Example"', '"Exa"mple"', id="a quote too many"),
        pytest.param('"Example"', "Example", id="a cell without quotes"),
    ],
)
def test_a_broken_row_does_not_take_the_next(found, left):
    broken = quoted(values(2)).replace(found, left, 1)
    data = export(quoted(values(1)), broken, quoted(values(3)), quoted(values(4)))
    records = read(NAME, data)
    assert [number for number in ids(records) if number] == [1, 3, 4]
    assert b"".join(record.raw for record in records[1:-2]).replace(b"\r\n", b"") == (
        broken.replace("\r\n", "").encode()
    )


def test_rows_without_quotes_after_a_broken_one_are_found():
    data = as_needed(COLUMNS) + as_needed(values(1)).replace('started."', "started.")
    data += as_needed(values(2, "Plain.")) + as_needed(values(3, "Plain.")) + as_needed(values(4))
    records = read(NAME, data.encode())
    assert parses(records)[0] == "none"
    assert ids(records)[-3:] == [2, 3, 4]


def test_a_row_cut_off_at_the_end_forges_no_other():
    data = export(quoted(values(1)), '"x\r\n' + as_needed(values(9, "Plain.")))
    assert parses(read(NAME, data)) == ["full", "none"]


def test_lines_before_a_heading_are_kept():
    records = read(NAME, b"no heading\r\n" + export(quoted(values(1))))
    assert parses(records) == ["none", "full"]


@pytest.mark.parametrize(
    "head",
    [
        b"Level,Date and Time,Source,Event ID,Task Category\r\n",
        b'192.0.2.1 - - [01/May/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 3\n' + CSV,
        b"May  1 10:00:00 web1 app: x\n" + CSV,
        b'"Message","Id"\r\n"TimeCreated","RecordId"\r\n',
        b"TimeCreated\r\n",
        b"",
    ],
    ids=["event viewer", "web", "syslog", "in a row", "one name", "nothing"],
)
def test_other_texts_are_not_powershells(head):
    assert formats()[NAME].score(head) == 0


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        '""',
        '"a\n',
        '"",',
        '",',
        "a,",
        "\n",
        "\r",
        "x\n",
        '"x",\n',
        '"""x\n',
        '"\n"",""\n',
        ";",
    ],
)
@pytest.mark.parametrize("row", [quoted, as_needed])
def test_hostile_text_takes_no_longer_the_longer_it_is(row, unit):
    data = (row(COLUMNS) + (unit * 60_000)[:60_000]).encode()
    began = time.process_time()
    read(NAME, data)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "data",
    [
        CSV,
        export(quoted(values(1)), quoted(values(2)).replace("d.", 'd."'), quoted(values(3))),
        (as_needed(COLUMNS) + TYPE + as_needed(values(1)) + '"x\r\n').encode(),
    ],
)
def test_the_cut_does_not_matter(data):
    whole = read(NAME, data)
    for cut in range(0, len(data), 7):
        assert read_in_pieces(NAME, data, [cut, cut + 3]) == whole


PARTS = [
    *(quoted(COLUMNS), as_needed(COLUMNS), quoted(values(1)), as_needed(values(2, "Plain."))),
    *(TYPE, "\r\n", "\n", "\r", '"', ",", ";", "x", " ", "#TYPE ", '""', '","'),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=12), st.lists(st.integers(0, 900), max_size=4))
def test_any_text_is_read_alike_however_it_is_cut(parts, cuts):
    data = "".join(parts).encode()
    records = read(NAME, data)
    found = read_in_pieces(NAME, data, [cut for cut in cuts if cut < len(data)])
    assert [(each.offset, each.raw) for each in found] == [
        (each.offset, each.raw) for each in records
    ]
    assert all(data[record.offset :].startswith(record.raw) for record in records)


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data):
    assert all(record.raw for record in read(NAME, CSV + data))
