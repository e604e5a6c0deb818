"""How far a log was read at another site counts as far as the records from there prove it."""

import subprocess
from pathlib import Path

import pytest

from app.importing.importing_command import import_command
from store.database.connection import Writer
from store.importing.identity import digest
from store.importing.joining import take_over
from tests.store.importing.running import rows
from tests.store.importing.test_joining import imported, lines


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return lines(tmp_path / "other.log", range(100, 130))


def claimed(other: Path, **columns: object) -> None:
    """Let the other database say something else of its logs."""
    with Writer(other) as writer, writer.transaction() as connection:
        for name, value in columns.items():
            connection.execute(f"UPDATE sources SET {name} = ?", (value,))


def count(database: Path) -> int:
    return int(rows(database, "SELECT count(*) FROM facts")[0][0])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_honest_position_is_taken_as_it_is(tmp_path: Path, log: Path, end: str) -> None:
    log.write_bytes(log.read_bytes().replace(b"\n", end.encode()))
    other = imported(tmp_path / "other.db", log)
    mine = tmp_path / "mine.db"
    take_over(mine, other, "ber", wait=0)
    said = "SELECT offset, tail, tail_size, prefix FROM sources"
    assert rows(mine, said) == rows(other, said)


@pytest.mark.slow
def test_who_says_that_more_was_read_than_there_is_hides_nothing(tmp_path: Path, log: Path) -> None:
    other = imported(tmp_path / "other.db", log)
    lines(log, range(130, 160))
    data = log.read_bytes()
    claimed(other, offset=len(data), tail=digest(data[-1024:]), tail_size=1024)
    mine = tmp_path / "mine.db"
    take_over(mine, other, "ber", wait=0)
    assert count(mine) == 30
    imported(mine, log)
    assert count(mine) == 60


@pytest.mark.slow
def test_a_position_without_bytes_before_it_proves_nothing(tmp_path: Path, log: Path) -> None:
    other = imported(tmp_path / "other.db", log)
    lines(log, range(130, 160))
    claimed(other, offset=log.stat().st_size, tail=digest(b""), tail_size=0)
    mine = tmp_path / "mine.db"
    take_over(mine, other, "ber", wait=0)
    imported(mine, log)
    assert count(mine) == 60


@pytest.mark.slow
def test_windows_events_that_were_taken_over_count_once(tmp_path: Path) -> None:
    import sample_logs

    folder = Path(sample_logs.__file__).parent
    export = next(path for path in sorted(folder.rglob("*")) if path.suffix in (".evtx", ".xml"))
    other = imported(tmp_path / "other.db", export)
    mine = tmp_path / "mine.db"
    take_over(mine, other, "ber", wait=0)
    before = count(mine)
    words = ["--import-only", "--quiet", "--db", str(mine), str(export)]
    assert subprocess.run(import_command(words), check=False).returncode == 0
    assert count(mine) == before == count(other)
