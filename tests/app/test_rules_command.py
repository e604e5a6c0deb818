"""`blotter rules`."""

import json
import sqlite3
import subprocess
from contextlib import closing

import click
import pytest
from click.testing import CliRunner, Result

from app.commands import rules
from app.diagnostics import CommandError, ExitCode
from app.importing.importing_command import import_command
from app.rulebook import compiling
from store.database.connection import create
from store.rules.compiling.assembling import assemble
from store.rules.files.loader import BUILTIN

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
    monkeypatch.setattr(
        compiling, "compile_files", assemble
    )  # as the child does, without its start

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
            "INSERT INTO rules (uuid, hash, active, title, severity, spec, error) "
            "VALUES (?, '', 1, '', '', '', 'it takes too long')",
            (BRUTE_FORCE,),
        )
    connection.close()
    row = rows(run("list", "--format", "json"))["Brute force from one address"]
    assert (row["state"], row["reason"]) == ("set aside", "it takes too long")


def test_a_table_has_titles(run):
    assert run("list").stdout.splitlines()[0].split() == [
        "name",
        "severity",
        "set",
        "state",
        "title",
        "reason",
    ]


@pytest.fixture
def costly(tmp_path) -> None:
    """A database in which a rule has cost something."""
    create(tmp_path / "t.db")
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute(
            "INSERT INTO rules (id, uuid, hash, active, title, severity, spec) "
            "VALUES (1, ?, '', 1, '', '', '')",
            (BRUTE_FORCE,),
        )
        connection.execute("INSERT INTO judged VALUES (1, 1000)")
        connection.execute("INSERT INTO rule_costs VALUES (1, 0, 25000, 7, 1000000, 0)")
        connection.execute('INSERT INTO groups VALUES (3, 1, \'{"source.ip": "192.0.2.1"}\')')
        connection.execute(
            "INSERT INTO hits (grp, ts, slot, event, n) VALUES (3, 1000000, 0, 1, 4)"
        )
    connection.close()


@pytest.mark.usefixtures("costly")
def test_a_rule_says_what_it_hit_and_cost(run):
    row = rows(run("list", "--format", "json"))["Brute force from one address"]
    assert (row["hits"], row["alerts"], row["us_per_1000_events"]) == (7, 0, 25.0)
    assert row["last_hit"] == "1970-01-01T00:00:01.000000Z"


@pytest.mark.usefixtures("costly")
def test_a_table_has_figures_where_there_are_any(run):
    lines = run("list").stdout.splitlines()
    assert "hits  alerts  last hit (UTC)       us/1000  title" in lines[0]
    assert "7       0  1970-01-01 00:00:01     25.0  Brute force from one address" in "\n".join(
        lines
    )


def test_a_rule_is_explained(run):
    lines = run("explain", "brute-force").stdout.splitlines()
    assert lines[0] == "Brute force from one address"
    assert ["window", "30", "minutes"] in [line.split() for line in lines]
    assert lines[-2:] == ["Last hits", "  none"]


def test_a_correlation_shows_the_sql_of_what_it_counts(run):
    lines = run("explain", "many-500-answers-of-one-site").stdout.splitlines()
    at = lines.index("SQL of 'HTTP 500'")
    assert lines[at + 1] == "  (`http.response.status_code`=500)"


@pytest.mark.usefixtures("costly")
def test_an_explanation_ends_with_the_last_hits(run):
    lines = run("explain", BRUTE_FORCE).stdout.splitlines()
    assert lines[-1] == "  1970-01-01 00:00:01      4  source.ip=192.0.2.1"


@pytest.mark.usefixtures("costly")
def test_an_explanation_for_programs(run):
    found = json.loads(run("explain", "http-404", "--format", "json").stdout)
    assert found["sql"] == {"HTTP 404": "(`http.response.status_code`=404)"}
    assert found["facts"]["looks at"] == ["access logs (apache.access)"]


