"""Import runs: every line exactly once, whatever happened to its file in between."""

import gzip
import os
import shutil
from dataclasses import replace

import pytest

from store.formats.registry import formats
from store.importing.progress import Silent
from tests.store.importing.running import (
    OPTIONS,
    append,
    line,
    lines,
    raws,
    rested,
    rows,
    run,
    stored,
)


@pytest.fixture
def log(logs):
    """A log with 300 lines."""
    path = logs / "access.log"
    path.write_bytes(lines(range(300)))
    return path


def names(database) -> list[str]:
    """The last parts of the sources' paths."""
    found = rows(database, "SELECT path FROM sources ORDER BY id")
    return [path.rpartition("/")[2] for (path,) in found]


# what a run does


def test_every_line_becomes_an_event(database, logs, log):
    run(database, logs)
    assert stored(database) == raws(range(300))


def test_the_summary_counts(database, logs, log):
    append(log, b"no access line\n")
    found = run(database, logs)
    size = log.stat().st_size
    counts = (found.sources, found.lines, found.events, found.unparsed, found.bytes)
    assert counts == (1, 301, 300, 1, size)


def test_a_second_run_finds_nothing_new(database, logs, log):
    run(database, logs)
    found = run(database, logs)
    assert (found.sources, found.lines, found.bytes) == (1, 0, 0)


def test_a_second_run_writes_nothing(database, logs, log):
    run(database, logs)
    before = database.read_bytes()
    run(database, logs)
    assert database.read_bytes() == before


def test_lines_that_were_appended_are_read(database, logs, log):
    run(database, logs)
    append(log, lines(range(300, 400)))
    assert run(database, logs).lines == 100
    assert stored(database) == raws(range(400))


def test_offsets_are_those_of_the_file(database, logs, log):
    run(database, logs)
    append(log, b"\n\r\n" + line(300))
    run(database, logs)
    (end,) = rows(database, "SELECT offset FROM sources")[0]
    (start,) = rows(database, "SELECT max(first_offset) FROM blocks")[0]
    assert (start, end) == (log.stat().st_size - len(line(300)), log.stat().st_size)


def test_the_source_says_what_was_read(database, logs, log):
    append(log, b"no access line\n")
    run(database, logs)
    statement = "SELECT format, compression, offset, events, unparsed, expected, lost FROM sources"
    size = log.stat().st_size
    assert rows(database, statement) == [("apache.access", "none", size, 300, 1, 301, 0)]


def test_a_file_that_is_named_twice_is_read_once(database, logs, log):
    assert run(database, log, logs, log).lines == 300


def test_a_second_name_of_a_file_is_the_same_file(database, logs, log):
    (logs / "hard.log").hardlink_to(log)
    assert run(database, logs).lines == 300


def test_the_tallies_add_up(database, logs, log):
    run(database, logs)
    append(log, lines(range(300, 500)))
    run(database, logs)
    counted = rows(database, "SELECT text, events FROM addresses ORDER BY text")
    grouped = rows(
        database,
        "SELECT a.text, count(*) FROM events e JOIN addresses a ON a.id = e.address "
        "GROUP BY a.text ORDER BY a.text",
    )
    assert counted == grouped


def test_a_stopped_run_has_committed_what_it_read(database, logs, log, monkeypatch):
    monkeypatch.setattr("store.importing.reading.CHUNK", 1000)
    done = run(database, logs, stop=lambda: True)
    assert done.lines == 0
    steps = iter([False, False, True, True])
    done = run(database, logs, stop=lambda: next(steps))
    assert 0 < done.lines == len(stored(database)) < 300


def test_the_run_after_a_stopped_one_reads_the_rest(database, logs, log, monkeypatch):
    monkeypatch.setattr("store.importing.reading.CHUNK", 1000)
    steps = iter([False, False, True, True])
    run(database, logs, stop=lambda: next(steps))
    run(database, logs)
    assert stored(database) == raws(range(300))


def test_progress_is_told_after_every_piece(database, logs, log, monkeypatch):
    monkeypatch.setattr("store.importing.reading.CHUNK", 10_000)
    seen = []

    class Told(Silent):
        def advanced(self, step):
            seen.append((step.total, step.lines == len(stored(database))))

    run(database, logs, progress=Told())
    assert seen == [(log.stat().st_size, True)] * 3


def test_the_named_format_is_taken(database, logs):
    (logs / "a").write_bytes(b"hello\n")
    run(database, logs, options=replace(OPTIONS, format=formats()["system.auth"]))
    assert rows(database, "SELECT format FROM sources") == [("system.auth",)]


