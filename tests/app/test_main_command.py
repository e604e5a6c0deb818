"""The headless import as scripts see it: what it prints, and how it ends."""

import json
import os
import signal
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

from app.importing.importing_command import import_command
from app.importing.request import Request
from store.database.connection import import_lock
from tests.store.importing.commanding import Command, in_crumbs, spawned, words_of
from tests.store.importing.running import append, copied, lines, raws, rows, stored, template

KEYS = [
    "sources",
    "lines",
    "bytes",
    "events",
    "unparsed",
    "alerts_opened",
    "alerts_updated",
    "notifications_sent",
    "notifications_failed",
    "seconds",
    "errors",
]


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def database(made, tmp_path):
    return copied(made, tmp_path)


@pytest.fixture
def command(database, capsys, monkeypatch):
    monkeypatch.delenv("BLOTTER_DB", raising=False)
    monkeypatch.delenv("BLOTTER_CONFIG", raising=False)
    return Command(database, capsys)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "access.log"
    path.write_bytes(lines(range(50)) + b"no access line\n")
    return path


@pytest.fixture
def attacked(tmp_path):
    """A log that makes an alert."""
    path = tmp_path / "auth.log"
    path.write_text(
        "".join(
            f"2026-03-10T06:25:{number:02d}Z web1 sshd[{number}]: Failed password for root from "
            f"203.0.113.7 port {number} ssh2\n"
            for number in range(60)
        )
    )
    return path


# the summary


def test_the_summary_has_these_keys(command, log):
    assert list(command("--json", log).summary) == KEYS


def test_the_summary_is_one_line(command, log):
    assert command("--json", log).out.count("\n") == 1


def test_the_summary_counts(command, log):
    found = command("--json", log).summary
    counts = {key: found[key] for key in ("sources", "lines", "bytes", "events", "unparsed")}
    size = log.stat().st_size
    assert counts == {"sources": 1, "lines": 51, "bytes": size, "events": 50, "unparsed": 1}


def test_the_second_run_finds_nothing(command, log):
    command(log)
    found = command("--json", log).summary
    assert [found[key] for key in ("sources", "lines", "bytes", "events")] == [1, 0, 0, 0]


def test_errors_are_objects(command, tmp_path):
    path = str(tmp_path / "none")
    expected = [{"path": path, "error": "No such file or directory"}]
    assert command("--json", path).summary["errors"] == expected


def test_people_get_a_sentence(command, log):
    out = command(log).out
    assert out.startswith("51 lines from 1 source in ")
    assert out.endswith(" s: 50 events, 1 unparsed; 0 alerts opened, 0 updated\n")


def test_quiet_prints_nothing(command, log):
    assert command("--quiet", log) == (0, "", "")


def test_quiet_tells_what_is_wrong(command, tmp_path):
    found = command("--quiet", tmp_path / "none")
    assert (found.code, found.out) == (74, "")
    assert found.err == f"blotter: {tmp_path / 'none'}: No such file or directory\n"


def test_nothing_but_data_goes_to_stdout(command, log, tmp_path):
    found = command("--json", log, tmp_path / "none")
    assert json.loads(found.out)["lines"] == 51
    assert found.err.count("\n") == 1


# the options


def test_the_database_is_made(made, tmp_path, capsys, log):
    command = Command(tmp_path / "new.db", capsys)
    assert command(log).code == 0
    assert len(stored(tmp_path / "new.db")) == 51


def test_the_environment_names_the_database(database, log):
    words = words_of(database, "--quiet", log)
    at = words.index("--db")
    del words[at : at + 2]
    found = spawned(words, env={"BLOTTER_DB": str(database), "PATH": ""})
    assert (found, len(stored(database))) == ((0, "", ""), 51)


def test_the_configuration_names_the_logs(command, log, tmp_path):
    config = tmp_path / "c.toml"
    config.write_text(f'paths = ["{log}"]\n')
    assert command("--json", "--config", config).summary["lines"] == 51