def test_a_rule_that_does_not_apply_is_explained_by_why(run, folder):
    (folder / "b.yml").write_text(
        "title: Kernel\nlogsource: {product: macos}\ndetection: {s: {a: 1}, condition: s}\n"
    )
    assert run("explain", "Kernel", "--rules", folder).stdout == (
        "Kernel: not applicable, it never fires: no log format here provides the logsource macos\n"
    )


def test_a_rule_that_is_not_there_is_no_use(run):
    with pytest.raises(click.BadParameter, match="did you mean 'Brute force from one address'"):
        CliRunner().invoke(
            rules.COMMAND, ["explain", "brut-force"], standalone_mode=False, catch_exceptions=False
        )


def test_coverage_is_a_layer(run):
    found = json.loads(run("coverage").stdout)
    scores = {each["techniqueID"]: each["score"] for each in found["techniques"]}
    assert found["versions"]["layer"] == "4.5"
    assert scores["T1110"] >= 3


def test_coverage_goes_to_a_file(run, tmp_path):
    result = run("coverage", "-o", tmp_path / "layer.json")
    assert (result.return_value, result.stdout) == (0, "")
    assert json.loads((tmp_path / "layer.json").read_text())["domain"] == "enterprise-attack"


def test_a_layer_that_cannot_be_written_has_a_code(run, tmp_path):
    result = run("coverage", "-o", tmp_path / "none" / "layer.json")
    assert isinstance(result.exception, CommandError)
    assert result.exception.code == ExitCode.CANNOT_CREATE


def test_coverage_follows_no_link(run, tmp_path):
    (tmp_path / "layer.json").symlink_to(tmp_path / "victim")
    result = run("coverage", "-o", tmp_path / "layer.json")
    assert isinstance(result.exception, CommandError)
    assert not (tmp_path / "victim").exists()


def test_coverage_as_a_table(run):
    lines = run("coverage", "--format", "table", "--limit", 2).stdout.splitlines()
    assert lines[0].split() == ["technique", "rules", "titles"]
    assert len(lines) == 3


def test_a_list_goes_to_no_file(run, tmp_path):
    result = run("coverage", "--format", "csv", "-o", tmp_path / "a")
    assert isinstance(result.exception, click.UsageError)


@pytest.mark.usefixtures("costly")
def test_a_rule_that_is_set_aside_covers_nothing(run, tmp_path):
    def pages() -> int:
        rows_ = [
            json.loads(line) for line in run("coverage", "--format", "json").stdout.split("\n")[:-1]
        ]
        return next(int(row["rules"]) for row in rows_ if row["technique"] == "T1110")

    before = pages()
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("UPDATE rules SET error = 'it takes too long'")
    connection.close()
    assert pages() == before - 1


LINE = '{address} - - [{day}/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 418 1\n'
TRIED = RIGHT.replace("blotter:", "blotter:\n  dedup: [c-ip]")


@pytest.fixture
def imported(tmp_path) -> None:
    """A database of four teapots on two days."""
    log = tmp_path / "access.log"
    places = [("192.0.2.1", "09"), ("192.0.2.2", "09"), ("192.0.2.1", "10"), ("192.0.2.1", "10")]
    log.write_text("".join(LINE.format(address=each, day=day) for each, day in places))
    arguments = ["--import-only", "--quiet", "--db", str(tmp_path / "t.db"), str(log)]
    subprocess.run(import_command(arguments), cwd=tmp_path, check=True)


@pytest.mark.usefixtures("imported")
def test_a_new_rule_is_tried(run, folder):
    (folder / "a.yml").write_text(TRIED)
    result = run("try", folder / "a.yml", "--format", "json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(each["group"], each["count"], each["first_seen"][:10]) for each in found] == [
        ({"source.ip": "192.0.2.1"}, 1, "2026-11-09"),
        ({"source.ip": "192.0.2.2"}, 1, "2026-11-09"),
        ({"source.ip": "192.0.2.1"}, 2, "2026-11-10"),
    ]
    first, second = result.stderr.splitlines()
    assert first == "3 alerts in 2 days with events: 1.5 a day, at most 2 (2026-11-09)"
    assert second.startswith("4 events judged, ")


