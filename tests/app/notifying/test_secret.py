"""Secrets are read from where they belong, shown to nobody, and refused where others read them."""

import os

import pytest

from app.notifying.secret import Secret, SecretError


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("s3cret\n")
    path.chmod(0o600)
    return path


def test_from_a_file_without_its_line_end(file):
    assert Secret("file", str(file)).read() == "s3cret"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o644])
def test_a_file_that_others_can_read_is_refused_with_what_helps(file, mode):
    file.chmod(mode)
    with pytest.raises(SecretError, match=f"chmod 600 {file}"):
        Secret("file", str(file)).read()


def test_from_systemd(file, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(file.parent))
    assert Secret("credential", "secret").read() == "s3cret"


def test_systemds_folder_is_not_left(file, monkeypatch, tmp_path):
    (tmp_path / "inner").mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "inner"))
    with pytest.raises(SecretError):
        Secret("credential", "../secret").read()


def test_without_systemd(monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(SecretError, match="LoadCredential"):
        Secret("credential", "smtp").read()


def test_from_the_environment(monkeypatch):
    monkeypatch.setenv("BLOTTER_SMTP_PASSWORD", "s3cret")
    assert Secret("env", "BLOTTER_SMTP_PASSWORD").read() == "s3cret"


@pytest.mark.parametrize("words", ["", "\n", "a\nb", "a\0b"])
def test_what_is_no_secret_is_refused(file, words):
    file.write_text(words)
    with pytest.raises(SecretError):
        Secret("file", str(file)).read()


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(SecretError, match="not a file"):
        Secret("file", str(tmp_path / "pipe")).read()


def test_it_is_not_shown():
    secret = Secret("inline", "s3cret")
    assert "s3cret" not in f"{secret} {secret!r}"
