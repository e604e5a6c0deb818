"""A record that is longer than a record may be, imported: one record, in bounded memory."""

import gzip
import subprocess
from contextlib import closing

import pytest

from store.database.connection import reader
from store.formats import lines
from store.importing import reading
from store.importing.verification.verdicts import State
from store.importing.verification.verifying import verify
from tests.store.formats.long_sources import COUNT, MODULES, NAMES, source
from tests.store.importing.commanding import words_of
from tests.store.importing.running import append, rested, rows, run, stored

_STATUS = "/proc/self/status"
"""Says how much memory a process had at most."""
_MIB = 1 << 20


def peak_of(database, *words, data: bytes | None = None) -> int:
    """The most memory of an import in a process of its own (KiB), its standard input given."""
    command = words_of(database, "--quiet", *words)
    told = f"import atexit; atexit.register(lambda: print(open({_STATUS!r}).read()))"
    command[3] = f"{told}; {command[3]}"
    done = subprocess.run(command, input=data, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    (peak,) = (line.split()[1] for line in done.stdout.splitlines() if line.startswith(b"VmHWM"))
    return int(peak)


def flags(database) -> list[str | None]:
    """What is stored of each record's length."""
    statement = "SELECT json_extract(extra, '$.\"log.flags\"') FROM events ORDER BY id"
    return [flag for (flag,) in rows(database, statement)]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", ["plain", "gzip", "piped"])
def test_ten_mebibytes_are_one_record(database, logs, name, way):
    data = source(name, b"A" * 10 * _MIB).data
    path = logs / "a.log"
    if way != "piped":
        path.write_bytes(data if way == "plain" else gzip.compress(data, 1))
        rested(path)
    peak = peak_of(database, *(["-"] if way == "piped" else [path]), data=data)
    assert (flags(database), peak < 180_000) == ([None, None, "truncated", None, None], True)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["apache.access", "system.auth", "windows.xml", "windows.csv"])
def test_a_hundred_take_no_more_memory(database, logs, name):
    path = logs / "a.log.gz"
    path.write_bytes(gzip.compress(source(name, b"A" * 99 * _MIB).data, 1))
    assert (peak_of(database, path) < 200_000, len(stored(database))) == (True, COUNT)


@pytest.mark.parametrize("name", ["apache.access", "system.auth", "apache.error"])
def test_a_line_that_grows_between_imports_is_one_record(database, logs, name, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 5000)
    made = source(name, b"A" * 20_000)
    path = logs / "a.log"
    path.write_bytes(made.data[: made.begin + 100])
    for at in range(made.begin + 100, len(made.data), 1700):
        run(database, path)
        append(path, made.data[at : at + 1700])
    run(database, rested(path))
    assert [len(raw) == 5000 for raw in sorted(stored(database), key=len)] == [False] * 4 + [True]


@pytest.mark.parametrize("name", NAMES)
def test_imports_that_end_between_pieces_make_no_difference(database, logs, name, monkeypatch):
    for module in MODULES:
        monkeypatch.setattr(module, "LONGEST", 5000)
    monkeypatch.setattr(reading, "CHUNK", 1000)
    path = logs / "a.log"
    path.write_bytes(source(name, b"A" * 20_000).data)
    rested(path)
    for _ in range(30):
        run(database, path, stop=lambda: True)
    run(database, path)
    assert flags(database) == [None, None, "truncated", None, None]


@pytest.mark.parametrize("name", NAMES)
def test_evidence_of_it_is_intact(database, logs, name, monkeypatch):
    for module in MODULES:
        monkeypatch.setattr(module, "LONGEST", 5000)
    path = logs / "a.log"
    path.write_bytes(source(name, b"A" * 20_000).data)
    run(database, rested(path))
    with closing(reader(database)) as connection:
        (found,) = verify(connection)
    assert found.state is State.INTACT
