"""Whatever is named or lies in a file: one line on stderr, the right exit code, nothing hangs."""

import gzip
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest

from sample_logs.generator.evtx_writer import LogEvent, evtx_bytes
from store.database import tables
from tests.store.importing.commanding import (
    Command,
    as_stranger,
    words_of,
)
from tests.store.importing.running import copied, lines, raws, rows, stored

_STATUS = "/proc/self/status"
"""Says how much memory a process had at most; `getrusage` counts its parent's too."""


@pytest.fixture
def command(database, capsys, monkeypatch):
    monkeypatch.delenv("BLOTTER_CONFIG", raising=False)
    return Command(database, capsys)


@pytest.fixture
def log(logs):
    path = logs / "access.log"
    path.write_bytes(lines(range(50)))
    return path


# files


@pytest.mark.parametrize(
    "data",
    [
        bytes(5000),
        bytes(range(256)) * 300,
        os.urandom(100_000),
        b"\xff\xfe" + "hello\r\n".encode("utf-16-le") * 9,
        b"\xef\xbb\xbfhello\n",
        b"\n" * 1000,
        b"\r\n \t\n",
        b"x" * 9_000_000,
        b"<?xml version='1.0'?><Events>" + b"<Event>" * 5000,
        b"ElfFile\0" + bytes(9000),
        b"\x1f\x8b",
        b"\x1f\x8bgarbage" * 99,
        b'192.0.2.1 - - [10/Mar/2025:00:00:00 +0000] "' + b"\\" * 100_000,
    ],
    ids=[
        *("nuls", "all", "random", "utf16", "bom", "empty", "blank", "long", "xml", "evtx", "gz"),
        *("badgz", "backslashes"),
    ],
)
def test_any_bytes_are_read(command, database, logs, data):
    (logs / "a").write_bytes(data)
    os.utime(logs / "a", (1_700_000_000, 1_700_000_000))
    found = command("--json", logs)
    summary = found.summary
    assert found.code in (0, 65)
    assert summary["events"] + summary["unparsed"] == summary["lines"] == len(stored(database))
    assert command("--json", logs).summary["lines"] == 0


def test_an_empty_file_is_nothing(command, logs):
    (logs / "a").touch()
    found = command("--json", logs)
    assert (found.code, found.err, found.summary["lines"]) == (0, "", 0)


def test_nuls_are_kept(command, database, logs):
    (logs / "a").write_bytes(b"a\0b\n\0\n")
    assert command("--quiet", logs).code == 65
    assert stored(database) == [b"\0", b"a\0b"]


def test_an_unknown_format_is_told(command, logs):
    (logs / "a").write_bytes(b"hello\n")
    found = command("--quiet", logs)
    told = f"blotter: {logs / 'a'}: in no known log format; its lines are kept\n"
    assert found == (65, "", told)


def test_a_missing_path_is_told_and_the_others_read(command, database, log):
    found = command("--quiet", log.with_name("none"), log)
    assert (found.code, stored(database)) == (74, raws(range(50)))
    assert found.err == f"blotter: {log.with_name('none')}: No such file or directory\n"


def test_a_fifo_that_nobody_writes_to_is_refused(command, database, logs, log):
    os.mkfifo(logs / "pipe")
    found = command("--quiet", logs / "pipe", log)
    assert (found.code, stored(database)) == (74, raws(range(50)))
    assert found.err == f"blotter: {logs / 'pipe'}: a FIFO that nobody writes to\n"


def test_a_device_is_refused(command, log):
    found = command("--quiet", "/dev/zero", log)
    assert (found.code, found.err) == (74, "blotter: /dev/zero: a device, not a file\n")


def test_a_name_that_no_file_can_have_is_told(command, log):
    found = command("--json", "x" * 5000, log)
    assert (found.code, found.summary["lines"]) == (74, 50)


def test_names_cannot_control_the_terminal(command, logs):
    (logs / "a\x1b]0;x\x07.log").write_bytes(b"hello\n")
    err = command("--quiet", logs).err
    assert ("\x1b" in err, "\x07" in err, err.count("\n")) == (False, False, 1)


