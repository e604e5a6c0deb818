"""A sign of life: when it is given, and that it harms nothing."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.commands.config import COMMAND as CONFIG
from app.diagnostics import ExitCode
from app.heartbeat import Heart
from app.main_command import COMMAND as MAIN
from store.errors import InputError
from tests.app.trickling import trickle
from tests.store.importing.running import lines, rested


class Monitor:
    """What listens for signs of life."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}/ping/secret-7f3a"
        self.asked: list[str] = []
        self.answer = 200


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            self.send_response(found.answer)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Monitor(server)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture
def config(tmp_path: Path, monitor: Monitor) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f'[heartbeat]\nurl = "{monitor.url}"\n')
    path.chmod(0o600)
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_bytes(lines(range(3)))
    return rested(path)


def test_a_good_run_gives_a_sign(runner, monitor, config, log):
    ran = runner(MAIN, "--import-only", "--quiet", "--config", str(config), str(log))
    assert (ran.code, ran.err, monitor.asked) == (0, "", ["/ping/secret-7f3a"])


def test_a_run_that_went_wrong_gives_none(runner, monitor, config, tmp_path):
    words = ("--import-only", "--config", str(config), str(tmp_path / "none.log"))
    assert runner(MAIN, *words).code
    assert monitor.asked == []


def test_a_run_without_a_monitor_needs_no_network(monkeypatch):
    asked: list[object] = []
    monkeypatch.setattr("app.heartbeat._ask", lambda *words: asked.append(words))
    Heart({}).beat()
    Heart({}).beat_at_times()
    assert asked == []


@pytest.mark.parametrize("answer", [404, 500, 302])
def test_a_bad_answer_is_told_and_harms_nothing(runner, monitor, config, log, answer):
    monitor.answer = answer
    ran = runner(MAIN, "--import-only", "--quiet", "--config", str(config), str(log))
    assert (ran.code, ran.err) == (0, f"blotter: heartbeat: the monitor answered {answer}\n")
    assert monitor.asked == ["/ping/secret-7f3a"]


def test_a_monitor_that_is_gone_is_told_without_its_secret(capsys):
    Heart({"url": "http://127.0.0.1:1/ping/secret-7f3a"}).beat()
    said = capsys.readouterr().err
    assert said.startswith("blotter: heartbeat: no answer: ")
    assert "secret" not in said


def test_what_goes_on_being_wrong_is_told_once(capsys):
    heart = Heart({"url": "http://127.0.0.1:1/"})
    heart.beat()
    heart.beat()
    assert capsys.readouterr().err.count("\n") == 1


def test_the_url_may_lie_in_a_file(tmp_path, monitor):
    path = tmp_path / "url"
    path.write_text(f"{monitor.url}\n")
    path.chmod(0o600)
    Heart({"url_file": str(path)}).beat()
    assert monitor.asked == ["/ping/secret-7f3a"]


def test_a_file_that_others_may_read_is_refused(tmp_path, monitor, capsys):
    path = tmp_path / "url"
    path.write_text(monitor.url)
    path.chmod(0o644)
    Heart({"url_file": str(path)}).beat()
    assert "chmod 600" in capsys.readouterr().err
    assert monitor.asked == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty, or not there"),
        ("file:///etc/passwd", "no URL in it"),
        ("http://a\r\nX: y/", "one line"),
    ],
)
def test_a_file_without_a_url_is_refused(tmp_path, capsys, content, said):
    path = tmp_path / "url"
    path.write_text(content)
    path.chmod(0o600)
    Heart({"url_file": str(path)}).beat()
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("heartbeat = 3", ":1:1: heartbeat has to be a table"),
        ("[heartbeat]", ":1:2: heartbeat needs url or url_file, and not both, or mail"),
        ('[heartbeat]\nurl = "file:///etc/passwd"', ":2:1: url: no URL that begins with"),
        (
            '[heartbeat]\nurl = "https://a"\nurll = 1',
            ":3:1: unknown key 'urll'; did you mean 'url'",
        ),
        ('[heartbeat]\nurl = "https://a"\ntimeout = 99', ":3:1: timeout: has to be a number"),
        ('[heartbeat]\nurl = "https://a"\ntimeout = true', ":3:1: timeout: has to be a number"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_place(tmp_path, text, said):
    from app.configuration.toml_config import read

    path = tmp_path / "config.toml"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(InputError) as raised:
        read(path)
    assert f"{path}{said}" in str(raised.value)


def test_a_secret_that_others_may_read_is_refused_with_what_to_do(runner, config):
    config.chmod(0o644)
    ran = runner(CONFIG, "check", "--config", str(config))
    assert ran.code == ExitCode.CONFIGURATION
    assert f"{config}:2:1: url can be read by others; chmod 600 {config}" in ran.err


def test_the_secret_is_not_shown(runner, config):
    ran = runner(CONFIG, "show", "--config", str(config))
    assert f'heartbeat.url = "********"  # {config}:2:1' in ran.lines


def test_a_monitor_whose_answer_has_no_end_is_not_waited_for(capsys):
    with trickle(b"HTTP/1.1 200 OK\r\n") as port:
        Heart({"url": f"http://127.0.0.1:{port}/x", "timeout": 1}).beat()
    assert "did not come to an end within 1 s" in capsys.readouterr().err


def test_an_import_that_does_not_end_asks_such_a_monitor_once():
    with trickle(b"HTTP/1.1 200 OK\r\n") as port:
        heart = Heart({"url": f"http://127.0.0.1:{port}/x", "timeout": 30})
        before = threading.active_count()
        heart.beat_at_times()
        heart._last -= 3600
        heart.beat_at_times()
        assert threading.active_count() == before + 1


def test_a_pipe_in_the_place_of_the_urls_file_is_not_waited_for(tmp_path, capsys):
    os.mkfifo(tmp_path / "url", 0o600)
    Heart({"url_file": str(tmp_path / "url")}).beat()
    assert "not a file" in capsys.readouterr().err
