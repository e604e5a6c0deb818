"""The user's files about addresses: what they are and how old."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.configuration.config import load
from app.diagnostics import ExitCode
from app.doctor.checks.addresses import check
from app.doctor.finding import Finding, Level, Patient
from store.times import DAY, now
from tests.store.knowledge.making import ASN, mmdb


def found(folder: Path, table: str, days: float = 0) -> list[Finding]:
    """What is found some days from now."""
    path = folder / "config.toml"
    path.write_text(f"[enrichment]\n{table}\n")
    patient = Patient(load(path), folder / "b.db", None, now() + int(days * DAY))
    return list(check(patient))


@pytest.fixture
def places(tmp_path: Path) -> str:
    return f'databases = ["{mmdb(tmp_path / "a.mmdb", ASN, "GeoLite2-ASN")}"]'


@pytest.fixture
def drop(tmp_path: Path) -> str:
    path = tmp_path / "drop.txt"
    path.write_text("203.0.113.0/24\n198.51.100.1\n")
    return f'lists.drop = "{path}"'


def test_nothing_is_said_where_there_are_no_files(tmp_path: Path) -> None:
    assert found(tmp_path, "") == []


def test_a_database_is_named_with_its_date(tmp_path: Path, places: str) -> None:
    (said,) = found(tmp_path, places, 3.5)
    today = datetime.now(UTC)
    assert said.level is Level.OK
    assert said.text == f"{tmp_path}/a.mmdb: GeoLite2-ASN, built {today:%Y-%m-%d}, 3 days old"


def test_a_list_is_named_with_its_size_and_age(tmp_path: Path, drop: str) -> None:
    (said,) = found(tmp_path, drop, 1.5)
    assert said.level is Level.OK
    assert said.text == f"list drop: 2 items in {tmp_path}/drop.txt, 1 day old"


@pytest.mark.parametrize(("days", "level"), [(44.9, Level.OK), (46.5, Level.WARNING)])
def test_an_old_database_is_worth_a_warning(
    tmp_path: Path, places: str, days: float, level: Level
) -> None:
    assert [each.level for each in found(tmp_path, places, days)] == [level]


@pytest.mark.parametrize(("days", "level"), [(6.9, Level.OK), (8.5, Level.WARNING)])
def test_an_old_list_is_worth_a_warning(
    tmp_path: Path, drop: str, days: float, level: Level
) -> None:
    assert [each.level for each in found(tmp_path, drop, days)] == [level]


def test_a_file_of_the_future_is_not_old(tmp_path: Path, drop: str) -> None:
    os.utime(tmp_path / "drop.txt", (2**32, 2**32))
    assert found(tmp_path, drop)[0].text.endswith(", 0 days old")


@pytest.mark.parametrize("text", [None, "", "x\n", "x\ny\n"])
def test_what_cannot_be_read_is_a_fault(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "l.txt").write_text(text)
    (said,) = found(tmp_path, f'lists.l = "{tmp_path}/l.txt"')
    assert (said.level, said.code) == (Level.FAULT, ExitCode.CONFIGURATION)
    assert f"{tmp_path}/l.txt" in said.text
    assert said.advice


def test_a_damaged_database_is_a_fault(tmp_path: Path, places: str) -> None:
    (tmp_path / "a.mmdb").write_bytes(b"x" * 2000)
    assert [each.level for each in found(tmp_path, places)] == [Level.FAULT]