# damage


def event(number: int) -> LogEvent:
    """A failed logon."""
    return LogEvent(
        "Microsoft-Windows-Security-Auditing",
        4625,
        1_750_000_000_000_000 + number,
        {"TargetUserName": f"user{number}", "IpAddress": "192.0.2.7", "LogonType": "3"},
    )


WHOLE = evtx_bytes(event(number) for number in range(300))
CUTS = [9, 100, 4096, 4100, 4096 + 65_536, 4096 + 65_536 + 700, len(WHOLE) - 60_000]


def test_a_windows_log_is_read(command, logs):
    (logs / "a.evtx").write_bytes(WHOLE)
    found = command("--json", logs)
    assert (found.code, found.err, found.summary["events"]) == (0, "", 300)


@pytest.mark.parametrize("size", CUTS)
def test_a_cut_windows_log_gives_what_is_whole(command, database, logs, size):
    (logs / "a.evtx").write_bytes(WHOLE[:size])
    os.utime(logs / "a.evtx", (1_700_000_000, 1_700_000_000))
    found = command("--json", logs)
    assert found.code in (0, 65)
    assert found.summary["lines"] == len(stored(database)) < 300


def test_a_whole_windows_log_beside_a_cut_one_is_read_whole(command, database, logs):
    (logs / "a-cut.evtx").write_bytes(WHOLE[: len(WHOLE) - 60_000])
    os.utime(logs / "a-cut.evtx", (1_700_000_000, 1_700_000_000))
    (logs / "b-whole.evtx").write_bytes(WHOLE)
    command(logs)
    counts = "SELECT events + repeated FROM sources WHERE path LIKE '%/b-whole.evtx'"
    assert rows(database, counts) == [(300,)]
    numbers = "SELECT count(*), count(DISTINCT record) FROM events"
    assert rows(database, numbers) == [(300, 300)]


def test_a_windows_log_with_damage_is_told(command, database, logs):
    data = bytearray(WHOLE)
    data[4096 + 65_536 + 2000 : 4096 + 65_536 + 9000] = bytes(7000)
    (logs / "a.evtx").write_bytes(data)
    found = command("--json", logs)
    counts = "SELECT expected, events + unparsed + lost, lost > 0 FROM sources"
    assert (found.code, found.err.count("\n") >= 1) == (65, True)
    assert rows(database, counts) == [(300, 300, 1)]


def test_a_cut_gzip_file_is_told(command, database, logs):
    (logs / "a.gz").write_bytes(gzip.compress(lines(range(500)))[:-30])
    found = command("--json", logs)
    assert (found.code, 400 < found.summary["lines"] < 500) == (65, True)
    assert found.err.endswith("a.gz: the compressed data ends before its end mark\n")


