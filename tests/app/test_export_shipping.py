"""`blotter export events --to …`."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.export import COMMAND
from app.diagnostics import ExitCode
from app.importing.importing_command import import_command
from tests.app.running import Runner
from tests.store.shipping.taking import Reply, Taken, receiver

LINE = '192.0.2.{} - - [09/Nov/2026:10:00:00 +0000] "GET /{} HTTP/1.1" 200 5\n'


@pytest.fixture
def server() -> Iterator[tuple[str, Taken]]:
    with receiver() as found:
        yield found


def test_what_is_new_is_shipped_once(runner: Runner, server: tuple[str, Taken]) -> None:
    ran = runner(COMMAND, "events", "--to", f"webhook:{server[0]}/hook")
    assert (ran.code, ran.err) == (ExitCode.OK, "shipped 12 events\n")
    assert len(server[1].order) == 12
    again = runner(COMMAND, "events", "--to", f"webhook:{server[0]}/hook")
    assert again.err == "shipped 0 events\n"


def test_another_filter_is_another_shipment(runner: Runner, server: tuple[str, Taken]) -> None:
    runner(COMMAND, "events", "--to", f"webhook:{server[0]}/hook")
    ran = runner(COMMAND, "events", "user:root", "--to", f"webhook:{server[0]}/hook")
    assert ran.err == "shipped 4 events\n"


def test_what_is_shipped_may_be_redacted(runner: Runner, server: tuple[str, Taken]) -> None:
    runner(COMMAND, "events", "--redact", "--to", f"webhook:{server[0]}/hook")
    assert "192.0.2." not in str(server[1].documents)
    assert len(server[1].documents) == 12


def test_a_receiver_that_is_down_is_given_up_for_now(
    runner: Runner, server: tuple[str, Taken]
) -> None:
    server[1].behaviour = lambda _request: Reply(503, b"\x1b[31mlater")
    to = f"webhook:{server[0]}/hook"
    ran = runner(COMMAND, "events", "--to", to, "--patience", "0.1")
    assert ran.code == ExitCode.UNSENT
    assert "stays to be shipped" in ran.err
    assert "\x1b" not in ran.err
    server[1].behaviour = lambda _request: None
    assert runner(COMMAND, "events", "--to", to).err == "shipped 12 events\n"


def test_a_refusal_is_told(runner: Runner, server: tuple[str, Taken]) -> None:
    server[1].behaviour = lambda request: Reply(422) if b"/Index.html" in request.body else None
    ran = runner(COMMAND, "events", "--to", f"webhook:{server[0]}/hook")
    dead = f"{runner.database}.dead-letters.jsonl"
    assert ran.err == f"shipped 11 events, 1 refused: see {dead}\n"
    assert json.loads(Path(dead).read_text())["document"]["url.path"] == "/Index.html"


@pytest.mark.parametrize(
    "words",
    [
        ("--to", "pigeon:x"),
        ("--to", "webhook:"),
        ("--to", "file:x", "-o", "y"),
        ("--to", "file:x", "--format", "csv"),
        ("--to", "file:x", "--limit", "1"),
        ("--follow",),
    ],
)
def test_what_makes_no_sense_is_refused(runner: Runner, words: tuple[str, ...]) -> None:
    assert runner(COMMAND, "events", *words).code == ExitCode.USAGE


def test_a_url_that_is_none(runner: Runner) -> None:
    ran = runner(COMMAND, "events", "--to", "webhook:ftp://example.com/")
    assert ran.code == ExitCode.UNSENT
    assert "not the URL of a server" in ran.err


def test_a_secret_in_a_url_is_not_stored(runner: Runner, server: tuple[str, Taken]) -> None:
    runner(COMMAND, "events", "--to", f"webhook:{server[0]}/hook?token=s3cr3t")
    names = b"".join(each.read_bytes() for each in runner.database.parent.glob("*.db*"))
    assert b"/hook" in names
    assert b"s3cr3t" not in names


def _import(database: Path, log: Path, lines: range) -> None:
    with log.open("a") as file:
        file.writelines(LINE.format(number % 250, number) for number in lines)
    words = ["--import-only", "--quiet", "--db", str(database), str(log)]
    subprocess.run(import_command(words), check=True)


def _shipping(database: Path, url: str, *more: str) -> "subprocess.Popen[bytes]":
    words = ["export", "events", "--db", str(database), "--to", f"webhook:{url}/hook", *more]
    return subprocess.Popen(import_command(words), stderr=subprocess.PIPE)


def _until(what: object, timeout: float = 60.0) -> None:
    """Wait for something to be true."""
    assert callable(what)
    end = time.monotonic() + timeout
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.slow
def test_events_are_followed_until_somebody_ends_it(
    tmp_path: Path, server: tuple[str, Taken]
) -> None:
    database, log = tmp_path / "t.db", tmp_path / "access.log"
    _import(database, log, range(3))
    shipping = _shipping(database, server[0], "--follow")
    _until(lambda: len(server[1].order) == 3)
    _import(database, log, range(3, 7))
    _until(lambda: len(server[1].order) == 7)
    shipping.send_signal(signal.SIGTERM)
    _, told = shipping.communicate(timeout=60)
    assert (shipping.returncode, told) == (0, b"shipped 7 events\n")


@pytest.mark.slow
def test_kill_9_loses_and_doubles_nothing(tmp_path: Path, server: tuple[str, Taken]) -> None:
    database, log = tmp_path / "t.db", tmp_path / "access.log"
    _import(database, log, range(60))
    for kill in (1, 5, 9, 13):
        wanted = len(server[1].requests) + kill
        shipping = _shipping(database, server[0], "--batch", "1")
        _until(lambda wanted=wanted: len(server[1].requests) >= wanted)
        shipping.kill()
        shipping.communicate()
    _shipping(database, server[0], "--batch", "1").communicate()
    assert [each["url.path"] for each in map(server[1].documents.get, server[1].order) if each] == [
        f"/{number}" for number in range(60)
    ]
    again = sum(len(each.lines) for each in server[1].requests) - 60
    assert 0 <= again <= 4
