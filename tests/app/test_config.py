"""The configuration file: read whole, every problem named with its place."""

import os

import pytest

from app.config import Config, load
from store.errors import InputError


@pytest.fixture
def loaded(tmp_path):
    """Loads a configuration of this text."""

    def load_(text: str | bytes) -> Config:
        path = tmp_path / "c.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(path)

    return load_


def place(tmp_path, *rest: int) -> str:
    return ":".join([str(tmp_path / "c.toml"), *map(str, rest)])


def test_without_a_file_nothing_is_configured():
    assert load(None) == Config()


def test_an_empty_file_configures_nothing(loaded):
    assert loaded("# nothing\n") == Config()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('db = "/var/lib/x.db"', Config(db="/var/lib/x.db")),
        ('paths = ["/var/log", "*.log"]', Config(paths=("/var/log", "*.log"))),
        ("paths = []", Config()),
        ('rules = ["/etc/rules"]', Config(rules=("/etc/rules",))),
        ('tz = "Europe/Berlin"', Config(tz="Europe/Berlin")),
        ('host = "web\u00e9"', Config(host="web\u00e9")),
        ('"host" = "a"\ntz = "UTC"', Config(host="a", tz="UTC")),
    ],
)
def test_every_key_is_taken(loaded, text, expected):
    assert loaded(text) == expected


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("nonsense = 1", "unknown key 'nonsense'; known are db, paths, rules, tz, host", (1, 1)),
        ('tz = "UTC"\n  path = "a"', "unknown key 'path'; known are", (2, 3)),
        ('paths = ["a"]\npath = "a"', "unknown key 'path'; known are", (2, 1)),
        ("[mail]\nto = 1", "unknown key 'mail'; known are", (1, 2)),
        ("[[mail]]\nto = 1", "unknown key 'mail'; known are", (1, 3)),
        ("\ndb = 1", "db has to be a text", (2, 1)),
        ('tz = ["UTC"]', "tz has to be a text", (1, 1)),
        ('paths = "a"', "paths has to be a list of texts", (1, 1)),
        ("paths = [1]", "paths has to be a list of texts", (1, 1)),
        ("host = true", "host has to be a text", (1, 1)),
        ('"rules" = 1', "rules has to be a list of texts", (1, 2)),
        ("'rules' = 1", "rules has to be a list of texts", (1, 2)),
        ('host.name = "a"', "host has to be a text", (1, 1)),
        ("[db]\nx = 1", "db has to be a text", (1, 2)),
    ],
)
def test_what_is_not_understood_is_told_with_its_place(loaded, tmp_path, text, message, at):
    with pytest.raises(InputError) as caught:
        loaded(text)
    assert str(caught.value).startswith(f"{place(tmp_path, *at)}: {message}")


@pytest.mark.parametrize(
    ("text", "line"),
    [("db = ", 1), ('\n\ndb = "a', 3), ("db\n", 1), ('db = "a"\ndb = "b"\n', 2), ("= 1", 1)],
)
def test_what_is_no_toml_is_told_with_its_line(loaded, tmp_path, text, line):
    with pytest.raises(InputError) as caught:
        loaded(text)
    assert str(caught.value).startswith(place(tmp_path))
    assert f"line {line}" in str(caught.value) or "end of document" in str(caught.value)


def test_a_file_that_is_not_utf_8_is_told(loaded, tmp_path):
    with pytest.raises(InputError, match="utf-8"):
        loaded(b'db = "\xff"')


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputError) as caught:
        load(tmp_path / "none.toml")
    assert str(caught.value) == f"{tmp_path / 'none.toml'}: No such file or directory"


def test_a_folder_is_no_configuration(tmp_path):
    with pytest.raises(InputError, match="not a file"):
        load(tmp_path)


def test_a_fifo_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "c.toml")
    with pytest.raises(InputError, match="not a file"):
        load(tmp_path / "c.toml")
