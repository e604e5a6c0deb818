"""A message as mail: bytes that hold exactly the headers that we mean them to hold."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from app.notifying.undelivered import Undelivered
from store.notifying.outbox import Delivery
from store.text import safe

MOST_SUBJECT = 200
"""Characters."""
_LONGEST_LINE = 998
"""Bytes, without the line end (RFC 5322, 2.1.1)."""
_HEADERS = frozenset(
    {
        *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
        *("Auto-Submitted", "X-Auto-Response-Suppress", "List-Id", "MIME-Version"),
        *("Content-Type", "Content-Transfer-Encoding"),
    }
)
_HEADER = re.compile(rb"([A-Za-z-]+): ?[^\r\n]*")


def letter(delivery: Delivery, sender: str, host: str) -> bytes:
    """The mail of a delivery; the same bytes for every attempt.

    Args:
        delivery: The message and its address.
        sender: The address that it comes from.
        host: What this machine is called.

    Raises:
        Undelivered: What came out holds something that we did not mean.
    """
    said = delivery.message
    made = EmailMessage(policy=SMTP)
    domain = sender.rpartition("@")[2]
    made["From"] = formataddr(("Blotter", sender))
    made["To"] = delivery.target.address
    made["Subject"] = subject(said.subject)
    made["Date"] = format_datetime(datetime.fromtimestamp(delivery.made // 1_000_000, UTC))
    made["Message-ID"] = f"<{delivery.message_id}@{domain}>"
    if said.references:
        made["In-Reply-To"] = f"<{said.references[-1]}@{domain}>"
        made["References"] = " ".join(f"<{each}@{domain}>" for each in said.references)
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made["List-Id"] = f"<blotter.{_label(host)}>"
    made.set_content(_encodable(said.text), cte="quoted-printable")
    if said.html is not None:
        made.add_alternative(_encodable(said.html), subtype="html", cte="quoted-printable")
        made.set_boundary(f"=_{delivery.message_id}")
    found = made.as_bytes()
    _check(found)
    return found


def subject(text: str) -> str:
    """A subject that says nothing to a mail program but itself.

    What looks like an encoded word is broken up: some versions of Python decode it, and write what
    comes out, line ends and all, into the header.
    """
    shown = " ".join(safe(_encodable(text)).split()).replace("=?", "= ?").replace("?=", "? =")
    return shown if len(shown) <= MOST_SUBJECT else f"{shown[: MOST_SUBJECT - 1]}…"


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _label(host: str) -> str:
    """A host's name as a header may hold it."""
    return re.sub(r"[^A-Za-z0-9.-]", "-", host)[:100] or "localhost"


def _check(mail: bytes) -> None:
    """Refuse mail that would be read as something else than was meant, by any server.

    Raises:
        Undelivered: It has a header that is not ours or one twice, or an odd line end.
    """
    head, _, _ = mail.partition(b"\r\n\r\n")
    unfolded = re.sub(rb"\r\n(?=[ \t]+[^ \t\r\n])", b"", head)
    lines = [_HEADER.fullmatch(line) for line in unfolded.split(b"\r\n")]
    names = [found[1].decode() if found else "?" for found in lines]
    rest = mail.replace(b"\r\n", b"")
    odd = b"\r" in rest or b"\n" in rest or b"\0" in rest or not mail.isascii()
    long = max(map(len, mail.split(b"\r\n"))) > _LONGEST_LINE
    if odd or long or len(set(names)) < len(names) or not set(names) <= _HEADERS:
        raise Undelivered("refused: the mail would not be what was meant", is_final=True)
