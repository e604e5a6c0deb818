"""The crontab: our lines go in and out, and all others stay as they are."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.commands.schedule import COMMAND as SCHEDULE
from app.diagnostics import ExitCode
from app.scheduling import crontab
from app.scheduling.jobs import Job, Wish, jobs

_PROGRAM = """#!/bin/sh
# keeps a crontab in a file, as crontab(1) does for one user
case "$1" in
-l) test -e "{file}" || {{ echo "no crontab for somebody" >&2; exit 1; }}; cat "{file}" ;;
-) cat > "{file}" ;;
*) exit 2 ;;
esac
"""
OTHERS = "MAILTO=root\n# my own\n5 4 * * * /usr/bin/true 100\\%\n"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file behind `crontab`; there is none yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    file = tmp_path / "crontab"
    program = folder / "crontab"
    program.write_text(_PROGRAM.format(file=file))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return file


def test_nothing_is_changed_before_it_was_seen(runner, table):
    ran = runner(SCHEDULE, "install", "--kind", "cron")
    assert ran.code == ExitCode.OK
    assert ran.lines[0].startswith("# blotter begin")
    assert any(line.startswith("* * * * * /") for line in ran.lines)
    assert "nothing was changed" in ran.err
    assert not table.exists()


def test_installing_leaves_other_lines(runner, table):
    table.write_text(OTHERS)
    runner(SCHEDULE, "install", "--kind", "cron", "--yes")
    assert table.read_text().startswith(OTHERS)
    assert f"--db {runner.database}" in table.read_text()


def test_installing_again_replaces(runner, table):
    table.write_text(OTHERS)
    runner(SCHEDULE, "install", "--kind", "cron", "--yes")
    runner(SCHEDULE, "install", "--kind", "cron", "--every", "5", "--yes")
    assert table.read_text().count("--import-only") == 1
    assert "\n*/5 * * * * " in table.read_text()


def test_removing_leaves_what_was_there_before(runner, table):
    table.write_text(OTHERS)
    runner(SCHEDULE, "install", "--kind", "cron", "--yes")
    ran = runner(SCHEDULE, "remove", "--kind", "cron", "--yes")
    assert (ran.code, table.read_text()) == (ExitCode.OK, OTHERS)


ODD = b"# caf\xe9\r\nMAILTO=x\n5 4 * * * /usr/bin/true # \x0b\x85\xe2\x80\xa8 # blotter end\n"
"""No UTF-8, a line end of another kind, and what some take for one."""


def test_other_lines_stay_to_the_byte(runner, table):
    table.write_bytes(ODD)
    ran = runner(SCHEDULE, "install", "--kind", "cron", "--yes")
    assert ran.code == ExitCode.OK
    assert table.read_bytes().startswith(ODD)
    runner(SCHEDULE, "install", "--kind", "cron", "--every", "5", "--yes")
    runner(SCHEDULE, "remove", "--kind", "cron", "--yes")
    assert table.read_bytes() == ODD


def test_a_crontab_that_cannot_be_read_is_not_written_anew(runner, table):
    table.write_text(OTHERS)
    program = table.parent / "bin" / "crontab"
    program.write_text(program.read_text().replace("-l)", "-l) echo 'try later' >&2; exit 1;"))
    ran = runner(SCHEDULE, "install", "--kind", "cron", "--yes")
    assert ran.code == ExitCode.CANNOT_CREATE
    assert "try later" in ran.err
    assert table.read_text() == OTHERS


def test_without_cron_what_systemd_does_is_shown(runner, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    assert runner(SCHEDULE, "show").code == ExitCode.OK


def test_the_database_is_the_same_where_a_variable_says_where_it_is(
    runner, table, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    ran = runner.bare(SCHEDULE, "install", "--kind", "cron")
    assert f"--db {tmp_path}/data/blotter/blotter.db" in "\n".join(ran.lines)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('db = "blotter.db"\n', "1:1"),
        ('paths = ["/var/log/a.log", "logs"]\n', "1:1"),
        ('[[sources]]\npaths = ["/var/log"]\n[[sources]]\npaths = ["logs/*.log"]\n', "4:1"),
        ('rules = ["mine"]\n', "1:1"),
        ('[rules]\nfolders = ["mine"]\n', "2:1"),
        ('[enrichment]\ndatabases = ["city.mmdb"]\n', "2:1"),
        ('[enrichment.lists]\nbad = "bad.txt"\n', "2:1"),
        ('[heartbeat]\nurl_file = "url"\n', "2:1"),
    ],
)
def test_a_path_that_means_something_else_from_elsewhere_is_refused(
    runner, table, tmp_path, text, place
):
    config = tmp_path / "config.toml"
    config.write_text(text)
    ran = runner(SCHEDULE, "install", "--kind", "cron", "--yes", "--config", str(config))
    assert ran.code == ExitCode.CONFIGURATION
    assert "runs from elsewhere: write the whole path" in ran.err
    assert f"{config}:{place}" in ran.err
    assert not table.exists()


def test_removing_waits_for_yes(runner, table):
    runner(SCHEDULE, "install", "--kind", "cron", "--yes")
    before = table.read_text()
    assert "--yes does it" in runner(SCHEDULE, "remove", "--kind", "cron").err
    assert table.read_text() == before


def test_what_is_installed_is_shown(runner, table):
    table.write_text(OTHERS)
    runner(SCHEDULE, "install", "--kind", "cron", "--yes")
    shown = runner(SCHEDULE, "show", "--kind", "cron").lines
    assert shown == table.read_text().removeprefix(OTHERS).splitlines()


def test_where_nothing_is_installed_that_is_said(runner, table):
    assert "nothing is scheduled" in runner(SCHEDULE, "show", "--kind", "cron").err


def test_without_an_end_mark_nothing_is_taken_out(table):
    table.write_text(f"{crontab.BEGIN}\n5 4 * * * /usr/bin/true\n")
    assert not crontab.remove()
    assert crontab.installed() == ""


def test_backups_and_pruning_are_scheduled_where_they_are_wanted(tmp_path):
    wish = Wish(1, None, None, Path("copy.db"), "90d", Path("/srv/archive"))
    found = {each.name: " ".join(each.words[1:]) for each in jobs(wish)}
    assert found == {
        "import": "--import-only --quiet --wait 50",
        "backup": f"backup --quiet --replace {Path.cwd()}/copy.db",
        "prune": "prune --quiet --yes --older-than 90d --archive /srv/archive",
    }


@pytest.mark.parametrize("name", ["a\n* * * * * evil", "a\rb", "a\x1b[2J", "a\udcff"])
def test_a_name_that_would_begin_another_line_is_refused(runner, table, name):
    ran = runner(SCHEDULE, "install", "--kind", "cron", "--backup", f"/srv/{name}", "--yes")
    assert ran.code == ExitCode.USAGE
    assert not table.exists()


def test_without_cron_that_is_said(runner, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    ran = runner(SCHEDULE, "install", "--kind", "cron", "--yes")
    assert ran.code == ExitCode.CANNOT_CREATE
    assert "there is no program crontab" in ran.err


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"])))
def test_any_word_reaches_the_program_as_it_is(word):
    """What cron does with a line (crontab(5)): an unescaped % ends it, an escaped one is one."""
    line = crontab.lines([Job("import", "try", ("printf", "%s", word), "* * * * *", "")])
    for_shell = _as_cron(line.split("* * * * * ", 1)[1].rpartition(f"\n{crontab.END}")[0])
    done = subprocess.run(["/bin/sh", "-c", for_shell], capture_output=True, check=True)
    assert done.stdout == os.fsencode(word)


def _as_cron(text: str) -> str:
    out = ""
    at = 0
    while at < len(text):
        if text[at : at + 2] == "\\%":
            out += "%"
            at += 2
            continue
        assert text[at] != "%"
        out += text[at]
        at += 1
    return out


def test_a_report_is_made_when_its_week_is_over(runner, table, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text('[report]\nto = ["ops@example.com"]\n')
    words = ("--kind", "cron", "--report", "week", "--config", str(config))
    ran = runner(SCHEDULE, "install", *words)
    (line,) = (line for line in ran.lines if " report " in line and not line.startswith("#"))
    assert line.startswith("0 7 * * 1 /")
    assert " report --email --quiet --period week " in line


def test_a_report_that_nobody_gets_is_refused(runner, table):
    ran = runner(SCHEDULE, "install", "--kind", "cron", "--report", "week")
    assert ran.code == ExitCode.CONFIGURATION
    assert "nobody to send it to" in ran.err
