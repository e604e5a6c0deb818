"""Verifying evidence, over real files and a real database."""

import bz2
import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sample_logs.generator.evtx_writer import LogEvent, evtx_bytes
from store.database.connection import Writer, reader
from store.formats.registry import formats
from store.importing.options import Options
from store.importing.places.paths import STDIN
from store.importing.verification.verdicts import State, Verdict
from store.importing.verification.verifying import sources_at, verify
from tests.store.importing.running import OPTIONS, append, line, lines, rested, run


def verdicts(database: Path, *named: object) -> list[Verdict]:
    connection = reader(database)
    try:
        return list(verify(connection, [str(name) for name in named]))
    finally:
        connection.close()


def verdict(database: Path) -> Verdict:
    (found,) = verdicts(database)
    return found


@pytest.fixture
def log(logs: Path) -> Path:
    path = logs / "access.log"
    path.write_bytes(lines(range(400)))
    return path


@pytest.fixture
def long(database: Path, logs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log that was stored in three blocks."""
    path = logs / "access.log"
    path.write_bytes(lines(range(400)))
    size = path.stat().st_size - 400
    monkeypatch.setattr("store.database.evidence.BLOCK_BYTES", size // 3 + 200)
    run(database, rested(path))
    return path


@pytest.fixture
def imported(database: Path, log: Path) -> Path:
    run(database, rested(log))
    return database


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    with path.open("r+b") as file:
        file.write(data)


def put_aside(path: Path, name: str, pack: Callable[[bytes], bytes]) -> Path:
    aside = path.with_name(name)
    aside.write_bytes(pack(path.read_bytes()))
    path.unlink()
    return aside


def test_a_log_as_it_was_read_is_intact(imported, log):
    found = verdict(imported)
    assert (found.state, found.found_at, found.detail) == (State.INTACT, str(log), "")


def test_a_log_that_goes_on_is_intact(imported, log):
    append(log, lines(range(400, 500)))
    assert verdict(imported).state is State.INTACT


def test_a_log_that_was_moved_back_and_forth_is_intact(imported, log):
    data = log.read_bytes()
    log.unlink()
    log.write_bytes(data)
    assert verdict(imported).state is State.INTACT


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("access.log.1", bytes),
        ("access.log.2.gz", gzip.compress),
        ("access.log-20261109.bz2", bz2.compress),
        ("access-20261109.log", bytes),
        ("access.log.old", bytes),
    ],
)
@pytest.mark.parametrize("follower", [None, b"", lines(range(900, 1500))])
def test_a_log_that_was_rotated_is_found(imported, log, name, pack, follower):
    aside = put_aside(log, name, pack)
    if follower is not None:
        log.write_bytes(follower)
    found = verdict(imported)
    assert (found.state, found.found_at) == (State.ROTATED, str(aside))


def test_a_log_that_was_put_into_an_archive_is_found(imported, log):
    with zipfile.ZipFile(log.with_name("access.log.1.zip"), "w") as archive:
        archive.writestr("access.log", log.read_bytes())
    log.unlink()
    found = verdict(imported)
    assert (found.state, found.found_at) == (
        State.ROTATED,
        f"{log.with_name('access.log.1.zip')}!/access.log",
    )


def test_a_log_that_was_copied_and_truncated_is_found(imported, log):
    log.with_name("access.log.1").write_bytes(log.read_bytes())
    os.truncate(log, 0)
    append(log, lines(range(900, 910)))
    assert verdict(imported).found_at == f"{log}.1"


def test_a_log_that_was_rotated_once_more_is_found(database, log):
    first = log.rename(log.with_name("access.log.1"))
    run(database, rested(first))
    first.rename(log.with_name("access.log.2"))
    first.write_bytes(lines(range(900, 1000)))
    assert verdict(database).found_at == str(log.with_name("access.log.2"))


def test_a_copy_somewhere_else_holds_a_log(imported, log, tmp_path):
    copy = tmp_path / "other" / "saved"
    copy.parent.mkdir()
    copy.write_bytes(log.read_bytes())
    run(imported, rested(copy))
    log.unlink()
    found = verdict(imported)
    assert (found.state, found.found_at) == (State.ROTATED, str(copy))


def test_a_whole_copy_goes_before_an_altered_log(imported, log):
    log.with_name("access.log.1").write_bytes(log.read_bytes())
    flip(log, log.stat().st_size - 30)
    assert verdict(imported).found_at == f"{log}.1"


@pytest.mark.parametrize("number", [0, 200, 399])
def test_one_byte_is_enough(imported, log, number):
    at = len(lines(range(number))) + 5
    flip(log, at)
    found = verdict(imported)
    assert (found.state, found.differing, found.offset, found.line) == (
        State.ALTERED,
        1,
        at,
        number + 1,
    )


def test_blocks_that_differ_are_counted(database, long):
    flip(long, long.stat().st_size // 2)
    found = verdict(database)
    assert (found.differing, found.missing, found.blocks) == (1, 0, 3)


@pytest.mark.parametrize("number", [0, 3, 300, 398])
def test_a_line_that_was_taken_out_is_noticed(imported, log, number):
    kept = [each for each in range(400) if each != number]
    log.write_bytes(lines(kept))
    assert verdict(imported).state is State.ALTERED


def test_a_line_that_was_put_in_is_noticed(imported, log):
    log.write_bytes(line(1000) + lines(range(400)))
    assert verdict(imported).state is State.ALTERED


def test_a_log_of_one_line_that_was_altered_is_noticed(database, log):
    log.write_bytes(line(1))
    run(database, rested(log))
    flip(log, 3)
    assert verdict(database).state is State.ALTERED


def test_a_rotated_log_that_was_altered_is_noticed(imported, log):
    aside = put_aside(log, "access.log.1", bytes)
    flip(aside, aside.stat().st_size // 2)
    found = verdict(imported)
    assert (found.state, found.found_at) == (State.ALTERED, str(aside))


def test_a_renamed_log_whose_beginning_was_altered_is_noticed(imported, log):
    aside = log.rename(log.with_name("access.log.1"))
    flip(aside, 3)
    assert verdict(imported).state is State.ALTERED


@pytest.mark.parametrize("kept", [399, 200, 1])
def test_a_log_that_was_cut_is_truncated(imported, log, kept):
    os.truncate(log, len(lines(range(kept))))
    found = verdict(imported)
    assert (found.state, found.offset) == (State.TRUNCATED, len(lines(range(kept))))


def test_a_log_that_was_cut_within_a_line_says_where(imported, log):
    os.truncate(log, len(lines(range(7))) + 9)
    found = verdict(imported)
    assert (found.offset, found.line) == (len(lines(range(7))) + 9, 8)


def test_a_log_that_was_emptied_is_truncated(imported, log):
    os.truncate(log, 0)
    assert verdict(imported).state is State.TRUNCATED


def test_a_log_that_was_deleted_is_gone(imported, log):
    log.unlink()
    found = verdict(imported)
    assert (found.state, found.found_at, found.detail) == (
        State.GONE,
        None,
        "there is no such file; the stored copy is sound",
    )


def test_another_log_in_its_place_is_not_taken_for_it(imported, log):
    log.unlink()
    log.write_bytes(lines(range(900, 1500)))
    found = verdict(imported)
    assert found.detail == "another log lies in its place; the stored copy is sound"


def test_a_folder_in_its_place_is_no_log(imported, log):
    log.unlink()
    log.mkdir()
    assert verdict(imported).state is State.GONE


def test_a_log_that_may_not_be_read_is_not_gone(imported, log, monkeypatch):
    def refuse(*_arguments: object, **_more: object) -> int:
        raise PermissionError(13, "Permission denied", str(log))

    monkeypatch.setattr("store.importing.containers.streams.os.open", refuse)
    found = verdict(imported)
    assert (found.state, found.detail) == (
        State.UNREADABLE,
        "Permission denied; the stored copy is sound",
    )


@pytest.mark.parametrize(
    "change",
    [
        "data = (SELECT spans FROM blocks LIMIT 1)",
        "data = substr(data, 1, length(data) - 9)",
        "data = x'00'",
        "spans = x'00'",
        "spans = data",
        "sha256 = x'00'",
        "size = size + 1",
    ],
)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_stored_block_that_was_damaged_is_noticed(imported, log, change, is_there):
    with Writer(imported) as writer, writer.transaction() as connection:
        connection.execute(f"UPDATE blocks SET {change}")
    if not is_there:
        log.unlink()
    found = verdict(imported)
    assert (found.state, found.damaged) == (State.DAMAGED, 1)


def test_damage_does_not_hide_an_alteration(database, long):
    flip(long, 20)
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute("UPDATE blocks SET data = x'00' WHERE first_offset > 0")
    found = verdict(database)
    assert (found.state, found.damaged, found.differing) == (State.DAMAGED, 2, 1)


def test_a_compressed_log_is_compared_unpacked(database, logs):
    path = logs / "access.log.gz"
    path.write_bytes(gzip.compress(lines(range(400))))
    run(database, path)
    path.write_bytes(gzip.compress(lines(range(399)) + line(999)))
    found = verdict(database)
    assert (found.state, found.line) == (State.ALTERED, 400)


def archived(*held: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held:
            archive.writestr(name, data)
    return packed.getvalue()


def test_logs_in_an_archive_are_verified_each(database, logs):
    path = logs / "logs.zip"
    a, b = lines(range(100)), lines(range(500, 600))
    path.write_bytes(archived(("a.log", a), ("b.log", b)))
    run(database, path)
    path.write_bytes(archived(("a.log", a), ("b.log", b[:-200] + b"x" * 199 + b"\n")))
    assert [(each.path, each.state) for each in verdicts(database)] == [
        (f"{path}!/a.log", State.INTACT),
        (f"{path}!/b.log", State.ALTERED),
    ]


def test_a_log_of_an_archive_that_is_gone(database, logs):
    path = logs / "logs.zip"
    path.write_bytes(archived(("a.log", lines(range(100)))))
    run(database, path)
    path.unlink()
    assert verdict(database).state is State.GONE


def test_what_came_through_standard_input_was_not_kept(database, monkeypatch):
    source, target = os.pipe()
    os.write(target, lines(range(20)))
    os.close(target)
    monkeypatch.setattr("store.importing.opening.os.dup", lambda _number: source)
    run(database, STDIN)
    found = verdict(database)
    assert (found.path, found.state, found.blocks) == ("-", State.NOT_KEPT, 1)


def evtx(numbers: range, **more: str) -> bytes:
    events = [
        LogEvent("P", 4624, 1_700_000_000_000_000 + each, {"TargetUserName": f"u{each}", **more})
        for each in numbers
    ]
    return evtx_bytes(events)


@pytest.fixture
def event_log(database: Path, logs: Path) -> Path:
    path = logs / "Security.evtx"
    path.write_bytes(evtx(range(300)))
    run(database, rested(path))
    return path


def test_an_event_log_is_intact(database, event_log):
    assert verdict(database).state is State.INTACT


def test_an_event_of_an_event_log_that_was_altered_is_noticed(database, event_log):
    altered = event_log.read_bytes().replace("u150<".encode("utf-16-le"), b"")
    at = altered.index("u150".encode("utf-16-le"))
    flip(event_log, at + 6)
    found = verdict(database)
    assert (found.state, found.differing, found.line) == (State.ALTERED, 1, None)


def test_an_event_log_that_was_cut_is_truncated(database, event_log):
    os.truncate(event_log, 4096 + 65_536)
    found = verdict(database)
    assert (found.state, found.line) == (State.TRUNCATED, None)


def test_an_event_log_that_is_another_one_is_gone(database, event_log):
    event_log.unlink()
    event_log.write_bytes(evtx(range(1000, 1300)))
    assert verdict(database).state is State.GONE


def test_an_event_log_whose_events_came_from_another_one_is_intact(database, event_log, logs):
    (logs / "Later.evtx").write_bytes(evtx(range(310)))
    run(database, rested(logs / "Later.evtx"))
    found = {Path(each.path).name: each.state for each in verdicts(database)}
    assert found == {"Later.evtx": State.INTACT, "Security.evtx": State.INTACT}


def test_a_log_without_records_is_known_by_its_beginning(database, logs):
    path = logs / "Security.evtx"
    path.write_bytes(evtx(range(0)))
    run(database, rested(path))
    assert verdict(database).state is State.INTACT
    path.write_bytes(b"x" * 9000)
    assert verdict(database).state is State.GONE


def test_utf_16_has_no_line_numbers(database, logs):
    path = logs / "Security.csv"
    rows = "Level,Date and Time,Source,Event ID,Task Category\r\n" + "".join(
        f"Information,2026-03-0{day} 10:00:00,Src,4624,Logon,Text {day}\r\n" for day in range(1, 9)
    )
    path.write_bytes(b"\xff\xfe" + rows.encode("utf-16-le"))
    run(database, rested(path), options=Options(OPTIONS.zone, format=formats()["windows.csv"]))
    assert verdict(database).state is State.INTACT
    flip(path, path.stat().st_size - 8)
    found = verdict(database)
    assert (found.state, found.line) == (State.ALTERED, None)


def test_every_source_is_verified_in_the_order_of_paths(database, logs):
    for number, name in enumerate(("b.log", "a.log")):
        (logs / name).write_bytes(lines(range(number * 500, number * 500 + 20)))
    run(database, *map(rested, sorted(logs.iterdir())))
    assert [Path(each.path).name for each in verdicts(database)] == ["a.log", "b.log"]


@pytest.mark.parametrize(
    ("named", "count"), [("", 2), ("a.log", 1), ("a", 0), ("logs.zip", 1), ("logs.zip!/c.log", 1)]
)
def test_sources_are_named_by_file_folder_or_archive(database, logs, named, count):
    (logs / "a.log").write_bytes(lines(range(20)))
    (logs / "logs.zip").write_bytes(archived(("c.log", lines(range(500, 520)))))
    run(database, *map(rested, sorted(logs.iterdir())))
    connection = reader(database)
    found = sources_at(connection, [str(logs / named)])
    connection.close()
    assert len(found) == count


def test_progress_is_told_block_by_block(database, long):
    seen: list[tuple[str, int, int]] = []
    connection = reader(database)
    list(verify(connection, (), lambda path, done, total: seen.append((path, done, total))))
    connection.close()
    assert seen == [(str(long), done, 3) for done in (1, 2, 3)]
