"""Imports of the real command line tell of what they find."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from app.importing.importing_command import import_command
from store import children
from store.database.connection import Writer, create, reader
from tests.app.notifying.postal import Authority, Post, server, text

pytestmark = pytest.mark.slow


def _line(second: int) -> str:
    where = f"web1 sshd[{1000 + second}]"
    return f"2026-11-30T03:12:{second:02d}+00:00 {where}: Failed password for root from 203.0.113.7"


LOG = "".join(f"{_line(second)} port {40_000 + second} ssh2\n" for second in range(30))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "auth.log").write_text(LOG)
    os.utime(tmp_path / "auth.log", (0, 0))
    return tmp_path


def configure(folder: Path, port: int, trusted: Authority) -> None:
    (folder / "config.toml").write_text(
        f'[notify.smtp]\nhost = "localhost"\nport = {port}\nfrom = "blotter@example.com"\n'
        f'ca_file = "{trusted.file}"\n'
        '[[notify.to]]\nname = "ops"\nmail = ["ops@example.com"]\nseverity = "low"\n'
    )


def blotter(folder: Path, *words: str) -> tuple[int, dict[str, object], str]:
    """One import; its exit code, its summary, what it complained of."""
    fixed = ["--import-only", "--json", "--db", "t.db", "--config", "config.toml"]
    done = subprocess.run(
        import_command([*fixed, *words, "auth.log"]),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def told(folder: Path) -> tuple[set[int], set[int]]:
    """The alerts there are, and those that somebody was told of."""
    connection = reader(folder / "t.db")
    try:
        alerts = connection.execute("SELECT id FROM alerts WHERE merged_into IS NULL").fetchall()
        known = connection.execute("SELECT alert FROM told").fetchall()
        return {row[0] for row in alerts}, {row[0] for row in known}
    finally:
        connection.close()


def test_an_import_tells_what_it_finds(folder, trusted):
    with server(trusted.context("localhost")) as post:
        configure(folder, post.port, trusted)
        code, summary, _ = blotter(folder)
        again = blotter(folder)
    assert (code, again[0]) == (0, 0)
    assert summary["notifications_sent"] == len(post.mails) > 0
    assert (summary["notifications_failed"], again[1]["notifications_sent"]) == (0, 0)
    alerts, known = told(folder)
    assert alerts == known


def _evidence(lines: list[str]) -> list[str]:
    """What stands under the heading, without its marks."""
    shown = lines[lines.index("Evidence") + 1 :]
    return [line.strip(" >") for line in shown[: shown.index("")]]


def test_a_message_shows_how_it_began_and_what_it_came_to(folder, trusted):
    success = _line(59).replace("Failed", "Accepted").replace("root", "http://evil.example.com")
    (folder / "auth.log").write_text(f"{LOG}{success} port 40059 ssh2\n")
    os.utime(folder / "auth.log", (0, 0))
    with server(trusted.context("localhost")) as post:
        configure(folder, post.port, trusted)
        blotter(folder)
    (mail,) = (each for each in post.messages if "Login after a brute force" in each["Subject"])
    plain = _evidence(text(mail).splitlines())
    began, came_to = LOG.splitlines()[:3], [LOG.splitlines()[-1], f"{success} port 40059 ssh2"]
    expected = [*began, "and 26 more records, then", *came_to]
    assert plain == [line.replace("://", "[:]//") for line in expected]
    page = text(mail, "html")
    assert all(line.replace("://", "[:]//") in page for line in expected)


def test_an_import_that_follows_tells_what_comes(folder, trusted):
    with server(trusted.context("localhost")) as post:
        configure(folder, post.port, trusted)
        fixed = ["--import-only", "--follow", "--db", "t.db", "--config", "config.toml", "auth.log"]
        process = subprocess.Popen(import_command(fixed), cwd=folder, stdout=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 60
            while not post.mails and time.monotonic() < end:
                time.sleep(0.1)
        finally:
            process.terminate()
        assert process.wait(60) == 0
        assert post.mails


def test_a_run_that_is_to_tell_nobody_tells_nobody_now_or_later(folder, trusted):
    with server(trusted.context("localhost")) as post:
        configure(folder, post.port, trusted)
        _, summary, _ = blotter(folder, "--no-notify")
        blotter(folder)
    assert summary["alerts_opened"]
    assert post.mails == []


def test_a_server_that_is_down_is_told_of_and_the_mail_stays_queued(folder, trusted):
    configure(folder, 9, trusted)
    code, summary, complaint = blotter(folder)
    assert code == 69
    assert summary["notifications_sent"] == 0
    assert summary["notifications_failed"] == 1
    assert "notify: mail ops@example.com: Connection refused" in complaint
    connection = reader(folder / "t.db")
    assert connection.execute("SELECT count(*) FROM deliveries").fetchone()[0] > 0
    connection.close()


def test_a_configuration_with_a_readable_secret_is_refused(folder, trusted):
    configure(folder, 9, trusted)
    path = folder / "config.toml"
    path.write_text(path.read_text().replace("port", 'user = "u"\npassword = "s3cret"\nport', 1))
    path.chmod(0o644)
    code, _, complaint = blotter(folder)
    assert code == 78
    assert "chmod 600 config.toml" in complaint
    assert "s3cret" not in complaint


def test_whoever_dies_at_whatever_statement_every_alert_is_told(folder, trusted):
    with server(trusted.context("localhost")) as post:
        configure(folder, post.port, trusted)
        create(folder / "t.db")
        for statements in (*range(5, 400, 17), 0, 0):
            _die(folder, statements)
            _end_leases(folder)
        alerts, known = told(folder)
        assert alerts == known != set()
        assert _mailed(post, folder)


def _die(folder: Path, statements: int) -> None:
    """An import that dies before so many statements."""
    code = (
        f"from tests.torture.dying import torment; torment(200, 1 << 40, {statements}); "
        "from app.cli import main; main()"
    )
    fixed = ["--import-only", "--db", "t.db", "--config", "config.toml", "auth.log"]
    subprocess.run([*children.command(code), *fixed], cwd=folder, capture_output=True, check=False)


def _end_leases(folder: Path) -> None:
    """Let what the dead had claimed be tried again."""
    with Writer(folder / "t.db") as writer, writer.transaction() as connection:
        connection.execute("UPDATE deliveries SET next_at = 0 WHERE state <> 'sent'")


def _mailed(post: Post, folder: Path) -> bool:
    """Whether what is noted as sent is in the mailbox, every message of it."""
    connection = reader(folder / "t.db")
    rows = connection.execute(
        "SELECT m.message_id FROM deliveries d JOIN messages m ON m.id = d.message"
    ).fetchall()
    states = connection.execute("SELECT DISTINCT state FROM deliveries").fetchall()
    connection.close()
    ids = {str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in post.messages}
    return states == [("sent",)] and {row[0] for row in rows} == ids


def test_a_rule_that_changes_mails_no_old_alert_again(folder, trusted):
    rules = folder / "rules"
    rules.mkdir()
    text = (
        "title: Tries as root\nid: 3d6f0d0e-6f6c-4c5f-9d9e-0a7b1f0c2a55\nstatus: test\n"
        "level: high\nlogsource: {product: linux}\ndescription: first\n"
        "detection: {it: {user.name: root}, condition: it}\n"
    )
    with server(trusted.context("localhost")) as post:
        configure(folder, post.port, trusted)
        (rules / "r.yml").write_text(text)
        blotter(folder, "--rules", "rules")
        before = len(post.mails)
        (rules / "r.yml").write_text(text.replace("first", "second"))
        _, summary, _ = blotter(folder, "--rules", "rules")
    assert before
    assert summary["alerts_opened"]
    assert len(post.mails) == before
