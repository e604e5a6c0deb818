"""A sign of life by mail: after a good run, not after each, and never late."""

from pathlib import Path

import pytest

from app.heartbeat import Heart
from app.heartbeat_mail import writing
from store.errors import InputError
from tests.app.notifying.postal import Post, server, text


def _config(configured, trusted, port: int, more: str = ""):
    return configured(
        f'[heartbeat]\nmail = ["watch@example.com"]\n{more}\n[notify]\nhost = "web1"\n'
        f'[notify.smtp]\nhost = "localhost"\nport = {port}\nfrom = "blotter@example.com"\n'
        f'ca_file = "{trusted.file}"\n'
    )


@pytest.fixture
def post(trusted):
    with server(trusted.context("localhost")) as post:
        yield post


def beat(world, config) -> None:
    Heart(config.heartbeat, writing(world.writer.path, config)).beat()


def test_a_good_run_sends_a_mail(world, configured, trusted, post: Post):
    beat(world, _config(configured, trusted, post.port))
    (mail,) = post.messages
    assert (mail["To"], mail["Subject"]) == ("watch@example.com", "[Blotter web1] all went well")
    assert "all went well" in text(mail)


def test_the_next_one_waits_for_the_pause(world, configured, trusted, post: Post):
    config = _config(configured, trusted, post.port)
    beat(world, config)
    beat(world, config)
    assert len(post.mails) == 1


def test_after_the_pause_there_is_another(world, configured, trusted, post: Post):
    config = _config(configured, trusted, post.port, 'every = "1h"')
    beat(world, config)
    world.do("UPDATE settings SET value = value - 3600000000 WHERE key = 'heartbeat_mail'")
    beat(world, config)
    assert len(post.mails) == 2


def test_one_that_was_not_taken_is_told_and_tried_by_the_next_run(
    world, configured, trusted, post: Post, capsys
):
    config = _config(configured, trusted, post.port)
    post.answers = ["451 later"]
    beat(world, config)
    assert capsys.readouterr().err == "blotter: heartbeat: 451 later\n"
    beat(world, config)
    assert len(post.mails) == 1


def test_it_is_never_queued(world, configured, trusted):
    beat(world, _config(configured, trusted, 9))
    assert world.writer.connection.execute("SELECT count(*) FROM messages").fetchone() == (0,)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('mail = ["a@example.com"]', ":2:1: mail needs a server"),
        ("mail = 3", ":2:1: mail: has to be a list of addresses"),
        ('mail = ["a b"]', ":2:1: mail: 'a b' is no plain address"),
        ('url = "https://example.com"\nevery = "1h"', ":3:1: every says how often there is mail"),
    ],
)
def test_what_makes_no_sense_is_named(configured, tmp_path: Path, table, said):
    with pytest.raises(InputError) as raised:
        configured(f"[heartbeat]\n{table}\n")
    assert said in str(raised.value)
