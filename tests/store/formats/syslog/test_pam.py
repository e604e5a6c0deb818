"""What PAM messages mean."""

import pytest

from store.formats.syslog.programs.message import Message
from store.formats.syslog.programs.pam import parse

FAILURE = "authentication failure; logname= uid=0 euid=0 tty=ssh"


def read(text: str) -> Message:
    """What a message means that must mean something."""
    message = parse(text)
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("text", "action", "outcome", "weight", "role"),
    [
        (
            f"pam_unix(sshd:auth): {FAILURE} ruser= rhost=192.0.2.1  user=amy",
            "login",
            "failure",
            1,
            "support",
        ),
        (f"(pam_unix) {FAILURE} ruser= rhost=192.0.2.1", "login", "failure", 1, "support"),
        (
            (
                "pam_sss(sshd:auth): authentication success; logname= uid=0 euid=0 tty=ssh"
                " ruser= rhost="
            ),
            "login",
            "success",
            0,
            None,
        ),
        (
            "pam_sss(sshd:auth): received for user amy: 7 (Authentication failure)",
            "login",
            "failure",
            0,
            None,
        ),
        (
            (
                "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser="
                " rhost=192.0.2.1"
            ),
            "login",
            "failure",
            2,
            "summary",
        ),
        (
            (
                "pam_unix(sshd:auth): 1 more authentication failure; logname= uid=0 euid=0"
                " tty=ssh ruser= rhost="
            ),
            "login",
            "failure",
            1,
            "summary",
        ),
        ("PAM service(sshd) ignoring max retries; 6 > 3", "auth-limit", "failure", 0, None),
        ("pam_unix(sshd:auth): check pass; user unknown", "invalid-user", "failure", 1, "support"),
        ("pam_unix(sshd:auth): bad username [x y]", "invalid-user", "failure", 1, "support"),
        (
            (
                "pam_faillock(sshd:auth): Consecutive login failures for user amy account"
                " temporarily locked"
            ),
            "access-denied",
            "failure",
            1,
            "support",
        ),
        (
            "pam_tally2(sudo:auth): user amy (1001) tally 6, deny 5",
            "access-denied",
            "failure",
            1,
            "support",
        ),
        (
            "pam_unix(sshd:account): account amy has expired (account expired)",
            "access-denied",
            "failure",
            1,
            "support",
        ),
        (
            "pam_access(sshd:account): access denied for user `amy' from `192.0.2.1'",
            "access-denied",
            "failure",
            1,
            "support",
        ),
        ("pam_unix(sudo:auth): conversation failed", "login", "failure", 0, None),
        (
            "pam_unix(sudo:auth): auth could not identify password for [amy]",
            "login",
            "failure",
            0,
            None,
        ),
        (
            "pam_unix(passwd:chauthtok): password changed for amy",
            "password-change",
            "success",
            1,
            None,
        ),
        (
            "pam_unix(cron:session): session opened for user root by (uid=0)",
            "session-start",
            "success",
            0,
            None,
        ),
        ("pam_unix(cron:session): session closed for user root", "session-end", "success", 0, None),
    ],
)
def test_a_message(text, action, outcome, weight, role):
    message = read(text)
    assert (message.action, message.outcome, message.weight, message.role) == (
        action,
        outcome,
        weight,
        role,
    )


@pytest.mark.parametrize(
    ("tail", "address", "user"),
    [
        ("ruser= rhost=192.0.2.1  user=amy", "192.0.2.1", "amy"),
        ("ruser= rhost=192.0.2.1 user=amy", "192.0.2.1", "amy"),
        ("ruser= rhost=192.0.2.1 ", "192.0.2.1", None),
        ("ruser= rhost=", None, None),
        ("ruser= rhost=  user=amy", None, "amy"),
        ("ruser=bob rhost=192.0.2.1", "192.0.2.1", "bob"),
        ("ruser=test rhost=198.51.100.6 rhost=192.0.2.1", "192.0.2.1", "test rhost=198.51.100.6"),
        ("ruser=x rhost=198.51.100.6  user=y rhost=192.0.2.1  user=amy", "192.0.2.1", "amy"),
        (
            "ruser= rhost=192.0.2.1  user=test rhost=198.51.100.6",
            "192.0.2.1",
            "test rhost=198.51.100.6",
        ),
    ],
)
def test_the_parties_of_a_failure(tail, address, user):
    fields = read(f"pam_unix(vsftpd:auth): {FAILURE} {tail}".strip()).fields
    assert (fields.get("source.ip"), fields.get("user.name")) == (address, user)


def test_a_failure_of_sudo_names_who_acts():
    fields = read(
        "pam_unix(su:auth): authentication failure; logname=amy uid=1001 euid=0 tty=/dev/pts/1"
        " ruser=amy rhost=  user=root"
    ).fields
    assert fields == {
        "user.name": "amy",
        "user.effective.name": "root",
        "user.id": "1001",
        "process.tty": "pts/1",
        "pam.module": "pam_unix",
        "pam.service": "su",
    }


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "pam_unix(sshd:session): session opened for user amy(uid=1001) by (uid=0)",
            {"user.name": "amy", "user.id": "1001"},
        ),
        ("pam_unix(sshd:session): session opened for user amy by amy(uid=0)", {"user.name": "amy"}),
        (
            "pam_unix(sudo:session): session opened for user root(uid=0) by amy(uid=1001)",
            {"user.name": "amy", "user.effective.name": "root"},
        ),
        ("pam_unix(sudo:session): session closed for user root", {"user.effective.name": "root"}),
    ],
)
def test_the_parties_of_a_session(text, fields):
    found = read(text).fields
    assert {key: value for key, value in found.items() if key.startswith("user.")} == fields


@pytest.mark.parametrize("text", ["", "pam_unix(sshd:auth): hello", "hello"])
def test_other_messages_mean_nothing(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("tail", "address"),
    [
        ("ruser=x rhost=198.51.100.6  user=y rhost=192.0.2.1", "192.0.2.1"),
        ("ruser= rhost=198.51.100.6 rhost=192.0.2.1", "192.0.2.1"),
        ("ruser= rhost=192.0.2.1  user=x rhost=198.51.100.6", "192.0.2.1"),
    ],
)
def test_a_forged_host_beside_an_ftp_daemons_own(tail, address):
    """2.4: an empty remote user means that the words behind `user=` are the client's.

    A daemon that tells the client's name as the remote user could be made to write the same; its
    own line, and not PAM's, is the one that counts then.
    """
    assert read(f"pam_unix(vsftpd:auth): {FAILURE} {tail}").fields["source.ip"] == address
