"""The headless import where what is named, or what lies there, is not what somebody thought."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli import blotter
from app.commands import config, formats, verify_evidence
from app.commands import sources as sources_command
from app.diagnostics import run as run_command
from app.main_command import COMMAND as MAIN
from tests.store.importing.commanding import Command, spawned, words_of
from tests.store.importing.running import copied, lines, rows, template


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def command(made, tmp_path, capsys):
    return Command(copied(made, tmp_path), capsys)


@pytest.fixture
def said(command, capsys):
    """What another command says of the same database."""

    def said_(what, *words):
        code = run_command(what, [*map(str, words), "--db", str(command.database)])
        found = capsys.readouterr()
        return int(code), found.out, found.err

    return said_


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "ev.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("web1/access.log", lines(range(40)))
        packed.writestr("web2/access.log", lines(range(100, 130)))
    return path


def listed(said: Callable[..., tuple[int, str, str]]) -> dict[str, dict[str, Any]]:
    _, out, _ = said(sources_command.COMMAND, "--format", "json")
    return {each["path"]: each for each in map(json.loads, out.splitlines())}


def damage(path: Path) -> None:
    """Overwrite a byte near the beginning of the first log in an archive."""
    data = bytearray(path.read_bytes())
    at = 30 + len("web1/access.log") + 5
    data[at] ^= 0xFF
    path.write_bytes(data)


# empty words


@pytest.mark.parametrize("words", [("",), ("--host", "", "a.log"), ("--rules", "", "a.log")])
def test_an_empty_word_is_refused(command, words):
    assert command(*words).code == 2


@pytest.mark.parametrize("text", ['paths = [""]', 'rules = [""]', 'host = ""'])
def test_an_empty_text_is_refused_in_the_configuration(command, tmp_path, text):
    (tmp_path / "c.toml").write_text(text)
    assert command("--config", tmp_path / "c.toml", tmp_path / "none").code == 78


# what is listed


def test_an_archive_is_listed_by_its_logs(command, said, archive):
    command(archive)
    found = {path: each["events"] for path, each in listed(said).items()}
    assert found == {f"{archive}!/web1/access.log": 40, f"{archive}!/web2/access.log": 30}


def test_a_copy_counts_nothing_and_names_its_log(command, said, tmp_path):
    (tmp_path / "a.log").write_bytes(lines(range(50)))
    (tmp_path / "b.log").write_bytes(lines(range(50)))
    command(tmp_path / "a.log")
    command(tmp_path / "b.log")
    found = listed(said)[str(tmp_path / "b.log")]
    assert (found["events"], found["copy_of"]) == (0, str(tmp_path / "a.log"))


def test_a_log_that_is_piped_again_keeps_its_row(command, said, tmp_path):
    log = tmp_path / "a.log"
    log.write_bytes(lines(range(50)))
    command(log)
    before = listed(said)[str(log)]
    spawned(["sh", "-c", 'cat "$0" | "$@"', str(log), *words_of(command.database, "-")])
    assert listed(said)[str(log)] == before
    assert listed(said)["-"]["events"] == 0


# damage


def test_a_damaged_log_in_an_archive_has_a_row(command, said, archive):
    damage(archive)
    assert command(archive).code == 65
    assert "damaged" in listed(said)[f"{archive}!/web1/access.log"]["error"]


def test_an_archive_that_was_damaged_later_is_looked_at_again(command, said, archive):
    command(archive)
    damage(archive)
    found = command(archive)
    row = listed(said)[f"{archive}!/web1/access.log"]
    assert (found.code, row["events"], "damaged" in row["error"]) == (65, 40, True)


def test_a_log_in_an_archive_that_was_damaged_later_is_altered(command, said, archive):
    command(archive)
    damage(archive)
    code, out, _ = said(verify_evidence.COMMAND, "--format", "json")
    states = [json.loads(each)["state"] for each in out.splitlines()]
    assert (code, states) == (65, ["altered", "intact"])


def test_an_archive_that_is_whole_again_is_read(command, said, archive):
    whole = archive.read_bytes()
    damage(archive)
    command(archive)
    archive.write_bytes(whole)
    os.utime(archive, (1, 1))
    assert command("--json", archive).summary["events"] == 40
    assert listed(said)[f"{archive}!/web1/access.log"]["error"] is None


def test_an_encrypted_log_has_a_row(command, said, archive):
    data = bytearray(archive.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    archive.write_bytes(data)
    command(archive)
    assert listed(said)[f"{archive}!/web1/access.log"]["error"] == "encrypted"
    _, out, _ = said(verify_evidence.COMMAND, "--format", "json")
    assert json.loads(out.splitlines()[0])["state"] == "unreadable"


# one log of an archive


def test_one_log_of_an_archive_is_imported(command, archive):
    assert command("--json", f"{archive}!/web1/access.log").summary["events"] == 40
    assert command("--json", archive).summary["events"] == 30


def test_a_log_that_is_not_in_the_archive_is_told(command, archive):
    found = command(f"{archive}!/none.log")
    assert (found.code, "no such log" in found.err) == (74, True)


def test_each_log_of_an_archive_is_detected(said, archive):
    code, out, _ = said(formats.COMMAND, "detect", archive, "--format", "json")
    found = {each["path"] for each in map(json.loads, out.splitlines())}
    assert (code, len(found)) == (0, 2)


def test_one_log_of_an_archive_is_detected(said, archive):
    code, out, _ = said(formats.COMMAND, "detect", f"{archive}!/web2/access.log", "--limit", 1)
    assert (code, "apache.access" in out) == (0, True)


# what we write ourselves


def test_the_files_of_our_own_output_are_passed_over(command, tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "a.log").write_bytes(lines(range(50)))
    for _ in range(2):
        spawned(
            [
                "sh",
                "-c",
                '"$@" >>"$0/out.log" 2>&1',
                str(folder),
                *words_of(command.database, folder),
            ]
        )
    assert rows(command.database, "SELECT path FROM sources") == [(str(folder / "a.log"),)]


# a format that somebody named wrongly


def test_a_forced_format_that_fits_nothing_is_told(command, said, tmp_path):
    log = tmp_path / "a.log"
    log.write_bytes(lines(range(50)))
    found = command("--format", "system.auth", log)
    why = "none of its 50 records is in the format system.auth"
    assert (found.code, found.err) == (65, f"blotter: {log}: {why}\n")
    assert listed(said)[str(log)]["error"] == why


def test_a_logformat_that_matches_nothing_is_told(command, tmp_path):
    (tmp_path / "a.log").write_bytes(lines(range(50)))
    found = command("--format", "%v:%p [%t] %U", tmp_path / "a.log")
    assert (found.code, "your LogFormat matched no line; read as" in found.err) == (65, True)


# small things


def test_waiting_takes_a_number(command):
    found = command("--wait", "abc", "a.log")
    assert (found.code, "'abc' is no number of seconds" in found.err) == (2, True)


def test_an_instant_is_explained(command):
    found = command("--reference-time", "gestern", "a.log")
    assert (found.code, "'gestern' is no instant in ISO 8601" in found.err) == (2, True)


def test_the_name_of_a_format_is_taken(said):
    assert said(formats.COMMAND, "new", "apache.access")[0] == 2


def test_a_typo_is_told_before_the_terminal(said):
    code, _, err = said(MAIN, "event")
    assert (code, "no such file or command: 'event'" in err) == (2, True)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("alrts", "did you mean 'alerts'?"),
        ("silences", "did you mean 'alerts silences'?"),
        ("silense", "did you mean 'alerts silence'?"),
        ("list", "no such file or command: 'list'\n"),
    ],
)
def test_a_command_that_may_be_meant_is_named(word, meant):
    result = CliRunner().invoke(blotter, [word])
    assert (result.exit_code, meant in result.output) == (2, True)


def test_following_standard_input_ends_with_it(command, tmp_path):
    (tmp_path / "a.log").write_bytes(lines(range(5)))
    words = words_of(command.database, "--follow", "-")
    found = spawned(["sh", "-c", 'cat "$0" | "$@"', str(tmp_path / "a.log"), *words])
    assert (found.code, "5 lines from 1 source" in found.out) == (0, True)


def test_a_fifo_that_is_gone_is_not_kept(command, said, tmp_path):
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    script = 'cat "$0" >"$1" & shift; exec "$@"'
    (tmp_path / "a.log").write_bytes(lines(range(5)))
    words = words_of(command.database, fifo)
    spawned(["sh", "-c", f"{script}", str(tmp_path / "a.log"), str(fifo), *words])
    fifo.unlink()
    code, out, _ = said(verify_evidence.COMMAND, "--format", "json", "--limit", 1)
    assert (code, json.loads(out)["state"]) == (0, "not-kept")


@pytest.mark.parametrize(("folder", "name"), [("formats", "a.yml"), ("rules", "a.yml")])
def test_what_lies_beside_no_configuration_is_checked(said, monkeypatch, tmp_path, folder, name):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "blotter" / folder).mkdir(parents=True)
    (tmp_path / "blotter" / folder / name).write_text("][")
    assert said(config.COMMAND, "check")[0] == 78
