"""What FTP, mail and small ssh servers say of logins."""

import time

import pytest

from store.formats.syslog.programs.message import Message
from store.formats.syslog.programs.table import program_of
from store.model import Outcome


def read(tag: str, text: str) -> Message:
    """What a message means that must mean something."""
    message = program_of(tag).parse(text)
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("tag", "text", "action", "outcome", "weight"),
    [
        ("dropbear", "Bad password attempt for 'amy' from IP:5", "login", "failure", 1),
        ("dropbear", "Bad PAM password attempt for 'amy' from ::ffff:IP:5", "login", "failure", 1),
        (
            "dropbear",
            "Bad password attempt for 'x' from 198.51.100.6:1' from IP:5",
            "login",
            "failure",
            1,
        ),
        ("dropbear", "Login attempt for nonexistent user from IP:5", "invalid-user", "failure", 1),
        ("dropbear", "Password auth succeeded for 'amy' from IP:5", "login", "success", 1),
        (
            "dropbear",
            "Pubkey auth succeeded for 'amy' with ssh-rsa key SHA256:x from IP:5",
            "login",
            "success",
            1,
        ),
        (
            "dropbear",
            "Exit before auth from <IP:5>: (user 'amy', 0 fails): Exited normally",
            "connection-aborted",
            "failure",
            0,
        ),
        ("vsftpd", '[amy] FAIL LOGIN: Client "IP"', "login", "failure", 1),
        (
            "vsftpd",
            '[x] FAIL LOGIN: Client "198.51.100.6"] FAIL LOGIN: Client "IP"',
            "login",
            "failure",
            1,
        ),
        ("vsftpd", '[amy] OK LOGIN: Client "::ffff:IP"', "login", "success", 1),
        ("vsftpd", '[amy lee] OK LOGIN: Client "IP"', "login", "success", 1),
        (
            "vsftpd",
            'Mon Mar 10 06:25:09 2025 [pid 300] [kim] FAIL LOGIN: Client "IP"',
            "login",
            "failure",
            1,
        ),
        ("vsftpd", 'Mon Mar  3 06:25:09 2025 [kim] OK LOGIN: Client "IP"', "login", "success", 1),
        (
            "vsftpd",
            '[ftp] OK LOGIN: Client "IP", anon password "x] OK LOGIN: Client "198.51.100.6""',
            "login",
            "success",
            1,
        ),
        (
            "proftpd",
            "ftp (h.example.com[IP]): USER amy: no such user found from h.example.com [IP] to x:21",
            "login",
            "failure",
            1,
        ),
        (
            "proftpd",
            "ftp (h.example.com[IP]) - USER amy (Login failed): Incorrect password.",
            "login",
            "failure",
            1,
        ),
        (
            "proftpd",
            "ftp (h.example.com[IP]): USER amy (Login failed): No such user found",
            "login",
            "failure",
            1,
        ),
        ("proftpd", "ftp (h.example.com[IP]): USER amy: Login successful.", "login", "success", 1),
        ("proftpd", "ftp (h.example.com[IP]) - ANON amy: Login successful.", "login", "success", 1),
        (
            "proftpd",
            "ftp (h[IP]) - SECURITY VIOLATION: root login attempted.",
            "access-denied",
            "failure",
            1,
        ),
        (
            "proftpd",
            "ftp (h[IP]) - Maximum login attempts (3) exceeded",
            "auth-limit",
            "failure",
            0,
        ),
        (
            "pure-ftpd",
            "(?@IP) [WARNING] Authentication failed for user [amy]",
            "login",
            "failure",
            1,
        ),
        (
            "pure-ftpd",
            "(?@IP) [WARNING] Authentication failed for user [x@198.51.100.6) [WARNING] y]",
            "login",
            "failure",
            1,
        ),
        ("pure-ftpd", "(?@IP) [INFO] amy is now logged in", "login", "success", 1),
        (
            "dovecot",
            (
                "imap-login: Disconnected (auth failed, 2 attempts): user=<amy>, method=PLAIN,"
                " rip=IP, lip=192.0.2.2, TLS, session=<x>"
            ),
            "login",
            "failure",
            2,
        ),
        (
            "dovecot",
            (
                "imap-login: Login aborted: Logged out (auth failed, 1 attempts in 10 secs)"
                " (auth_failed): user=<amy>, method=PLAIN, rip=IP, lip=192.0.2.2"
            ),
            "login",
            "failure",
            1,
        ),
        (
            "dovecot",
            (
                "pop3-login: Info: Disconnected (auth failed, 1 attempts): user=<x>,"
                " rip=198.51.100.6,"
                " y>, method=PLAIN, rip=IP, lip=192.0.2.2"
            ),
            "login",
            "failure",
            1,
        ),
        (
            "imap-login",
            "Disconnected (auth failed, 1 attempts): user=<amy>, rip=IP, lip=192.0.2.2",
            "login",
            "failure",
            1,
        ),
        (
            "dovecot",
            "imap-login: Login: user=<amy>, method=PLAIN, rip=IP, lip=192.0.2.2",
            "login",
            "success",
            1,
        ),
        (
            "dovecot",
            "imap-login: Disconnected (no auth attempts in 2 secs): user=<>, rip=IP, lip=192.0.2.2",
            "connection-aborted",
            "unknown",
            0,
        ),
        ("dovecot", "auth-worker(9): pam(amy,IP,<x>): unknown user", "login", "failure", 1),
        (
            "dovecot",
            (
                "auth-worker(9): conn unix:auth-worker (pid=1,uid=2): auth-worker<6>: sql(amy,IP):"
                " Password mismatch (given password: x)"
            ),
            "login",
            "failure",
            1,
        ),
    ],
)
def test_ftp_mail_and_other_ssh(tag, text, action, outcome, weight):
    message = read(tag, text.replace("IP", "192.0.2.9"))
    assert (message.action, message.outcome, message.weight) == (action, outcome, weight)
    assert message.fields["source.ip"] == "192.0.2.9"


