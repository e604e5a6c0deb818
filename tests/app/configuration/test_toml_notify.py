"""What is wrong in `[notify]` is named with its place and the nearest word that is known."""

from collections.abc import Callable, Sequence

import pytest

from app.configuration.config import load
from app.configuration.configured import Config
from app.notifying.settings import meant
from store.errors import InputError, InputErrors
from store.model import Severity
from store.notifying.policy import HOUR, MINUTE

SMTP = '[notify.smtp]\nhost = "mail.example.com"\nfrom = "b@example.com"\n'
TO = '[[notify.to]]\nname = "ops"\nmail = ["ops@example.com"]\n'


@pytest.fixture
def config(tmp_path):
    def make(text, mode=0o600):
        path = tmp_path / "config.toml"
        path.write_text(text)
        path.chmod(mode)
        return load(path)

    return make


def wrong(config: Callable[..., Config], text: str, **more: int) -> Sequence[InputError]:
    with pytest.raises(InputError) as caught:
        config(text, **more)
    error = caught.value
    return error.problems if isinstance(error, InputErrors) else (error,)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[notify]\nseverty = "high"\n', 2, "did you mean 'severity'?"),
        ("[notify]\nsmpt = 1\n", 2, "did you mean 'smtp'?"),
        ('[notify]\nseverity = "hihg"\n', 2, "did you mean 'high'?"),
        ('[notify]\nrepeat = "4 hours"\n', 2, "no length of time"),
        ("[notify]\nper_hour = -1\n", 2, "below 0"),
        ("[notify]\nper_hour = true\n", 2, "a whole number"),
        ('[notify]\nquiet = ["22-7"]\n', 2, "no stretch of time"),
        ('[notify]\nquiet_zone = "Europe/Nowhere"\n', 2, "no zone"),
        ("notify = 1\n", 1, "a table"),
        ("[notify]\nto = 1\n", 2, "[[notify.to]]"),
        (SMTP + "prot = 25\n", 4, "did you mean 'port'?"),
        (SMTP + "port = 70000\n", 4, "no port"),
        (SMTP + 'security = "ssl"\n', 4, "known are starttls, tls, none"),
        (SMTP + 'user = "u"\n', 4, "password_file"),
        (SMTP + 'password_file = "p"\n', 4, "needs user"),
        (SMTP + 'user = "u"\npassword_file = "p"\npassword_env = "P"\n', 6, "says it already"),
        (SMTP + 'user = "u"\ntoken_file = "p"\npassword_env = "P"\n', 5, "says it already"),
        (SMTP + 'user = "u"\npassword_file = "p"\nsecurity = "none"\n', 6, "in clear"),
        ('[notify.smtp]\nhost = "h"\nfrom = "a b@c"\n', 3, "no plain address"),
        (TO, 1, "mail needs host"),
        (SMTP + TO.replace("ops@example.com", "Ops <ops@example.com>"), 6, "no plain address"),
        (SMTP + TO.replace("ops@", "=?utf-8?q?a?=@"), 6, "no plain address"),
        (SMTP + TO + 'webhook = "https://example.com"\n', 4, "exactly one of"),
        ('[[notify.to]]\nname = "x"\n', 1, "exactly one of"),
        ('[[notify.to]]\nfile = "x"\n', 1, "needs a name"),
        ('[[notify.to]]\nname = "x"\nwebhook = "http://192.0.2.1/"\n', 3, "https://"),
        ('[[notify.to]]\nname = "x"\nwebhook = "file:///etc/passwd"\n', 3, "no URL"),
        ('[[notify.to]]\nname = "x"\nsyslog = "tls://x"\n', 3, "no path"),
        ('[[notify.to]]\nname = "x"\nfile = "x"\nfilter = "nokey:x"\n', 4, "unknown key 'nokey'"),
        ('[[notify.to]]\nname = "x"\nfile = "x"\nsecret_env = "S"\n', 1, "signs"),
        ('[[notify.inhibit]]\nwhen = "rule:a"\n', 1, "needs mute"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(config, text, line, says):
    found = wrong(config, text)
    assert says in found[0].message
    assert found[0].location.line == line


def test_everything_that_is_wrong_is_named(config):
    found = wrong(config, '[notify]\nx = 1\n[[notify.to]]\nname = 5\nfile = "x"\n')
    assert [each.location.line for each in found] == [2, 4]


def test_two_receivers_of_one_name(config):
    found = wrong(config, SMTP + TO + TO)
    assert (found[0].location.line, "'ops'" in found[0].message) == (7 + 1, True)


@pytest.mark.parametrize(
    "text",
    [
        SMTP + 'user = "u"\npassword = "s3cret"\n',
        '[[notify.to]]\nname = "x"\nchat = "slack://s3cret"\n',
        '[[notify.to]]\nname = "x"\nwebhook = "https://example.com"\nsecret = "s3cret"\n',
    ],
)
@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_secret_that_others_can_read_is_refused(config, text, mode):
    (found,) = wrong(config, text, mode=mode)
    assert "chmod 600" in found.message
    assert "s3cret" not in str(found)
    config(text, mode=0o600)


def test_what_is_said_for_all_holds_for_each(config):
    found = meant(
        config(
            '[notify]\nseverity = "high"\ngroup_wait = "30s"\nquiet = ["22:00-07:00"]\n'
            + SMTP
            + TO
            + 'severity = "low"\nafter = "30m"\nreminders = 2\n'
        )
    ).policy.receivers[0]
    assert (found.severity, found.group_wait, found.after) == (Severity.LOW, MINUTE // 2, HOUR // 2)
    assert found.quiet.spans
    assert found.reminders == 2


@pytest.mark.parametrize(
    ("more", "port", "security"),
    [
        ("", 587, "starttls"),
        ("port = 465\n", 465, "tls"),
        ('security = "tls"\n', 465, "tls"),
        ('security = "none"\n', 25, "none"),
        ("port = 2525\n", 2525, "starttls"),
    ],
)
def test_port_and_security_say_each_other(config, more, port, security):
    smtp = meant(config(SMTP + more)).smtp
    assert smtp is not None
    assert (smtp.port, smtp.security) == (port, security)


def test_files_are_looked_for_beside_the_configuration(config, tmp_path):
    found = meant(config('[[notify.to]]\nname = "x"\nfile = "a.jsonl"\n'))
    assert found.endpoints["x"].place == str(tmp_path / "a.jsonl")
