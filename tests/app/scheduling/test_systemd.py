"""Services and timers that systemd takes, locked in, and that come and go without a trace."""

import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.commands.schedule import COMMAND as SCHEDULE
from app.diagnostics import ExitCode
from app.scheduling import systemd
from app.scheduling.jobs import Job, Wish, jobs
from app.scheduling.systemd import Home

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
HOME = Home("root", (Path("/var/lib/blotter"), Path("/srv/with space")))
EVERYTHING = Wish(5, Path("/var/lib/blotter/b.db"), None, Path("/srv/b.db"), "90d", Path("/srv/a"))


def _units() -> dict[str, str]:
    return systemd.units(jobs(EVERYTHING), HOME)


def test_every_job_has_a_service_and_a_timer():
    assert set(_units()) == {
        "blotter-failed@.service",
        *(f"blotter-{job}.{kind}" for job in ("import", "backup", "prune") for kind in _KINDS),
    }


_KINDS = ("service", "timer")


@needs_systemd
def test_systemd_has_nothing_to_complain_of():
    assert systemd.complaints(_units()) == ""


@needs_systemd
def test_what_systemd_complains_of_is_told():
    assert "Unknown" in str(
        systemd.complaints({"x.service": "[Service]\nExecStart=/bin/true\nX=1\n"})
    )


@needs_systemd
@pytest.mark.parametrize("name", ["import", "backup", "prune"])
def test_services_are_locked_in(tmp_path, name):
    path = tmp_path / f"blotter-{name}.service"
    path.write_text(systemd.units(jobs(EVERYTHING), Home("blotter", ()))[path.name])
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    level = re.search(r"Overall exposure level.*: ([\d.]+)", done.stdout)
    assert level
    assert float(level[1]) <= 2.0


@needs_systemd
@pytest.mark.parametrize("calendar", [each.calendar for each in jobs(EVERYTHING)])
def test_systemd_understands_when(calendar):
    words = ["systemd-analyze", "calendar", calendar]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("/srv/b.db", "/srv/b.db"),
        ("/srv/a b", '"/srv/a b"'),
        ("100%", "100%%"),
        ("$HOME", "$$HOME"),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("a;b", '"a;b"'),
        ("a\nExecStart=/bin/sh", '"a\\nExecStart=/bin/sh"'),
        ("a\rExecStart=/bin/sh", '"a\\rExecStart=/bin/sh"'),
    ],
)
def test_nothing_in_a_word_is_expanded(word, written):
    text = systemd.units([Job("import", "x", ("/bin/true", word), "", "")], HOME)
    assert f"\nExecStart=/bin/true {written}\n" in text["blotter-import.service"]


def test_homes_are_seen_only_where_they_have_to_be():
    services = systemd.units([Job("import", "x", ("/usr/bin/blotter",), "", "")], HOME)
    assert "ProtectHome=yes" in services["blotter-import.service"]
    services = systemd.units([Job("import", "x", ("/home/ann/bin/blotter",), "", "")], HOME)
    assert "ProtectHome=read-only" in services["blotter-import.service"]


def test_what_lies_elsewhere_may_be_written_to():
    service = _units()["blotter-backup.service"]
    assert 'ReadWritePaths="/srv/with space"' in service
    assert "ReadWritePaths=/var/lib/blotter" not in service


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Writes down what systemd is told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    told = tmp_path / "told"
    program = folder / "systemctl"
    program.write_text(f'#!/bin/sh\necho "$@" >> {told}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "system"
    path.mkdir()
    (path / "other.service").write_text("[Unit]\n")
    (path / "blotter-mine.service").write_text("[Unit]\n")
    return path


def test_installing_writes_units_and_starts_timers(systemctl, folder):
    wanted = jobs(EVERYTHING)
    systemd.install(wanted, HOME, folder)
    assert {path.name for path in folder.iterdir()} - set(_units()) == {
        "other.service",
        "blotter-mine.service",
    }
    assert systemctl.read_text().splitlines() == [
        "daemon-reload",
        "enable --now blotter-import.timer blotter-backup.timer blotter-prune.timer",
    ]


def test_removing_takes_out_what_was_written_and_nothing_else(systemctl, folder):
    systemd.install(jobs(EVERYTHING), HOME, folder)
    assert systemd.remove(folder)
    assert {path.name for path in folder.iterdir()} == {"other.service", "blotter-mine.service"}
    assert not systemd.remove(folder)


def test_installing_less_takes_out_the_rest(systemctl, folder):
    systemd.install(jobs(EVERYTHING), HOME, folder)
    systemd.install(jobs(EVERYTHING._replace(backup=None, prune=None)), HOME, folder)
    assert not (folder / "blotter-backup.timer").exists()
    assert (folder / "blotter-import.timer").exists()


def test_what_is_installed_is_shown(systemctl, folder):
    systemd.install(jobs(EVERYTHING), HOME, folder)
    shown = systemd.installed(folder)
    assert "# blotter-import.timer" in shown
    assert "blotter-mine" not in shown


def test_a_service_has_a_database_of_its_own(runner, tmp_path):
    ran = runner.bare(SCHEDULE, "install", "--kind", "systemd")
    assert ran.code == ExitCode.OK
    assert any(line.endswith("--db /var/lib/blotter/blotter.db") for line in ran.lines)


def test_a_user_is_one_line(runner):
    ran = runner(SCHEDULE, "install", "--kind", "systemd", "--user", "a\rExecStartPre=/bin/sh")
    assert ran.code == ExitCode.USAGE


def test_a_folder_with_a_dollar_is_itself():
    home = systemd.Home("blotter", (Path("/srv/a$b"),))
    text = systemd.units([Job("import", "try", ("/bin/true",), "", "daily")], home)
    assert "\nReadWritePaths=/srv/a$b\n" in text["blotter-import.service"]


def test_a_user_that_is_not_there_is_told_how_to_be_made(runner, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    words = ("install", "--kind", "systemd", "--user", "nobody-of-that-name", "--yes")
    ran = runner(SCHEDULE, *words)
    assert ran.code == ExitCode.CONFIGURATION
    assert "useradd --system" in ran.err


def test_without_root_no_service_is_installed(runner, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert runner(SCHEDULE, "install", "--kind", "systemd", "--yes").code == ExitCode.PERMISSION


def test_a_configuration_that_the_user_may_not_read_is_refused(runner, tmp_path, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    config = tmp_path / "config.toml"
    config.write_text("")
    config.chmod(0o600)
    somebody = next(each.pw_name for each in pwd.getpwall() if each.pw_uid not in (0, os.getuid()))
    words = ("--kind", "systemd", "--user", somebody, "--config", str(config))
    ran = runner(SCHEDULE, "install", *words, "--yes")
    assert ran.code == ExitCode.CONFIGURATION
    assert f"chown {somebody} {config}" in ran.err
    assert runner(SCHEDULE, "install", *words).code == ExitCode.OK
