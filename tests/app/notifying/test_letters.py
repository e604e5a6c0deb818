"""Whatever a log says, mail has the headers that we meant, and ends where we meant it to end."""

import email
import email.policy
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.notifying import letters
from app.notifying.letters import letter, subject
from app.notifying.undelivered import Undelivered
from store.notifying.outbox import Delivery, Message, Target
from tests.app.notifying.postal import read, text

NAMES = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("List-Id", "MIME-Version", "Content-Type"),
]
HOSTILE = [
    "root\r\nBcc: evil@example.com",
    "root\nBcc: evil@example.com",
    "root\r\n\r\n<script>",
    "=?utf-8?q?a=0D=0ABcc:_evil@example.com?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAZXhhbXBsZS5jb20=?=",
    "a =?us-ascii?q?x=0A?= =?utf-8?q?=0D=0A_y?=",
    "=?=?utf-8?q?=0D=0ABcc:_x?=?=",
    "\r\n.\r\nMAIL FROM:<evil@example.com>",
    "\n.\r\nQUIT",
    "\r.\rRSET",
    "\x00\x1b]52;c;ZXZpbA==\x07",
    "\u2028Bcc: x\u2029\x85\x0b\x0c",
    "\ud800 lone",
    "ä" * 300,
    "x" * 3000,
    '"quoted" <evil@example.com>, other@example.com',
    "",
]
anything = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*HOSTILE, "=?", "?=", "\r\n", " ", "utf-8?q?", "=0D=0A"])).map(
        "".join
    ),
)


def made(said: Message) -> bytes:
    delivery = Delivery(
        1, Target("mail", "ops@example.com"), 1, 1_764_500_000_000_000, "0" * 32, said
    )
    return letter(delivery, "blotter@example.com", "web1")


def names(mail: bytes) -> list[str]:
    """The header names as any program finds them: by the rule of RFC 5322, and as Python does."""
    head = mail.split(b"\r\n\r\n")[0]
    plain = [line.split(b":")[0].decode() for line in re.split(rb"\r\n(?![ \t])", head)]
    parsed = email.message_from_bytes(mail, policy=email.policy.compat32).keys()
    assert plain == parsed
    return plain


@settings(max_examples=400, deadline=None)
@given(anything, anything, anything)
@example(HOSTILE[3], "", "")
def test_mail_has_our_headers_and_no_others(title, body, html):
    mail = made(Message("k", f"[Blotter] {title}", body, html))
    assert names(mail) == NAMES


@pytest.mark.parametrize("words", HOSTILE)
def test_a_subject_decodes_to_nothing_but_itself(words):
    found = read(made(Message("k", f"[Blotter] {words}", "t")))["Subject"]
    assert "\n" not in found
    assert "\r" not in found
    assert " ".join(found.split()) == " ".join(subject(f"[Blotter] {words}").split())


@settings(max_examples=200, deadline=None)
@given(anything, anything)
@example("a\n.\nb", "\r\n.\r\n")
@example(".", "..\r.\n")
def test_lines_end_as_smtp_wants_and_no_odd_line_end_is_left(body, html):
    mail = made(Message("k", "s", body, html))
    rest = mail.replace(b"\r\n", b"")
    assert b"\r" not in rest
    assert b"\n" not in rest
    assert b"\0" not in rest
    assert mail.isascii()
    assert max(map(len, mail.split(b"\r\n"))) <= 998


def test_the_text_arrives_as_it_was():
    words = "Häßlich: 日本 €\n. a line with a dot\n\nFrom here on\n"
    found = read(made(Message("k", "s", words, f"<p>{words}</p>")))
    assert text(found) == words
    assert text(found, "html") == f"<p>{words}</p>\n"


def test_every_attempt_makes_the_same_bytes():
    said = Message("k", "s", "t", "<p>t</p>", references=("a" * 32,))
    assert made(said) == made(said)


def test_a_thread_is_told_by_its_ids():
    found = read(made(Message("k", "s", "t", references=("a" * 32, "b" * 32))))
    assert found["Message-ID"] == f"<{'0' * 32}@example.com>"
    assert found["In-Reply-To"] == f"<{'b' * 32}@example.com>"
    assert found["References"] == f"<{'a' * 32}@example.com> <{'b' * 32}@example.com>"


def test_no_program_answers_it():
    found = read(made(Message("k", "s", "t")))
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["X-Auto-Response-Suppress"] == "All"


def test_a_library_that_lets_a_header_through_is_caught(monkeypatch):
    monkeypatch.setattr(letters, "subject", lambda words: words)
    hostile = "=?utf-8?q?a=0D=0ABcc:_evil@example.com?="
    try:
        mail = made(Message("k", hostile, "t"))
    except (Undelivered, ValueError):
        return
    assert "Bcc" not in names(mail)


def test_long_subjects_are_cut():
    assert len(subject("x" * 1000)) == letters.MOST_SUBJECT
