"""`blotter config`: what is in force, where it comes from, and whether it makes sense."""

import json
import tomllib
from pathlib import Path

import pytest

from app.commands.config import COMMAND


@pytest.fixture
def config(tmp_path):
    """A configuration with one table."""
    path = tmp_path / "c.toml"
    path.write_text(
        f'paths = ["{tmp_path}"]\ntz = "UTC"\nhost_from_path = "/logs/{{host}}"\n\n'
        '[[sources]]\npaths = ["/logs/*.log"]\nhost = "a"\ntrusted_proxies = ["192.0.2.1"]\n'
    )
    return path


def test_every_setting_is_shown_with_its_origin(runner, config):
    shown = json.loads(runner(COMMAND, "show", "--format", "json", "--config", str(config)).out)
    assert shown["file"] == str(config)
    assert shown["tz"] == {"value": "UTC", "origin": f"{config}:2:1"}
    assert shown["db"] == {"value": str(runner.database), "origin": "--db"}


def test_a_table_shows_what_is_in_force_for_it(runner, config):
    shown = json.loads(runner(COMMAND, "show", "--format", "json", "--config", str(config)).out)
    assert shown["sources"] == [
        {
            "paths": {"value": ["/logs/*.log"], "origin": f"{config}:6:1"},
            "tz": {"value": "UTC", "origin": f"{config}:2:1"},
            "host": {"value": "a", "origin": f"{config}:7:1"},
            "trusted_proxies": {"value": ["192.0.2.1"], "origin": f"{config}:8:1"},
        }
    ]


def test_it_is_shown_as_toml(runner, config):
    out = runner(COMMAND, "show", "--config", str(config)).out.decode()
    shown = tomllib.loads(out)
    assert (shown["tz"], shown["sources"][0]["host"]) == ("UTC", "a")
    assert f'tz = "UTC"  # {config}:2:1' in out


def test_placeholders_are_shown(runner, tmp_path):
    path = tmp_path / "c.toml"
    path.write_text('[placeholders]\nadmins = ["kim"]\n')
    out = runner(COMMAND, "show", "--config", str(path)).out.decode()
    assert tomllib.loads(out)["placeholders"] == {"admins": ["kim"]}


def test_folders_and_switches_of_rules_are_shown(runner, tmp_path):
    path = tmp_path / "c.toml"
    path.write_text('[rules]\nfolders = ["/r"]\nenable = ["classic"]\ndisable = ["web"]\n')
    out = runner(COMMAND, "show", "--config", str(path)).out.decode()
    assert tomllib.loads(out)["rules"] == {
        "folders": ["/r"],
        "enable": ["classic"],
        "disable": ["web"],
    }


def test_a_switch_of_nothing_makes_no_sense(runner, tmp_path):
    path = tmp_path / "c.toml"
    path.write_text('[rules]\ndisable = ["windos"]\n')
    found = runner(COMMAND, "check", "--config", str(path))
    assert f"{path}:2:1: no set and no rule 'windos'; did you mean 'windows'?" in found.err


def test_without_a_configuration_the_defaults_are_shown(runner, tmp_path):
    shown = json.loads(runner.bare(COMMAND, "show", "--format", "json").out)
    database = str(tmp_path / "data" / "blotter" / "blotter.db")
    assert shown == {
        "file": None,
        "db": {"value": database, "origin": "default"},
        "tz": {"value": "the machine's", "origin": "default"},
        "sources": [],
    }


def test_the_environment_is_an_origin(runner, monkeypatch):
    monkeypatch.setenv("BLOTTER_DB", "/x.db")
    shown = json.loads(runner.bare(COMMAND, "show", "--format", "json").out)
    assert shown["db"] == {"value": "/x.db", "origin": "BLOTTER_DB"}


def test_folders_beside_the_configuration_are_shown(runner, config):
    (config.parent / "rules").mkdir()
    (config.parent / "formats").mkdir()
    shown = json.loads(runner(COMMAND, "show", "--format", "json", "--config", str(config)).out)
    assert shown["rules_folder"]["value"] == str(config.parent / "rules")
    assert shown["formats_folder"]["value"] == str(config.parent / "formats")


def test_what_makes_sense_is_right(runner, config):
    found = runner(COMMAND, "check", "--config", str(config))
    assert (found.code, found.lines) == (0, [f"{config}: no problem found"])


