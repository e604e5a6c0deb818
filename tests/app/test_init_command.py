"""`blotter init`: a first configuration that makes sense, whatever is answered."""

import io
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands.config import COMMAND as CONFIG
from app.commands.init import COMMAND as INIT
from app.configuration import first_configuration
from app.configuration.first_configuration import First, Mail, machine_zone_name, written
from app.configuration.toml_config import read
from app.diagnostics import ExitCode


class _Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Types answers."""

    def answers(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", _Terminal("".join(f"{line}\n" for line in lines)))

    return answers


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The logs of a machine."""
    found = [str(tmp_path / "apache2"), str(tmp_path / "auth.log")]
    Path(found[0]).mkdir()
    Path(found[1]).touch()
    monkeypatch.setattr(first_configuration, "PLACES", dict.fromkeys(found, "a log"))
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "config.toml"


def test_without_questions_what_is_found_is_taken(runner, path, logs):
    ran = runner(INIT, "--yes", "--config", str(path))
    assert ran.code == ExitCode.OK
    loaded = read(path)
    assert [each.paths for each in loaded.sources] == [(log,) for log in logs]
    assert loaded.db == str(runner.database)
    assert loaded.tz == machine_zone_name()


def test_the_configuration_is_for_its_owner(runner, path, logs):
    runner(INIT, "--yes", "--config", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_configuration_checks(runner, path, logs):
    runner(INIT, "--yes", "--config", str(path))
    assert runner(CONFIG, "check", "--config", str(path)).code == ExitCode.OK


def test_one_that_is_there_stays(runner, path, logs):
    runner(INIT, "--yes", "--config", str(path))
    path.write_text("# mine\n")
    ran = runner(INIT, "--yes", "--config", str(path))
    assert ran.code == ExitCode.USAGE
    assert "--force replaces it" in ran.err
    assert path.read_text() == "# mine\n"
    assert runner(INIT, "--yes", "--force", "--config", str(path)).code == ExitCode.OK


def test_without_a_terminal_nothing_is_asked(runner, path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert runner(INIT, "--config", str(path)).code == ExitCode.USAGE
    assert not path.exists()


def test_enter_takes_what_is_found(runner, path, logs, typed):
    typed("", "", "", "", "")
    assert runner(INIT, "--config", str(path)).code == ExitCode.OK
    assert [each.paths for each in read(path).sources] == [(log,) for log in logs]


def test_answers_are_written(runner, path, logs, typed):
    typed("America/New_York", "n", "y", "/srv/*.log", "", "")
    runner(INIT, "--config", str(path))
    loaded = read(path)
    assert loaded.tz == "America/New_York"
    assert [each.paths for each in loaded.sources] == [(logs[1],), ("/srv/*.log",)]


def test_what_is_no_zone_is_asked_again(runner, path, logs, typed):
    typed("Nowhere", "-", "", "", "", "")
    ran = runner(INIT, "--config", str(path))
    assert "no zone 'Nowhere'" in ran.out.decode() + ran.err
    assert read(path).tz is None


def test_what_is_no_address_is_asked_again(runner, path, logs, typed):
    mail = ("not an address, a@example.com", "a@example.com", "", "", "", "nobody", "b@example.com")
    typed("UTC", "", "", "", *mail)
    ran = runner(INIT, "--config", str(path))
    assert ran.code == ExitCode.OK
    assert "'not an address' is no plain address" in ran.out.decode() + ran.err
    said = tomllib.loads(path.read_text())["notify"]
    assert said["to"][0]["mail"] == ["a@example.com"]
    assert said["smtp"]["from"] == "b@example.com"


def test_paths_mean_the_same_from_elsewhere(runner, path, logs, typed):
    mail = ("a@example.com", "smtp.example.com", "", "", "", "ann", "pw")
    typed("UTC", "n", "n", "logs/*.log", "", *mail)
    assert runner(INIT, "--config", str(path)).code == ExitCode.OK
    said = tomllib.loads(path.read_text())
    assert said["sources"][0]["paths"] == [str(Path("logs/*.log").absolute())]
    assert said["notify"]["smtp"]["password_file"] == str(Path("pw").absolute())


def test_who_types_no_more_gets_no_file(runner, path, logs, typed):
    typed("UTC")
    assert runner(INIT, "--config", str(path)).code == ExitCode.INTERRUPTED
    assert not path.exists()


def test_mail_is_written(runner, path, logs, typed):
    mail = ("a@example.com, b@example.com", "smtp.example.com", "", "", "", "ann", "/etc/pw")
    typed("UTC", "", "", "", *mail)
    assert runner(INIT, "--config", str(path)).code == ExitCode.OK
    said = tomllib.loads(path.read_text())["notify"]
    assert said["to"] == [{"name": "analysts", "mail": ["a@example.com", "b@example.com"]}]
    assert (said["smtp"]["port"], said["smtp"]["security"]) == (587, "starttls")


def test_mail_is_toml_as_the_notifications_take_it():
    mail = Mail(("a@example.com",), "b@example.com", "localhost", 25, "none", "ann", "/etc/pw")
    said = tomllib.loads(written(First(None, None, (), mail)))["notify"]
    assert said == {
        "smtp": {
            "host": "localhost",
            "port": 25,
            "security": "none",
            "from": "b@example.com",
            "user": "ann",
            "password_file": "/etc/pw",
        },
        "to": [{"name": "analysts", "mail": ["a@example.com"]}],
    }


@pytest.mark.parametrize("path", ['/a"b\\c', "/\x7f\x1b[2J", "/ünï\ncode", "/𝄞"])
def test_any_path_comes_back_as_it_was(path):
    said = tomllib.loads(written(First(path, None, (path,))))
    assert (said["db"], said["sources"]) == (path, [{"paths": [path]}])


def test_all_that_is_commented_makes_sense_too(tmp_path):
    lines = written(First(None, None, ())).splitlines()
    wanted = [
        line.removeprefix("# ")
        for line in lines
        if line.startswith(("# [", "# paths", "# url_file", "# privileged", "# inside"))
        or (line.startswith("# ") and " = " in line)
    ]
    path = tmp_path / "config.toml"
    path.write_text("\n".join(wanted))
    path.chmod(0o600)
    said = tomllib.loads(path.read_text())
    assert said.keys() >= {"db", "tz", "sources", "heartbeat", "placeholders"}
    assert said["notify"]["smtp"]["user"] == "blotter"


@pytest.mark.parametrize("name", ["Europe/Amsterdam", "UTC"])
def test_the_zone_of_the_machine_is_known(monkeypatch, name):
    monkeypatch.setenv("TZ", name)
    assert machine_zone_name() == name
