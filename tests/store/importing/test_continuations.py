"""Lines that go on with a record of an earlier import, imported."""

from tests.store.formats.test_continuation import ERROR
from tests.store.importing.running import append, rested, rows, run, stored

TRACE = b"Stack trace:\n#0 {main}\n"


def test_they_do_not_count_as_unparsed(database, logs):
    path = logs / "error.log"
    path.write_bytes(ERROR)
    run(database, path)
    append(path, TRACE)
    assert run(database, path).unparsed == 0


def test_they_have_the_time_of_the_record_before(database, logs):
    path = logs / "error.log"
    path.write_bytes(ERROR)
    run(database, path)
    append(path, TRACE + ERROR.replace(b"06:25:14", b"07:00:00"))
    run(database, path)
    times = [time for (time,) in rows(database, "SELECT ts FROM events ORDER BY id")]
    assert (times[0] == times[1], times[1] < times[2]) == (True, True)


def test_every_byte_is_there_once(database, logs):
    path = logs / "error.log"
    path.write_bytes(ERROR)
    run(database, path)
    for _ in range(3):
        append(path, TRACE)
        run(database, rested(path))
        run(database, path)
    assert stored(database) == sorted([ERROR.rstrip(), *[TRACE.rstrip()] * 3])