def test_named_logs_win_over_the_configuration(command, log, tmp_path):
    config = tmp_path / "c.toml"
    config.write_text('paths = ["/none"]\n')
    assert command("--json", "--config", config, log).summary["lines"] == 51


def test_without_logs_there_is_nothing_to_do(command):
    found = command()
    assert (found.code, found.out) == (2, "")
    assert "name the logs to import" in found.err


def test_the_format_is_taken(command, database, log):
    command("--format", "system.auth", log)
    assert rows(database, "SELECT format FROM sources") == [("system.auth",)]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC"])
def test_the_zone_is_taken(command, database, tmp_path, zone):
    log = tmp_path / "a"
    log.write_text("Jan 10 06:00:00 web1 sshd[1]: Invalid user a from 192.0.2.7 port 1\n")
    command("--tz", zone, "--reference-time", "2026-01-11", log)
    hour = 5 if zone == "Europe/Berlin" else 6
    found = rows(database, "SELECT strftime('%Y-%m-%d %H', ts / 1000000, 'unixepoch') FROM events")
    assert found == [(f"2026-01-10 {hour:02d}",)]


def test_the_reference_time_decides_the_year(command, database, tmp_path):
    log = tmp_path / "a"
    log.write_text("Dec 31 06:00:00 web1 sshd[1]: Invalid user a from 192.0.2.7 port 1\n")
    command("--tz", "UTC", "--reference-time", "2020-01-02T00:00:00+01:00", log)
    found = rows(database, "SELECT strftime('%Y', ts / 1000000, 'unixepoch') FROM events")
    assert found == [("2019",)]


def test_the_host_is_taken(command, database, log):
    command("--host", "web9", log)
    assert rows(database, "SELECT text FROM hosts") == [("web9",)]


RULE = """title: Mine
id: 7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0001
level: low
logsource: {category: webserver}
detection: {s: {sc-status: 200}, condition: s}
"""


def test_rules_of_a_folder_are_judged(command, log, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yml").write_text(RULE)
    assert command("--json", "--rules", tmp_path / "rules", log).summary["alerts_opened"] > 0


def test_new_rules_judge_what_is_stored(command, log, tmp_path):
    command(log)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yml").write_text(RULE)
    found = command("--json", "--rules", tmp_path / "rules", log).summary
    assert (found["lines"], found["alerts_opened"] > 0) == (0, True)


def test_a_wrong_rule_is_told_and_the_rest_done(command, log, tmp_path):
    (tmp_path / "rules").mkdir()
    path = tmp_path / "rules" / "a.yml"
    path.write_text(RULE.replace("condition: s}", "condition: t}"))
    found = command("--json", "--rules", tmp_path / "rules", log)
    assert (found.code, found.summary["lines"]) == (78, 51)
    assert found.err.startswith(f"blotter: {path}:5:")


def test_a_run_without_notifications(command, log):
    found = command("--json", "--no-notify", log).summary
    assert (found["lines"], found["notifications_sent"]) == (51, 0)


# how it ends


def test_alerts_alone_end_well(command, attacked):
    found = command("--json", attacked)
    assert (found.code, found.summary["alerts_opened"] > 0) == (0, True)


def test_alerts_end_with_ten_if_asked(command, attacked):
    assert command("--quiet", "--exit-on-alerts", attacked).code == 10


def test_a_run_that_opened_no_alert_ends_well(command, attacked):
    command("--quiet", attacked)
    assert command("--quiet", "--exit-on-alerts", attacked).code == 0


def test_what_is_wrong_outweighs_alerts(command, attacked, tmp_path):
    assert command("--quiet", "--exit-on-alerts", attacked, tmp_path / "none").code == 74


def test_another_import_is_busy(command, database, log):
    with import_lock(database, 0):
        found = command("--json", log)
    assert (found[0], found[1]) == (75, "")
    whose = f"process {os.getpid()} on {os.uname().nodename}, since "
    assert found[2].startswith(f"blotter: another writer holds {database}: {whose}")


@pytest.mark.slow
def test_a_transaction_of_another_program_is_busy(command, database, log):
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert command(log) == (75, "", f"blotter: another writer holds {database}\n")
    finally:
        other.close()


def test_another_import_is_waited_for(command, database, log):
    lock = import_lock(database, 0)
    lock.__enter__()
    threading.Timer(0.3, lock.__exit__, (None, None, None)).start()
    assert command("--json", "--wait", "20", log).summary["lines"] == 51


def test_another_program_is_waited_for(command, database, log):
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, other.close)
    timer.start()
    found = command("--json", "--wait", "20", log)
    timer.join()
    assert found.summary["lines"] == 51


