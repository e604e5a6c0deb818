"""The auth log of an ordinary day: jobs, administrators, typing errors, bots at a closed door."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.packs.ordinary.chance import at_work, colleague, dice, moments, spread, stranger

_Line = tuple[datetime, str]
_PEOPLE = ("carol", "dave", "erin", "frank")
_NAMES = ("admin", "test", "ubuntu", "oracle", "git", "postgres", "user", "pi", "ftpuser", "deploy")


def auth(lines: int) -> list[str]:
    """About so many lines."""
    rare = [*_bots(), *_administrators(), *_typists(), *_machines()]
    jobs = _jobs(max(0, lines - len(rare)) // 3)
    return [line for _, line in sorted([*rare, *jobs])]


def _says(time: datetime, program: str, text: str) -> _Line:
    return time, f"{time:%Y-%m-%dT%H:%M:%S.%f}+00:00 web1 {program}: {text}"


def _jobs(count: int) -> Iterator[_Line]:
    """Cron, three lines a job."""
    rng = dice("jobs")
    for number, time in enumerate(spread(rng, max(1, count))):
        tag = f"CRON[{2000 + number % 60_000}]"
        session = "pam_unix(cron:session): session"
        command = rng.choice(("cd / && run-parts --report /etc/cron.hourly", "/usr/bin/backup -q"))
        yield _says(time, tag, f"{session} opened for user root(uid=0) by (uid=0)")
        yield _says(time + timedelta(seconds=1), tag, f"(root) CMD ({command})")
        yield _says(time + timedelta(seconds=2), tag, f"{session} closed for user root")


def _bots() -> Iterator[_Line]:
    """The server takes keys only, so that bots do not even get to try a password."""
    rng = dice("bots")
    for number, time in enumerate(moments(rng, 1500)):
        who, tag = f"{stranger(rng)} port {rng.randint(1024, 65535)}", f"sshd[{3000 + number}]"
        chance = rng.random()
        if chance < 0.5:
            name = rng.choice(_NAMES)
            yield _says(time, tag, f"Invalid user {name} from {who}")
            gone = f"Connection closed by invalid user {name} {who} [preauth]"
        elif chance < 0.8:
            gone = f"Connection closed by authenticating user root {who} [preauth]"
        elif chance < 0.9:
            gone = f"Unable to negotiate with {who}: no matching host key type found. [preauth]"
        else:
            text = "error: kex_exchange_identification: Connection closed by remote host"
            yield _says(time, tag, text)
            gone = f"Connection closed by {who}"
        yield _says(time + timedelta(seconds=1), tag, gone)


def _administrators() -> Iterator[_Line]:
    """Logins with keys, and sudo."""
    rng = dice("administrators")
    for number, time in enumerate(at_work(rng, 120)):
        name, tag = rng.choice(_PEOPLE), f"sshd[{9000 + number}]"
        said = (
            f"Accepted publickey for {name} from {colleague(rng)} port 50222 ssh2: ED25519 SHA256:x"
        )
        yield _says(time, tag, said)
        opened = f"pam_unix(sshd:session): session opened for user {name}(uid=1001) by (uid=0)"
        yield _says(time, tag, opened)
        command = rng.choice(
            ("/usr/bin/systemctl reload apache2", "/usr/bin/apt update", "/bin/bash")
        )
        text = f"   {name} : TTY=pts/1 ; PWD=/home/{name} ; USER=root ; COMMAND={command}"
        yield _says(time + timedelta(seconds=30), "sudo", text)
        closed = f"pam_unix(sshd:session): session closed for user {name}"
        yield _says(time + timedelta(minutes=9), tag, closed)


def _typists() -> Iterator[_Line]:
    """Typing errors inside of the company, put right at once."""
    rng = dice("typists")
    for number, time in enumerate(at_work(rng, 8)):
        name, who, tag = rng.choice(_PEOPLE), colleague(rng), f"sshd[{9500 + number}]"
        pam = "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
        yield _says(time, tag, f"{pam}rhost={who}  user={name}")
        later = time + timedelta(seconds=2)
        yield _says(later, tag, f"Failed password for {name} from {who} port 50300 ssh2")
        later = time + timedelta(seconds=9)
        yield _says(later, tag, f"Accepted password for {name} from {who} port 50300 ssh2")
    text = "Failed password for root from 192.0.2.31 port 50301 ssh2"
    yield _says(at_work(rng, 1)[0], "sshd[9600]", text)
    for time in at_work(rng, 3):
        reason = "1 incorrect password attempt ; TTY=pts/1 ; PWD=/home/dave ; USER=root"
        yield _says(time, "sudo", f"    dave : {reason} ; COMMAND=/usr/bin/apt update")


def _machines() -> Iterator[_Line]:
    """Backups at night, monitoring, and a package that brings its own account."""
    rng = dice("machines")
    for time in spread(rng, 24):
        said = "Accepted publickey for backup from 192.0.2.12 port 40022 ssh2: ED25519 SHA256:y"
        yield _says(time, "sshd[9900]", said)
    for time in spread(rng, 288):
        yield _says(time, "sshd[9901]", "Connection closed by 192.0.2.9 port 40100")
    time = at_work(rng, 1)[0]
    new = "new user: name=ntpsec, UID=112, GID=118, home=/nonexistent, shell=/usr/sbin/nologin"
    yield _says(time, "useradd[9902]", f"{new}, from=none")
