"""What the programs around sshd and PAM say, found by their tags."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.syslog.programs.message import Message
from store.formats.syslog.programs.table import attempt_of, program_of
from store.model import KIND_KEYS, Outcome


def read(tag: str, text: str) -> Message:
    """What a message means that must mean something."""
    message = program_of(tag).parse(text)
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("tag", "name", "family"),
    [
        ("sshd", "sshd", "sshd"),
        ("sshd-session", "sshd-session", "sshd"),
        ("sshd-auth", "sshd-auth", "sshd"),
        ("/usr/sbin/sshd", "sshd", "sshd"),
        ("sshd(pam_unix)", "sshd", "sshd"),
        ("-- amy", "login", "login"),
        ("CRON", "CRON", "cron"),
        ("ssh.service", "ssh.service", "sshd"),
        (
            "sshd@7-192.0.2.1:22-192.0.2.9:4.service",
            "sshd@7-192.0.2.1:22-192.0.2.9:4.service",
            "sshd",
        ),
        ("other.service", "other.service", "other.service"),
        ("cockpit-session", "cockpit-session", "cockpit-session"),
    ],
)
def test_a_tag_names_a_program(tag, name, family):
    assert program_of(tag)[:2] == (name, family)


def test_pam_speaks_for_any_program():
    assert read("anything", "pam_unix(x:auth): check pass; user unknown").action == "invalid-user"


def test_old_pam_speaks_in_the_tag():
    text = "authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=amy"
    message = read("sshd(pam_unix)", text)
    assert message.fields["source.ip"] == "192.0.2.1"
    assert message.fields["pam.service"] == "sshd"


@pytest.mark.parametrize(
    ("reason", "outcome", "weight", "role"),
    [
        ("", "success", 1, None),
        ("user NOT in sudoers ; ", "failure", 1, None),
        ("command not allowed ; ", "failure", 1, None),
        ("a password is required ; ", "failure", 1, "verdict"),
        ("1 incorrect password attempt ; ", "failure", 1, "verdict"),
        ("3 incorrect password attempts ; ", "failure", 3, "verdict"),
        ("no tty present : bad terminal ; ", "failure", 1, None),
    ],
)
def test_sudo(reason, outcome, weight, role):
    message = read(
        "sudo", f"amy : {reason}TTY=pts/0 ; PWD=/home/amy ; USER=root ; COMMAND=/bin/ls -l"
    )
    assert message[:3] == ("authentication", "privilege-use", outcome)
    assert (message.weight, message.role) == (weight, role)
    assert message.fields == {
        "user.name": "amy",
        "user.effective.name": "root",
        "process.tty": "pts/0",
        "process.working_directory": "/home/amy",
        "process.command_line": "/bin/ls -l",
    }


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("amy : HOST=db : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls", "process.tty", "pts/0"),
        ("amy : TTY=unknown ; PWD=/ ; USER=root ; COMMAND=/bin/ls", "process.tty", None),
        (
            "amy : TTY=a ; PWD=/ ; USER=bob ; GROUP=adm ; ENV=X=1 ; COMMAND=/x",
            "user.effective.name",
            "bob",
        ),
        ("amy : TTY=a ; PWD=/x ; USER=bob ; USER=root ; COMMAND=/x", "user.effective.name", "root"),
        (
            "amy : PWD=/ ; USER=root ; COMMAND=/x ; USER=bob ; COMMAND=/y",
            "process.command_line",
            "/x ; USER=bob ; COMMAND=/y",
        ),
    ],
)
def test_the_parts_of_a_sudo_line(text, key, value):
    assert read("sudo", text).fields.get(key) == value


FORGED = "/srv/x ; USER=bob ; COMMAND=/bin/true"


@pytest.mark.parametrize(
    ("end", "effective"),
    [
        (f"PWD={FORGED} ; USER=root ; COMMAND=/bin/id", "root"),
        (f"PWD={FORGED} ; USER=root ; GROUP=adm ; COMMAND=/bin/id", "root"),
        (f"PWD={FORGED} ; USER=eve ; COMMAND=/bin/id", "bob"),
        ("PWD=/ ; USER=root ; COMMAND=/bin/echo a ; USER=bob ; COMMAND=/bin/true", "root"),
    ],
)
def test_a_directorys_name_cannot_hide_who_became_root(end, effective):
    """The name of a directory is the user's own, and may look like the end of a sudo line (2.5)."""
    fields = read("sudo", f"amy : TTY=pts/0 ; {end}").fields
    assert (fields["user.name"], fields["user.effective.name"]) == ("amy", effective)
    assert str(fields["process.command_line"]).endswith(end.rpartition("COMMAND=")[2])


