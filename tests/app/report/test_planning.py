"""Which period a report is on, in which zone."""

import os
from pathlib import Path

import pytest

from app.configuration.configured import Config, Report
from app.report.planning import limits_of, zone_named, zone_of
from store.reports.traffic import Limits


@pytest.mark.parametrize(
    ("said", "config", "name"),
    [
        ("Asia/Tokyo", Config(tz="UTC", report=Report(tz="Europe/Paris")), "Asia/Tokyo"),
        (None, Config(tz="UTC", report=Report(tz="Europe/Paris")), "Europe/Paris"),
        (None, Config(tz="UTC"), "UTC"),
    ],
)
def test_who_says_the_zone(said: str | None, config: Config, name: str):
    assert zone_of(config, said).name == name


def test_the_machines_zone_has_a_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", ":Europe/Lisbon")
    assert zone_named(None).name == "Europe/Lisbon"


def test_without_a_variable_the_link_says_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(os.path, "realpath", lambda _: "/usr/share/zoneinfo/Africa/Lagos")
    assert zone_named(None).name == "Africa/Lagos"


def test_without_any_it_is_local_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(os.path, "realpath", lambda path: path)
    assert zone_named(None).name == "local time"


def test_the_thresholds():
    assert limits_of(Report()) == Limits()
    assert limits_of(Report(daily_404=7, daily_404_thursday=8)) == Limits(8, 7)


def test_config_show_tells_of_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    from app.commands.config import COMMAND
    from app.diagnostics import run

    path = tmp_path / "c.toml"
    path.write_text('[report]\ntz = "UTC"\ndaily_404 = 12\n')
    assert run(COMMAND, ["show", "--config", str(path)]) == 0
    out = capsys.readouterr().out
    assert f'report.tz = "UTC"  # {path}:2:1' in out
    assert f"report.daily_404 = 12  # {path}:3:1" in out
