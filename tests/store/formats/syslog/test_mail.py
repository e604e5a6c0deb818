"""What mail servers say of clients (2.5, and Postfix, Exim, Courier, Cyrus)."""

import time

import pytest

from store.formats.attempts import weigh
from store.formats.syslog.programs.message import Message
from store.formats.syslog.programs.table import attempt_of, program_of
from store.model import Kind, Record

IP = "192.0.2.9"
LIAR = "198.51.100.66"


def read(tag: str, text: str) -> Message:
    """What a message means that must mean something."""
    message = program_of(tag).parse(text)
    assert message is not None
    return message


SASL = "SASL LOGIN authentication failed"
CASES = [
    ("postfix/smtpd", f"warning: unknown[IP]: {SASL}: UGFzc3dvcmQ6", "login", "failure", 1),
    ("postfix/smtpd", f"warning: h.example.com[IP]: {SASL}: x", "login", "failure", 1),
    ("postfix/smtpd", f"warning: unknown[IP]:4242: {SASL}: x", "login", "failure", 1),
    ("postfix/smtpd", f"warning: unknown[IP]: {SASL}", "login", "failure", 1),
    ("postfix/submission/smtpd", f"warning: unknown[IP]: {SASL}: x", "login", "failure", 1),
    ("postfix/smtps/smtpd", f"warning: unknown[IP]: {SASL}: x", "login", "failure", 1),
    ("postfix-out/smtpd", f"warning: unknown[IP]: {SASL}: x", "login", "failure", 1),
    (
        "postfix/smtpd",
        f"warning: unknown[IP]: {SASL}: x, sasl_username=y[{LIAR}]: {SASL}: z",
        "login",
        "failure",
        1,
    ),
    (
        "postfix/smtpd",
        "4BcD1x5zK: client=h.example.com[IP], sasl_method=PLAIN, sasl_username=amy",
        "login",
        "success",
        1,
    ),
    ("postfix/smtpd", "lost connection after AUTH from h[IP]", "connection-aborted", "failure", 0),
    (
        "postfix/smtpd",
        "timeout after DATA (12 bytes) from h[IP]",
        "connection-aborted",
        "failure",
        0,
    ),
    ("postfix/smtpd", "too many errors after AUTH from h[IP]", "auth-limit", "failure", 0),
    ("postfix/smtpd", "connect from unknown[IP]", "connection", "unknown", 0),
    (
        "postfix/smtpd",
        "disconnect from unknown[IP] ehlo=1 auth=0/1 quit=1 commands=2/3",
        "connection-closed",
        "unknown",
        0,
    ),
    (
        "postfix/smtpd",
        (
            "NOQUEUE: reject: RCPT from unknown[IP]: 554 5.7.1 <a@b>: Relay access denied;"
            f" from=<x> to=<y> proto=ESMTP helo=<z from h[{LIAR}]: 554>"
        ),
        "mail-rejected",
        "failure",
        1,
    ),
    (
        "postfix/smtpd",
        "warning: hostname h.example.com does not resolve to address IP: Name not known",
        "dns-mismatch",
        "unknown",
        0,
    ),
    (
        "exim",
        (
            "2025-03-10 06:25:09 plain authenticator failed for (User) [IP]: 535 Incorrect"
            f" authentication data (set_id=x [{LIAR}]: 535 Incorrect authentication data)"
        ),
        "login",
        "failure",
        1,
    ),
    (
        "exim4",
        (
            "login authenticator failed for h.example.com (x) [IP]:5443 I=[203.0.113.1]:25: 535"
            " Incorrect authentication data"
        ),
        "login",
        "failure",
        1,
    ),
    ("imapd", f"LOGIN FAILED, user=x, ip=[{LIAR}], ip=[IP]", "login", "failure", 1),
    ("pop3d-ssl", "LOGIN FAILED, method=PLAIN, ip=[::ffff:IP]", "login", "failure", 1),
    ("imapd", "LOGIN, user=amy, ip=[::ffff:IP], port=[4242], protocol=IMAP", "login", "success", 1),
    (
        "cyrus/imap",
        (
            "badlogin: h.example.com [IP] plaintext x [198.51.100.66] SASL(-13): authentication"
            " failure: checkpass failed"
        ),
        "login",
        "failure",
        1,
    ),
    ("imaps", "login: h [IP] amy plaintext+TLS User logged in", "login", "success", 1),
    (
        "dovecot",
        (
            "imap-login: Disconnected: Inactivity (auth failed, 3 attempts in 22 secs): user=<amy>,"
            " method=PLAIN, rip=IP, lip=203.0.113.1"
        ),
        "login",
        "failure",
        3,
    ),
    (
        "dovecot",
        "imap-login: Aborted login (auth failed, 1 attempts): user=<amy>, method=PLAIN, rip=IP",
        "login",
        "failure",
        1,
    ),
    (
        "dovecot",
        (
            "managesieve-login: Login aborted: Connection closed (auth failed, 2 attempts in 5"
            " secs) (auth_failed): user=<x>, method=PLAIN, rip=IP"
        ),
        "login",
        "failure",
        2,
    ),
    ("dovecot", "auth: passwd-file(x,IP,<s>): unknown user", "login", "failure", 1),
    (
        "dovecot",
        "auth-worker(3): pam(amy,IP): pam_authenticate() failed: Authentication failure",
        "login",
        "failure",
        1,
    ),
]


