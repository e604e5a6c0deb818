"""A break-in over SSH: names are guessed, one password fits, a new administrator appears."""

from datetime import datetime
from random import Random

from sample_logs.generator.auth_lines import WEB1, Guess, Program, failed, left, sshd
from sample_logs.generator.ledger import (
    Alert,
    Fact,
    Line,
    Sign,
    Story,
    broken_in,
    guessed,
    of_sign,
    planted_by_group,
)
from sample_logs.generator.plan import at, dice, later
from sample_logs.generator.web_scan import INTRUDER

_KNOWN = frozenset({"root", "deploy", "nadia"})
_LIST = (
    "root admin test oracle postgres ubuntu git ftp guest user mysql jenkins www deploy backup "
    "administrator pi hadoop tomcat support nadia minecraft ansible vagrant elastic zabbix nagios"
)
_NAMES = _LIST.split()
_GUESSES = 132

_NEW_USER = (
    "new user: name=svc-update, UID=1012, GID=1012, home=/home/svc-update, shell=/bin/bash, "
    "from=/dev/pts/3"
)
_DEEDS = (
    (
        "sshd",
        41_988,
        "pam_unix(sshd:session): session opened for user deploy(uid=1003) by deploy(uid=0)",
    ),
    ("systemd-logind", 702, "New session 418 of user deploy."),
    ("sudo", 0, "  deploy : TTY=pts/2 ; PWD=/home/deploy ; USER=root ; COMMAND=/usr/bin/id"),
    ("sudo", 0, "pam_unix(sudo:session): session opened for user root(uid=0) by deploy(uid=1003)"),
    ("sudo", 0, "pam_unix(sudo:session): session closed for user root"),
    ("sudo", 0, "  deploy : TTY=pts/2 ; PWD=/home/deploy ; USER=root ; COMMAND=/usr/bin/bash"),
    ("sudo", 0, "pam_unix(sudo:session): session opened for user root(uid=0) by deploy(uid=1003)"),
    ("groupadd", 42_031, "new group: name=svc-update, GID=1012"),
    ("useradd", 42_033, _NEW_USER),
    ("passwd", 42_040, "pam_unix(passwd:chauthtok): password changed for svc-update"),
    ("usermod", 42_044, "add 'svc-update' to group 'sudo'"),
    ("usermod", 42_044, "add 'svc-update' to shadow group 'sudo'"),
    ("su", 42_052, "(to svc-update) root on pts/3"),
    ("su", 42_052, "pam_unix(su:session): session opened for user svc-update by deploy(uid=0)"),
    ("su", 42_052, "pam_unix(su:session): session closed for user svc-update"),
    ("sudo", 0, "pam_unix(sudo:session): session closed for user root"),
)
"""Program, its number and what it writes after the login, in order."""


def break_in() -> Story:
    """The night to Thursday: the scanner of Wednesday guesses until `deploy` opens."""
    rng = dice("break-in")
    lines = _guesses(rng, at(12, "02:10:04"))
    login = later(max(line.time for line in lines), rng, 6, 9)
    after = _session(rng, login)
    return Story({WEB1.path: lines + after}, _alerts(lines, of_sign(after, Sign.LOGIN)[0]))


def _guesses(rng: Random, time: datetime) -> list[Line]:
    """The guesses begin and end with an account that exists."""
    names = ["root", *(rng.choice(_NAMES) for _ in range(_GUESSES)), "deploy"]
    lines = []
    for number, user in enumerate(names):
        guess = Guess(time, INTRUDER, user, user in _KNOWN)
        process = sshd(WEB1, 41_200 + 3 * number)
        lines += [*failed(process, guess), left(process, guess)]
        time = later(time, rng, 4, 19)
    return lines


def _session(rng: Random, time: datetime) -> list[Line]:
    """The login and what it is used for."""
    process, port = sshd(WEB1, 41_988), 58_116
    source = (("source.ip", INTRUDER),)
    opened = f"Accepted password for deploy from {INTRUDER} port {port} ssh2"
    lines = [process.says(time, opened, (Fact(Sign.LOGIN, time, source),))]
    for program, pid, text in _DEEDS:
        time = later(time, rng, 0.02, 45)
        name = process.name if program == "sshd" else program
        lines.append(Program(WEB1, name, pid).says(time, text))
    time = later(time, rng, 600, 1_800)
    gone = f"Disconnected from user deploy {INTRUDER} port {port}"
    lines.append(process.says(time, gone))
    closed = "pam_unix(sshd:session): session closed for user deploy"
    lines.append(process.says(later(time, rng, 0.01, 0.05), closed))
    return lines


def _alerts(lines: list[Line], login: Fact) -> tuple[Alert, ...]:
    failures = of_sign(lines, Sign.LOGIN_FAILED)
    privileged = of_sign(lines, Sign.PRIVILEGED_FAILED)
    return (
        *guessed(failures, "Passwords of many accounts are guessed on web1."),
        broken_in(failures, login, "The password of deploy on web1 was found."),
        *planted_by_group("privileged-login", privileged, "Guesses at an administrator on web1."),
        *planted_by_group(
            "linux-authentication-failure",
            of_sign(lines, Sign.PAM_FAILURE),
            "What PAM says of the guesses on web1; accounts that do not exist have no user.",
        ),
    )
