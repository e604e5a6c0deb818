"""Long logs are read by a second process, with the same result."""

import gzip
import os
import signal
from pathlib import Path

import pytest

from store import children
from store.importing import foreseeing, intake, together
from store.importing.progress import Silent
from store.importing.worker import Worker
from tests.store.importing.running import (
    append,
    copied,
    descendants,
    line,
    lines,
    raws,
    rows,
    run,
    stored,
)

EVENTS = """
SELECT e.ts, e.source, k.action, k.status, e.failed, a.text, p.text, e.size, e.extra, raw(e.id)
FROM events e JOIN kinds k ON k.id = e.kind LEFT JOIN addresses a ON a.id = e.address
LEFT JOIN paths p ON p.id = e.path ORDER BY e.id
"""
ALERTS = """
SELECT r.title, g.key, a.first_seen, a.last_seen, a.count, a.peak, a.evidence
FROM alerts a JOIN rules r ON r.id = a.rule JOIN groups g ON g.id = a.grp ORDER BY 1, 2, 3
"""
SOURCES = "SELECT format, offset, hex(prefix), hex(tail), state, events, unparsed FROM sources"

COSTS = """
SELECT r.uuid, c.hits, c.last_hit, c.failures
FROM rule_costs c JOIN rules r ON r.id = c.rule WHERE c.hits ORDER BY 1
"""


@pytest.fixture
def second_process(monkeypatch):
    """Every log is long, and read in pieces of 20 KB, each committed by itself."""
    monkeypatch.setattr(together, "_LONGEST", 0.0)
    monkeypatch.setattr(intake, "LONG", 1)
    command = children.command
    small = "import store.importing.reading as reading; reading.CHUNK = 20_000; "
    monkeypatch.setattr(children, "command", lambda code: command(small + code))


@pytest.fixture
def attacked(logs):
    """A log with an attack in it, and a line that is none."""
    path = logs / "auth.log"
    failed = (
        f"Mar 10 06:{number // 60:02d}:{number % 60:02d} web1 sshd[{number}]: Failed password for "
        f"root from 203.0.113.7 port {number} ssh2\n"
        for number in range(600)
    )
    path.write_text("".join(failed) + "no such line\n")
    return path


@pytest.mark.parametrize(
    "query",
    [EVENTS, ALERTS, SOURCES, COSTS],
    ids=["events", "alerts", "sources", "costs"],
)
def test_the_result_is_that_of_one_process(made, tmp_path, attacked, second_process, query):
    two = copied(made, tmp_path)
    run(two, attacked)
    (tmp_path / "one").mkdir()
    one = copied(made, tmp_path / "one")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "LONG", 1 << 40)
        run(one, attacked)
    assert rows(two, query) == rows(one, query)
    assert rows(two, query)


def test_a_second_process_is_at_work(database, attacked, second_process):
    assert len(pieces_of(database, attacked)) > 1


def pieces_of(database: Path, log: Path) -> list[int]:
    """How many lines had been read after each piece."""
    seen = []

    class Told(Silent):
        def advanced(self, step):
            seen.append(step.lines)

    run(database, log, progress=Told())
    return seen


def test_it_goes_on_where_the_log_was_left(database, logs, second_process):
    log = logs / "a.log"
    log.write_bytes(lines(range(500)))
    run(database, log)
    append(log, lines(range(500, 900)))
    assert run(database, log).lines == 400
    assert stored(database) == raws(range(900))


def test_an_unfinished_line_waits(database, logs, second_process):
    log = logs / "a.log"
    log.write_bytes(lines(range(500)) + line(500)[:-9])
    assert run(database, log).lines == 500
    append(log, line(500)[-9:])
    assert run(database, log).lines == 1


def test_compressed_logs_are_read(database, logs, second_process):
    log = logs / "a.gz"
    log.write_bytes(gzip.compress(lines(range(500))))
    run(database, log)
    assert stored(database) == raws(range(500))


def test_a_stopped_run_ends_the_process_and_keeps_what_was_read(database, logs, second_process):
    log = logs / "a.log"
    log.write_bytes(lines(range(3000)))
    stops = iter([False, False, True, True])
    first = run(database, log, stop=lambda: next(stops)).lines
    assert 0 < first < 3000
    assert descendants() == []
    run(database, log)
    assert stored(database) == raws(range(3000))


class Kills(Silent):
    """Kills the second process after its first piece."""

    def __init__(self) -> None:
        self.before = descendants()

    def advanced(self, step):
        """Kill what was started since."""
        for process in set(descendants()) - set(self.before):
            os.kill(process, signal.SIGKILL)


def test_a_process_that_is_killed_is_a_problem(database, logs, second_process):
    log = logs / "a.log"
    log.write_bytes(lines(range(9000)))
    found = run(database, log, progress=Kills())
    told = [(each.path, each.error, each.cause) for each in found.problems]
    assert told == [(str(log), "the process that read it ended early", 74)]
    assert 0 < found.lines == len(stored(database)) < 9000


def test_the_run_after_a_killed_process_reads_the_rest(database, logs, second_process):
    log = logs / "a.log"
    log.write_bytes(lines(range(9000)))
    run(database, log, progress=Kills())
    assert run(database, log).problems == []
    assert stored(database) == raws(range(9000))


def test_the_other_logs_are_read_after_a_killed_process(database, logs, second_process):
    (logs / "a.log").write_bytes(lines(range(9000)))
    (logs / "b.log").write_bytes(lines(range(10_000, 10_050)))
    run(database, logs, progress=Kills())
    assert set(raws(range(10_000, 10_050))) <= set(stored(database))


def test_a_process_that_died_while_it_waited_is_replaced(made, tmp_path, attacked, second_process):
    database = copied(made, tmp_path)
    begin = Worker.begin

    def begun_and_killed(worker: Worker) -> None:
        before = set(descendants())
        begin(worker)
        for each in set(descendants()) - before:
            os.kill(each, signal.SIGKILL)
            os.waitid(os.P_PID, each, os.WEXITED | os.WNOWAIT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(foreseeing, "LONG", 1)
        patch.setattr(Worker, "begin", begun_and_killed)
        assert run(database, attacked).problems == []
    assert rows(database, "SELECT count(*) FROM facts") == [(601,)]