def test_a_cut_archive_is_damaged(command, database, logs):
    with zipfile.ZipFile(logs / "a.zip", "w") as archive:
        archive.writestr("a.log", lines(range(50)))
    (logs / "a.zip").write_bytes((logs / "a.zip").read_bytes()[:-30])
    (logs / "b.log").write_bytes(lines(range(5)))
    assert command("--quiet", logs).code == 65
    assert stored(database) == raws(range(5))


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("kind", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_a_tar_archive_is_no_log(command, database, logs, kind, mode):
    """Its headers would stand in the lines."""
    (logs / "a.log").write_bytes(lines(range(5)))
    with tarfile.open(logs / "b.tar", mode, format=kind) as archive:
        archive.add(logs / "a.log", "c.log")
    found = command("--quiet", logs)
    told = f"blotter: {logs / 'b.tar'}: a tar archive: unpack it first\n"
    assert found == (65, "", told)
    assert stored(database) == raws(range(5))
    assert command("--quiet", logs).code == 0


def test_zeros_after_a_gzip_file_are_no_problem(command, database, logs):
    (logs / "a.gz").write_bytes(gzip.compress(lines(range(50))) + bytes(5000))
    assert command("--quiet", logs) == (0, "", "")
    assert stored(database) == raws(range(50))


def test_members_of_a_gzip_file_are_all_read(command, database, logs):
    (logs / "a.gz").write_bytes(b"".join(gzip.compress(lines([number])) for number in range(50)))
    assert command("--quiet", logs) == (0, "", "")
    assert stored(database) == raws(range(50))


@pytest.mark.slow
def test_a_bomb_is_read_in_bounded_memory(database, logs):
    packer = zlib.compressobj(wbits=31)
    zeros = bytes(1 << 20)
    bomb = b"".join(packer.compress(zeros) for _ in range(128)) + packer.flush()
    (logs / "a.gz").write_bytes(bomb)
    words = words_of(database, "--quiet", logs)
    told = f"import atexit; atexit.register(lambda: print(open({_STATUS!r}).read()))"
    words[3] = f"{told}; {words[3]}"
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    (peak,) = (line.split()[1] for line in done.stdout.splitlines() if line.startswith("VmHWM"))
    assert (done.returncode, int(peak) < 180_000) == (65, True)
    assert rows(database, "SELECT sum(size) FROM blocks") == [(4 << 20,)]


# rights


@pytest.fixture
def outside(made):
    """A folder that others may enter, with a database and a folder of logs in it."""
    folder = Path(tempfile.mkdtemp(prefix="blotter-test-"))
    (folder / "logs").mkdir()
    copied(made, folder)
    (folder / "logs" / "access.log").write_bytes(lines(range(50)))
    yield folder
    for path in (folder, *folder.iterdir(), *(folder / "logs").iterdir()):
        path.chmod(0o700)
    shutil.rmtree(folder)


def test_a_log_that_may_not_be_read_is_told_and_the_others_read(outside):
    secret = outside / "logs" / "secret.log"
    secret.write_bytes(lines(range(900, 950)))
    secret.chmod(0)
    found = as_stranger(outside, "--quiet", outside / "logs")
    assert found == (77, "", f"blotter: {secret}: Permission denied\n")
    assert stored(outside / "blotter.db") == raws(range(50))


def test_a_log_that_is_named_and_may_not_be_read_is_told_and_the_others_read(outside):
    secret = outside / "logs" / "secret.log"
    secret.touch(0)
    found = as_stranger(outside, "--quiet", secret, outside / "logs" / "access.log")
    assert found == (77, "", f"blotter: {secret}: Permission denied\n")
    assert stored(outside / "blotter.db") == raws(range(50))


def test_a_folder_that_is_named_and_may_not_be_read_is_told_and_the_others_read(outside):
    secret = outside / "closed"
    secret.mkdir(0)
    found = as_stranger(outside, "--quiet", secret, outside / "logs")
    assert (found.code, "Permission denied" in found.err) == (77, True)
    assert stored(outside / "blotter.db") == raws(range(50))


@pytest.mark.parametrize("mode", [0, 0o400, 0o100])
def test_a_folder_that_may_not_be_read_is_told_and_the_others_read(outside, mode):
    secret = outside / "logs" / "a"
    secret.mkdir()
    (secret / "a.log").write_bytes(lines(range(900, 950)))
    secret.chmod(mode)
    found = as_stranger(outside, "--quiet", outside / "logs")
    assert (found.code, "Permission denied" in found.err) == (77, True)
    assert stored(outside / "blotter.db") == raws(range(50))


def test_a_log_in_a_closed_folder_is_told_and_the_others_read(outside):
    secret = outside / "closed"
    secret.mkdir()
    (secret / "a.log").write_bytes(lines(range(900, 950)))
    secret.chmod(0)
    found = as_stranger(outside, "--quiet", secret / "a.log", outside / "logs")
    assert found == (77, "", f"blotter: {secret / 'a.log'}: Permission denied\n")
    assert stored(outside / "blotter.db") == raws(range(50))


@pytest.mark.parametrize("mode", [0, 0o400])
def test_a_database_that_may_not_be_written_is_told(outside, mode):
    (outside / "blotter.db").chmod(mode)
    found = as_stranger(outside, "--quiet", outside / "logs")
    assert (found.code, found.out, found.err.count("\n")) == (77, "", 1)


def test_a_database_in_a_folder_that_may_not_be_written_is_told(outside):
    outside.chmod(0o500)
    found = as_stranger(outside, "--quiet", outside / "logs")
    assert (found.code, found.out, found.err.count("\n")) == (77, "", 1)


def test_a_folder_that_may_not_be_written_is_told(outside):
    (outside / "blotter.db").unlink()
    outside.chmod(0o500)
    found = as_stranger(outside, "--quiet", outside / "logs")
    assert (found.code, "Permission denied" in found.err) == (77, True)


# databases


def failed(capsys, path, *words) -> tuple[int, str]:
    """How a run on a database ends that cannot be used."""
    found = Command(path, capsys)("--quiet", *words, "/dev/null")
    assert (found.out, found.err.count("\n")) == ("", 1)
    return found.code, found.err


def test_a_database_in_a_missing_folder(capsys, tmp_path):
    code, told = failed(capsys, tmp_path / "none" / "x.db")
    assert (code, "none" in told) == (73, True)


def test_a_folder_is_no_database(capsys, tmp_path):
    code, told = failed(capsys, tmp_path)
    assert (code, "is a directory" in told) == (2, True)


def test_a_text_is_no_database(capsys, tmp_path, log):
    before = log.read_bytes()
    code, told = failed(capsys, log)
    assert (code, "file is not a database" in told) == (74, True)
    assert log.read_bytes() == before


@pytest.mark.parametrize("version", [0, tables.CURRENT, 99])
def test_a_database_of_another_program(capsys, tmp_path, version):
    path = tmp_path / "theirs.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    assert failed(capsys, path)[0] == 74
    assert path.read_bytes() == before


def test_a_newer_database(capsys, database):
    connection = sqlite3.connect(database)
    connection.execute(f"PRAGMA user_version = {tables.CURRENT + 1}")
    connection.commit()
    connection.close()
    code, told = failed(capsys, database)
    assert (code, "made by a newer Blotter; update this one" in told) == (74, True)


# options


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--tz", "Mars/Olympus"], "no zone 'Mars/Olympus'"),
        (["--tz", "../../etc/passwd"], "no zone '../../etc/passwd'"),
        (["--tz", "Europe"], "no zone 'Europe'"),
        (["--tz", "a\0b"], "no zone"),
        (["--format", "apache"], "no format 'apache'; did you mean 'apache.error'?"),
        (["--reference-time", "yesterday"], "'yesterday'"),
        (["--reference-time", "2026-13-01"], "'2026-13-01'"),
        (["--reference-time", "2026-01-01T25:00"], "'2026-01-01T25:00'"),
        (["--wait", "-1"], "-1"),
        (["--wait", "long"], "'long'"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_a_wrong_option_is_told(command, log, words, told):
    found = command(*words, log)
    assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
    assert told in found.err.replace("␀", "\0")


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31T23:59:59", "1970-01-01T00:00Z"])
def test_any_instant_is_a_reference(command, log, moment):
    assert command("--quiet", "--tz", "Asia/Tokyo", "--reference-time", moment, log).code == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("paths = [\n", 2),
        ('# fine\n\ndb = "a\n', 3),
        ("x\n", 1),
        ('host = "a"\nhost = "b"\n', 2),
    ],
)
def test_a_wrong_configuration_is_told_with_its_line(command, tmp_path, log, text, line):
    path = tmp_path / "c.toml"
    path.write_text(text)
    found = command("--config", path, log)
    assert (found.code, found.out) == (78, "")
    assert found.err.startswith(f"blotter: {path}:{line}:")


def test_a_missing_configuration_is_told(command, tmp_path, log):
    found = command("--config", tmp_path / "none.toml", log)
    assert (found.code, found.err) == (
        78,
        f"blotter: {tmp_path / 'none.toml'}: No such file or directory\n",
    )
