"""`blotter serve` refuses what would show the database to others."""

import socket

import pytest

from app.commands.serve import COMMAND


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])  # noqa: S104 - refused
def test_it_listens_on_loopback_only(runner, host):
    ran = runner(COMMAND, "--host", host)
    assert ran.code == 2
    assert f"--host {host}" in ran.err.replace("'", "")


@pytest.mark.parametrize("url", ["example.com", "ftp://example.com", "https://example.com/path"])
def test_a_public_address_is_an_origin(runner, url):
    assert runner(COMMAND, "--public-url", url).code == 2


def test_a_token_that_others_can_read_is_none(runner, tmp_path):
    file = tmp_path / "token"
    file.write_text("0123456789abcdef")
    file.chmod(0o644)
    ran = runner(COMMAND, "--token-file", str(file))
    assert (ran.code, "chmod 600" in ran.err) == (77, True)


def test_a_short_token_is_none(runner, tmp_path):
    file = tmp_path / "token"
    file.touch(0o600)
    file.write_text("secret")
    assert runner(COMMAND, "--token-file", str(file)).code == 78


def test_a_port_that_is_taken_is_said(runner):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = runner(COMMAND, "--port", str(taken.getsockname()[1]))
    assert (ran.code, "in use" in ran.err) == (74, True)


def test_there_has_to_be_a_database(runner, tmp_path):
    ran = runner.bare(COMMAND, "--db", str(tmp_path / "none.db"))
    assert (ran.code, "no database" in ran.err) == (74, True)
