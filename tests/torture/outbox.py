"""Torture the outbox: senders are killed, and the mail server does whatever mail servers do.

    python -m tests.torture.outbox [MESSAGES] [SEED]

Several processes of the real command line send at once and are killed by SIGKILL at random moments,
some of them between two statements; the server greylists, is full, takes a mail and hangs up before
it says so, answers too late, and knows some of the addresses not at all. In the end every message
has to be in its mailbox, each of its copies the same to the last byte, and every message to an
unknown address has to be dead. The subjects are hostile.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from store import children
from store.database.connection import Writer, create, reader
from store.notifying import outbox
from store.notifying.outbox import Message, mail
from store.times import now
from tests.app.notifying.postal import Handler, Post, authority, read, server
from tests.torture.killing import surroundings

SENDERS = 3
_TIMEOUT = 1.0
"""Seconds that a sender waits for an answer."""
_HOSTILE = (
    "=?utf-8?q?a=0D=0ABcc:_evil@example.com?=",
    "root\r\nBcc: evil@example.com",
    "\r\n.\r\nMAIL FROM:<evil@example.com>",
    "\x1b]52;c;x\x07",
    "ä€日本",
)


class Trouble(Handler):
    """A server that is difficult by chance."""

    def __init__(self, post: Post, chance: Random) -> None:
        super().__init__(post)
        self.chance = chance
        self.done: Counter[str] = Counter()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Be difficult, or take the mail."""
        what = self.chance.choices(
            ("taken", "greylisted", "full", "lost answer", "late answer"), (74, 10, 6, 5, 5)
        )[0]
        self.done[what] += 1
        if what == "greylisted":
            return "451 4.7.1 greylisted"
        if what == "full":
            return "452 4.2.2 mailbox full"
        if what == "lost answer":
            self.post.answers.append("drop")
        answer = await super().handle_DATA(server, session, envelope)
        if what == "late answer":
            await asyncio.sleep(_TIMEOUT * 1.5)
        return answer


