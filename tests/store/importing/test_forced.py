"""A format that somebody names wrongly: every byte is kept, and nothing breaks."""

from dataclasses import replace
from datetime import UTC

import pytest

from sample_logs.generator.evtx_writer import LogEvent, evtx_bytes
from store.formats.registry import formats, named
from store.importing.containers.streams import open_log
from store.importing.options import Options
from store.importing.progress import Cause
from store.importing.reading import LogReader
from tests.store.importing.running import OPTIONS, lines, rested, run, stored

NAMES = [*formats(), "combined", '%h %l %u %t "%r" %>s %b']
BINARY = [name for name, each in formats().items() if each.binary]
EVENTS = evtx_bytes(
    LogEvent("Service Control Manager", 7036, 1_750_000_000_000_000, ["x"]) for _ in range(3)
)
JUNK = {
    "empty": b"",
    "nul": bytes(300),
    "every byte": bytes(range(256)) * 4,
    "wide": "\ufeffone, two\r\n<Event>\r\n".encode("utf-16-le"),
    "half a character": "\ufeffone".encode("utf-16-be") + b"\0",
    "evtx": EVENTS,
    "cut evtx": EVENTS[:5000],
    "quotes": b'"a","b\n' * 20 + b'"' * 99,
    "braces": b'[{"a":' * 200,
    "tags": b"<Event><System>" * 50 + b"</Event>",
    "long": b"x" * 70_000,
    **{name: each.sample for name, each in formats().items()},
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_no_bytes_break_a_format(tmp_path, name, junk):
    path = tmp_path / "a.log"
    path.write_bytes(junk)
    opened = open_log(rested(path))
    reader = LogReader(opened, None, Options(UTC, format=named(name)), 1 << 62)
    pieces = list(reader.pieces())
    opened.close()
    assert sum(piece.parsed.consumed for piece in pieces) == len(junk)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in BINARY])
def test_a_log_of_another_format_is_stored_and_found(database, logs, name):
    (logs / "a.log").write_bytes(lines(range(20)))
    rested(logs / "a.log")
    done = run(database, logs, options=replace(OPTIONS, format=named(name)))
    assert done.events + done.unparsed == done.lines
    assert done.lines
    assert len(stored(database)) == done.lines


@pytest.mark.parametrize("name", BINARY)
def test_what_a_binary_format_finds_no_record_in_is_told_of(database, logs, name):
    data = lines(range(20))
    (logs / "a.log").write_bytes(data)
    rested(logs / "a.log")
    done = run(database, logs, options=replace(OPTIONS, format=named(name)))
    assert (done.bytes, done.lines, stored(database)) == (len(data), 0, [])
    assert [problem.cause for problem in done.problems] == [Cause.DATA]


@pytest.mark.parametrize("name", BINARY)
def test_a_binary_format_takes_up_its_records_behind_other_bytes(database, logs, name):
    (logs / "a.log").write_bytes(b"x" * 4096 + formats()[name].sample)
    rested(logs / "a.log")
    done = run(database, logs, options=replace(OPTIONS, format=named(name)))
    assert len(stored(database)) == done.lines > 0
    assert [problem.cause for problem in done.problems] == [Cause.DATA]