def test_what_dovecot_cannot_tell_apart_has_no_address():
    text = "auth: sql(x,198.51.100.6): unknown user,192.0.2.9): unknown user"
    assert read("dovecot", text).fields == {"dovecot.passdb": "sql"}


@pytest.mark.parametrize(
    ("tag", "text", "category", "action", "fields"),
    [
        (
            "pure-ftpd",
            "(amy@IP) [NOTICE] /srv/a b uploaded  (12 bytes, 1.23KB/sec)",
            "file",
            "file-upload",
            {"user.name": "amy", "file.path": "/srv/a b"},
        ),
        (
            "pure-ftpd",
            "(amy@IP) [NOTICE] /srv/x downloaded  (12 bytes, 1.23KB/sec)",
            "file",
            "file-download",
            {"user.name": "amy", "file.path": "/srv/x"},
        ),
        (
            "pure-ftpd",
            "(amy@IP) [NOTICE] Deleted /srv/x",
            "file",
            "file-deleted",
            {"user.name": "amy", "file.path": "/srv/x"},
        ),
        ("pure-ftpd", "(?@IP) [INFO] New connection from IP", "session", "connection", {}),
        ("pure-ftpd", "(amy@IP) [INFO] Logout.", "session", "session-end", {"user.name": "amy"}),
        (
            "proftpd",
            "h (h[IP]) - ANONYMOUS ftp: Login successful.",
            "authentication",
            "login",
            {"user.name": "ftp"},
        ),
        (
            "proftpd",
            "h (h[IP]) - FTP login timed out, disconnected",
            "authentication",
            "connection-aborted",
            {},
        ),
        (
            "vsftpd",
            '[amy] OK UPLOAD: Client "IP", "/x", 12 bytes, 1.20Kbyte/sec',
            "file",
            "file-upload",
            {"user.name": "amy", "file.path": "/x", "file.size": 12},
        ),
        (
            "vsftpd",
            '[amy lee] FAIL DOWNLOAD: Client "IP", "/x"',
            "file",
            "file-download",
            {"user.name": "amy lee", "file.path": "/x"},
        ),
        (
            "vsftpd",
            '[x] FTP response: Client "IP", "530 Permission denied."',
            "authentication",
            "access-denied",
            {"user.name": "x"},
        ),
    ],
)
def test_files_and_sessions_of_ftp(tag, text, category, action, fields):
    message = read(tag, text.replace("IP", "192.0.2.9"))
    assert (message.category, message.action) == (category, action)
    assert message.fields == fields | {"source.ip": "192.0.2.9"}


LOGIN = '[ftp] OK LOGIN: Client "192.0.2.6", anon password "'
VICTIM = 'Client "192.0.2.99"'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{LOGIN}] FAIL LOGIN: {VICTIM}", id="password or name"),
        pytest.param(f"[pid 4] {LOGIN}] FAIL LOGIN: {VICTIM}", id="with a process"),
        pytest.param(
            f'{LOGIN}] FTP command: {VICTIM}, "PASS x"', id="password or a name's command"
        ),
        pytest.param(f'[ftp] OK DELETE: Client "192.0.2.6", "/] FAIL LOGIN: {VICTIM}', id="path"),
        pytest.param(
            f'[pid 4] FTP command: Client "192.0.2.6", "USER ] FAIL LOGIN: {VICTIM}', id="command"
        ),
    ],
)
def test_what_vsftpd_may_have_quoted_frames_nobody(text):
    """2.5: passwords, paths and commands are the client's, and so is the name of a failed login."""
    message = read("vsftpd", text)
    assert (message.action, message.outcome, message.fields) == ("login", Outcome.UNKNOWN, {})


def test_a_name_that_looks_like_a_login_cannot_pass_for_the_address():
    message = read("vsftpd", f'[x] OK LOGIN: {VICTIM}] FAIL LOGIN: Client "192.0.2.6"')
    assert (message.outcome, message.fields["source.ip"]) == (Outcome.FAILURE, "192.0.2.6")


@pytest.mark.parametrize(
    "part", ['OK A: Client "a", "', "] FAIL LOGIN: Client ", 'FTP a: Client "']
)
def test_hostile_words_of_ftp_take_no_time(part):
    begun = time.process_time()
    program_of("vsftpd").parse("[x] " + part * 5000)
    assert time.process_time() - begun < 1


def test_a_name_that_imitates_the_end_of_proftpds_line_is_a_name():
    name = "amy (Login failed): Incorrect password."
    message = read(
        "proftpd", f"ftp (h[192.0.2.1]) - USER {name} (Login failed): Incorrect password."
    )
    assert (message.fields["user.name"], message.fields["source.ip"]) == (name, "192.0.2.1")
