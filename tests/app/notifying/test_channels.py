"""Webhooks, files, syslog and chat: what they are given, and what they refuse."""

import hashlib
import hmac
import json
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.configuration.configured import Config
from app.notifying.channels.chat import inert
from app.notifying.delivering import opened
from app.notifying.settings import meant
from app.notifying.undelivered import Undelivered
from store.notifying.outbox import Delivery, Message, Target
from tests.app.notifying.postal import Authority

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # of apprise
DATA = {"severity": "high", "total": 1, "alerts": [{"id": 7}]}


@dataclass
class Hook:
    """What a web server was told."""

    port: int = 0
    answer: int = 204
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def web(context: ssl.SSLContext | None = None) -> Iterator[Hook]:
    """A web server on loopback."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.requests.append((self.path, dict(self.headers), body))
            self.send_response(hook.answer)
            if 300 <= hook.answer < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(config: Config, channel: str, words: str = "the subject", name: str = "one") -> str:
    message = Message("k", words, "the text", data=DATA, kind="alerts")
    delivery = Delivery(1, Target(channel, name), 1, 1_764_500_000_000_000, "ab" * 16, message)
    return opened(channel, meant(config)).send(delivery)


def failure(config: Config, channel: str, **more: str) -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        send(config, channel, **more)
    return caught.value


Make = Callable[[str], Config]


def hooked(configured: Make, port: int, more: str = "", scheme: str = "http") -> Config:
    return configured(
        f'[[notify.to]]\nname = "one"\nwebhook = "{scheme}://localhost:{port}/hook?a=b"\n{more}'
    )


def test_a_webhook_is_told(configured):
    with web() as hook:
        assert send(hooked(configured, hook.port), "webhook") == "204"
    path, headers, body = hook.requests[0]
    said = json.loads(body)
    assert path == "/hook?a=b"
    assert headers["Blotter-Delivery"] == said["id"] == "ab" * 16
    assert (said["subject"], said["alerts"]) == ("the subject", [{"id": 7}])


def test_what_is_told_is_signed_with_its_time(configured):
    with web() as hook:
        send(hooked(configured, hook.port, 'secret = "s3cret"'), "webhook")
    _, headers, body = hook.requests[0]
    stamp, _, signature = headers["Blotter-Signature"].removeprefix("t=").partition(",v1=")
    signed = hmac.new(b"s3cret", f"{stamp}.".encode() + body, hashlib.sha256)
    assert signature == signed.hexdigest()
    assert b"s3cret" not in body


def test_without_a_secret_nothing_is_signed(configured):
    with web() as hook:
        send(hooked(configured, hook.port), "webhook")
    assert "Blotter-Signature" not in hook.requests[0][1]


def test_every_attempt_has_the_same_body(configured):
    with web() as hook:
        for _ in range(2):
            send(hooked(configured, hook.port), "webhook")
    assert hook.requests[0][2] == hook.requests[1][2]


@pytest.mark.parametrize(
    ("answer", "final"),
    [(400, True), (410, True), (404, False), (429, False), (500, False), (503, False)],
)
def test_what_a_webhook_answers(configured, answer, final):
    with web() as hook:
        hook.answer = answer
        wrong = failure(hooked(configured, hook.port), "webhook")
    assert (wrong.code, wrong.is_final) == (answer, final)


@pytest.mark.parametrize("answer", [301, 302, 307, 308])
def test_no_redirect_is_followed(configured, answer):
    with web() as hook:
        hook.answer = answer
        assert failure(hooked(configured, hook.port), "webhook").code == answer
    assert len(hook.requests) == 1


def test_a_webhook_of_an_authority_of_ones_own(configured, trusted: Authority):
    with web(trusted.context("localhost")) as hook:
        more = f'ca_file = "{trusted.file}"'
        send(hooked(configured, hook.port, more, "https"), "webhook")
    assert len(hook.requests) == 1


def test_a_webhook_that_is_not_to_be_trusted_is_told_nothing(configured, trusted: Authority):
    with web(trusted.context("localhost")) as hook:
        wrong = failure(hooked(configured, hook.port, scheme="https"), "webhook")
    assert "certificate" in wrong.answer
    assert hook.requests == []


def test_nobody_listens(configured):
    with web() as hook:
        pass
    wrong = failure(hooked(configured, hook.port), "webhook")
    assert (wrong.is_down, wrong.is_final) == (True, False)


@pytest.mark.parametrize("channel", ["webhook", "file", "syslog", "chat"])
def test_a_receiver_that_is_not_configured_any_more(configured, channel):
    wrong = failure(configured("[notify]\n"), channel, name="gone")
    assert "'gone'" in wrong.answer
    assert not wrong.is_final


def test_mail_without_a_server(configured):
    assert "[notify.smtp]" in failure(configured("[notify]\n"), "mail", name="a@b").answer


def filed(configured: Make, place: object) -> Config:
    return configured(f'[[notify.to]]\nname = "one"\nfile = "{place}"\n')


def test_a_file_grows_by_a_line(configured, tmp_path):
    config = filed(configured, "alerts.jsonl")
    for words in ("first", "sec\nond"):
        send(config, "file", words)
    found = (tmp_path / "alerts.jsonl").read_text().splitlines()
    assert [json.loads(line)["subject"] for line in found] == ["first", "sec\nond"]
    assert (tmp_path / "alerts.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_symbolic_link_is_not_followed(configured, tmp_path):
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "link").symlink_to("victim")
    failure(filed(configured, tmp_path / "link"), "file")
    assert (tmp_path / "victim").read_text() == "mine"


def test_a_second_name_of_a_file_is_not_written_to(configured, tmp_path):
    (tmp_path / "victim").write_text("mine")
    os.link(tmp_path / "victim", tmp_path / "link")
    failure(filed(configured, tmp_path / "link"), "file")
    assert (tmp_path / "victim").read_text() == "mine"


def test_a_pipe_is_not_waited_for(configured, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = threading.Timer(5, os.open, (tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK))
    reader.start()  # lets who waits go on, too late
    wrong = failure(filed(configured, tmp_path / "pipe"), "file")
    reader.cancel()
    assert "not a file" in wrong.answer


def test_a_pipe_that_somebody_reads_is_not_written_to(configured, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert "not a file" in failure(filed(configured, tmp_path / "pipe"), "file").answer
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_where_everybody_may_write_nothing_is_written(configured, tmp_path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    assert "everybody" in failure(filed(configured, tmp_path / "open" / "a"), "file").answer


def test_a_folder_that_is_not_there(configured, tmp_path):
    assert "No such file" in failure(filed(configured, tmp_path / "none" / "a"), "file").answer


def test_a_full_disk_leaves_no_half_line(configured):
    wrong = failure(filed(configured, "/dev/full"), "file")
    assert not wrong.is_final


def logged(configured: Make, place: object) -> Config:
    return configured(f'[[notify.to]]\nname = "one"\nsyslog = "{place}"\n')


def test_the_syslog_of_this_machine(configured, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as daemon:
        daemon.bind(str(tmp_path / "log"))
        send(logged(configured, tmp_path / "log"), "syslog", "the\nsubject")
        line = daemon.recv(2000)
    assert line.startswith(b"<107>blotter[")
    assert b"the subject" in line
    assert b"\n" not in line


def test_the_syslog_of_another_machine_by_udp(configured):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        send(logged(configured, f"udp://127.0.0.1:{daemon.getsockname()[1]}"), "syslog")
        line = daemon.recv(2000)
    assert line.startswith(b"<107>1 2025-11-30T10:53:20.000000Z ")


def test_the_syslog_of_another_machine_by_tcp(configured):
    with socket.create_server(("127.0.0.1", 0)) as daemon:
        found: list[bytes] = []

        def take() -> None:
            connection, _ = daemon.accept()
            with connection:
                while data := connection.recv(1000):
                    found.append(data)

        thread = threading.Thread(target=take)
        thread.start()
        send(logged(configured, f"tcp://127.0.0.1:{daemon.getsockname()[1]}"), "syslog")
        thread.join()
    size, _, line = b"".join(found).partition(b" ")
    assert int(size) == len(line)
    assert line.startswith(b"<107>1 ")


def test_no_syslog_listens(configured, tmp_path):
    assert failure(logged(configured, tmp_path / "none"), "syslog").is_down


def chatting(configured: Make, url: str) -> Config:
    return configured(f'[[notify.to]]\nname = "one"\nchat = "{url}"\n')


def test_chat_by_apprise(configured):
    with web() as hook:
        hook.answer = 200
        send(chatting(configured, f"json://127.0.0.1:{hook.port}/"), "chat")
    said = json.loads(hook.requests[0][2])
    assert (said["title"], said["message"]) == ("the subject", "the text")


HOSTILE = "@everyone <!channel> <@U1> [here](https://example.com/x) `x` http://203.0.113.7/a"


def test_what_a_log_says_rings_at_nobodys_and_links_nowhere(configured):
    with web() as hook:
        hook.answer = 200
        send(chatting(configured, f"json://127.0.0.1:{hook.port}/"), "chat", HOSTILE)
    told = json.loads(hook.requests[0][2])["title"]
    assert told == inert(HOSTILE)
    assert not any(sign in told for sign in ("@", "<", ">", "`", "](", "://"))


def test_a_service_that_does_not_take_it(configured):
    with web() as hook:
        hook.answer = 500
        wrong = failure(chatting(configured, f"json://127.0.0.1:{hook.port}/"), "chat")
    assert not wrong.is_final


@pytest.mark.parametrize(
    "url", ["mailto://u:p@example.com", "mailtos://u:p@example.com", "MAILTO://u:p@example.com"]
)
def test_mail_does_not_go_by_chat(configured, url):
    wrong = failure(chatting(configured, url), "chat")
    assert "[notify.smtp]" in wrong.answer
    assert "u:p" not in wrong.answer


def test_chat_that_trusts_any_certificate_is_refused(configured):
    wrong = failure(chatting(configured, "jsons://192.0.2.1/?verify=no"), "chat")
    assert "certificate" in wrong.answer


def test_a_service_that_nobody_knows(configured, capfd):
    wrong = failure(chatting(configured, "nothing://s3cret"), "chat")
    assert "s3cret" not in wrong.answer
    assert "s3cret" not in capfd.readouterr().err
