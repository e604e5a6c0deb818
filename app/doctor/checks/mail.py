"""Mail: what was not delivered, whether the server lets us in, and what Python does to headers."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import TYPE_CHECKING

from app.configuration.configured import Config
from app.diagnostics import ExitCode
from app.doctor.finding import Finding, Patient, fault, good, warning
from app.output.amounts import counted

if TYPE_CHECKING:
    from app.notifying.settings import Smtp

AREA = "mail"
_LONGEST = 10.0
"""Seconds that the server is given in all."""
_INJECTION = "=?utf-8?q?a=0D=0ABcc:_b@example.com?="
"""An encoded word that hides a line end (CVE-2024-6923)."""


def check(patient: Patient) -> Iterator[Finding]:
    """What there is to say of mail."""
    if patient.connection is not None:
        yield from _undelivered(patient.connection)
    smtp = _smtp(patient.config)
    if smtp is not None:
        yield _server(smtp, is_offline=patient.is_offline)
    if injects():
        what = "this Python lets what it writes add headers to mails (CVE-2024-6923)"
        yield warning(AREA, what, "update Python")
    else:
        yield good(AREA, "this Python keeps log lines out of the headers of mails")


def injects() -> bool:
    """Whether the header comes out as one of its own."""
    message = EmailMessage()
    try:
        message["Subject"] = _INJECTION
        return "\nBcc:" in message.as_string().replace("\r", "\n")
    except ValueError:  # how fixed versions refuse it
        return False


def _smtp(config: Config | None) -> "Smtp | None":
    """The server that takes our mail; None where none is configured."""
    if config is None or not config.notify.get("smtp", {}).get("host"):
        return None
    from app.notifying.settings import meant

    return meant(config).smtp


def _server(smtp: "Smtp", *, is_offline: bool) -> Finding:
    """Whether the server lets us in; no mail is sent."""
    from app.notifying.undelivered import Undelivered

    name = f"{smtp.host} port {smtp.port}"
    if is_offline:
        return good(AREA, f"{name} was not tried: --offline")
    try:
        return good(AREA, f"{name}: {_greeted(smtp)}; no mail was sent")
    except Undelivered as wrong:
        what = f"{name} does not let us in: {wrong}"
        return fault(AREA, what, "mend [notify.smtp]; blotter notify test", ExitCode.UNSENT)


def _greeted(smtp: "Smtp") -> str:
    """Connect, encrypt, log in and leave again; returns what of that is worth telling.

    Raises:
        Undelivered: The server does not let us in, or is too slow.
    """
    from app.notifying.smtp import Session
    from app.notifying.waiting import until

    with until(_LONGEST).waiting():
        session = Session(replace(smtp, timeout=min(smtp.timeout, _LONGEST)))
        session.close()
    return ", ".join(filter(None, (session.encryption, session.identity)))


def _undelivered(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Messages that were given up."""
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'deliveries'"
    if connection.execute(known).fetchone() is None:
        return
    dead, answer = connection.execute(
        "SELECT count(*), max(answer) FROM deliveries WHERE state = 'dead'"
    ).fetchone()
    if dead:
        what = f"{counted(dead, 'message')} could not be delivered: {answer}"
        yield fault(AREA, what, "blotter notify test", ExitCode.UNSENT)