@pytest.mark.parametrize(("tag", "text", "action", "outcome", "weight"), CASES)
def test_what_is_said_of_a_client(tag, text, action, outcome, weight):
    message = read(tag, text.replace("IP", IP))
    assert (message.action, message.outcome, message.weight) == (action, outcome, weight)
    assert message.fields["source.ip"] == IP


@pytest.mark.parametrize(
    ("tag", "text", "user"),
    [
        ("postfix/smtpd", f"warning: h[{IP}]: {SASL}: no, sasl_username=amy", "amy"),
        ("postfix/smtpd", f"A1B2C3D4: client=h[{IP}], sasl_method=X, sasl_username=amy", "amy"),
        ("exim", f"x authenticator failed for [{IP}]: 535 Incorrect authentication data", None),
        ("imapd", f"LOGIN FAILED, user=amy, ip=[{IP}]", "amy"),
        ("cyrus/imap", f"badlogin: h [{IP}] PLAIN amy SASL(-13): no", "amy"),
        ("cyrus/imap", f"badlogin: h [{IP}] PLAIN SASL(-13): no", None),
        ("saslauthd", "do_auth : auth failure: [user=amy] [service=x] [realm=] [mech=pam]", "amy"),
    ],
)
def test_the_user(tag, text, user):
    assert read(tag, text).fields.get("user.name") == user


@pytest.mark.parametrize("tag", ["postfix/qmgr", "postfix/x/y/smtpd", "smtpd"])
def test_other_services_of_postfix_are_not_known(tag):
    assert not program_of(tag).known


def test_an_instance_of_postfix_keeps_its_name():
    assert program_of("postfix/submission/smtpd").name == "postfix/submission/smtpd"


def test_a_login_that_two_servers_tell_of_counts_once():
    lines = [
        ("dovecot", f"auth-worker(3): pam(amy,{IP}): unknown user"),
        ("postfix/smtpd", f"warning: unknown[{IP}]: {SASL}: x"),
    ]
    records = []
    for pid, (tag, text) in enumerate(lines):
        message, program = read(tag, text), program_of(tag)
        kind = Kind(action=message.action, outcome=message.outcome, program=program.name)
        key = attempt_of(program, "h", pid, message)
        records.append(
            Record(0, b"x", kind, message.fields, pid, 0, message.weight, message.role, key)
        )
    assert [record.weight for record in weigh(records, {})[0]] == [0, 1]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        (
            "postfix/smtpd",
            "warning: unknown[192.0.2.9]: SASL X authentication failed: "
            + ", sasl_" * 50_000
            + "\n",
        ),
        (
            "postfix/smtpd",
            "NOQUEUE: client=h[x], sasl_method=P, sasl_username=" + "x" * 200_000 + ",,",
        ),
        ("imapd", "LOGIN FAILED, user=" + ", ip=[x]" * 40_000 + "!"),
        ("cyrus/imap", "badlogin: h [x] P" + " SASL(-1" * 40_000),
        (
            "exim",
            "x authenticator failed for [x]: 535 Incorrect authentication data (" + "(" * 90_000,
        ),
        (
            "pkexec",
            "amy: Executing command [USER=root] [TTY=x] [CWD=" + "] [COMMAND=" * 40_000 + "\n",
        ),
    ],
)
def test_long_messages_take_no_time(tag, text):
    begun = time.process_time()
    program_of(tag).parse(text)
    assert time.process_time() - begun < 1
