"""Another site's events are taken over, each once."""

import sqlite3
import subprocess
from pathlib import Path

import pytest
import zstandard

import sample_logs
from app.importing.importing_command import import_command
from store.database.connection import reader
from store.errors import ActionError, DatabaseError
from store.importing import joining
from store.importing.joining import take_over
from store.queries import alerts, documents, tops
from store.queries.where import EVERYTHING

SAMPLES = Path(sample_logs.__file__).parent
ACCESS = '192.0.2.{} - - [09/Nov/2026:10:00:{:02} +0000] "GET /{} HTTP/1.1" 200 5\n'


def imported(database: Path, *paths: Path) -> Path:
    words = ["--import-only", "--quiet", "--db", str(database), *map(str, paths)]
    subprocess.run(import_command(words), check=True)
    return database


def events(database: Path) -> list[str]:
    """The ids of all events."""
    connection = reader(database)
    found = sorted(str(each["event.id"]) for each in documents.ecs(connection, EVERYTHING))
    connection.close()
    return found


def lines(path: Path, numbers: range) -> Path:
    with path.open("a") as file:
        file.writelines(ACCESS.format(n % 250, n % 60, n) for n in numbers)
    return path


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return imported(tmp_path / "mine.db", lines(tmp_path / "mine.log", range(5)))


def test_events_are_taken_over_once(mine: Path, tmp_path: Path) -> None:
    log = lines(tmp_path / "other.log", range(100, 130))
    other = imported(tmp_path / "other.db", log)
    before = events(mine)
    taken = take_over(mine, other, "ber", wait=0)
    assert (taken.events, taken.known) == (30, 0)
    assert events(mine) == sorted(before + events(other))
    again = take_over(mine, other, "ber", wait=0)
    assert (again.events, again.known) == (0, 30)
    assert events(mine) == sorted(before + events(other))


def test_only_what_has_come_since_is_taken_over(mine: Path, tmp_path: Path) -> None:
    log = lines(tmp_path / "other.log", range(100, 130))
    other = imported(tmp_path / "other.db", log)
    take_over(mine, other, "ber", wait=0)
    imported(other, lines(log, range(130, 137)))
    taken = take_over(mine, other, "ber", wait=0)
    assert (taken.events, taken.known) == (7, 30)
    assert set(events(other)) <= set(events(mine))


def test_a_log_that_was_taken_over_counts_once_when_it_is_imported(
    mine: Path, tmp_path: Path
) -> None:
    log = lines(tmp_path / "other.log", range(100, 130))
    take_over(mine, imported(tmp_path / "other.db", log), "ber", wait=0)
    count = len(events(mine))
    imported(mine, lines(log, range(130, 133)))
    assert len(events(mine)) == count + 3


def test_a_log_that_is_read_here_too_is_left_to_its_import(mine: Path, tmp_path: Path) -> None:
    log = lines(tmp_path / "mine.log", range(5, 9))
    other = imported(tmp_path / "other.db", log)
    taken = take_over(mine, other, "ber", wait=0)
    assert (taken.events, taken.known) == (0, 5)
    assert taken.left == {str(log): 4}
    imported(mine, log)
    assert events(mine) == events(other)


def test_logs_that_only_begin_alike_are_two(tmp_path: Path) -> None:
    first, second = tmp_path / "a.log", tmp_path / "b.log"
    lines(first, range(1))
    lines(first, range(10, 20))
    lines(second, range(1))
    lines(second, range(30, 60))
    mine = imported(tmp_path / "mine.db", first)
    other = imported(tmp_path / "other.db", second)
    take_over(mine, other, "ber", wait=0)
    assert set(events(other)) <= set(events(mine))


def test_what_was_broken_off_is_made_good(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = [lines(tmp_path / f"{n}.log", range(n * 100, n * 100 + 20)) for n in (1, 2, 3)]
    other = imported(tmp_path / "other.db", *logs)
    expected = sorted(events(mine) + events(other))

    def dying(done: int, _all: int) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_over(mine, other, "ber", wait=0, progress=dying)
    take_over(mine, other, "ber", wait=0)
    assert events(mine) == expected
    assert tallied(mine, "path") == counted(mine, "path")


def tallied(database: Path, by: str) -> list[tuple[str, int]]:
    connection = reader(database)
    found = [(each.value, each.events) for each in tops.top(connection, by)]
    connection.close()
    return found


def counted(database: Path, by: str) -> list[tuple[str, int]]:
    connection = sqlite3.connect(database)
    found = connection.execute(
        f"SELECT d.text, count(*) FROM events e JOIN {by}s d ON d.id = e.{by} GROUP BY d.id "
        "ORDER BY count(*) DESC, d.text"
    ).fetchall()
    connection.close()
    return found


def test_a_database_is_not_merged_into_itself(mine: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(mine)
    with pytest.raises(ActionError, match="itself"):
        take_over(mine, link, "x", wait=0)


def test_sources_bear_the_name_of_the_site(mine: Path, tmp_path: Path) -> None:
    log = lines(tmp_path / "other.log", range(100, 130))
    take_over(mine, imported(tmp_path / "other.db", log), "ber", wait=0)
    connection = reader(mine)
    rows = connection.execute("SELECT path, events FROM sources ORDER BY id").fetchall()
    connection.close()
    assert rows[1] == (f"ber:{log}", 30)


@pytest.mark.slow
def test_the_rules_here_judge_what_was_taken_over(tmp_path: Path) -> None:
    other = imported(tmp_path / "other.db", SAMPLES)
    mine = imported(tmp_path / "mine.db", lines(tmp_path / "mine.log", range(5)))
    take_over(mine, other, "ber", wait=0)
    assert joining.take_over(mine, other, "ber", wait=0).events == 0
    imported(mine, tmp_path / "mine.log")
    found = []
    for database in (other, mine):
        connection = reader(database)
        rows = alerts.listing(connection)
        found.append(sorted((each.rule_id, str(each.group), each.count) for each in rows))
        connection.close()
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE blocks SET data = ?",
        "UPDATE blocks SET spans = x''",
        "UPDATE blocks SET events = 9000000000000000000",
        "UPDATE blocks SET events = -5",
        "UPDATE sources SET identity = 'text'",
        "UPDATE kinds SET parse = 'bogus'",
    ],
)
def test_a_strange_database_is_refused_and_adds_nothing(
    mine: Path, tmp_path: Path, damage: str
) -> None:
    other = imported(tmp_path / "other.db", lines(tmp_path / "other.log", range(100, 130)))
    connection = sqlite3.connect(other)
    bomb = zstandard.compress(bytes(200_000_000))
    connection.execute(damage, (bomb,) if "?" in damage else ())
    connection.commit()
    connection.close()
    before = events(mine)
    with pytest.raises(DatabaseError, match="damaged there"):
        take_over(mine, other, "ber", wait=0)
    assert events(mine) == before
