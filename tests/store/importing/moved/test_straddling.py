"""Records that begin at the end of a log and end at the beginning of the next one.

What lies in two files is a record of each: the first is as in a log that ends there, what is in the
other is kept. Nothing is lost, stored twice or put to another record.
"""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from store.formats.registry import formats
from store.importing.options import Options
from tests.store.formats.windows.exports import listed
from tests.store.formats.windows.usual.test_learning import xml
from tests.store.importing.running import OPTIONS, append, rested, rows, run

COUNT = 6
CUT = 2
"""The record that lies in both files."""


class Kind(NamedTuple):
    """A log whose records take several lines."""

    records: list[bytes]

    def parts(self, after: bytes) -> tuple[bytes, bytes]:
        """The log before and after a rotation within a record, behind some text of it."""
        data = b"".join(self.records)
        begin = sum(map(len, self.records[:CUT]))
        cut = data.index(after, begin) + len(after)
        return data[:cut], data[cut:]


ERROR = (
    b"[Sun Mar 09 06:%02d:14.103786 2025] [php:error] [pid 8:tid 8] [client 192.0.2.1:5] "
    b"PHP Fatal error:  x\nStack trace:\n#0 {main}\n  thrown in a.php\n"
)
AUTH = b"2025-03-10T06:%02d:02.118201+01:00 web1 app[4]: begins\n\tat line 1\n\tat line 2\n"
JOURNAL = (
    b"__CURSOR=s=1f;i=%02d\n__REALTIME_TIMESTAMP=1710051909000000\n_HOSTNAME=web1\n"
    b"SYSLOG_IDENTIFIER=sshd\n_PID=41%02d\n"
    b"MESSAGE=Failed password for root from 192.0.2.7 port 22 ssh2\n_COMM=sshd\n\n"
)
PROCESS = "A process.\n\nOf a program.\n"
KINDS = {
    "apache.error": Kind([ERROR % at for at in range(COUNT)]),
    "system.auth": Kind([AUTH % at for at in range(COUNT)]),
    "journal.export": Kind([JOURNAL % (at, at) for at in range(COUNT)]),
    "windows.wevtutil": Kind(
        [listed(at, "A process.\n\nOf a program.\n", minute=at) for at in range(COUNT)]
    ),
    "windows.xml": Kind([f"{xml(number=str(at))}\n".encode() for at in range(COUNT)]),
}
PLACES = [
    *(("apache.error", after) for after in (b"PHP Fatal", b"error:  x\n", b"trace:\n", b"#0 {ma")),
    *(("system.auth", after) for after in (b"web1 app", b"begins\n", b"line 1\n")),
    *(("journal.export", after) for after in (b"_HOSTNAME=web1\n", b"Failed pass", b"ssh2\n")),
    *(("windows.wevtutil", after) for after in (b"Event ID: 46", b"Level: I\n", b"A process.\n")),
    *(("windows.xml", after) for after in (b"<EventID>46", b"<EventData>", b"</EventData>")),
]


def bare(data: bytes) -> bytes:
    """Bytes without the white space that may stand between records."""
    return b"".join(data.split())


def events(database: Path) -> list[tuple[bytes, str | None, int]]:
    """The bytes of all records, what happened in each, and when, source by source."""
    return rows(
        database,
        "SELECT raw(e.id), k.action, e.ts FROM events e JOIN kinds k ON k.id = e.kind "
        "ORDER BY e.source, e.id",
    )


def stored(database: Path) -> list[bytes]:
    """The bytes of all records."""
    return [raw for raw, *_ in events(database)]


def rotate(path: Path, data: bytes) -> Path:
    """Rename a log, and begin another in its place."""
    old = path.rename(path.with_name(f"{path.name}.1"))
    path.write_bytes(data)
    return old


def options(name: str) -> Options:
    """What has to be said: text of wevtutil is not known where it begins within an event."""
    return replace(OPTIONS, format=formats()[name] if name == "windows.wevtutil" else None)


def imported(database: Path, path: Path, name: str, after: bytes) -> tuple[bytes, bytes]:
    """A log and its rotation, both imported; their bytes."""
    before, behind = KINDS[name].parts(after)
    path.write_bytes(before)
    run(database, path, options=options(name))
    old = rotate(path, behind)
    run(database, path, options=options(name))
    run(database, rested(old), rested(path), options=options(name))
    return before, behind


@pytest.mark.parametrize(("name", "after"), PLACES)
def test_every_byte_is_there_once(database, logs, name, after):
    path = logs / "some.log"
    before, behind = imported(database, path, name, after)
    found = stored(database)
    assert bare(b"".join(found)) == bare(before + behind)
    run(database, path.with_name("some.log.1"), path, options=options(name))
    assert stored(database) == found


@pytest.mark.parametrize(("name", "after"), PLACES)
def test_the_records_beside_it_are_whole(database, logs, name, after):
    imported(database, logs / "some.log", name, after)
    records = KINDS[name].records
    whole = [bare(each) for at, each in enumerate(records) if at != CUT]
    assert [each for each in map(bare, stored(database)) if each in whole] == whole


@pytest.mark.parametrize(("name", "after"), PLACES)
def test_it_counts_once(database, logs, name, after):
    """One of its parts at most says what happened."""
    imported(database, logs / "some.log", name, after)
    assert sum(action is not None for _, action, _ in events(database)) <= COUNT


@pytest.mark.parametrize("name", ["apache.error", "system.auth"])
def test_what_is_still_written_to_the_old_file_goes_on_with_its_record(database, logs, name):
    path = logs / "some.log"
    after = {"apache.error": b"error:  x\n", "system.auth": b"begins\n"}[name]
    before, behind = KINDS[name].parts(after)
    path.write_bytes(before)
    run(database, path)
    new = b"".join(KINDS[name].records[CUT + 1 :])
    rest = behind[: len(behind) - len(new)]
    old = rotate(path, new)
    append(old, rest)
    run(database, path)
    found = events(database)
    assert bare(b"".join(raw for raw, *_ in found)) == bare(before + behind)
    assert [action == "continuation" for _, action, _ in found] == [
        at == 3 for at in range(COUNT + 1)
    ]
    assert found[3][2] == found[2][2]
