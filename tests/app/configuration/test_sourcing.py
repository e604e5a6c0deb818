"""What the configuration and the command line say about logs, as imports see it."""

import json
import signal
import subprocess
import time

import pytest

from tests.store.importing.commanding import Command, spawned, words_of
from tests.store.importing.running import append, copied, lines, raws, rows, stored, template

HOSTS = """
SELECT s.path, h.text FROM events e JOIN sources s ON s.id = e.source JOIN hosts h ON h.id = e.host
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def database(made, tmp_path):
    return copied(made, tmp_path)


@pytest.fixture
def command(database, capsys):
    return Command(database, capsys)


@pytest.fixture
def tree(tmp_path):
    """Two hosts with a log of two lines each."""
    for number, host in enumerate(("web1", "web2")):
        (tmp_path / "logs" / host).mkdir(parents=True)
        (tmp_path / "logs" / host / "access.log").write_bytes(lines([2 * number, 2 * number + 1]))
    return tmp_path / "logs"


@pytest.fixture
def configured(tmp_path, command):
    """Runs an import with a configuration of this text."""

    def run_(text: str, *words: object):
        (tmp_path / "c.toml").write_text(text)
        return command("--json", "--config", tmp_path / "c.toml", *words)

    return run_


def hosts(database) -> list[tuple[str, str]]:
    """The folder of every event's log, and its host."""
    found = rows(database, HOSTS)
    return sorted({(path.split("/")[-2], host) for path, host in found})


def test_every_table_has_its_settings(configured, database, tree):
    table = '[[sources]]\npaths = ["{0}/web{1}"]\nhost = "{2}"\n'
    text = table.format(tree, 1, "a") + table.format(tree, 2, "b")
    assert configured(text).summary["lines"] == 4
    assert hosts(database) == [("web1", "a"), ("web2", "b")]


def test_tables_come_before_the_rest(configured, database, tree):
    text = f'paths = ["{tree}"]\nhost = "c"\n[[sources]]\npaths = ["{tree}/web1"]\nhost = "a"\n'
    assert configured(text).summary["lines"] == 4
    assert hosts(database) == [("web1", "a"), ("web2", "c")]


def test_a_template_alone_is_a_source(configured, database, tree):
    assert configured(f'[[sources]]\nhost_from_path = "{tree}/{{host}}/*.log"\n').code == 0
    assert hosts(database) == [("web1", "web1"), ("web2", "web2")]


def test_a_template_at_the_top_is_for_all(configured, database, tree):
    configured(f'paths = ["{tree}"]\nhost_from_path = "{tree}/{{host}}"\n')
    assert hosts(database) == [("web1", "web1"), ("web2", "web2")]


def test_a_tables_host_wins_over_a_template_at_the_top(configured, database, tree):
    text = f'host_from_path = "{tree}/{{host}}"\n[[sources]]\npaths = ["{tree}"]\nhost = "a"\n'
    configured(text)
    assert hosts(database) == [("web1", "a"), ("web2", "a")]


def test_a_named_log_has_the_settings_of_its_table(configured, database, tree):
    text = f'[[sources]]\npaths = ["{tree}/web1"]\nhost = "a"\n'
    configured(text, "--", tree / "web1" / "access.log", tree / "web2")
    found = rows(database, "SELECT s.path, e.host FROM events e JOIN sources s ON s.id = e.source")
    assert {(path.split("/")[-2], host is None) for path, host in found} == {
        ("web1", False),
        ("web2", True),
    }


def test_the_command_line_wins_over_a_table(configured, database, tree):
    configured(f'[[sources]]\nhost_from_path = "{tree}/{{host}}"\n', "--host", "z", tree)
    assert hosts(database) == [("web1", "z"), ("web2", "z")]


def test_the_format_of_a_table_is_taken(configured, database, tree):
    configured(f'[[sources]]\npaths = ["{tree}/web1"]\nformat = "system.auth"\n')
    assert rows(database, "SELECT format FROM sources") == [("system.auth",)]