@pytest.mark.slow
def test_a_run_that_is_told_to_end_commits_and_ends_well(database, tmp_path):
    log = tmp_path / "big.log"
    log.write_bytes(lines(range(60_000)))
    words = in_crumbs(database, 40_000, "--progress-json", log)
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    told = json.loads(out.splitlines()[-1])["summary"]
    assert (process.returncode, err) == (0, b"")
    assert 0 < told["lines"] == len(stored(database)) < 60_000
    assert spawned(words_of(database, "--quiet", log)) == (0, "", "")
    assert stored(database) == raws(range(60_000))


def test_progress_is_one_object_a_line(command, log):
    first, last = command("--progress-json", log).out.splitlines()
    size = log.stat().st_size
    step = {"path": str(log), "done": size, "total": size, "lines": 51, "alerts": 0}
    assert (json.loads(first), list(json.loads(last))) == (step, ["summary"])


NO_OP = """
from app.cli import blotter
from app.diagnostics import run
code = run(blotter)
heavy = {"textual", "rich", "jinja2", "sigma", "sqlite_utils", "yaml", "watchfiles"}
print(code, sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


def test_a_run_that_finds_nothing_imports_nothing_heavy(command, database, log):
    command("--quiet", log)
    words = words_of(database, "--tz", "UTC", "--quiet", log)
    code = words[3].partition(";")[0] + "; sys.path.insert(0, sys.argv.pop(1))" + NO_OP
    assert spawned([*words[:3], code, *words[4:]]) == (0, "0 []\n", "")


def test_the_apps_import_is_asked_for_the_same(tmp_path):
    request = Request(
        paths=("-odd", "a.log"),
        import_only=False,
        db=None,
        config=Path("c.toml"),
        format="system.auth",
        tz="UTC",
        reference_time="2026-01-01",
        host="web1",
        trusted_proxies=("192.0.2.1", "192.0.2.2"),
        encoding="cp850",
        rules=("one", "two"),
        no_notify=True,
        json=False,
        quiet=False,
        wait=0.0,
        exit_on_alerts=False,
        follow=False,
        progress_json=False,
    )
    assert request.import_arguments(Path("x.db")) == [
        *("--import-only", "--follow", "--progress-json", "--db", "x.db", "--config", "c.toml"),
        *("--format", "system.auth", "--tz", "UTC", "--reference-time", "2026-01-01"),
        *("--host", "web1", "--encoding", "cp850", "--trusted-proxy", "192.0.2.1"),
        *("--trusted-proxy", "192.0.2.2", "--rules", "one", "--rules", "two", "--no-notify"),
        *("--", "-odd", "a.log"),
    ]


def test_a_log_whose_name_begins_with_a_dash(database, tmp_path):
    append(tmp_path / "-odd", lines(range(3)))
    found = spawned(words_of(database, "--quiet", "--", "-odd"), cwd=tmp_path)
    assert (found, stored(database)) == ((0, "", ""), raws(range(3)))


def test_the_app_is_not_opened_without_a_terminal(database, log):
    done = subprocess.run(
        import_command(["--db", str(database), str(log)]),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, "no terminal" in done.stderr) == (2, "", True)