@pytest.mark.parametrize(
    "reason",
    [
        "user NOT authorized on host",
        "unknown user x",
        "no tty present and no askpass program specified",
        "no passwd entry for x!",
        "user NOT in sudoers",
    ],
)
def test_sudo_refuses(reason):
    message = read("sudo", f"amy : {reason} ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id")
    assert (message.action, message.outcome, message.weight) == ("privilege-use", "failure", 1)


POLKIT = (
    "authorization for action org.example.run for unix-process:4:7 [/bin/sh]"
    " (owned by unix-user:amy)"
)
PKEXEC = "[USER=root] [TTY=unknown] [CWD=/home/amy] [COMMAND=/usr/bin/id -u]"


@pytest.mark.parametrize(
    ("tag", "text", "outcome", "effective"),
    [
        (
            "polkitd",
            f"Operator of unix-session:2 FAILED to authenticate to gain {POLKIT}",
            "failure",
            None,
        ),
        (
            "polkitd",
            (
                "Operator of unix-session:2 successfully authenticated as unix-user:root to gain"
                f" ONE-SHOT {POLKIT}"
            ),
            "success",
            "root",
        ),
        (
            "polkitd(authority=local)",
            f"Operator of unix-session:2 FAILED to authenticate to gain {POLKIT}",
            "failure",
            None,
        ),
        ("pkexec", f"amy: Executing command {PKEXEC}", "success", "root"),
        (
            "pkexec",
            f"amy: Error executing command as another user: Not authorized {PKEXEC}",
            "failure",
            "root",
        ),
    ],
)
def test_polkit(tag, text, outcome, effective):
    message = read(tag, text)
    assert (message.action, message.outcome, message.weight) == ("privilege-use", outcome, 1)
    fields = message.fields
    assert (fields["user.name"], fields.get("user.effective.name")) == ("amy", effective)
    assert "process.tty" not in fields


def test_a_continued_sudo_command_is_no_second_use():
    message = read("sudo", "amy : (command continued) /tmp/x")
    assert (message.weight, message.outcome) == (0, Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "outcome", "user", "effective", "role"),
    [
        ("(to root) amy on pts/1", "success", "amy", "root", "verdict"),
        ("FAILED SU (to root) amy on pts/1", "failure", "amy", "root", "verdict"),
        (
            "FAILED SU (to x) bob on tty9) amy on pts/1",
            "failure",
            "amy",
            "x) bob on tty9",
            "verdict",
        ),
        ("Successful su for root by amy", "success", "amy", "root", "verdict"),
        ("FAILED su for root by amy", "failure", "amy", "root", "verdict"),
        ("+ /dev/pts/0 amy:root", "success", "amy", "root", "summary"),
        ("- /dev/pts/0 amy:root", "failure", "amy", "root", "summary"),
        ("BAD SU amy to root on /dev/ttyp0", "failure", "amy", "root", "verdict"),
        ("amy to root on /dev/ttyp1", "success", "amy", "root", "verdict"),
        ("failed: ttyq4 changing from amy to root", "failure", "amy", "root", "verdict"),
    ],
)
def test_su(text, outcome, user, effective, role):
    message = read("su", text)
    assert (message.action, message.outcome, message.role) == ("privilege-use", outcome, role)
    assert message.fields["user.name"] == user
    assert message.fields["user.effective.name"] == effective


