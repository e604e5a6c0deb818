"""Writes lines of the auth logs: two hosts, two styles of syslog header."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sample_logs.generator.ledger import Fact, Line, Sign, privileged
from sample_logs.generator.plan import MICROSECOND


class Host(NamedTuple):
    """A machine with an auth log."""

    name: str
    path: str
    """Its log, below the sample folder."""
    sshd: str
    """How its sshd calls itself: `sshd-session` from OpenSSH 9.8 on."""
    dated: bool
    """Whether its syslog writes RFC 3339 times; otherwise RFC 3164 without a year."""


WEB1 = Host("web1", "ssh/auth.log", "sshd-session", dated=True)
DB1 = Host("db1", "ssh/secure", "sshd", dated=False)


class Program(NamedTuple):
    """Who writes a line."""

    host: Host
    name: str
    pid: int = 0
    """0 where the program writes none."""

    def says(self, time: datetime, text: str, facts: Iterable[Fact] = ()) -> Line:
        """A line of this program; facts lose the part of their time that the log cannot tell."""
        stamp = time.isoformat(timespec="microseconds")
        if not self.host.dated:
            stamp = f"{time:%b} {time.day:2} {time:%H:%M:%S}"
        tag = f"{self.name}[{self.pid}]" if self.pid else self.name
        told = tuple(fact._replace(time=_told(self.host, fact.time)) for fact in facts)
        return Line(time, f"{stamp} {self.host.name} {tag}: {text}", told)


class Guess(NamedTuple):
    """An attempt to log in with a password."""

    time: datetime
    source: str
    user: str
    known: bool
    """Whether the host has such an account."""


def sshd(host: Host, pid: int) -> Program:
    """The process that serves one connection."""
    return Program(host, host.sshd, pid)


def failed(program: Program, guess: Guess, times: int = 1) -> list[Line]:
    """The lines of a wrong password: what PAM and sshd say of it.

    Args:
        program: The sshd process.
        guess: The attempt.
        times: With more than one, syslog sums up the repetitions: `message repeated N times`.
    """
    port = 1_024 + 7 * program.pid % 60_000
    who = guess.user if guess.known else f"invalid user {guess.user}"
    verdict = f"Failed password for {who} from {guess.source} port {port} ssh2"
    facts = failure_facts(program.host, guess)
    lines = [*_before(program, guess, port), program.says(guess.time, verdict, facts)]
    if times > 1:
        more = guess._replace(time=guess.time + 4_200_000 * MICROSECOND)
        facts = failure_facts(program.host, more, times - 1)
        text = f"message repeated {times - 1} times: [ {verdict}]"
        lines.append(program.says(more.time, text, facts))
    return lines


def left(program: Program, guess: Guess) -> Line:
    """The line of a connection that ends before anyone has logged in."""
    who = f"{'authenticating' if guess.known else 'invalid'} user {guess.user} {guess.source}"
    port = 1_024 + 7 * program.pid % 60_000
    time = guess.time + 310_000 * MICROSECOND
    return program.says(time, f"Connection closed by {who} port {port} [preauth]")


def failure_facts(host: Host, guess: Guess, weight: int = 1) -> list[Fact]:
    """What rules count in a failed password; weight 0 in the lines that only announce it."""
    fact = Fact(Sign.LOGIN_FAILED, guess.time, (("source.ip", guess.source),), weight)
    return [fact, *privileged(guess.time, guess.user, host.name, weight)]


def words_of_failure(host: Host, time: datetime, weight: int = 0) -> Fact:
    """What rules count in a line that holds the words `authentication failure`."""
    return Fact(Sign.PAM_FAILURE, time, (("host.name", host.name),), weight)


def _before(program: Program, guess: Guess, port: int) -> list[Line]:
    """The lines that come before the verdict."""
    early = guess._replace(time=guess.time - 1_900_000 * MICROSECOND)
    user = guess.user if guess.known else ""
    text = (
        "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
        f"rhost={guess.source}{f'  user={user}' if user else ' '}"
    )
    words = words_of_failure(program.host, early.time)
    announced = program.says(
        early.time, text, [words, *failure_facts(program.host, early, weight=0)]
    )
    if guess.known:
        return [announced]
    first = early._replace(time=early.time - 40_000 * MICROSECOND)
    invalid = f"Invalid user {guess.user} from {guess.source} port {port}"
    return [
        program.says(first.time, invalid, failure_facts(program.host, first, weight=0)),
        program.says(early.time, "pam_unix(sshd:auth): check pass; user unknown"),
        announced,
    ]


def _told(host: Host, time: datetime) -> datetime:
    return time if host.dated else time.replace(microsecond=0)
