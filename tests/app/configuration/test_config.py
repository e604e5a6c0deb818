"""The configuration file: read whole, every problem named with its place."""

import os

import pytest

from app.configuration.config import load
from app.configuration.configured import Config, Source
from store.errors import InputError, InputErrors


@pytest.fixture
def loaded(tmp_path):
    """Loads a configuration of this text."""

    def load_(text: str | bytes) -> Config:
        path = tmp_path / "c.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(path)

    return load_


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The user's own configuration."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "blotter").mkdir()
    return tmp_path / "blotter" / "config.toml"


def place(tmp_path, *rest: int) -> str:
    return ":".join([str(tmp_path / "c.toml"), *map(str, rest)])


def test_without_a_file_nothing_is_configured():
    assert load(None) == Config()


def test_the_users_own_file_is_read_where_none_is_named(own):
    own.write_text('host = "a"')
    assert load(None) == Config(host="a")


def test_a_named_file_is_read_instead_of_the_users_own(own, tmp_path):
    own.write_text('host = "a"')
    (tmp_path / "c.toml").write_text("")
    assert load(tmp_path / "c.toml") == Config()


def test_the_file_says_where_its_keys_stand(loaded, tmp_path):
    config = loaded('host = "a"\n[[sources]]\npaths = ["b"]\n')
    places = [config.place("host"), config.place("sources", 0, "paths")]
    assert list(map(str, places)) == [place(tmp_path, 1, 1), place(tmp_path, 3, 1)]


