"""`blotter notify`: test the ways, send what is due, look after what could not be sent."""

import json

import pytest

from app.cli import blotter
from store.database.connection import Writer
from store.notifying import outbox
from store.notifying.outbox import Message, Target, mail
from tests.app.notifying.postal import authority, server
from tests.app.running import Runner


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('[[notify.to]]\nname = "log"\nfile = "alerts.jsonl"\n')
    return path


def queue(runner: Runner, *targets: Target, key: str = "k", state: str = "waiting") -> None:
    with Writer(runner.database) as writer, writer.transaction() as connection:
        message = Message(key, "The \x1b[31mweek", "All quiet.")
        outbox.queue(connection, message, targets, 1_764_500_000_000_000)
        connection.execute("UPDATE deliveries SET state = ? WHERE state = 'waiting'", (state,))


def states(runner: Runner) -> list[str]:
    with Writer(runner.database) as writer:
        rows = writer.connection.execute("SELECT state FROM deliveries ORDER BY id")
        return [row[0] for row in rows]


def test_run_sends_what_is_due(runner, config, tmp_path):
    queue(runner, Target("file", "log"))
    ran = runner(blotter, "notify", "run", "--config", str(config))
    assert (ran.code, ran.lines) == (0, ["1 sent, 0 failed"])
    assert json.loads((tmp_path / "alerts.jsonl").read_text())["text"] == "All quiet."


def test_run_tells_what_could_not_be_sent(runner, config):
    queue(runner, Target("file", "gone"))
    ran = runner(blotter, "notify", "run", "--config", str(config))
    assert ran.code == 69
    assert "file gone: the configuration has no receiver 'gone'" in ran.err


def test_run_with_nothing_to_do_is_quiet(runner, config):
    ran = runner(blotter, "notify", "run", "--quiet", "--config", str(config))
    assert (ran.code, ran.out, ran.err) == (0, b"", "")


def test_without_configuration(runner):
    ran = runner(blotter, "notify", "run")
    assert ran.code == 78
    assert "[notify]" in ran.err


def test_list_shows_what_is_on_its_way(runner):
    queue(runner, *mail("ops@example.com"), state="sent")
    queue(runner, *mail("ann@example.com"), key="other")
    ran = runner(blotter, "notify", "list")
    assert len(ran.lines) == 2
    assert "ann@example.com" in ran.lines[1]
    assert "\x1b" not in ran.out.decode()
    assert len(runner(blotter, "notify", "list", "--all").lines) == 3


def test_list_for_programs(runner):
    queue(runner, *mail("ops@example.com"))
    (found,) = map(json.loads, runner(blotter, "notify", "list", "--format", "json").lines)
    assert (found["state"], found["address"]) == ("waiting", "ops@example.com")
    assert found["made"] == "2025-11-30T10:53:20.000000Z"


def test_list_tells_what_waits_to_become_messages(runner):
    with Writer(runner.database) as writer, writer.transaction() as connection:
        connection.execute(
            "INSERT INTO notices (receiver, alert, kind, at, due, held) "
            "VALUES ('ops', 1, 'opened', 0, 1764500000000000, 'quiet hours')"
        )
    err = runner(blotter, "notify", "list").err
    assert "1 alert held for ops until 2025-11-30 10:53:20 UTC, quiet hours" in err


def test_what_is_dead_is_tried_again(runner):
    queue(runner, *mail("ops@example.com"), state="dead")
    ran = runner(blotter, "notify", "retry", "--dead")
    assert (ran.code, states(runner)) == (0, ["waiting"])
    assert "delivery 1" in ran.err


def test_what_is_dead_is_dropped(runner):
    queue(runner, *mail("ops@example.com"), state="dead")
    assert runner(blotter, "notify", "drop", "1").code == 0
    assert states(runner) == ["dropped"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("retry",), "--dead"),
        (("retry", "--dead"), "nothing is dead"),
        (("drop", "9"), "there is no delivery 9"),
    ],
)
def test_what_cannot_be_done_is_said(runner, words, says):
    ran = runner(blotter, "notify", *words)
    assert ran.code == 2
    assert says in ran.err


@pytest.mark.filterwarnings("ignore:Session.login_data is deprecated")
def test_test_shows_what_is_found_on_the_way(runner, tmp_path):
    known = authority(tmp_path)
    (tmp_path / "password").write_text("s3cret\n")
    (tmp_path / "password").chmod(0o600)
    with server(known.context("localhost"), wants="s3cret") as post:
        config = tmp_path / "config.toml"
        config.write_text(
            f'[notify.smtp]\nhost = "localhost"\nport = {post.port}\nfrom = "b@example.com"\n'
            'user = "blotter"\npassword_file = "password"\nca_file = "ca.pem"\n'
            '[[notify.to]]\nname = "ops"\nmail = ["ops@example.com"]\n'
            '[[notify.to]]\nname = "log"\nfile = "alerts.jsonl"\n'
        )
        ran = runner(blotter, "notify", "test", "--config", str(config))
    shown = ran.out.decode()
    assert ran.code == 0
    for words in ("TLSv1.3", "certificate 1:", "authentication PLAIN as blotter: 235", "250 2.0.0"):
        assert words in shown
    assert "s3cret" not in shown
    assert post.messages[0]["Subject"].endswith("test")
    assert (tmp_path / "alerts.jsonl").exists()


def test_test_of_one_receiver_that_fails(runner, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(
        '[notify.smtp]\nhost = "localhost"\nport = 9\nfrom = "b@example.com"\n'
        '[[notify.to]]\nname = "ops"\nmail = ["ops@example.com"]\n'
        '[[notify.to]]\nname = "log"\nfile = "alerts.jsonl"\n'
    )
    ran = runner(blotter, "notify", "test", "--to", "ops", "--config", str(config))
    assert ran.code == 69
    assert "FAILED: Connection refused" in ran.out.decode()
    assert not (tmp_path / "alerts.jsonl").exists()


def test_test_of_a_receiver_that_is_none(runner, config):
    ran = runner(blotter, "notify", "test", "--to", "nobody", "--config", str(config))
    assert ran.code == 78
    assert "nobody" in ran.err


def test_an_empty_list_says_that_no_message_waits(runner):
    assert runner(blotter, "notify", "list").err == "no message is on its way, and none is dead\n"
