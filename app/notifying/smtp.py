"""A conversation with the server that takes our mail: greeted, encrypted, verified, logged in."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import IO

from app.notifying import tls
from app.notifying.secret import Secret, SecretError
from app.notifying.settings import Smtp
from app.notifying.undelivered import Undelivered
from app.notifying.waiting import GivenUp
from store.text import decode, safe

_MOST_ANSWER = 65_536
"""Bytes of one answer: a server that never ends it would fill the memory."""
_TEMPORARY = frozenset({552})
"""Answers that look final and are not: the mailbox is full (RFC 5321, 4.5.3.1.10)."""


class Session:
    """A connection, ready to take mail."""

    def __init__(self, settings: Smtp, tell: Callable[[str], None] = lambda _: None) -> None:
        """Connect, encrypt, verify and log in.

        Args:
            settings: The server.
            tell: Told what is found on the way, a line at a time.

        Raises:
            Undelivered: Any of this failed; nothing was said in clear that is secret.
        """
        self._settings = settings
        self._tell = tell
        self.encryption = "not encrypted"
        """How what is said is kept from others."""
        self.identity = "no authentication"
        """As whom we are known, and how."""
        self._secure = tls.context(settings.ca_file)
        try:
            self._smtp = self._connected()
        except (OSError, smtplib.SMTPException) as wrong:
            raise self._down(wrong) from wrong
        try:
            self._greet()
            self._log_in()
        except Undelivered:
            self.close()
            raise
        except (OSError, smtplib.SMTPException, ValueError) as wrong:
            self.close()
            raise self._down(wrong) from wrong

    def send(self, recipient: str, mail: bytes) -> str:
        """Hand over one mail; returns the server's answer.

        Raises:
            Undelivered: It was not taken, or the answer was lost.
        """
        try:
            self._step(self._smtp.mail(self._settings.sender), is_down=True)
            self._step(self._smtp.rcpt(recipient))
            return self._step(self._smtp.data(mail))
        except Undelivered:
            self._reset()
            raise
        except smtplib.SMTPDataError as wrong:
            self._reset()
            raise refused(wrong.smtp_code, wrong.smtp_error) from wrong
        except (OSError, smtplib.SMTPException) as wrong:
            raise self._down(wrong) from wrong

    def close(self) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()

    def _connected(self) -> smtplib.SMTP:
        said = self._settings
        if said.security == "tls":
            return _Encrypted(said.host, said.port, timeout=said.timeout, context=self._secure)
        return _Plain(said.host, said.port, timeout=said.timeout)

    def _greet(self) -> None:
        self._tell(f"connected to {self._settings.host} port {self._settings.port}")
        self._smtp.ehlo_or_helo_if_needed()
        if self._settings.security == "starttls":
            self._smtp.starttls(context=self._secure)
            self._smtp.ehlo_or_helo_if_needed()
        if isinstance(self._smtp.sock, ssl.SSLSocket):
            self.encryption, *chain = tls.described(self._smtp.sock)
            for line in (self.encryption, *chain):
                self._tell(line)
        else:
            self._tell(self.encryption)
        self._tell(f"it offers {', '.join(sorted(self._smtp.esmtp_features)) or 'nothing'}")

    def _log_in(self) -> None:
        """Say who we are, if that is wanted; never in clear."""
        said = self._settings
        if said.user is None:
            self._tell(self.identity)
            return
        if not isinstance(self._smtp.sock, ssl.SSLSocket):
            raise Undelivered("credentials are not sent in clear", is_down=True)
        self._smtp.user = said.user
        if said.token is not None:
            token = _read(said.token)
            answers = iter((f"user={said.user}\x01auth=Bearer {token}\x01\x01", ""))
            self._auth("XOAUTH2", lambda _challenge=None: next(answers, ""))
            return
        self._smtp.password = _read(said.password) if said.password else ""
        offered = self._smtp.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            self._auth("PLAIN", self._smtp.auth_plain)
        elif "LOGIN" in offered:
            self._auth("LOGIN", self._smtp.auth_login)
        else:
            found = ", ".join(offered) or "nothing"
            raise Undelivered(f"no way to log in: it offers {safe(found)}", is_down=True)

    def _auth(self, mechanism: str, answer: Callable[..., str]) -> None:
        code, text = self._smtp.auth(mechanism, answer)
        self.identity = f"authentication {mechanism} as {self._settings.user}"
        self._tell(f"{self.identity}: {_said(code, text)}")

    def _step(self, answer: tuple[int, bytes], *, is_down: bool = False) -> str:
        """The server's answer, if it is a good one."""
        code, text = answer
        if 200 <= code < 300:
            return _said(code, text)
        raise refused(code, text, is_down=is_down)

    def _reset(self) -> None:
        """Make ready for the next mail; if that fails, the next one says so."""
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()

    def _late(self, wrong: BaseException | None) -> str | None:
        """What is to be said where the server took too long."""
        if isinstance(wrong, GivenUp):
            return str(wrong)
        if type(wrong) is TimeoutError:
            return f"no answer within {self._settings.timeout:g} s"
        return None

    def _down(self, wrong: Exception) -> Undelivered:
        """What is wrong with the connection."""
        if isinstance(wrong, ssl.SSLError):
            return Undelivered(tls.told(wrong), is_down=True)
        if isinstance(wrong, smtplib.SMTPResponseException):
            return refused(wrong.smtp_code, wrong.smtp_error, is_down=True)
        if isinstance(wrong, smtplib.SMTPNotSupportedError):
            return Undelivered("the server offers no STARTTLS", is_down=True)
        late = self._late(wrong) or self._late(wrong.__context__)
        if late is not None:
            return Undelivered(late, is_down=True)
        if isinstance(wrong, socket.gaierror):
            return Undelivered(f"{self._settings.host}: {wrong.strerror}", is_down=True)
        text = getattr(wrong, "strerror", None) or str(wrong) or type(wrong).__name__
        return Undelivered(safe(text), is_down=True)


