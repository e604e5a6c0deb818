"""Who is told to end waits for no server, and loses no message by that."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest

from app.notifying import running, waiting
from app.notifying.waiting import GivenUp, Patience, until
from store import children
from store.database.connection import reader
from store.notifying.outbox import LEASE
from tests.app.trickling import trickle


@pytest.fixture
def mute() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def _hang(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.recv(1)


def _read_on(connection: socket.socket) -> None:
    while connection.recv(1):
        pass


def test_a_wait_ends_when_its_time_is_over(mute):
    begun = time.monotonic()
    with pytest.raises(GivenUp), until(0.5).waiting():
        _hang(mute)
    assert time.monotonic() - begun < 20


def test_an_answer_that_trickles_has_an_end():
    with trickle(b"") as port, socket.create_connection(("127.0.0.1", port), 5) as connection:
        begun = time.monotonic()
        with pytest.raises(GivenUp), Patience(lambda: False, most=1.0).waiting():
            _read_on(connection)
    assert time.monotonic() - begun < 20


def test_a_delivery_to_a_server_that_trickles_fails_and_waits(world, configured, monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 1.0)
    with trickle(b"220 mail\r\n", b"250-more\r\n") as port:
        config = configured(
            f'[notify.smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
            'from = "a@example.com"\n[[notify.to]]\nname = "ops"\nmail = ["ops@example.com"]\n'
        )
        world.open("Brute force", **{"source.ip": "203.0.113.7"})
        outcome = running.tell(world.writer.path, config)
    assert (outcome.sent, outcome.failed) == (0, 1)
    assert "did not come to an end within 1 s" in outcome.problems["mail ops@example.com"]
    assert _states(world.writer.path) == ["waiting"]


def test_a_webhook_that_trickles_fails_and_waits(world, configured, monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 1.0)
    with trickle(b"HTTP/1.1 200 OK\r\n", b"X") as port:
        config = configured(f'[[notify.to]]\nname = "hook"\nwebhook = "http://127.0.0.1:{port}"\n')
        world.open("Brute force", **{"source.ip": "203.0.113.7"})
        outcome = running.tell(world.writer.path, config)
    assert "did not come to an end within 1 s" in outcome.problems["webhook hook"]
    assert _states(world.writer.path) == ["waiting"]


def test_a_delivery_is_given_up_before_another_may_claim_it():
    assert waiting.MOST * 1_000_000 < LEASE


def test_a_wait_that_nobody_ends_is_left_alone(mute):
    with Patience(lambda: False).waiting():
        time.sleep(0.6)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_a_conversation_has_a_moment_to_come_to_its_end():
    patience = Patience(lambda: True, 3600.0)
    assert not patience.is_over()


def test_another_thread_has_the_servers_own_time(mute):
    done = threading.Event()

    def work() -> None:
        with until(0.0).waiting():
            time.sleep(0.5)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done.is_set()


@pytest.mark.slow
def test_sigterm_ends_a_run_whose_server_says_nothing(world, configured, tmp_path, mute):
    configured(
        f'[notify]\ngroup_interval = "0s"\n[notify.smtp]\nhost = "127.0.0.1"\nport = {mute}\n'
        'from = "a@example.com"\ntimeout = "10m"\n'
        '[[notify.to]]\nname = "ops"\nmail = ["ops@example.com"]\n'
    )
    world.open("Brute force", **{"source.ip": "203.0.113.7"})
    words = ("notify", "run", "--db", "blotter.db", "--config", "config.toml")
    command = [*children.command("from app.cli import main; main()"), *words]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE)
    _until_claimed(tmp_path / "blotter.db")
    os.kill(process.pid, signal.SIGTERM)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, b"0 sent, 0 failed\n")
    assert _states(tmp_path / "blotter.db") == ["waiting"]


def _until_claimed(database) -> None:
    end = time.monotonic() + 60
    while _states(database) != ["sending"] and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)


def _states(database) -> list[str]:
    connection = reader(database)
    try:
        return [row[0] for row in connection.execute("SELECT state FROM deliveries")]
    finally:
        connection.close()