@pytest.mark.parametrize(
    ("text", "action", "outcome", "fields"),
    [
        (
            "FAILED LOGIN (1) on '/dev/tty1' FOR 'amy', Authentication failure",
            "login",
            "failure",
            {"process.tty": "/dev/tty1", "user.name": "amy"},
        ),
        (
            "FAILED LOGIN (1) on '/dev/tty1' FOR 'UNKNOWN', Authentication failure",
            "login",
            "failure",
            {"process.tty": "/dev/tty1"},
        ),
        (
            "FAILED LOGIN 2 FROM (null) FOR amy, Authentication failure",
            "login",
            "failure",
            {"user.name": "amy"},
        ),
        (
            "FAILED LOGIN SESSION FROM 192.0.2.1 FOR amy, Error",
            "login",
            "failure",
            {"user.name": "amy", "source.ip": "192.0.2.1"},
        ),
        (
            "FAILED LOGIN 1 FROM 192.0.2.1 FOR x FROM 198.51.100.6 FOR y, Error",
            "login",
            "failure",
            {"user.name": "x FROM 198.51.100.6 FOR y", "source.ip": "192.0.2.1"},
        ),
        (
            "TOO MANY LOGIN TRIES (5) FROM 192.0.2.1 FOR amy, Error",
            "auth-limit",
            "failure",
            {"user.name": "amy", "source.ip": "192.0.2.1"},
        ),
        (
            "FAILED LOGIN (1) on '/dev/pts/1' from '192.0.2.1' FOR 'amy', Authentication failure",
            "login",
            "failure",
            {"process.tty": "/dev/pts/1", "user.name": "amy", "source.ip": "192.0.2.1"},
        ),
        (
            "TOO MANY LOGIN TRIES (3) on '/dev/pts/1' from '192.0.2.1' FOR 'amy, x'",
            "auth-limit",
            "failure",
            {"process.tty": "/dev/pts/1", "user.name": "amy, x", "source.ip": "192.0.2.1"},
        ),
        ("ROOT LOGIN ON tty2", "login", "success", {"process.tty": "tty2", "user.name": "root"}),
        (
            "ROOT LOGIN  on '/dev/tty1'",
            "login",
            "success",
            {"process.tty": "/dev/tty1", "user.name": "root"},
        ),
        (
            "LOGIN ON tty1 BY amy FROM h.example.com",
            "login",
            "success",
            {"process.tty": "tty1", "user.name": "amy", "source.domain": "h.example.com"},
        ),
        (
            "ROOT LOGIN (toor) ON pts/0 FROM h.example.com",
            "login",
            "success",
            {"process.tty": "pts/0", "user.name": "toor", "source.domain": "h.example.com"},
        ),
        (
            "login from 192.0.2.1 on pts/0 as amy",
            "login",
            "success",
            {"process.tty": "pts/0", "user.name": "amy", "source.ip": "192.0.2.1"},
        ),
        (
            "root login on 'pts/0' from '192.0.2.1'",
            "login",
            "success",
            {"process.tty": "pts/0", "user.name": "root", "source.ip": "192.0.2.1"},
        ),
        (
            "LOGIN 'amy' REFUSED FROM 192.0.2.1",
            "access-denied",
            "failure",
            {"user.name": "amy", "source.ip": "192.0.2.1"},
        ),
    ],
)
def test_login(text, action, outcome, fields):
    message = read("login", text)
    assert (message.action, message.outcome, message.fields) == (action, outcome, fields)


@pytest.mark.parametrize(
    ("text", "weight", "fields"),
    [
        ("3 LOGIN FAILURES FROM 192.0.2.1", 0, {"source.ip": "192.0.2.1"}),
        (
            "3 LOGIN FAILURES FROM 192.0.2.1, amy, x",
            3,
            {"source.ip": "192.0.2.1", "user.name": "amy, x"},
        ),
        ("1 LOGIN FAILURE ON ttyv0, amy", 1, {"process.tty": "ttyv0", "user.name": "amy"}),
    ],
)
def test_failures_that_freebsd_counts(text, weight, fields):
    """It says them twice, the second time with the name."""
    message = read("login", text)
    assert (message.action, message.outcome, message.weight) == ("login", "failure", weight)
    assert message.fields == fields


def test_names_of_sudo_may_hold_blanks():
    message = read("sudo", "amy of us : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/echo a : b")
    assert message.fields["user.name"] == "amy of us"


@pytest.mark.parametrize(
    ("text", "action", "fields"),
    [
        ("New session 12 of user amy.", "session-start", {"session.id": "12", "user.name": "amy"}),
        (
            "New session 'c2' of user 'amy' with class 'user' and type 'tty'.",
            "session-start",
            {"session.id": "c2", "user.name": "amy"},
        ),
        ("Removed session 12.", "session-end", {"session.id": "12"}),
        (
            "Session 12 logged out. Waiting for processes to exit.",
            "session-end",
            {"session.id": "12"},
        ),
    ],
)
def test_logind(text, action, fields):
    message = read("systemd-logind", text)
    assert (message.category, message.action, message.weight) == ("session", action, 0)
    assert message.fields == fields