class _Bounded:
    """What a server says, as far as one answer may reach."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = 0

    def begin(self) -> None:
        """Another answer begins."""
        self._left = _MOST_ANSWER

    def readline(self, most: int) -> bytes:
        """A line of the answer.

        Raises:
            OSError: It does not end.
        """
        line = self._file.readline(most)
        self._left -= len(line)
        if self._left < 0:
            raise OSError(f"an answer of more than {_MOST_ANSWER:,} bytes")
        return line

    def close(self) -> None:
        """Nothing is read any more."""
        self._file.close()


class _Plain(smtplib.SMTP):
    """A conversation whose answers are bounded."""

    file: _Bounded | None

    def getreply(self) -> tuple[int, bytes]:
        """One answer."""
        if self.file is None and self.sock is not None:
            self.file = _Bounded(self.sock.makefile("rb"))
        if self.file is not None:
            self.file.begin()
        return super().getreply()


class _Encrypted(_Plain, smtplib.SMTP_SSL):
    """The same over TLS from the beginning."""


def _read(secret: Secret) -> str:
    """A secret; without it nobody can log in, whatever the mail."""
    try:
        return secret.read()
    except SecretError as wrong:
        raise Undelivered(str(wrong), is_down=True) from wrong


def refused(code: int, text: bytes | str, *, is_down: bool = False) -> Undelivered:
    """A server's answer that is none of success.

    Args:
        code: The answer.
        text: Its words.
        is_down: Whether it is about us, and not about one mail: then it is never final.
    """
    is_down = is_down or code == 421 or code < 0
    is_final = 500 <= code < 600 and not is_down and code not in _TEMPORARY
    return Undelivered(_said(code, text), code, is_final=is_final, is_down=is_down)


def _said(code: int, text: bytes | str) -> str:
    words = decode(text) if isinstance(text, bytes) else text
    return safe(f"{code} {' '.join(words.split())}")
