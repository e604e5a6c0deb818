"""What a command pays for: heavy libraries are imported by those that use them only."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.importing.importing_command import import_command

HEAVY = {
    *("textual", "rich", "sigma", "jinja2", "yaml", "sqlite_utils", "evtx", "regex"),
    *("watchfiles", "anyio", "numpy"),
}

IDLE = HEAVY | {
    *("dateutil", "hashlib", "json", "orjson", "pickle", "socket", "subprocess", "tempfile"),
    *("tomllib", "traceback", "zlib", "zoneinfo", "zstandard"),
    *("store.model", "store.formats", "store.importing.intake", "store.importing.sources"),
    *("store.database.evidence", "store.database.ingest", "store.rules.compiled"),
    *("store.rules.keeping.catalogue", "store.rules.counting.judging"),
}
"""What a run for nothing does without as well: what reads, judges and writes."""

TELLING = {
    *("smtplib", "email", "ssl", "http", "apprise", "app.notifying.running"),
    *("app.notifying.settings", "store.notifying.outbox", "store.queries"),
}
"""What tells somebody of an alert."""

FOR_LONG_LOGS = {
    *("numpy", "subprocess", "pickle", "store.importing.worker", "store.database.counting_long"),
    *("store.database.rows_long", "store.rules.counting.tallying_long", "sqlite_utils", "yaml"),
}
"""What a few new lines do without as well."""

_REPORT = """
import atexit, sys
atexit.register(lambda: print("MODULES", *sys.modules, file=sys.stderr))
"""


def _modules_of(arguments: list[str], tmp_path: Path) -> set[str]:
    words = import_command(arguments)
    words[3] = _REPORT + words[3]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stderr.splitlines() if line.startswith("MODULES "))
    return set(line.split()[1:])


def test_help_imports_nothing_heavy(tmp_path):
    assert HEAVY & _modules_of(["--help"], tmp_path) == set()


def test_a_first_import_never_imports_textual_sigma_jinja_or_sqlite_utils(tmp_path):
    log = tmp_path / "access.log"
    log.write_text('192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n')
    modules = _modules_of(["--import-only", "--db", "t.db", "access.log"], tmp_path)
    assert {"textual", "rich", "sigma", "jinja2", "sqlite_utils"} & modules == set()


def test_an_import_with_nothing_new_imports_nothing_that_reads_or_judges(tmp_path):
    log = tmp_path / "access.log"
    log.write_text('192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n')
    arguments = ["--import-only", "--db", "t.db", "access.log"]
    _modules_of(arguments, tmp_path)
    assert IDLE & _modules_of(arguments, tmp_path) == set()


def test_an_import_with_nothing_to_tell_imports_nothing_that_tells(tmp_path):
    log = tmp_path / "access.log"
    log.write_text('192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n')
    config = tmp_path / "config.toml"
    config.write_text(
        '[notify.smtp]\nhost = "localhost"\nfrom = "blotter@example.com"\n'
        '[[notify.to]]\nname = "ops"\nmail = ["ops@example.com"]\n'
    )
    arguments = ["--import-only", "--db", "t.db", "--config", "config.toml", "access.log"]
    _modules_of(arguments, tmp_path)
    found = _modules_of(arguments, tmp_path)
    assert (TELLING | IDLE - {"tomllib"}) & found == set()


def test_to_know_an_access_log_takes_nothing_that_reads_auth_logs(tmp_path):
    log = tmp_path / "access.log"
    log.write_text('192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n')
    modules = _modules_of(["--import-only", "--db", "t.db", "access.log"], tmp_path)
    syslog = {"store.formats.syslog.programs.table", "store.formats.syslog.envelopes.header"}
    assert syslog & modules == set()


def test_a_log_that_goes_on_needs_no_format_but_its_own(tmp_path):
    log = tmp_path / "access.log"
    line = '192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'
    log.write_text(line)
    arguments = ["--import-only", "--db", "t.db", "access.log"]
    _modules_of(arguments, tmp_path)
    log.write_text(line * 2)
    formats = "store.formats.builtin."
    found = {name for name in _modules_of(arguments, tmp_path) if name.startswith(formats)}
    assert found == {f"{formats}apache_access"}


def test_a_log_that_goes_on_needs_nothing_that_is_for_long_ones(tmp_path):
    log = tmp_path / "access.log"
    line = '192.0.2.1 - - [09/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'
    log.write_text(line)
    arguments = ["--import-only", "--db", "t.db", "access.log"]
    _modules_of(arguments, tmp_path)
    log.write_text(line * 2)
    assert FOR_LONG_LOGS & _modules_of(arguments, tmp_path) == set()


def test_a_long_log_is_foreseen_before_what_reads_is_imported(tmp_path):
    code = "import store.importing.worker, sys; print('MODULES', *sys.modules, file=sys.stderr)"
    words = [*import_command([])[:3], f"import sys; sys.path.insert(0, sys.argv.pop(1)); {code}"]
    done = subprocess.run(
        [*words, import_command([])[4]], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    reading = {"store.formats", "store.model", "store.rules", "store.database", "numpy"}
    assert reading & set(done.stderr.split()) == set()


@pytest.mark.parametrize("command", ["events", "alerts", "top", "sources"])
def test_the_lists_import_nothing_heavy(command, tmp_path):
    arguments = ["--import-only", "--quiet", "--db", "t.db", str(tmp_path)]
    subprocess.run(import_command(arguments), cwd=tmp_path, check=True)
    assert HEAVY & _modules_of([command, "--db", "t.db"], tmp_path) == set()


def test_this_interpreter_is_the_one_that_is_started_again():
    assert import_command([])[0] == sys.executable