@pytest.mark.parametrize(
    ("tag", "text", "action", "outcome", "target"),
    [
        (
            "useradd",
            "new user: name=amy, UID=1001, GID=1001, home=/home/amy, shell=/bin/sh",
            "account-created",
            "success",
            "amy",
        ),
        (
            "useradd",
            "new user: name=amy, uid=1001, gid=1001, home=/home/amy, shell=/bin/sh",
            "account-created",
            "success",
            "amy",
        ),
        ("useradd", "failed adding user 'amy', data deleted", "account-created", "failure", "amy"),
        ("groupadd", "new group: name=web, GID=48", "group-created", "success", None),
        ("userdel", "delete user 'amy'", "account-deleted", "success", "amy"),
        ("groupdel", "group 'web' removed", "group-deleted", "success", None),
        ("usermod", "add 'amy' to group 'sudo'", "account-changed", "success", "amy"),
        (
            "usermod",
            "change user 'amy' shell from '/bin/sh' to '/bin/bash'",
            "account-changed",
            "success",
            "amy",
        ),
        ("usermod", "change user 'amy' password", "password-change", "success", "amy"),
        ("passwd", "password for 'amy' changed by 'root'", "password-change", "success", "amy"),
        ("chpasswd", "password changed for amy", "password-change", "success", "amy"),
        ("passwd", 'user "amy" does not exist in /etc/passwd', "password-change", "failure", "amy"),
        ("gpasswd", "user amy added by root to group sudo", "account-changed", "success", "amy"),
    ],
)
def test_account_tools(tag, text, action, outcome, target):
    message = read(tag, text)
    assert message[:3] == ("iam", action, outcome)
    assert message.fields.get("user.target.name") == target


def test_cron_runs_commands():
    message = read("CRON", "(root) CMD (run-parts /etc/cron.hourly (x))")
    assert message.category == "process"
    assert message.fields == {
        "user.name": "root",
        "process.command_line": "run-parts /etc/cron.hourly (x)",
    }


@pytest.mark.parametrize(
    ("text", "outcome", "fields"),
    [
        (
            "amy ran command /bin/cat /etc/master.passwd as root from /home/amy",
            "success",
            {
                "user.name": "amy",
                "user.effective.name": "root",
                "process.command_line": "/bin/cat /etc/master.passwd",
            },
        ),
        (
            "command not permitted for amy: id",
            "failure",
            {"user.name": "amy", "process.command_line": "id"},
        ),
        ("failed auth for amy", "failure", {"user.name": "amy"}),
    ],
)
def test_doas(text, outcome, fields):
    message = read("doas", text)
    assert (message.action, message.outcome) == ("privilege-use", outcome)
    assert message.fields == fields


@pytest.mark.parametrize(
    "text",
    [
        "amy ran command /bin/echo as nobody from /x as root from /home/amy",
        "amy ran command /bin/sh as root from /tmp/x as nobody from /home",
    ],
)
def test_neither_a_command_nor_a_folder_can_say_whom_doas_made_of_a_user(text):
    assert "user.effective.name" not in read("doas", text).fields


def test_proxmox_refuses_a_login():
    text = "authentication failure; rhost=::ffff:192.0.2.1 user=x rhost=198.51.100.6@pam msg=no"
    message = read("pvedaemon", text)
    assert (message.action, message.outcome) == ("login", "failure")
    assert message.fields == {"source.ip": "192.0.2.1", "user.name": "x rhost=198.51.100.6@pam"}


def test_proxmox_lets_in():
    message = read("pvedaemon", "<root@pam> successful auth for user 'root@pam'")
    assert (message.action, message.outcome) == ("login", "success")
    assert message.fields == {"user.name": "root@pam"}


