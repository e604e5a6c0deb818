"""The ordinary life of two hosts: administrators with keys, timers, noise of the network."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import NamedTuple

from sample_logs.generator.auth_lines import DB1, WEB1, Host, Program, sshd, words_of_failure
from sample_logs.generator.ledger import Fact, Line, Sign, Story, of_sign, planted_by_group
from sample_logs.generator.plan import DAYS, at, dice, every, later, load, moments


class Admin(NamedTuple):
    """Somebody who looks after the hosts."""

    user: str
    number: int
    source: str
    key: str


ADMINS = (
    Admin(
        "nadia", 1000, "192.0.2.61", "ED25519 SHA256:vQ0mGx5T1nYkq3Jc8rB2wHs7ZpLd4EaUf6oNiX9tRyM"
    ),
    Admin(
        "tomas", 1001, "192.0.2.64", "ED25519 SHA256:Jw2Lk8QeXb5Vt0hRz9Ns4GmYc1Pd7UaTf3oKi6xEqHg"
    ),
    Admin(
        "mireille",
        1002,
        "2001:db8:40:2::64",
        "ECDSA SHA256:b7Rz2NqYp5Kt8WmHc1Gs4Vd0Xj9Lf6UaEo3TiQxMwZk",
    ),
)

_COMMANDS = (
    "/usr/bin/systemctl reload apache2",
    "/usr/bin/journalctl -u apache2 --since today",
    "/usr/bin/apt-get update",
    "/usr/bin/tail -n 200 /var/log/syslog",
    "/usr/sbin/ss -ltnp",
    "/usr/bin/cat /etc/fstab",
)

_NO_CIPHER = "no matching MAC found. Their offer: hmac-md5,hmac-sha1-96 [preauth]"
_PASSING = (
    "error: kex_exchange_identification: Connection closed by remote host",
    "Connection closed by {source} port {port}",
    "Connection reset by {source} port {port} [preauth]",
    "banner exchange: Connection from {source} port {port}: invalid format",
    "Unable to negotiate with {source} port {port}: " + _NO_CIPHER,
    "Received disconnect from {source} port {port}:11: Bye Bye [preauth]",
    "Disconnected from {source} port {port} [preauth]",
)


def daily() -> Story:
    """A week on both hosts, with one mistyped password at sudo."""
    files = {host.path: list(_week(host)) for host in (WEB1, DB1)}
    typo = _typing_error()
    files[WEB1.path].append(typo)
    story = "nadia mistyped her password at sudo once."
    facts = of_sign([typo], Sign.PAM_FAILURE)
    return Story(files, tuple(planted_by_group("linux-authentication-failure", facts, story)))


def _week(host: Host) -> Iterator[Line]:
    rng = dice(f"daily {host.name}")
    for day in DAYS:
        for number, time in enumerate(every(rng, day, 20 if host.dated else 30, 1.5)):
            yield from _timer(rng, host, time, 900 + 100 * (day - 9) + number)
        for start in moments(rng, day, round(9 * load(day))):
            yield from _visit(rng, host, rng.choice(ADMINS), start)
        for time in moments(rng, day, 40):
            yield _passing(rng, host, time)


def _timer(rng: Random, host: Host, time: datetime, pid: int) -> Iterator[Line]:
    cron = Program(host, "CRON" if host.dated else "crond", pid)
    said = "pam_unix({}:session): session {} for user root"
    service = "cron" if host.dated else "crond"
    by = "(uid=0) by root(uid=0)" if host.dated else " by (uid=0)"
    yield cron.says(time, said.format(service, "opened") + by)
    yield cron.says(later(time, rng, 0.05, 3), said.format(service, "closed"))


def _visit(rng: Random, host: Host, admin: Admin, time: datetime) -> Iterator[Line]:
    """An administrator logs in with a key, does a few things as root, and leaves."""
    pid, port, session = (
        rng.randrange(2_000, 30_000),
        rng.randrange(40_000, 60_000),
        rng.randrange(900),
    )
    process, login = sshd(host, pid), (Fact(Sign.LOGIN, time, (("source.ip", admin.source),)),)
    where = f"{admin.source} port {port}"
    yield process.says(
        time, f"Accepted publickey for {admin.user} from {where} ssh2: {admin.key}", login
    )
    time = later(time, rng, 0.01, 0.2)
    by = f"(uid={admin.number}) by {admin.user}(uid=0)" if host.dated else " by (uid=0)"
    yield process.says(time, f"pam_unix(sshd:session): session opened for user {admin.user}{by}")
    logind = Program(host, "systemd-logind", 702)
    yield logind.says(later(time, rng, 0.01, 0.1), f"New session {session} of user {admin.user}.")
    for _ in range(rng.randrange(1, 6)):
        time = later(time, rng, 10, 400)
        yield from _as_root(rng, host, admin, time)
    time = later(time, rng, 5, 900)
    yield process.says(time, f"Received disconnect from {where}:11: disconnected by user")
    yield process.says(time, f"Disconnected from user {admin.user} {where}")
    time = later(time, rng, 0.01, 0.2)
    yield process.says(time, f"pam_unix(sshd:session): session closed for user {admin.user}")
    yield logind.says(later(time, rng, 0.01, 0.2), f"Removed session {session}.")


def _as_root(rng: Random, host: Host, admin: Admin, time: datetime) -> Iterator[Line]:
    sudo, home = Program(host, "sudo"), f"/home/{admin.user}"
    asked = (
        f"{admin.user:>8} : TTY=pts/1 ; PWD={home} ; USER=root ; COMMAND={rng.choice(_COMMANDS)}"
    )
    by = f"(uid=0) by {admin.user}(uid={admin.number})" if host.dated else " by (uid=0)"
    yield sudo.says(time, asked)
    yield sudo.says(
        later(time, rng, 0.001, 0.01), f"pam_unix(sudo:session): session opened for user root{by}"
    )
    yield sudo.says(
        later(time, rng, 0.1, 8), "pam_unix(sudo:session): session closed for user root"
    )


def _passing(rng: Random, host: Host, time: datetime) -> Line:
    """Somebody on the network knocks and goes away: no attempt to log in."""
    text = rng.choice(_PASSING)
    source, port = f"198.51.100.{rng.randrange(230, 250)}", rng.randrange(1_024, 65_000)
    return sshd(host, rng.randrange(30_000, 40_000)).says(
        time, text.format(source=source, port=port)
    )


def _typing_error() -> Line:
    time = at(10, "15:41:07")
    text = (
        "pam_unix(sudo:auth): authentication failure; logname=nadia uid=1000 euid=0 tty=/dev/pts/1 "
        "ruser=nadia rhost=  user=nadia"
    )
    return Program(WEB1, "sudo").says(time, text, (words_of_failure(WEB1, time, weight=1),))
