"""What is exported is read by the programs that it is for: a STIX validator, a spreadsheet."""

import shutil
import subprocess
from pathlib import Path

import pytest
from stix2validator import ValidationOptions, validate_string

from app.commands.export import COMMAND as EXPORT
from store.database.connection import Writer
from tests.app.running import Runner

OFFICE = shutil.which("soffice")
_FILTER = "CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
"""Commas, double quotes, UTF-8, from the first row on; special numbers are detected, and formulas
evaluated."""
_FORMULAS = (
    ("accounts", "text", "=cmd|'/c calc'!A0"),
    ("paths", "text", "@SUM(1+1)"),
    ("agents", "text", "+1+1"),
    ("hosts", "text", "-1+1"),
    ("rules", "title", "=1+1"),
)


def _exported(runner: Runner, *words: str) -> bytes:
    ran = runner(EXPORT, *words)
    assert ran.code == 0, ran.err
    return ran.out


@pytest.mark.filterwarnings("ignore")
def test_the_stix_validator_finds_no_error(runner: Runner) -> None:
    bundle = _exported(runner, "alerts", "--format", "stix").decode()
    found = validate_string(bundle, ValidationOptions(version="2.1"))
    assert found.is_valid
    assert found.errors == []


def _formulas(folder: Path, data: bytes) -> int:
    """How many cells of a CSV a spreadsheet takes for formulas."""
    assert OFFICE is not None
    (folder / "export.csv").write_bytes(data)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    words = ("--headless", "--convert-to", "fods", f"--infilter={_FILTER}", "export.csv")
    subprocess.run([OFFICE, home, *words], cwd=folder, check=True, capture_output=True, timeout=300)
    return (folder / "export.fods").read_text("utf-8").count("table:formula=")


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_a_spreadsheet_would_evaluate_what_is_written_as_it_came(tmp_path: Path) -> None:
    assert _formulas(tmp_path, b"a,b\n=1+1,x\n") == 1


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("what", ["events", "alerts"])
def test_a_spreadsheet_finds_no_formula(runner: Runner, tmp_path: Path, what: str) -> None:
    with Writer(runner.database) as writer, writer.transaction() as connection:
        for table, column, formula in _FORMULAS:
            connection.execute(f"UPDATE {table} SET {column} = ?", (formula,))
    data = _exported(runner, what, "--format", "csv")
    assert b"'=" in data
    assert _formulas(tmp_path, data) == 0