@pytest.mark.parametrize(
    ("tag", "pid", "text", "key"),
    [
        ("sshd", 9, "Invalid user x from 192.0.2.1", "h/sshd/9"),
        ("sshd-session", 9, "Invalid user x from 192.0.2.1", "h/sshd/9"),
        ("sshd", None, "Invalid user x from 192.0.2.1", "h/sshd"),
        ("sudo", 9, "amy : 1 incorrect password attempt ; USER=root ; COMMAND=/x", "h/sudo/9"),
        ("sudo", None, "amy : 1 incorrect password attempt ; USER=root ; COMMAND=/x", "h/sudo/amy"),
        ("unix_chkpwd", 9, "password check failed for user (amy)", "h/unix_chkpwd/amy"),
        ("dovecot", 9, "imap-login: Login: user=<amy>, rip=192.0.2.1", "h/dovecot/192.0.2.1"),
    ],
)
def test_the_key_of_an_attempt(tag, pid, text, key):
    assert attempt_of(program_of(tag), "h", pid, read(tag, text)) == key


TAGS = [
    "sshd",
    "sudo",
    "su",
    "login",
    "systemd-logind",
    "useradd",
    "cron",
    "dropbear",
    "dovecot",
    "vsftpd",
    "proftpd",
    "pure-ftpd",
    "unix_chkpwd",
    "polkitd",
    "doas",
    "pvedaemon",
    "postfix/smtpd",
    "imapd",
    "exim",
    "named",
    "dnsmasq",
    "unbound",
    "x(pam_unix)",
    "x",
]


PHRASES = [
    "amy : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=",
    "amy : 3 incorrect password attempts ; TTY=pts/0 ; ",
    "pam_unix(x:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=",
    " user=",
    "pam_unix(x:session): session opened for user ",
    "FAILED LOGIN 1 FROM ",
    " FOR amy, Authentication failure",
    "FAILED SU (to root) amy on ",
    "new user: name=",
    "[amy] FAIL LOGIN: Client ",
    'Client "192.0.2.9"',
    "USER amy (Login failed): ",
    "Bad password attempt for 'amy' from ",
    "192.0.2.9:22",
    "-",
    "(uid=0)",
    "amy ran command ",
    " as root from /",
]
SENTENCES = st.lists(st.sampled_from(PHRASES) | st.text(max_size=9), max_size=5).map("".join)


@given(st.sampled_from(TAGS), SENTENCES)
@settings(max_examples=300)
def test_whatever_a_text_says_it_fills_only_fields_that_it_may(tag, text):
    message = program_of(tag).parse(text)
    fields = message.fields if message else {}
    assert not KIND_KEYS.keys() & fields.keys()
    assert not {"", None} & set(fields.values())


@pytest.mark.parametrize("text", PHRASES[:2])
def test_the_phrases_are_understood(text):
    assert program_of("sudo").parse(f"{text}USER=root ; COMMAND=/bin/id") is not None


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("sudo", "amy : " + "TTY=x ; " * 50_000),
        ("su", "FAILED SU (to " + ") x on " * 50_000),
        ("login", "FAILED LOGIN 1 FOR " + "x, " * 80_000),
        ("vsftpd", "[" + '] FAIL LOGIN: Client "x' * 20_000),
        ("sudo", "amy : PWD=/" + " ; x" * 100_000 + " ; USER=root ; COMMAND=/bin/id"),
        ("dovecot", "auth: x(" + ",x): unknown user" * 20_000 + "("),
        ("dovecot", "x-login: (auth failed, 1 attempts)" + "user=<" * 50_000),
        ("proftpd", "USER " + " (Login failed)" * 20_000),
        (
            "x",
            "pam_x(y): authentication failure; logname= uid=0 euid=0 tty= ruser="
            + " rhost=x" * 50_000
            + "\n",
        ),
        ("x", "pam_x(y): session opened for user " + " by x" * 50_000 + "\n"),
    ],
)
def test_long_messages_take_no_time(tag, text):
    begun = time.process_time()
    program_of(tag).parse(text)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("folder", ["/srv/a ; b", "/srv/a ; b ; c", "/srv/x; y"])
def test_the_name_of_a_folder_may_hold_what_parts_are_joined_by(folder):
    message = read("sudo", f"amy : TTY=pts/0 ; PWD={folder} ; USER=root ; COMMAND=/bin/id")
    assert message.fields["process.working_directory"] == folder
    assert message.fields["user.effective.name"] == "root"