def test_a_path_that_finds_nothing_yet_is_noted(runner, config):
    found = runner(COMMAND, "check", "--config", str(config))
    assert f"{config}:6:1: nothing is there yet: /logs/*.log" in found.err


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nonsense = 1", "1:1: unknown key 'nonsense'"),
        ('\nrules = ["/none"]', "2:1: rules: no such file or folder: /none"),
        ('paths = ["/"]\nformat = "nonsense"', "2:1: format: no format 'nonsense'"),
        ('[[sources]]\npaths = ["/"]\nformat = "no"', "3:1: format: no format 'no'"),
        ("x", "1:2: "),
    ],
)
def test_what_is_wrong_is_told_with_its_place(runner, tmp_path, text, problem):
    path = tmp_path / "c.toml"
    path.write_text(text)
    found = runner(COMMAND, "check", "--config", str(path))
    assert (found.code, found.out) == (78, b"")
    assert found.err.startswith(f"blotter: {path}:{problem}")


def test_without_a_configuration_there_is_nothing_to_check(runner):
    assert runner.bare(COMMAND, "check").code == 0


NOTIFY = """[notify]
severity = "high"
[notify.smtp]
host = "mail.example.com"
from = "b@example.com"
user = "blotter"
password = "s3cret"
[[notify.to]]
name = "ops"
mail = ["ops@example.com"]
"""


def test_show_tells_of_notifications_but_no_secret(runner, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(NOTIFY)
    config.chmod(0o600)
    shown = runner(COMMAND, "show", "--config", str(config)).out.decode()
    said = tomllib.loads(shown)["notify"]
    assert (said["severity"], said["smtp"]["password"]) == ("high", "(secret)")
    assert f'mail = ["ops@example.com"]  # {config}:10:1' in shown
    shown += runner(COMMAND, "show", "--format", "json", "--config", str(config)).out.decode()
    assert "s3cret" not in shown


def test_check_looks_for_what_notifications_need(runner, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(
        NOTIFY.replace('password = "s3cret"', 'password_file = "pw"')
        + '[[notify.to]]\nname = "log"\nfile = "none/alerts.jsonl"\n'
    )
    (tmp_path / "pw").write_text("s3cret")
    (tmp_path / "pw").chmod(0o644)
    ran = runner(COMMAND, "check", "--config", str(config))
    assert ran.code == 78
    assert f"{config}:7:1: {tmp_path}/pw: can be read by others; chmod 600" in ran.err
    assert f"{config}:13:1: there is no folder" in ran.err


LIMITS = """\
[rules]
enable = ["classic"]

[rules.thresholds]
classic-404 = 20
"five-500-answers-in-ten-minutes" = [{when = "mon-fri 8-18", gte = 30}, {gt = 2}]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "limits.toml"
    path.write_text(text)
    return path


def test_limits_of_rules_are_shown_as_toml(runner, tmp_path):
    path = write(tmp_path, LIMITS)
    shown = tomllib.loads(runner(COMMAND, "show", "--config", str(path)).out.decode())
    assert shown["rules"] == tomllib.loads(LIMITS)["rules"]


def test_limits_of_rules_have_their_places(runner, tmp_path):
    path = write(tmp_path, LIMITS)
    shown = json.loads(runner(COMMAND, "show", "--format", "json", "--config", str(path)).out)
    found = shown["rules.thresholds.classic-404"]
    assert found == {"value": 20, "origin": f"{path}:5:1"}


def test_right_limits_are_no_problem(runner, tmp_path):
    assert runner(COMMAND, "check", "--config", str(write(tmp_path, LIMITS))).code == 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("classic-404 = 0", "2:1: classic-404: the count is a whole number above zero"),
        ('classic-404 = [{when = "thx", gte = 3}]', "2:1: classic-404: 'thx'"),
        ("classik-404 = 5", "2:1: no rule 'classik-404'; did you mean 'classic-404'?"),
        ("first-sudo = 5", "2:1: 'first-sudo': a limit is for an event_count"),
    ],
)
def test_wrong_limits_are_named_with_their_place(runner, tmp_path, line, why):
    path = write(tmp_path, f"[rules.thresholds]\n{line}\n")
    ran = runner(COMMAND, "check", "--config", str(path))
    assert ran.code == 78
    assert f"{path}:{why}" in ran.err


def test_thresholds_are_a_table(runner, tmp_path):
    ran = runner(COMMAND, "check", "--config", str(write(tmp_path, "[rules]\nthresholds = 5\n")))
    assert "2:1: thresholds has to be a table: [rules.thresholds]" in ran.err


def test_a_placeholder_that_no_rule_uses_is_misspelt(runner, tmp_path):
    path = write(tmp_path, '[placeholders]\nprivileged_acounts = ["root"]\n')
    ran = runner(COMMAND, "check", "--config", str(path))
    assert ran.code == 78
    assert f"{path}:2:1: no rule uses the placeholder %privileged_acounts%; did you mean" in ran.err
