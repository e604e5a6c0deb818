"""Write a big auth log for measuring: `python benchmarks/make_auth.py LINES OUT [SEED]`.

A server under attack, as RFC 3164 tells it: a few attackers work through their lists at any time
while others try once and go, sshd and PAM write four to seven lines about a guess, syslog sums up
repetitions, and between them there are administrators, timers and scanners that only knock. Nearly
every fifth line is an attempt.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import BinaryIO, NamedTuple

START = datetime(2026, 11, 1, tzinfo=UTC)
SECONDS = 14 * 24 * 3600
ATTACKERS = 1_050
"""Addresses that guess at some time, two of three IPv4."""
AT_WORK = 3
"""Attackers at the same time."""

_HOST = "web1"
_NAMES = (
    *("admin", "test", "oracle", "postgres", "ubuntu", "git", "ftpuser", "pi", "guest", "user"),
    *("hadoop", "jenkins", "minecraft", "deploy", "tomcat", "nagios", "backup", "www", "es", "dev"),
)
_ADMINS = ("nadia", "tomas", "mireille")
_KEY = "ED25519 SHA256:vQ0mGx5T1nYkq3Jc8rB2wHs7ZpLd4EaUf6oNiX9tRyM"
_COMMANDS = ("/usr/bin/systemctl reload apache2", "/usr/bin/apt-get update", "/usr/sbin/ss -ltnp")
_PAM = "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost="

Said = Iterator[tuple[float, str, str]]
"""Seconds after the beginning, the program's tag, and what it says."""


class Attacker(NamedTuple):
    """An address and what it still has to try."""

    address: str
    tries: int


class Stage:
    """Who is at work on the server, and the dice."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 - repeatable on purpose
        self._addresses = [_address(number) for number in range(ATTACKERS)]
        self._at_work = [self._newcomer() for _ in range(AT_WORK)]

    def attacker(self) -> str:
        """The address of the next guess; one that is through makes room for another."""
        if self.rng.random() < 0.1:
            return self.rng.choice(self._addresses)
        place = self.rng.randrange(AT_WORK)
        address, tries = self._at_work[place]
        self._at_work[place] = Attacker(address, tries - 1) if tries > 1 else self._newcomer()
        return address

    def sshd(self) -> str:
        """The tag of a connection's process."""
        return f"sshd[{self.rng.randrange(1_000, 400_000)}]"

    def port(self) -> int:
        """The port of a client."""
        return self.rng.randrange(1_024, 65_536)

    def _newcomer(self) -> Attacker:
        """An attacker with a short list, or now and then with hundreds of passwords."""
        tries = min(int(20 * self.rng.paretovariate(0.9)), 1_000)
        return Attacker(self.rng.choice(self._addresses), tries)


def write(lines: int, target: BinaryIO, seed: int = 2026) -> None:
    """Write that many lines.

    Args:
        lines: How many.
        target: Open for writing bytes.
        seed: The same seed gives the same bytes.
    """
    stage = Stage(seed)
    moments: list[tuple[float, str]] = []
    while len(moments) < lines:
        begin = SECONDS * len(moments) / lines
        scene = stage.rng.choices(_SCENES, _SHARES)[0]
        moments += [(begin + after, f"{tag}: {said}") for after, tag, said in scene(stage)]
    moments.sort(key=lambda moment: moment[0])
    target.writelines(f"{_stamp(at)} {_HOST} {said}\n".encode() for at, said in moments[:lines])


def _stamp(at: float) -> str:
    moment = START + timedelta(seconds=int(at))
    return f"{moment:%b} {moment.day:2} {moment:%H:%M:%S}"


def _address(number: int) -> str:
    """An address of documentation: IPv4 as far as there are some, then 2001:db8."""
    if number < 700:
        network = ("192.0.2", "198.51.100", "203.0.113")[number % 3]
        return f"{network}.{1 + number // 3}"
    return f"2001:db8:{number:x}::{number * 31 % 0xFFFF:x}"


def _unknown_user(stage: Stage) -> Said:
    """A guess at an account that is not there: one attempt."""
    source, tag, port = stage.attacker(), stage.sshd(), stage.port()
    name = stage.rng.choice(_NAMES)
    if stage.rng.random() < 0.3:
        name += str(stage.rng.randrange(100))
    yield 0, tag, f"Invalid user {name} from {source} port {port}"
    yield 0, tag, "pam_unix(sshd:auth): check pass; user unknown"
    yield 0, tag, f"{_PAM}{source} "
    yield 2, tag, f"Failed password for invalid user {name} from {source} port {port} ssh2"
    if stage.rng.random() < 0.5:
        yield 3, tag, f"Connection closed by invalid user {name} {source} port {port} [preauth]"
        return
    yield 3, tag, f"Received disconnect from {source} port {port}:11: Bye Bye [preauth]"
    yield 3, tag, f"Disconnected from invalid user {name} {source} port {port} [preauth]"