def test_an_empty_file_is_no_problem(database, logs):
    (logs / "empty.log").touch()
    found = run(database, logs)
    assert (found.lines, found.problems) == (0, [])


def test_an_empty_file_that_fills_is_read(database, logs):
    path = logs / "a.log"
    path.touch()
    run(database, logs)
    append(path, lines(range(3)))
    run(database, logs)
    assert stored(database) == raws(range(3))


def test_a_name_that_is_not_utf_8_is_read(database, logs):
    path = os.fsencode(logs) + b"/acc\xffess.log"
    with open(path, "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(lines(range(3)))
    run(database, logs)
    assert run(database, logs).lines == 0
    assert stored(database) == raws(range(3))


@pytest.mark.parametrize("name", ["blotter.db", "state"])
def test_the_database_is_no_log(made, logs, name):
    database = shutil.copy2(made, logs / name)
    (logs / "a.log").write_bytes(lines(range(3)))
    (logs / f"{name}.lock").touch()
    found = run(database, logs)
    assert (found.sources, found.lines) == (1, 3)
    assert run(database, logs).sources == 1


# lines that have no end yet


def test_an_unfinished_line_waits(database, logs, log):
    append(log, line(300)[:-10])
    assert run(database, logs).lines == 300


def test_a_line_that_waited_is_taken_whole(database, logs, log):
    append(log, line(300)[:-10])
    run(database, logs)
    append(log, line(300)[-10:])
    assert run(database, logs).lines == 1
    assert stored(database) == raws(range(301))


def test_an_unfinished_line_is_taken_when_nobody_goes_on_with_it(database, logs, log):
    append(log, line(300)[:-1])
    run(database, logs)
    rested(log)
    assert run(database, logs).lines == 1
    assert stored(database) == raws(range(301))


def test_an_unfinished_line_is_taken_once(database, logs, log):
    append(log, line(300)[:-1])
    rested(log)
    run(database, logs)
    assert run(database, logs).lines == 0


def test_the_end_of_a_line_that_was_taken_is_no_record(database, logs, log):
    append(log, line(300)[:-1])
    rested(log)
    run(database, logs)
    append(log, b"\n" + line(301))
    run(database, logs)
    assert stored(database) == raws(range(302))


def test_what_completes_a_line_that_was_taken_is_a_record_of_its_own(database, logs, log):
    append(log, line(300)[:40])
    rested(log)
    run(database, logs)
    append(log, line(300)[40:])
    run(database, logs)
    assert stored(database) == sorted([*raws(range(300)), line(300)[:40], line(300)[40:-1]])


def test_a_file_of_one_unfinished_line_waits(database, logs):
    path = logs / "a.log"
    path.write_bytes(line(0)[:-1])
    assert run(database, logs).lines == 0
    append(path, b"\n")
    run(database, logs)
    assert stored(database) == raws([0])


def test_an_unfinished_line_of_a_gzip_file_is_taken_at_once(database, logs):
    (logs / "a.gz").write_bytes(gzip.compress(lines(range(3))[:-1]))
    run(database, logs)
    assert stored(database) == raws(range(3))


def test_a_line_that_waited_in_a_log_is_taken_from_its_gzip_file(database, logs, log):
    append(log, line(300)[:-1])
    run(database, logs)
    (logs / "access.log.1.gz").write_bytes(gzip.compress(log.read_bytes()))
    log.unlink()
    assert run(database, logs).lines == 1
    assert stored(database) == raws(range(301))


# rotation


def renamed(log) -> None:
    log.rename(log.with_name("access.log.1"))


def copied_and_truncated(log) -> None:
    shutil.copy(log, log.with_name("access.log.1"))
    os.truncate(log, 0)


def renamed_and_packed(log) -> None:
    log.with_name("access.log.1.gz").write_bytes(gzip.compress(log.read_bytes()))
    log.unlink()


def renamed_by_date(log) -> None:
    log.rename(log.with_name("access.log-20250310"))


rotations = pytest.mark.parametrize(
    "rotate", [renamed, copied_and_truncated, renamed_and_packed, renamed_by_date]
)
fillings = pytest.mark.parametrize("fresh", [2, 150, 600], ids="{} new lines".format)


@rotations
@fillings
def test_a_rotated_folder_gives_every_line_once(database, logs, log, rotate, fresh):
    run(database, logs)
    append(log, lines(range(300, 320)))
    rotate(log)
    append(log, lines(range(1000, 1000 + fresh)))
    run(database, logs)
    assert run(database, logs).lines == 0
    assert stored(database) == sorted(raws(range(320)) + raws(range(1000, 1000 + fresh)))


@rotations
@fillings
def test_the_rest_of_a_rotated_log_is_found_beside_it(database, log, rotate, fresh):
    run(database, log)
    append(log, lines(range(300, 320)))
    rotate(log)
    append(log, lines(range(1000, 1000 + fresh)))
    run(database, log)
    assert run(database, log).lines == 0
    assert stored(database) == sorted(raws(range(320)) + raws(range(1000, 1000 + fresh)))


@rotations
def test_nothing_is_lost_while_the_new_log_is_not_there_yet(database, logs, log, rotate):
    run(database, log)
    append(log, lines(range(300, 320)))
    rotate(log)
    run(database, log)
    append(log, lines(range(1000, 1010)))
    run(database, log)
    assert stored(database) == sorted(raws(range(320)) + raws(range(1000, 1010)))


@rotations
def test_nothing_comes_twice_when_nothing_was_left(database, log, rotate):
    run(database, log)
    rotate(log)
    append(log, lines(range(1000, 1010)))
    assert run(database, log).lines == 10


def test_a_log_that_was_rotated_twice_is_found(database, log):
    run(database, log)
    append(log, lines(range(300, 320)))
    log.rename(log.with_name("access.log.2"))
    log.with_name("access.log.1").write_bytes(lines(range(500, 510)))
    log.write_bytes(lines(range(1000, 1010)))
    run(database, log, log.parent)
    assert stored(database) == sorted(
        raws(range(320)) + raws(range(500, 510)) + raws(range(1000, 1010))
    )


def test_a_neighbour_that_was_not_named_is_not_read(database, log):
    log.with_name("access.log.7").write_bytes(lines(range(700, 800)))
    run(database, log)
    renamed(log)
    log.write_bytes(lines(range(1000, 1010)))
    run(database, log)
    assert stored(database) == sorted(raws(range(300)) + raws(range(1000, 1010)))


def test_packing_a_rotated_log_brings_nothing_twice(database, logs, log):
    renamed(log)
    log.write_bytes(lines(range(1000, 1010)))
    run(database, logs)
    old = logs / "access.log.1"
    (logs / "access.log.2.gz").write_bytes(gzip.compress(old.read_bytes()))
    old.unlink()
    assert run(database, logs).lines == 0


def test_a_log_beside_its_gzip_file_comes_once(database, logs, log):
    (logs / "access.log.gz").write_bytes(gzip.compress(log.read_bytes()))
    run(database, logs)
    assert stored(database) == raws(range(300))


def test_packing_in_progress_brings_nothing_twice(database, logs, log):
    run(database, logs)
    packed = gzip.compress(log.read_bytes())
    path = logs / "access.log.1.gz"
    path.write_bytes(packed[: len(packed) // 2])
    run(database, logs)
    path.write_bytes(packed)
    log.unlink()
    run(database, logs)
    assert stored(database) == raws(range(300))


def test_a_source_is_known_by_its_latest_name(database, logs, log):
    run(database, logs)
    renamed(log)
    log.write_bytes(lines(range(1000, 1010)))
    run(database, logs)
    assert names(database) == ["access.log.1", "access.log"]


# the same inode, another content


@pytest.mark.parametrize("fresh", [3, 300, 400], ids="{} new lines".format)
def test_another_log_in_the_same_inode_is_read_from_its_beginning(database, logs, log, fresh):
    run(database, logs)
    before = log.stat().st_ino
    log.write_bytes(lines(range(2000, 2000 + fresh)))
    run(database, logs)
    assert log.stat().st_ino == before
    assert stored(database) == sorted(raws(range(300)) + raws(range(2000, 2000 + fresh)))


def test_an_inode_that_is_used_again_under_another_name(database, logs, log):
    run(database, logs)
    other = log.rename(logs / "other.log")
    other.write_bytes(lines(range(2000, 2500)))
    run(database, logs)
    assert stored(database) == sorted(raws(range(300)) + raws(range(2000, 2500)))


def test_a_log_that_grows_again_after_truncation(database, logs, log):
    run(database, logs)
    os.truncate(log, 0)
    run(database, logs)
    append(log, lines(range(2000, 2100)))
    run(database, logs)
    append(log, lines(range(2100, 2600)))
    run(database, logs)
    assert stored(database) == sorted(raws(range(300)) + raws(range(2000, 2600)))


@pytest.mark.parametrize("left", [10, 200], ids="{} lines left".format)
def test_a_log_that_shrank_brings_nothing_twice(database, logs, log, left):
    run(database, logs)
    os.truncate(log, len(lines(range(left))))
    found = run(database, logs)
    assert (found.lines, stored(database)) == (0, raws(range(300)))


def test_no_line_is_lost_in_a_log_that_shrank_and_grew(database, logs, log):
    run(database, logs)
    os.truncate(log, len(lines(range(200))))
    append(log, lines(range(2000, 2010)))
    run(database, logs)
    assert set(stored(database)) == set(raws(range(300)) + raws(range(2000, 2010)))


def test_a_log_that_is_truncated_while_it_is_read_loses_nothing(database, logs, log, monkeypatch):
    monkeypatch.setattr("store.importing.reading.CHUNK", 5000)

    class Rotates(Silent):
        def advanced(self, step):
            if not log.with_name("access.log.1").exists():
                copied_and_truncated(log)
                append(log, lines(range(1000, 1600)))

    run(database, log, progress=Rotates())
    run(database, log)
    assert stored(database) == sorted(raws(range(300)) + raws(range(1000, 1600)))


# what goes wrong with one file


def problems(summary) -> list[tuple[str, str, int]]:
    return [(each.path.rpartition("/")[2], each.error, each.cause) for each in summary.problems]


def test_a_missing_file_is_a_problem_and_the_others_go_on(database, logs, log):
    found = run(database, logs / "none.log", log)
    assert problems(found) == [("none.log", "No such file or directory", 74)]
    assert found.lines == 300


def test_a_log_in_no_known_format_is_a_problem_and_kept(database, logs):
    (logs / "a").write_bytes(b"hello\nworld\n")
    found = run(database, logs)
    assert problems(found) == [("a", "in no known log format; its lines are kept", 65)]
    assert (stored(database), found.unparsed) == ([b"hello", b"world"], 2)


def test_a_cut_gzip_file_is_a_problem_and_its_beginning_kept(database, logs):
    (logs / "a.gz").write_bytes(gzip.compress(lines(range(300)))[:-20])
    found = run(database, logs)
    told = [("a.gz", "the compressed data ends before its end mark", 65)]
    assert (problems(found), found.lines > 200) == (told, True)
    assert set(stored(database)) <= set(raws(range(300)))


def test_a_cut_gzip_file_that_is_completed_comes_once(database, logs):
    packed = gzip.compress(lines(range(300)))
    (logs / "a.gz").write_bytes(packed[:-200])
    run(database, logs)
    (logs / "a.gz").write_bytes(packed)
    run(database, logs)
    assert stored(database) == raws(range(300))


def test_what_was_wrong_is_forgotten_once_it_is_mended(database, logs):
    packed = gzip.compress(lines(range(300)))
    (logs / "a.gz").write_bytes(packed[:-20])
    run(database, logs)
    (logs / "a.gz").write_bytes(packed)
    run(database, logs)
    assert rows(database, "SELECT error FROM sources") == [(None,)]


def test_the_format_of_a_log_is_remembered_from_the_first_piece_on(database, logs, monkeypatch):
    monkeypatch.setattr("store.importing.reading.CHUNK", 1000)
    (logs / "a.log").write_bytes(lines(range(300)))
    steps = iter([False, False, True, True])
    run(database, logs, stop=lambda: next(steps))
    assert rows(database, "SELECT format FROM sources") == [("apache.access",)]


def test_a_source_remembers_what_is_wrong_with_it(database, logs):
    (logs / "a.gz").write_bytes(gzip.compress(lines(range(300)))[:-20])
    run(database, logs)
    message = "the compressed data ends before its end mark"
    assert rows(database, "SELECT error FROM sources") == [(message,)]


def test_a_loop_of_links_is_a_problem_and_the_others_go_on(database, logs, log):
    (logs / "loop.log").symlink_to("loop.log")
    found = run(database, logs)
    assert [each[2] for each in problems(found)] == [74]
    assert found.lines == 300


def test_two_logs_that_are_named_in_turn_keep_apart(database, logs, log):
    other = logs / "other.log"
    other.write_bytes(lines(range(5000, 5100)))
    for start in range(300, 340, 10):
        run(database, log, other)
        append(log, lines(range(start, start + 10)))
        append(other, lines(range(start + 4800, start + 4810)))
    run(database, log, other)
    assert stored(database) == sorted(raws(range(340)) + raws(range(5000, 5140)))
    assert rows(database, "SELECT events FROM sources") == [(340,), (140,)]


def test_lines_that_end_with_returns_are_there_once_as_the_log_grows(database, logs):
    path = logs / "a.log"
    path.write_bytes(lines(range(4)).replace(b"\n", b"\r"))
    run(database, path)
    append(path, lines(range(4, 6)).replace(b"\n", b"\r"))
    run(database, path)
    append(path, lines(range(6, 8)))
    run(database, path)
    assert stored(database) == raws(range(8))
