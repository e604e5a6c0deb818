"""The doctor tries the mail server: it is greeted and logged in to, and gets no mail."""

import json
import socket

import pytest

from app.commands.doctor import COMMAND as DOCTOR
from app.diagnostics import ExitCode
from tests.app.notifying.postal import Authority, Post, authority, server

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]


@pytest.fixture(scope="module")
def trusted(tmp_path_factory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def _said(runner, tmp_path, port: int, more: str, *words: str) -> tuple[int, dict[str, str]]:
    """The exit code, and what is said of mail: levels by text."""
    path = tmp_path / "config.toml"
    path.write_text(
        f'[notify.smtp]\nhost = "localhost"\nport = {port}\nfrom = "blotter@example.com"\n{more}'
    )
    path.chmod(0o600)
    ran = runner(DOCTOR, "--format", "json", "--config", str(path), *words)
    found = (json.loads(line) for line in ran.lines)
    return ran.code, {each["text"]: each["level"] for each in found if each["area"] == "mail"}


def _logging_in(trusted: Authority, password: str) -> str:
    return f'ca_file = "{trusted.file}"\nuser = "u"\npassword = "{password}"\n'


def test_a_server_that_lets_us_in_is_said_to(runner, tmp_path, trusted):
    with server(trusted.context("localhost"), wants="secret") as post:
        _, found = _said(runner, tmp_path, post.port, _logging_in(trusted, "secret"))
    (text,) = (each for each in found if each.startswith("localhost"))
    assert found[text] == "ok"
    assert "TLSv1.3" in text
    assert text.endswith("authentication PLAIN as u; no mail was sent")


def test_no_mail_is_sent(runner, tmp_path, trusted):
    with server(trusted.context("localhost"), wants="secret") as post:
        _said(runner, tmp_path, post.port, _logging_in(trusted, "secret"))
        assert (len(post.logins), post.mails) == (1, [])


def test_a_wrong_password_is_a_fault(runner, tmp_path, trusted):
    with server(trusted.context("localhost"), wants="secret") as post:
        code, found = _said(runner, tmp_path, post.port, _logging_in(trusted, "wrong"))
    assert code == ExitCode.UNSENT
    assert any("does not let us in: 535" in text for text in found)


def test_a_certificate_of_somebody_else_is_a_fault(runner, tmp_path, trusted):
    with server(trusted.context("localhost")) as post:
        code, found = _said(runner, tmp_path, post.port, "")
    assert code == ExitCode.UNSENT
    assert any("not to be trusted" in text for text in found)


def test_a_server_that_says_nothing_is_a_fault_within_seconds(runner, tmp_path, monkeypatch):
    monkeypatch.setattr("app.doctor.checks.mail._LONGEST", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        code, found = _said(runner, tmp_path, port, 'timeout = "10m"\n')
    assert code == ExitCode.UNSENT
    assert any("does not let us in" in text for text in found)


def test_offline_nobody_is_asked(runner, tmp_path):
    with server() as post:
        code, found = _said(runner, tmp_path, post.port, "", "--offline")
        assert post == Post(post.port)
    assert code == ExitCode.OK
    assert found[f"localhost port {post.port} was not tried: --offline"] == "ok"
