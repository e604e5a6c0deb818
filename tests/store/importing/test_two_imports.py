"""Two imports at once, as processes of their own: nothing lost, nothing twice."""

import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from store import children
from store.database.connection import import_lock
from store.importing import turns
from tests.store.importing.running import (
    lines,
    raws,
    rows,
    run,
    stored,
    tallied,
    untallied,
)

_LINES = 6_000

HASTY = (
    "import store.importing.reading as reading; reading.CHUNK = 10_000; "
    "import store.importing.turns as turns; turns._TURN = 0.05; "
)
"""Turns that end after a few pieces, so that many are taken."""


def started(database: Path, *words: object, code: str = HASTY) -> "subprocess.Popen[bytes]":
    """An import that waits for its turn."""
    command = children.command(f"{code}from app.cli import main; main()")
    fixed = ("--import-only", "--quiet", "--tz", "UTC", "--wait", "60", "--db", database)
    return subprocess.Popen([*command, *map(str, fixed), *map(str, words)], stderr=subprocess.PIPE)


def together(database: Path, *words: object, code: str = HASTY) -> list[tuple[int, bytes]]:
    """Two imports that begin at the same moment; how they ended."""
    with import_lock(database, 0):
        both = [started(database, each, code=code) for each in words]
        for process in both:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.3)
    ended = [process.communicate(timeout=60)[1] for process in both]
    return [(process.returncode, err) for process, err in zip(both, ended, strict=True)]


@pytest.fixture(scope="module")
def different(made, tmp_path_factory):
    """A database that two imports wrote different logs into, in many turns."""
    folder = tmp_path_factory.mktemp("two")
    database = folder / "blotter.db"
    database.write_bytes(made.read_bytes())
    for number in (0, 1):
        log = folder / f"{number}" / "access.log"
        log.parent.mkdir()
        log.write_bytes(lines(range(number * _LINES, (number + 1) * _LINES)))
    return database, together(database, folder / "0", folder / "1")


@pytest.mark.slow
def test_both_end_well(different):
    assert different[1] == [(0, b""), (0, b"")]


@pytest.mark.slow
def test_every_line_is_there_once(different):
    assert stored(different[0]) == raws(range(2 * _LINES))


@pytest.mark.slow
def test_they_took_turns(different):
    found = rows(different[0], "SELECT source FROM blocks ORDER BY first_event")
    changes = sum(one != other for one, other in pairwise(found))
    assert changes > 2


@pytest.mark.slow
@pytest.mark.parametrize("column", ["address", "path"])
def test_the_tallies_add_up(different, column):
    assert tallied(different[0], column) == untallied(different[0], column)


@pytest.mark.slow
def test_every_text_is_there_once(different):
    found = rows(different[0], "SELECT count(*), count(DISTINCT text) FROM paths")
    assert found == [(2 * _LINES, 2 * _LINES)]


@pytest.mark.slow
def test_the_sources_add_up(different):
    found = rows(different[0], "SELECT events, unparsed, waiting FROM sources")
    assert found == [(_LINES, 0, 0), (_LINES, 0, 0)]


@pytest.mark.slow
def test_every_rule_has_judged_everything(different):
    found = rows(
        different[0],
        "SELECT DISTINCT j.event FROM judged j JOIN rules r ON r.id = j.rule WHERE r.active",
    )
    assert found == [(2 * _LINES,)]


@pytest.mark.slow
def test_the_same_log_comes_once(database, logs):
    (logs / "access.log").write_bytes(lines(range(_LINES)))
    assert together(database, logs, logs) == [(0, b""), (0, b"")]
    assert stored(database) == raws(range(_LINES))
    assert tallied(database, "path") == untallied(database, "path")


@pytest.mark.slow
def test_a_long_log_is_left_to_another_import_and_gone_on_with(database, logs, tmp_path):
    """The second process that reads it is started anew, and its counts are made up for."""
    (logs / "long.log").write_bytes(lines(range(_LINES)))
    other = tmp_path / "other.log"
    other.write_bytes(lines(range(_LINES, 2 * _LINES)))
    code = f"import store.importing.intake as intake; intake.LONG = 1; {HASTY}"
    assert together(database, logs, other, code=code) == [(0, b""), (0, b"")]
    assert stored(database) == raws(range(2 * _LINES))
    assert tallied(database, "path") == untallied(database, "path")


@pytest.mark.slow
def test_a_log_that_was_passed_on_in_its_middle_is_judged_as_one(made, tmp_path):
    """A count over time goes on across turns: the alerts are those of a run of its own."""
    log = tmp_path / "auth.log"
    log.write_text(
        "".join(
            f"2026-03-10T{6 + number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z web1 "
            f"sshd[{number}]: Failed password for root from 203.0.113.{number % 3} port 1 ssh2\n"
            for number in range(4_000)
        )
    )
    (tmp_path / "other.log").write_bytes(lines(range(4_000)))
    found = []
    for name, others in (("alone", []), ("both", [tmp_path / "other.log"])):
        database = tmp_path / f"{name}.db"
        database.write_bytes(made.read_bytes())
        ended = together(database, log, *others)
        assert {code for code, _ in ended} == {0}
        found.append(Counter(rows(database, ALERTS)))
    assert found[0] <= found[1]
    assert found[0].total() > 0


ALERTS = """
SELECT r.title, g.key, a.first_seen, a.last_seen, a.count, a.peak, a.evidence
FROM alerts a JOIN rules r ON r.id = a.rule JOIN groups g ON g.id = a.grp
WHERE g.key LIKE '%203.0.113.%'
"""


def test_what_another_import_did_between_two_turns_is_not_overwritten(
    database, logs, tmp_path, monkeypatch
):
    """In one process, at a place that is known: another import between two pieces of a log."""
    monkeypatch.setattr("store.importing.reading.CHUNK", 2_000)
    log, other = logs / "a.log", tmp_path / "b.log"
    log.write_bytes(lines(range(300)))
    other.write_bytes(lines(range(200, 500)))
    wanted = iter([False, True])
    monkeypatch.setattr(turns.Turns, "is_wanted", property(lambda _: next(wanted, False)))

    def pass_on(_):
        run(database, other, log)

    monkeypatch.setattr(turns.Turns, "pass_on", pass_on)
    monkeypatch.setattr(turns, "import_lock", lambda *_: _Nothing())
    monkeypatch.setattr(turns, "import_queue", lambda *_: _Nothing())
    run(database, log)
    assert Counter(stored(database)) == Counter(raws(range(300)) + raws(range(200, 500)))
    assert tallied(database, "path") == untallied(database, "path")


class _Nothing:
    """A lock that locks nothing."""

    path = Path("/nonexistent")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def note(self, text: bytes) -> None:
        """Say nothing."""
