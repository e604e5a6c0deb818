"""Who decides."""

import socket

import pytest

from app.actor import who


def test_behind_sudo_it_is_whoever_called_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "ann")
    assert (who().name, who().host) == ("ann", socket.gethostname())


def test_a_user_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)

    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert who().name.isdigit()