def test_a_format_that_is_none_is_told_with_its_place(configured, tree, tmp_path):
    found = configured(f'[[sources]]\npaths = ["{tree}"]\nformat = "nonsense"\n')
    assert (found.code, found.out) == (78, "")
    assert found.err.startswith(f"blotter: {tmp_path / 'c.toml'}:3:1: format: no format 'nonsense'")


def test_everything_wrong_is_told_in_lines_of_its_own(configured, tmp_path):
    found = configured("tz = 1\nhots = 2\n")
    place = tmp_path / "c.toml"
    assert (found.code, found.err.splitlines()) == (
        78,
        [
            f"blotter: {place}:1:1: tz has to be a text",
            f"blotter: {place}:2:1: unknown key 'hots'; did you mean 'host'?",
        ],
    )


def test_a_path_that_matches_nothing_is_a_problem_and_the_others_go_on(configured, tree):
    found = configured(f'[[sources]]\npaths = ["{tree}/no*"]\n[[sources]]\npaths = ["{tree}"]\n')
    assert (found.code, found.summary["lines"]) == (74, 4)


def test_the_format_of_the_command_line_is_remembered(command, database, tree):
    log = tree / "web1" / "access.log"
    command("--json", "--format", "system.auth", log)
    append(log, lines([7]))
    assert command("--json", log).summary["unparsed"] == 1
    assert rows(database, "SELECT format FROM sources") == [("system.auth",)]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--encoding", "no"), "no code page 'no'"),
        (("--trusted-proxy", "192.0.2.1", "--trusted-proxy", "x"), "'x' is no address"),
        (("--tz", "Mars"), "no zone 'Mars'"),
        (("--format", "nonsense"), "no format 'nonsense'"),
        (("--reference-time", "soon"), "'soon'"),
    ],
)
def test_an_option_without_sense_is_a_wrong_command_line(command, tree, words, why):
    found = command(*words, tree)
    assert (found.code, why in found.err) == (2, True)


def test_rules_beside_the_configuration_are_used(configured, tree, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yml").write_text(RULE)
    assert configured(f'paths = ["{tree}"]').summary["alerts_opened"] > 0


RULE = """title: Mine
id: 7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0001
level: low
logsource: {category: webserver}
detection: {s: {sc-status: 200}, condition: s}
"""


# following


def test_following_imports_what_comes_until_it_is_told_to_end(database, tree):
    words = words_of(database, "--follow", "--json", tree)
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        append(tree / "web1" / "access.log", lines([10, 11]))
        second = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert (first["lines"], second["lines"], process.returncode, err) == (4, 2, 0, b"")
    assert stored(database) == raws([0, 1, 2, 3, 10, 11])


def test_an_import_beside_one_that_follows_has_its_turn(database, tree):
    words = words_of(database, "--follow", "--json", tree / "web1")
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        other = spawned(words_of(database, "--quiet", tree / "web2"))
        append(tree / "web1" / "access.log", lines([10]))
        process.stdout.readline()
        process.terminate()
    assert (other, stored(database)) == ((0, "", ""), raws([0, 1, 2, 3, 10]))


def test_a_follower_whose_parent_is_gone_ends(database, tree):
    words = words_of(database, "--follow", "--progress-json", tree)
    parent = (
        "import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE); "
        "p.stdout.readline(); print(p.pid)"
    )
    done = subprocess.run(
        [words[0], "-c", parent, *words], capture_output=True, text=True, timeout=60, check=True
    )
    end = time.monotonic() + 60
    while _lives(int(done.stdout)):
        assert time.monotonic() < end
        time.sleep(0.1)


def _lives(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as file:  # noqa: PTH123 - short-lived
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_following_needs_no_terminal_to_be_refused_without_import_only(database, tree):
    words = [word for word in words_of(database, "--follow", tree) if word != "--import-only"]
    found = spawned(words)
    assert (found.code, "--follow needs --import-only" in found.err) == (2, True)