@dataclass(frozen=True)
class Verdict:
    """What came of it."""

    wanted: int
    unknown: int
    delivered: int
    """Messages to addresses that there are, each counted once."""
    copies: int
    """Of messages that had arrived already."""
    different: int
    """Messages whose copies differ."""
    injected: int
    """Mails with a header that is not ours."""
    dead: int
    open: int
    kills: int
    most_attempts: int
    troubles: dict[str, int]
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether all is as promised."""
        kept = self.delivered == self.wanted and self.dead == self.unknown
        return kept and self.open == self.different == self.injected == 0

    def __str__(self) -> str:
        """The figures."""
        return (
            f"{self.delivered} of {self.wanted} delivered, {self.wanted - self.delivered} lost; "
            f"{self.dead} of {self.unknown} unknown are dead, {self.open} open; {self.copies} "
            f"extra copies, {self.different} of them different; "
            f"{self.injected} with foreign headers; {self.kills} senders killed; "
            f"{self.most_attempts} attempts at most; {self.troubles}; {self.seconds:.0f} s"
        )


def torture(folder: Path, messages: int, seed: int) -> Verdict:
    """Queue messages and let them be sent, come what may.

    Args:
        folder: An empty one.
        messages: How many.
        seed: Of chance.
    """
    chance = Random(seed)  # noqa: S311 - no secret
    began = time.monotonic()
    known = authority(folder)
    handlers: list[Trouble] = []

    def handle(post: Post) -> Trouble:
        handlers.append(Trouble(post, chance))
        return handlers[0]

    with server(known.context("localhost"), handle=handle) as post:
        database = _queue(folder, messages, post, chance)
        _configure(folder, post.port)
        senders = _Senders(folder, database, chance)
        while _left(database):
            senders.round()
            _hurry(database)
        senders.end()
        return _judge(database, post, handlers[0], senders.kills, time.monotonic() - began)


def _queue(folder: Path, messages: int, post: Post, chance: Random) -> Path:
    """A database with messages; every fiftieth is to nobody."""
    database = folder / "blotter.db"
    create(database)
    with Writer(database) as writer, writer.transaction() as connection:
        for number in range(messages):
            name = "nobody" if number % 50 == 49 else "ops"
            address = f"{name}{number}@example.com"
            post.unknown |= {address} if name == "nobody" else set()
            said = Message(f"torture/{number}", f"{number} {chance.choice(_HOSTILE)}", f"{number}")
            outbox.queue(connection, said, mail(address), now())
    return database


def _configure(folder: Path, port: int) -> None:
    (folder / "config.toml").write_text(
        f'[notify.smtp]\nhost = "localhost"\nport = {port}\nfrom = "blotter@example.com"\n'
        f'ca_file = "ca.pem"\ntimeout = "{_TIMEOUT:.0f}s"\n'
    )


class _Senders:
    """Processes that send, until they are killed."""

    def __init__(self, folder: Path, database: Path, chance: Random) -> None:
        self._folder = folder
        self._database = database
        self._chance = chance
        self._running: list[subprocess.Popen[bytes]] = []
        self.kills = 0

    def round(self) -> None:
        """Let some send for a moment, and kill one of them."""
        self._running = [each for each in self._running if each.poll() is None]
        while len(self._running) < SENDERS:
            self._running.append(self._start())
        time.sleep(0.25 + self._chance.random() * 0.6)
        victim = self._running.pop(self._chance.randrange(SENDERS))
        victim.kill()
        victim.wait()
        self.kills += victim.returncode == -signal.SIGKILL

    def end(self) -> None:
        """Let nobody send any more."""
        for each in self._running:
            each.kill()
            each.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        """A sender; some die by their own hand before one of their statements."""
        statements = self._chance.choice((0, 0, self._chance.randrange(5, 120)))
        code = (
            f"from tests.torture.dying import torment; torment(1 << 20, 1 << 40, {statements}); "
            "from app.cli import main; main()"
        )
        words = ("notify", "run", "--quiet", "--db", str(self._database), "--config", "config.toml")
        return subprocess.Popen(
            [*children.command(code), *words],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=surroundings(self._folder),
        )


def _hurry(database: Path) -> None:
    """Let what failed, and what nobody lives to send, be tried again at once.

    A lease counts here only while its sender may be at work: two seconds.
    """
    with Writer(database, 30.0) as writer, writer.transaction() as connection:
        connection.execute("UPDATE deliveries SET next_at = 0 WHERE state = 'waiting'")
        connection.execute(
            "UPDATE deliveries SET next_at = 0 WHERE state = 'sending' AND next_at < ?",
            (now() + outbox.LEASE - 2_000_000,),
        )


def _left(database: Path) -> int:
    return int(_ask(database, f"SELECT count(*) FROM deliveries WHERE {outbox.UNDER_WAY}")[0][0])


def _ask(database: Path, sql: str) -> Sequence[Any]:
    connection = reader(database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def _judge(database: Path, post: Post, handler: Trouble, kills: int, seconds: float) -> Verdict:
    states: dict[str, int] = dict(
        _ask(database, "SELECT state, count(*) FROM deliveries GROUP BY state")
    )
    copies: dict[str, list[bytes]] = {}
    for address, data in list(post.mails):
        copies.setdefault(address, []).append(data)
    total = sum(states.values())
    return Verdict(
        wanted=total - len(post.unknown),
        unknown=len(post.unknown),
        delivered=len(copies),
        copies=sum(len(each) - 1 for each in copies.values()),
        different=sum(len(set(each)) > 1 for each in copies.values()),
        injected=sum("Bcc" in read(each[0]) for each in copies.values()),
        dead=states.get("dead", 0),
        open=states.get("waiting", 0) + states.get("sending", 0),
        kills=kills,
        most_attempts=_ask(database, "SELECT max(attempts) FROM deliveries")[0][0],
        troubles=dict(handler.done),
        seconds=seconds,
    )


def main() -> int:
    """Run it; the exit code says whether all was as promised."""
    said = [int(word) for word in sys.argv[1:]]
    messages = said[0] if said else 600
    seed = said[1] if len(said) > 1 else os.getpid()
    with tempfile.TemporaryDirectory() as folder:
        verdict = torture(Path(folder), messages, seed)
    sys.stdout.write(f"seed {seed}: {verdict}\n")
    return not verdict.is_good


if __name__ == "__main__":
    sys.exit(main())
