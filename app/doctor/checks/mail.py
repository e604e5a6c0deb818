"""Mail: what could not be delivered, and whether Python keeps log lines out of headers."""

import sqlite3
from collections.abc import Iterator
from email.message import EmailMessage

from app.diagnostics import ExitCode
from app.doctor.finding import Finding, Patient, fault, good, warning
from app.output.amounts import counted

AREA = "mail"
_INJECTION = "=?utf-8?q?a=0D=0ABcc:_b@example.com?="
"""An encoded word that hides a line end (CVE-2024-6923)."""


def check(patient: Patient) -> Iterator[Finding]:
    """What there is to say of mail."""
    if patient.connection is not None:
        yield from _undelivered(patient.connection)
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
