"""What we say to a mail server: nothing secret in clear, nothing to one that is not trusted."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from app.notifying.secret import Secret
from app.notifying.settings import Smtp
from app.notifying.smtp import Session, refused
from app.notifying.undelivered import Undelivered
from tests.app.notifying.postal import Authority, Post, authority, server
from tests.app.trickling import trickle

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]
MAIL = b"From: a@example.com\r\nSubject: s\r\n\r\ntext\r\n"


def settings(post: Post, ca: Path | None, **more: object) -> Smtp:
    said = {
        "host": "localhost",
        "port": post.port,
        "security": "starttls",
        "sender": "blotter@example.com",
        "user": None,
        "password": None,
        "token": None,
        "ca_file": ca,
        "timeout": 5.0,
    }
    return Smtp(**{**said, **more})  # type: ignore[arg-type]


def send(said: Smtp, *, to: str = "ops@example.com") -> list[str]:
    """Send one mail; returns what was found on the way, and the answer."""
    found: list[str] = []
    session = Session(said, found.append)
    try:
        return [*found, session.send(to, MAIL)]
    finally:
        session.close()


def failure(said: Smtp, **more: str) -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        send(said, **more)
    return caught.value


def secret(words: str = "secret") -> Secret:
    return Secret("inline", words)


def test_starttls_with_a_good_certificate(trusted):
    with server(trusted.context("localhost")) as post:
        found = send(settings(post, trusted.file))
    assert post.mails == [("ops@example.com", MAIL)]
    assert found[-1] == "250 2.0.0 taken"
    assert any("TLSv1.3" in line for line in found)


def test_the_chain_is_told_down_to_the_authority(trusted):
    with server(trusted.context("localhost")) as post:
        found = send(settings(post, trusted.file))
    assert sum(line.startswith("certificate ") for line in found) == 2
    assert any(line.strip() == "for localhost" for line in found)


def test_tls_from_the_beginning(trusted):
    with server(trusted.context("localhost"), tls=True) as post:
        send(settings(post, trusted.file, security="tls"))
    assert len(post.mails) == 1


@contextmanager
def _bad(kind: str, trusted: Authority, folder: Path) -> Iterator[Post]:
    if kind == "wrong host":
        context = trusted.context("other.example.com")
    elif kind == "unknown authority":
        context = authority(folder).context("localhost")
    elif kind == "expired":
        from datetime import UTC, datetime

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        past = datetime(2020, 1, 1, tzinfo=UTC)
        trusted.ca.issue_cert("localhost", not_after=past).configure_cert(context)
    else:
        context = trusted.context("localhost")
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with server(context) as post:
        yield post


@pytest.mark.parametrize("kind", ["wrong host", "unknown authority", "expired"])
@pytest.mark.parametrize("user", [None, "blotter"])
def test_a_certificate_that_is_not_to_be_trusted_gets_nothing(kind, user, trusted, tmp_path):
    with _bad(kind, trusted, tmp_path) as post:
        wrong = failure(settings(post, trusted.file, user=user, password=secret()))
    assert "certificate is not to be trusted" in wrong.answer
    assert wrong.is_down
    assert not wrong.is_final
    assert (post.mails, post.logins) == ([], [])


def test_a_self_signed_certificate_is_not_trusted_without_its_authority(trusted):
    with server(trusted.context("localhost")) as post:
        assert "ca_file" in failure(settings(post, None)).answer
    assert post.mails == []


def test_without_starttls_nothing_is_sent():
    with server() as post:
        assert "no STARTTLS" in failure(settings(post, None)).answer
    assert post.mails == []


def test_in_clear_only_where_that_is_wanted():
    with server() as post:
        assert "not encrypted" in send(settings(post, None, security="none"))
    assert len(post.mails) == 1


def test_credentials_are_never_sent_in_clear():
    with server(wants="secret", auth_require_tls=False) as post:
        said = settings(post, None, security="none", user="blotter", password=secret())
        assert "in clear" in failure(said).answer
    assert post.logins == []


def test_logging_in(trusted):
    with server(trusted.context("localhost"), wants="secret") as post:
        found = send(settings(post, trusted.file, user="blotter", password=secret()))
    assert post.logins == [("PLAIN", b"blotter", b"secret")]
    assert any("authentication PLAIN as blotter: 235" in line for line in found)
    assert not any("secret" in line for line in found)


def test_logging_in_the_other_way(trusted):
    with server(
        trusted.context("localhost"), wants="secret", auth_exclude_mechanism=["PLAIN"]
    ) as post:
        send(settings(post, trusted.file, user="blotter", password=secret()))
    assert [login[0] for login in post.logins] == ["LOGIN"]


def test_a_wrong_password_is_the_channels_trouble_not_the_mails(trusted):
    with server(trusted.context("localhost"), wants="other") as post:
        wrong = failure(settings(post, trusted.file, user="blotter", password=secret()))
    assert (wrong.code, wrong.is_down, wrong.is_final) == (535, True, False)
    assert post.mails == []


def test_a_server_that_wants_a_login_is_the_channels_trouble(trusted):
    with server(trusted.context("localhost"), wants="secret") as post:
        wrong = failure(settings(post, trusted.file))
    assert (wrong.code, wrong.is_down, wrong.is_final) == (530, True, False)


def test_a_token(trusted, tmp_path):
    file = tmp_path / "token"
    file.write_text("good-token\n")
    file.chmod(0o600)
    token = Secret("file", str(file))
    with server(trusted.context("localhost"), wants="") as post:
        found = send(settings(post, trusted.file, user="ann@example.com", token=token))
    assert post.tokens == ["user=ann@example.com\x01auth=Bearer good-token\x01\x01"]
    assert any("authentication XOAUTH2 as ann@example.com: 235" in line for line in found)


def test_a_token_that_has_expired_is_the_channels_trouble(trusted):
    with server(trusted.context("localhost"), wants="") as post:
        wrong = failure(settings(post, trusted.file, user="a@b", token=secret("old")))
    assert wrong.is_down
    assert post.mails == []


def test_a_password_that_cannot_be_read(trusted, tmp_path):
    with server(trusted.context("localhost"), wants="x") as post:
        missing = Secret("file", str(tmp_path / "none"))
        wrong = failure(settings(post, trusted.file, user="blotter", password=missing))
    assert "none" in wrong.answer
    assert wrong.is_down


def test_an_unknown_recipient_is_final(trusted):
    with server(trusted.context("localhost")) as post:
        post.unknown.add("ops@example.com")
        wrong = failure(settings(post, trusted.file))
    assert (wrong.code, wrong.is_final, wrong.is_down) == (550, True, False)


@pytest.mark.parametrize(
    ("answer", "code", "final", "down"),
    [
        ("451 4.7.1 greylisted", 451, False, False),
        ("452 4.2.2 full", 452, False, False),
        ("552 5.2.2 mailbox full", 552, False, False),
        ("554 5.7.1 spam", 554, True, False),
    ],
)
def test_answers_to_the_mail(answer, code, final, down, trusted):
    with server(trusted.context("localhost")) as post:
        post.answers.append(answer)
        wrong = failure(settings(post, trusted.file))
    assert (wrong.code, wrong.is_final, wrong.is_down) == (code, final, down)


def test_a_lost_answer_is_tried_again(trusted):
    with server(trusted.context("localhost")) as post:
        post.answers.append("drop")
        wrong = failure(settings(post, trusted.file))
    assert not wrong.is_final
    assert len(post.mails) == 1


def test_a_session_goes_on_after_a_refusal(trusted):
    with server(trusted.context("localhost")) as post:
        post.unknown.add("gone@example.com")
        session = Session(settings(post, trusted.file))
        with pytest.raises(Undelivered):
            session.send("gone@example.com", MAIL)
        session.send("ops@example.com", MAIL)
        session.close()
    assert len(post.mails) == 1


def test_nobody_listens(trusted):
    with server(trusted.context("localhost")) as post:
        pass
    wrong = failure(settings(post, trusted.file))
    assert wrong.is_down
    assert "refused" in wrong.answer.lower()


def test_a_host_that_is_none():
    wrong = failure(settings(Post(25), None, host="no.such.host.invalid"))
    assert wrong.is_down
    assert wrong.answer.startswith("no.such.host.invalid")


def test_a_server_that_says_nothing():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as mute:
        post = Post(mute.getsockname()[1])
        wrong = failure(settings(post, None, timeout=0.2, host="127.0.0.1"))
    assert "no answer within" in wrong.answer
    assert wrong.is_down


def test_an_answer_without_an_end_does_not_fill_the_memory():
    with trickle(b"220 mail\r\n", b"250-" + b"x" * 500 + b"\r\n", pause=0) as port:
        wrong = failure(settings(Post(port), None, security="none", host="127.0.0.1"))
    assert "an answer of more than 65,536 bytes" in wrong.answer
    assert wrong.is_down


def test_a_certificate_file_that_is_none(tmp_path):
    (tmp_path / "ca.pem").write_text("nothing")
    assert "holds no certificate" in failure(settings(Post(25), tmp_path / "ca.pem")).answer
    assert "No such file" in failure(settings(Post(25), tmp_path / "none.pem")).answer


def test_a_line_with_a_dot_ends_no_mail(trusted):
    body = b"Subject: s\r\n\r\na\r\n.\r\nMAIL FROM:<evil@example.com>\r\n..\r\nb\r\n"
    with server(trusted.context("localhost")) as post:
        session = Session(settings(post, trusted.file))
        session.send("ops@example.com", body)
        session.close()
    assert post.mails == [("ops@example.com", body)]


def test_what_a_server_says_cannot_talk_to_the_terminal():
    wrong = refused(550, b"\x1b]52;c;x\x07 \r\n bad")
    assert "\x1b" not in wrong.answer
    assert "bad" in wrong.answer


def test_an_authority_can_be_made():
    assert trustme.CA().cert_pem.bytes()
