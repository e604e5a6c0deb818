"""Event Viewer's tab-separated text (formats.md 2.6 "TXT")."""

from datetime import UTC

import pytest

from store.formats.builtin.windows_csv import FORMAT as CSV
from store.formats.builtin.windows_txt import FORMAT
from store.formats.interface import Parsed
from store.model import Context, Parse


def read(text: str) -> Parsed:
    data = text.encode()
    reader = FORMAT.open(Context(zone=UTC, reference=0), {}, lambda: iter([data]))
    return reader.read(data, 0, at_end=True, take_rest=True)


ROW = "Information\t4/16/2020 3:47:36 PM\tMicrosoft-Windows-Sysmon\t5\tProcess terminated\t"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ('"Process terminated:\r\nImage: C:\\a.exe"', "Process terminated:\r\nImage: C:\\a.exe"),
        ("one line, with a comma", "one line, with a comma"),
        ("with\ta tab", "with\ta tab"),
        (f'"x\r\n{ROW}fake"', f"x\r\n{ROW}fake"),
    ],
)
def test_a_message_is_all_that_follows_the_fifth_tab(message: str, expected: str):
    records = read(f"{ROW}{message}\r\n{ROW}next\r\n").records
    assert [record.fields["message"] for record in records] == [expected, "next"]


def test_commas_do_not_separate():
    text = "Error\t27.10.2021 12:28:26\tA, B\t7\tC, D\tx\r\n"
    assert read(text).records[0].kind.provider == "A, B"


def test_a_row_of_the_other_kind_is_not_understood():
    assert read(ROW.replace("\t", ",") + "x").records[0].kind.parse is Parse.NONE


def test_the_sample_is_read_in_full():
    first, second = read(FORMAT.sample.decode()).records
    assert first.fields["winlog.event_data.param1"] == "Print Spooler"
    assert second.kind.action == "service-installed"
    assert second.fields["winlog.event_data.ImagePath"] == "C:\\Tools\\backup.exe -q"


def test_csv_and_text_are_told_apart():
    assert FORMAT.score(CSV.sample) == CSV.score(FORMAT.sample) == 0
