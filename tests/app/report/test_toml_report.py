"""The table `[report]`."""

from pathlib import Path

import pytest

from app.configuration.config import load
from app.configuration.configured import Report
from store.errors import InputError


def read(tmp_path: Path, text: str) -> Report:
    path = tmp_path / "c.toml"
    path.write_text(text)
    return load(path).report


def test_a_whole_table(tmp_path: Path):
    text = (
        '[report]\nperiod = "week"\nat = "06:30"\ntz = "Europe/Amsterdam"\n'
        'to = ["soc@example.com"]\ndaily_404 = 20\ndaily_404_thursday = 60\n'
        '[notify.smtp]\nhost = "mail.example.com"\nfrom = "blotter@example.com"\n'
    )
    assert read(tmp_path, text) == Report(
        "week", "06:30", "Europe/Amsterdam", ("soc@example.com",), 20, 60
    )


def test_none(tmp_path: Path):
    assert read(tmp_path, "") == Report()


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ('peroid = "week"', 1, "unknown key 'peroid'; did you mean 'period'?"),
        ('period = "year"', 1, "period: 'year' is not known; known are day, week, month"),
        ('at = "7"', 1, "at: '7' is no hour, such as '07:00'"),
        ('at = "24:00"', 1, "at: hour must be in 0..23"),
        ('tz = "Mars/Phobos"', 1, "tz: no zone 'Mars/Phobos'"),
        ('to = "soc@example.com"', 1, "to has to be a list of texts"),
        ('to = ["a\\nBcc: b@example.com"]', 1, "is no plain address of mail"),
        ("daily_404 = -1", 1, "daily_404: is not to be below 0"),
        ("daily_404 = true", 1, "daily_404 has to be a whole number"),
    ],
)
def test_what_is_wrong(line: str, column: int, message: str, tmp_path: Path):
    with pytest.raises(InputError) as raised:
        read(tmp_path, f"[report]\n{line}\n")
    assert message in raised.value.message
    assert (raised.value.location.line, raised.value.location.column) == (2, column)


def test_a_report_by_itself_needs_somebody(tmp_path: Path):
    with pytest.raises(InputError, match="needs somebody"):
        read(tmp_path, '[report]\nperiod = "week"\n')


def test_mail_needs_a_server(tmp_path: Path):
    with pytest.raises(InputError, match=r"notify\.smtp"):
        read(tmp_path, '[report]\nperiod = "week"\nto = ["soc@example.com"]\n')


def test_it_has_to_be_a_table(tmp_path: Path):
    with pytest.raises(InputError, match="has to be a table"):
        read(tmp_path, 'report = "weekly"\n')
