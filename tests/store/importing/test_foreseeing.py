"""The process that reads long logs is started first of all, and ends where it is not needed."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from store import children
from store.importing import foreseeing
from store.importing.foreseeing import Foresight
from store.importing.worker import Worker
from tests.store.importing.commanding import spawned
from tests.store.importing.running import append, descendants, lines, raws, run, stored

LONG = "import store.importing.foreseeing as foreseeing; foreseeing.LONG = 1; "


def command(database: Path, *words: object) -> list[str]:
    """An import to which every log is long."""
    started = children.command(f"{LONG}from app.cli import main; main()")
    return [*started, "--import-only", "--db", str(database), *map(str, words)]


@pytest.fixture
def log(tmp_path, monkeypatch) -> Path:
    """A log that is long."""
    monkeypatch.setattr(foreseeing, "LONG", 1000)
    path: Path = tmp_path / "a.log"
    path.write_bytes(lines(range(100)))
    return path


def begun(*paths: Path) -> int:
    """How many processes are started for logs."""
    before = descendants()
    with Foresight() as foresight:
        foresight.look(paths)
        return len(set(descendants()) - set(before))


def test_a_long_log_is_foreseen(tmp_path, log):
    (tmp_path / "b.log").write_bytes(lines(range(2)))
    assert begun(tmp_path / "b.log", log) == 1


def test_short_logs_need_no_second_process(log):
    log.write_bytes(lines(range(2)))
    assert begun(log) == 0


def test_a_log_that_is_not_there_is_no_matter(tmp_path, log):
    assert begun(tmp_path / "none.log") == 0


def test_one_process_is_enough(log):
    before = descendants()
    with Foresight() as foresight:
        foresight.look([log])
        foresight.look([log])
        assert len(set(descendants()) - set(before)) == 1


def started(database: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many processes a run has started ahead."""
    found: list[Worker] = []
    begin = Worker.begin

    def counted(worker: Worker) -> None:
        found.append(worker)
        begin(worker)

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "begin", counted)
        run(database, log)
    return len(found)


def test_a_long_log_that_a_database_does_not_know_is_foreseen(database, log, monkeypatch):
    assert started(database, log, monkeypatch) == 1


def test_one_that_it_knows_may_have_little_to_say(database, log, monkeypatch):
    run(database, log)
    append(log, lines(range(100, 200)))
    assert started(database, log, monkeypatch) == 0


def test_a_run_ends_what_it_did_not_need(database, log):
    before = descendants()
    run(database, log)
    assert descendants() == before


def test_the_process_that_waits_reads_the_log(tmp_path, log, logs):
    (logs / "a.log").write_bytes(lines(range(900)))
    count = "import store.importing.worker as worker, store.children as children; "
    count += "command = children.command; started = []; "
    count += "children.command = lambda code: started.append(code) or command(code); "
    count += "import atexit, sys; atexit.register(lambda: print(len(started), file=sys.stderr)); "
    count += "import store.importing.intake as intake; intake.LONG = 1; "
    words = command(tmp_path / "new.db", "--quiet", logs)
    words[3] = words[3].replace(LONG, LONG + count)
    assert spawned(words) == (0, "", "1\n")
    assert stored(tmp_path / "new.db") == raws(range(900))


def test_one_that_nobody_needs_ends_without_a_word(log, capfd):
    assert begun(log) == 1
    assert capfd.readouterr() == ("", "")


def test_an_import_that_needs_none_after_all_says_nothing_of_it(tmp_path, log):
    done = spawned(command(tmp_path / "new.db", "--quiet", log))
    assert done == (0, "", "")


def test_an_error_before_that_is_all_that_is_said(tmp_path, log):
    done = spawned(command(tmp_path / "none" / "new.db", log))
    assert (done.code, done.out, len(done.err.splitlines())) == (73, "", 1)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_one_whose_parent_is_killed_ends_without_a_word(tmp_path, how):
    code = "from store.importing.worker import Worker; import time; worker = Worker(); "
    code += "worker.begin(); print(worker._waiting._child.pid, flush=True); time.sleep(60)"
    words = children.command(code)
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stderr
        waiting = int(parent.stdout.readline())
        parent.send_signal(how)
        said = parent.stderr.read()  # which ends when nobody holds it any more
    assert not is_alive(waiting)
    assert b"reading_process" not in said


@pytest.mark.parametrize("said", [b"", b"\0", b"\0\x80\x05\x95"])
def test_one_that_is_told_half_of_its_task_ends_without_a_word(said):
    ours, theirs = socket.socketpair()
    words = children.command("from store.importing.reading_process import main; main()")
    with theirs:
        process = subprocess.Popen(words, stdin=theirs.fileno(), stderr=subprocess.PIPE)
    with ours:
        if said:
            socket.send_fds(ours, [said], [0])
    assert (process.communicate(timeout=60)[1], process.returncode) == (b"", 0)


def is_alive(process: int) -> bool:
    """Whether a process runs; a moment is left to it."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


def test_what_a_terminal_interrupts_is_not_the_process_that_reads(log):
    before = descendants()
    with Foresight() as foresight:
        foresight.look([log])
        (waiting,) = set(descendants()) - set(before)
        assert os.getpgid(waiting) != os.getpgid(0)


def test_where_none_can_be_started_nobody_is_told_before_it_is_needed(log, monkeypatch):
    monkeypatch.setattr(children, "command", lambda _: ["/none/such/program"])
    assert begun(log) == 0