def test_the_place_of_what_is_not_said_is_that_of_what_would_hold_it(loaded, tmp_path):
    config = loaded('[[sources]]\npaths = ["b"]\n')
    assert str(config.place("sources", 0, "tz")) == place(tmp_path, 1, 3)


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
        (
            '[placeholders]\nadmins = ["adm_*", 7]\nboss = "kim"',
            Config(placeholders={"admins": ("adm_*", "7"), "boss": ("kim",)}),
        ),
        ("[placeholders]", Config()),
        ('[rules]\nfolders = ["/etc/rules"]', Config(rules=("/etc/rules",))),
        (
            '[rules]\nenable = ["classic"]\ndisable = ["web", "auth"]',
            Config(enable=("classic",), disable=("web", "auth")),
        ),
        ("[rules]", Config()),
        ('host = "web\u00e9"', Config(host="web\u00e9")),
        ('"host" = "a"\ntz = "UTC"', Config(host="a", tz="UTC")),
        ('encoding = "cp850"', Config(encoding="cp850")),
        ("trusted_proxies = []", Config(trusted_proxies=())),
        (
            'trusted_proxies = ["192.0.2.1", "2001:db8::/32"]',
            Config(trusted_proxies=("192.0.2.1", "2001:db8::/32")),
        ),
        ('reference_time = "2026-01-02"', Config(reference_time="2026-01-02")),
        ("reference_time = 2026-01-02", Config(reference_time="2026-01-02")),
        (
            "reference_time = 2026-01-02T03:04:05Z",
            Config(reference_time="2026-01-02T03:04:05+00:00"),
        ),
        ('format = "%h %u"', Config(format="%h %u")),
        ('host_from_path = "/logs/{host}"', Config(host_from_path="/logs/{host}")),
        (
            '[[sources]]\npaths = ["a"]\ntz = "UTC"\n[[sources]]\npaths = ["b"]\n',
            Config(sources=(Source(paths=("a",), tz="UTC"), Source(paths=("b",)))),
        ),
        (
            '[[sources]]\nhost_from_path = "/logs/{host}/*.log"',
            Config(
                sources=(Source(paths=("/logs/*/*.log",), host_from_path="/logs/{host}/*.log"),)
            ),
        ),
    ],
)
def test_every_key_is_taken(loaded, text, expected):
    assert loaded(text) == expected


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("nonsense = 1", "unknown key 'nonsense'; known are db, paths, rules, tz, host", (1, 1)),
        ('tz = "UTC"\n  path = "a"', "unknown key 'path'; did you mean 'paths'?", (2, 3)),
        ('paths = ["a"]\npath = "a"', "unknown key 'path'; did you mean 'paths'?", (2, 1)),
        ('tz = "Mars/Base"', "tz: no zone 'Mars/Base'", (1, 1)),
        ('encoding = "cp000"', "encoding: no code page 'cp000'", (1, 1)),
        ('encoding = "hex"', "encoding: no code page 'hex'", (1, 1)),
        ('encoding = "utf-16"', "encoding: 'utf-16' is no code page that extends ASCII", (1, 1)),
        ('encoding = "cp037"', "encoding: 'cp037' is no code page that extends ASCII", (1, 1)),
        ('encoding = "unicode_escape"', "encoding: no code page 'unicode_escape'", (1, 1)),
        ('trusted_proxies = ["a"]', "trusted_proxies: 'a' is no address and no network", (1, 1)),
        ('trusted_proxies = "::1"', "trusted_proxies has to be a list of texts", (1, 1)),
        ('reference_time = "soon"', "reference_time: 'soon' is no instant", (1, 1)),
        ("reference_time = 5", "reference_time has to be a text", (1, 1)),
        ('host_from_path = "/logs"', "host_from_path: has to hold {host} once", (1, 1)),
        ('host_from_path = "/{host}/{host}"', "host_from_path: has to hold {host} once", (1, 1)),
        ('host_from_path = "a/{host}"', "host_from_path: has to be an absolute path", (1, 1)),
        ("sources = 1", "sources has to be tables: [[sources]]", (1, 1)),
        ("[sources]\na = 1", "sources has to be tables: [[sources]]", (1, 2)),
        ("[[sources]]\n", "a source needs paths, or host_from_path", (1, 3)),
        ('[[sources]]\npaths = ["a"]\n[[sources]]\npaths = 1', "paths has to be a list", (4, 1)),
        ('[[sources]]\npaths = ["a"]\ntimezone = 1', "unknown key 'timezone'; known are", (3, 1)),
        ('[[sources]]\npaths = ["a"]\ndb = "b"', "unknown key 'db'; known are", (3, 1)),
        ('sources = [{paths = ["a"], tz = 1}]', "tz has to be a text", (1, 1)),
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
        ("[rules]\nenabled = []", "unknown key 'enabled'; did you mean 'enable'?", (2, 1)),
        ("[rules]\nenable = 1", "enable has to be a list of texts", (2, 1)),
        ('[rules]\nfolders = [""]', "folders: a path is empty", (2, 1)),
        ("placeholders = 1", "placeholders has to be a table: [placeholders]", (1, 1)),
        ("[placeholders]\na = []", "a has to be a list of texts", (2, 1)),
        ("[placeholders]\na = [true]", "a has to be a list of texts", (2, 1)),
        ("[placeholders]\na = {b = 1}", "a has to be a list of texts", (2, 1)),
        ('[placeholders]\n"a b" = "c"', "the name of a placeholder is of letters", (2, 2)),
    ],
)
def test_what_is_not_understood_is_told_with_its_place(loaded, tmp_path, text, message, at):
    with pytest.raises(InputError) as caught:
        loaded(text)
    assert str(caught.value).startswith(f"{place(tmp_path, *at)}: {message}")


def test_everything_that_is_wrong_is_told_at_once(loaded, tmp_path):
    with pytest.raises(InputErrors) as caught:
        loaded('tz = 1\nhots = "a"\n\n[[sources]]\npaths = ["a"]\nencoding = "no"\n')
    assert [str(each) for each in caught.value.problems] == [
        f"{place(tmp_path, 1, 1)}: tz has to be a text",
        f"{place(tmp_path, 2, 1)}: unknown key 'hots'; did you mean 'host'?",
        f"{place(tmp_path, 6, 1)}: encoding: no code page 'no'",
    ]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("db = ", (1, 6)),
        ('\n\ndb = "a', (3, 8)),
        ("db\n", (1, 3)),
        ('db = "a"\ndb = "b"\n', (2, 9)),
        ("= 1", (1, 1)),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(loaded, tmp_path, text, at):
    with pytest.raises(InputError) as caught:
        loaded(text)
    assert str(caught.value).startswith(f"{place(tmp_path, *at)}: ")


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