def _root(stage: Stage) -> Said:
    """A guess at root's password: one attempt."""
    source, tag, port = stage.attacker(), stage.sshd(), stage.port()
    yield 0, tag, f"{_PAM}{source}  user=root"
    yield 2, tag, f"Failed password for root from {source} port {port} ssh2"
    yield 3, tag, f"Received disconnect from {source} port {port}:11:  [preauth]"
    yield 3, tag, f"Disconnected from authenticating user root {source} port {port} [preauth]"


def _repeated(stage: Stage) -> Said:
    """A client that tries to the last: six attempts, five of them summed up."""
    source, tag, port = stage.attacker(), stage.sshd(), stage.port()
    verdict = f"Failed password for root from {source} port {port} ssh2"
    yield 0, tag, f"{_PAM}{source}  user=root"
    yield 2, tag, verdict
    yield 13, tag, f"message repeated 5 times: [ {verdict}]"
    most = "maximum authentication attempts exceeded"
    yield 13, tag, f"error: {most} for root from {source} port {port} ssh2 [preauth]"
    many = "Too many authentication failures"
    yield 13, tag, f"Disconnecting authenticating user root {source} port {port}: {many} [preauth]"
    more = _PAM.replace("pam_unix(sshd:auth): authentication failure", "PAM 5 more authentication")
    yield 13, tag, f"{more.replace('; ', ' failures; ', 1)}{source}  user=root"
    yield 13, tag, "PAM service(sshd) ignoring max retries; 6 > 3"


def _visit(stage: Stage) -> Said:
    """An administrator logs in with a key, does something as root, and leaves."""
    user, tag, port = stage.rng.choice(_ADMINS), stage.sshd(), stage.port()
    where = f"192.0.2.{240 + _ADMINS.index(user)} port {port}"
    session, away = stage.rng.randrange(100_000), stage.rng.randrange(30, 7_200)
    yield 0, tag, f"Accepted publickey for {user} from {where} ssh2: {_KEY}"
    yield 0, tag, f"pam_unix(sshd:session): session opened for user {user}(uid=1000) by (uid=0)"
    yield 0, "systemd-logind[702]", f"New session {session} of user {user}."
    yield from _as_root(stage, user, 20)
    yield away, tag, f"Received disconnect from {where}:11: disconnected by user"
    yield away, tag, f"Disconnected from user {user} {where}"
    yield away, tag, f"pam_unix(sshd:session): session closed for user {user}"
    yield (
        away,
        "systemd-logind[702]",
        f"Session {session} logged out. Waiting for processes to exit.",
    )
    yield away, "systemd-logind[702]", f"Removed session {session}."


def _as_root(stage: Stage, user: str, after: float) -> Said:
    command = stage.rng.choice(_COMMANDS)
    said = f"{user:>8} : TTY=pts/0 ; PWD=/home/{user} ; USER=root ; COMMAND={command}"
    yield after, "sudo", said
    by = f"(uid=0) by {user}(uid=1000)"
    yield after, "sudo", f"pam_unix(sudo:session): session opened for user root{by}"
    yield after + 2, "sudo", "pam_unix(sudo:session): session closed for user root"


def _timer(stage: Stage) -> Said:
    tag = f"CRON[{stage.rng.randrange(1_000, 400_000)}]"
    yield 0, tag, "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)"
    yield 1, tag, "pam_unix(cron:session): session closed for user root"


def _knock(stage: Stage) -> Said:
    """A scanner that goes away before it names a user: no attempt."""
    source, tag, port = stage.attacker(), stage.sshd(), stage.port()
    if stage.rng.random() < 0.5:
        yield 0, tag, f"Connection closed by {source} port {port}"
        return
    yield 0, tag, "error: kex_exchange_identification: Connection closed by remote host"
    yield 0, tag, f"Connection reset by {source} port {port} [preauth]"


_SCENES: tuple[Callable[[Stage], Said], ...] = (
    _unknown_user,
    _root,
    _repeated,
    _visit,
    _timer,
    _knock,
)
_SHARES = (46, 24, 3, 3, 14, 10)
"""How often each scene is played, of a hundred."""


def main(arguments: list[str]) -> None:
    """Write the log that the command line asks for."""
    with Path(arguments[1]).open("wb") as target:
        write(int(arguments[0]), target, *map(int, arguments[2:]))


if __name__ == "__main__":
    main(sys.argv[1:])
