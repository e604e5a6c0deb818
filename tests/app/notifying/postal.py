"""A real mail server on loopback, with an authority of its own; it can be difficult."""

import asyncio
import base64
import email
import email.policy
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"


@dataclass
class Post:
    """What a server has taken."""

    port: int = 0
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    """Address and bytes of each that it said it took."""
    answers: list[str] = field(default_factory=list)
    """What it says to the next mails instead of taking them; `drop`: takes it and hangs up."""
    unknown: set[str] = field(default_factory=set)
    """Addresses that nobody has here."""
    tokens: list[str] = field(default_factory=list)
    """What was said to XOAUTH2."""
    logins: list[tuple[str, bytes, bytes]] = field(default_factory=list)
    """Mechanism, user, password."""

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails, read."""
        return [read(data) for _, data in self.mails]


def read(data: bytes) -> EmailMessage:
    """A mail as a program reads it."""
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text(message: EmailMessage, kind: str = "plain") -> str:
    """The plain text of a mail, or its HTML."""
    body = message.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")


class Handler:
    """Takes mail, or not, as the test says."""

    def __init__(self, post: Post) -> None:
        self.post = post

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Know an address, or not."""
        if address in self.post.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or say what the test wants said."""
        answer = self.post.answers.pop(0) if self.post.answers else "250 2.0.0 taken"
        if answer.startswith("2") or answer == "drop":
            content = envelope.original_content
            assert isinstance(content, bytes)
            self.post.mails += [(address, content) for address in envelope.rcpt_tos]
        if answer == "drop":
            transport = server.transport
            assert isinstance(transport, asyncio.WriteTransport)
            transport.abort()
            return "250 nobody hears this"
        return answer

    async def auth_XOAUTH2(self, server: SMTP, words: list[str]) -> AuthResult:  # noqa: N802
        """Let those in who have the token."""
        said = base64.b64decode(words[1]).decode()
        self.post.tokens.append(said)
        if "Bearer good-token" in said:
            return AuthResult(success=True)
        await server.push("334 eyJzdGF0dXMiOiI0MDEifQ==")
        await server._reader.readline()
        return AuthResult(success=False, handled=False)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.SMTP_kwargs)


@dataclass(frozen=True)
class Authority:
    """Who vouches for servers, and the file that says so."""

    ca: trustme.CA
    file: Path

    def context(self, *names: str) -> ssl.SSLContext:
        """What a server of some names needs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names).configure_cert(context)
        return context


def authority(folder: Path) -> Authority:
    """A new one."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    return Authority(ca, folder / "ca.pem")


@contextmanager
def server(
    context: ssl.SSLContext | None = None,
    *,
    tls: bool = False,
    wants: str | None = None,
    handle: Callable[[Post], Handler] | None = None,
    **more: Any,
) -> Iterator[Post]:
    """A server.

    Args:
        context: For STARTTLS, or for TLS from the beginning; None: it knows no TLS.
        tls: From the beginning.
        wants: A password: who does not know it may send nothing.
        handle: Makes what takes the mail.
        more: For the library's SMTP.
    """
    post = Post()

    def authenticate(_server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any):
        assert isinstance(data, LoginPassword)
        post.logins.append((mechanism, data.login, data.password))
        return AuthResult(success=data.password.decode() == wants, handled=False)

    said: dict[str, Any] = {"server_hostname": "mail.example.com", **more}
    if context is not None and not tls:
        said["tls_context"] = context
    if wants is not None:
        said |= {"auth_required": True, "authenticator": authenticate}
    controller = _Controller(
        (handle or Handler)(post),
        hostname=HOST,
        port=0,
        ssl_context=context if tls else None,
        **said,
    )
    with _started(controller):
        assert isinstance(controller.server, asyncio.Server)
        post.port = controller.server.sockets[0].getsockname()[1]
        yield post


@contextmanager
def _started(controller: Controller) -> Iterator[None]:
    """Run the server in a thread; the library's own start needs a port that it knows."""
    loop = controller.loop
    ready = threading.Event()

    async def begin() -> None:
        controller.server = await controller._create_server()
        ready.set()

    def work() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(begin())
        loop.run_forever()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(_end, controller, loop)
        thread.join(10)
        loop.close()


def _end(controller: Controller, loop: asyncio.AbstractEventLoop) -> None:
    async def close() -> None:
        assert controller.server is not None
        controller.server.close()
        for task in asyncio.all_tasks(loop):
            if task is not asyncio.current_task():
                task.cancel()
        await asyncio.sleep(0)
        loop.stop()

    loop.create_task(close())
