"""`blotter rules`."""

import json
import sqlite3

import pytest
from click.testing import CliRunner, Result

from app.commands import rules
from store.database.connection import create
from store.rules.assembling import assemble
from store.rules.loader import BUILTIN

BRUTE_FORCE = "d3a5b1a7-9ebe-4308-8e83-a9afe91b0159"
RIGHT = """title: Mine
id: 7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0001
level: low
logsource: {category: webserver}
detection: {s: {sc-status: 418}, condition: s}
blotter:
  examples:
    - name: a teapot
      format: apache.access
      lines: ['192.0.2.1 - - [{time}] "GET / HTTP/1.1" 418 1']
      alerts: 1
"""
WRONG = RIGHT.replace("condition: s}", "condition: t}")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the command with a database that does not exist yet."""
    monkeypatch.setenv("BLOTTER_DB", str(tmp_path / "t.db"))
    monkeypatch.delenv("BLOTTER_CONFIG", raising=False)
    monkeypatch.setattr(rules, "compile_files", assemble)  # as the child does, without its start

    def run_(*words: object) -> Result:
        return CliRunner().invoke(
            rules.COMMAND, [str(word) for word in words], standalone_mode=False
        )

    return run_


@pytest.fixture
def folder(tmp_path):
    """A folder with a right rule."""
    path = tmp_path / "mine"
    path.mkdir()
    (path / "a.yml").write_text(RIGHT)
    return path


def rows(result: Result) -> dict[str, dict[str, object]]:
    """The JSON lines by title."""
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {row["title"]: row for row in found}


def test_the_built_in_rules_are_listed(run):
    row = rows(run("list", "--format", "json"))["Brute force from one address"]
    assert (row["id"], row["severity"], row["type"]) == (BRUTE_FORCE, "high", "event_count")
    assert (row["state"], row["author"]) == ("alerts", "Blotter")


def test_rules_of_a_folder_are_listed(run, folder):
    assert rows(run("list", "--format", "json", "--rules", folder))["Mine"]["state"] == "alerts"


def test_rules_of_the_configuration_are_listed(run, folder, tmp_path):
    config = tmp_path / "c.toml"
    config.write_text(f'rules = ["{folder}"]\n')
    assert "Mine" in run("list", "--config", config).stdout


@pytest.mark.parametrize("verb", ["list", "check"])
def test_rules_beside_the_configuration_are_seen(run, tmp_path, verb):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yml").write_text(WRONG)
    (tmp_path / "c.toml").write_text("")
    result = run(verb, "--config", tmp_path / "c.toml")
    assert (result.return_value, str(tmp_path / "rules" / "a.yml") in result.stderr) == (78, True)


EXPANDING = RIGHT[: RIGHT.index("blotter")].replace(
    "sc-status: 418", "'cs-user|expand': '%admins%'"
)


def test_placeholders_are_those_of_the_configuration(run, folder, tmp_path):
    (folder / "a.yml").write_text(EXPANDING)
    config = tmp_path / "c.toml"
    config.write_text('[placeholders]\nadmins = ["kim"]\n')
    result = run("check", "--config", config, folder)
    assert (result.return_value, result.stderr) == (0, "")


def test_a_placeholder_without_values_is_a_problem(run, folder):
    (folder / "a.yml").write_text(EXPANDING)
    result = run("check", folder)
    assert result.stderr == (
        f"{folder / 'a.yml'}:5:17: the placeholder %admins% has no values: "
        "list them under [placeholders]\n"
    )


def test_a_rule_that_nothing_can_answer_says_why(run, folder):
    (folder / "b.yml").write_text(
        "title: Kernel\nlogsource: {product: linux, service: auditd}\n"
        "detection: {s: {a: 1}, condition: s}\n"
    )
    row = rows(run("list", "--format", "json", "--rules", folder))["Kernel"]
    assert row["state"] == "not applicable"
    assert row["reason"] == "no log format here provides the Linux service auditd"


def test_a_rule_that_was_switched_off_says_why(run, tmp_path):
    create(tmp_path / "t.db")
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute(
            "INSERT INTO rules (uuid, hash, active, title, severity, spec, watermark, error) "
            "VALUES (?, '', 1, '', '', '', 0, 'it takes too long')",
            (BRUTE_FORCE,),
        )
    connection.close()
    row = rows(run("list", "--format", "json"))["Brute force from one address"]
    assert (row["state"], row["reason"]) == ("failed", "it takes too long")


def test_a_table_has_titles(run):
    assert run("list").stdout.splitlines()[0].split() == [
        *("SEVERITY", "SET", "STATE", "TITLE", "REASON")
    ]


def test_csv_has_titles(run):
    first, *rest = run("list", "--format", "csv", "--limit", 2).stdout.splitlines()
    assert first.startswith("id,title,severity,type,state,")
    assert len(rest) == 2


def test_a_list_tells_of_problems(run, folder):
    (folder / "a.yml").write_text(WRONG)
    result = run("list", "--rules", folder)
    assert (result.return_value, "Brute force" in result.stdout) == (78, True)
    assert result.stderr.startswith(f"{folder / 'a.yml'}:5:")


def test_the_built_in_rules_are_right(run):
    result = run("check")
    assert (result.return_value, result.stderr) == (0, "")
    assert result.stdout.endswith("examples: no problems\n")


def test_one_path_is_checked(run, folder):
    assert run("check", folder).stdout == "1 rules, 1 examples: no problems\n"


def test_a_built_in_file_is_checked(run):
    assert run("check", BUILTIN / "linux.yml").stdout == "1 rules, 3 examples: no problems\n"


def test_a_problem_has_its_place_and_a_code(run, folder):
    (folder / "a.yml").write_text(WRONG)
    result = run("check", folder)
    place = f"{folder / 'a.yml'}:5:34"
    assert (result.return_value, result.stdout) == (78, "0 rules, 0 examples: 1 problem\n")
    assert result.stderr == f"{place}: Detection 't' not defined in detections\n"


def test_rules_that_do_not_apply_are_counted_by_their_reasons(run, folder):
    for number, product in enumerate(["aws", "aws", "macos"]):
        (folder / f"{number}.yml").write_text(
            f"title: T{number}\nlogsource: {{product: {product}}}\n"
            "detection: {s: {a: 1}, condition: s}\n"
        )
    assert run("check", folder).stdout.splitlines() == [
        "1 rules, 1 examples: no problems; 3 not applicable",
        "     2  no log format here provides the logsource aws",
        "     1  no log format here provides the logsource macos",
    ]


def test_an_example_that_comes_out_wrong_is_a_problem(run, folder):
    (folder / "a.yml").write_text(RIGHT.replace("alerts: 1", "alerts: 2"))
    result = run("check", folder / "a.yml")
    assert (result.return_value, result.stdout) == (78, "1 rules, 1 examples: 1 problem\n")
    assert result.stderr == f"{folder / 'a.yml'}:8:7: example 'a teapot' makes 1 alerts, not 2\n"


def test_other_peoples_problems_are_not_this_paths(run, folder, tmp_path):
    other = tmp_path / "other.yml"
    other.write_text(WRONG.replace("cfb1f0001", "cfb1f0002"))
    assert run("check", "--rules", other, folder).return_value == 0


def test_a_rule_is_listed_with_its_set(run, folder):
    row = rows(run("list", "--format", "json", "--rules", folder))["Mine"]
    assert (row["set"], row["on"], row["state"]) == ("a", True, "alerts")


@pytest.mark.parametrize("name", ["a", "7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0001"])
def test_a_rule_that_is_switched_off_is_listed_as_off(run, folder, tmp_path, name):
    config = tmp_path / "c.toml"
    config.write_text(f'[rules]\nfolders = ["{folder}"]\ndisable = ["{name}"]\n')
    row = rows(run("list", "--format", "json", "--config", config))["Mine"]
    assert (row["on"], row["state"]) == (False, "off")


def test_a_switch_of_nothing_is_told_with_its_place(run, tmp_path):
    config = tmp_path / "c.toml"
    config.write_text('[rules]\nenable = ["clasic"]\n')
    result = run("list", "--config", config)
    message = "no set and no rule 'clasic'; did you mean 'classic'?"
    assert (result.return_value, result.stderr) == (78, f"{config}:2:1: {message}\n")