@pytest.mark.usefixtures("imported")
def test_a_trial_may_begin_later(run, folder):
    (folder / "a.yml").write_text(TRIED)
    result = run("try", folder, "--since", "2026-11-10", "--format", "json")
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.usefixtures("imported")
def test_a_trial_leaves_the_database_as_it_was(run, folder, tmp_path):
    def content() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "t.db")) as connection:
            return list(connection.iterdump())

    before = content()
    assert (run("try", folder).return_value, content()) == (0, before)


@pytest.mark.usefixtures("imported")
def test_a_rule_that_is_tried_stands_in_the_place_of_the_installed_one(run, folder, tmp_path):
    (tmp_path / "c.toml").write_text(f'rules = ["{folder}"]\n')
    new = tmp_path / "new.yml"
    new.write_text(RIGHT.replace("418", "419"))
    result = run("try", new, "--config", tmp_path / "c.toml", "--format", "json")
    assert (result.return_value, result.stdout) == (0, "")


@pytest.mark.usefixtures("imported")
def test_a_wrong_rule_cannot_be_tried(run, folder):
    (folder / "a.yml").write_text(WRONG)
    result = run("try", folder)
    assert (result.return_value, f"{folder / 'a.yml'}:5:" in result.stderr) == (78, True)


@pytest.mark.usefixtures("imported")
def test_a_time_that_is_none_is_no_use(run, folder):
    assert isinstance(run("try", folder, "--since", "soon").exception, click.BadParameter)


def test_examples_are_run(run, folder):
    result = run("test", folder)
    assert (result.return_value, result.stderr) == (0, "1 example of 1 rule: all as expected\n")
    assert result.stdout.splitlines()[1].split() == [
        *("ok", "1", "1", f"{folder / 'a.yml'}:8", "Mine", "a", "teapot")
    ]


def test_an_example_that_fails_is_told_and_has_a_code(run, folder):
    (folder / "a.yml").write_text(RIGHT.replace("alerts: 1", "alerts: 2"))
    result = run("test", folder, "--format", "json")
    row = json.loads(result.stdout)
    assert (result.return_value, row["expected"], row["found"]) == (78, 2, 1)
    assert (row["line"], row["passed"]) == (8, False)
    assert result.stderr.splitlines() == [
        f"{folder / 'a.yml'}:8:7: example 'a teapot' makes 1 alert, not 2",
        "1 example of 1 rule: 1 failed",
    ]


def test_an_example_that_cannot_be_run_fails(run, folder):
    (folder / "a.yml").write_text(RIGHT.replace("apache.access", "apache.axes"))
    result = run("test", folder, "--format", "json")
    row = json.loads(result.stdout)
    assert (result.return_value, row["found"]) == (78, None)
    assert row["error"] == "example 'a teapot': there is no format 'apache.axes'"


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
    assert run("check", folder).stdout == "1 rule, 1 example: no problems\n"


def test_a_built_in_file_is_checked(run):
    assert run("check", BUILTIN / "linux.yml").stdout == "1 rule, 3 examples: no problems\n"


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
        "1 rule, 1 example: no problems; 3 not applicable: they never fire here",
        "     2  no log format here provides the logsource aws",
        "     1  no log format here provides the logsource macos",
    ]


def test_an_example_that_comes_out_wrong_is_a_problem(run, folder):
    (folder / "a.yml").write_text(RIGHT.replace("alerts: 1", "alerts: 2"))
    result = run("check", folder / "a.yml")
    assert (result.return_value, result.stdout) == (78, "1 rule, 1 example: 1 problem\n")
    assert result.stderr == f"{folder / 'a.yml'}:8:7: example 'a teapot' makes 1 alert, not 2\n"


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
