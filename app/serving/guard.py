"""Who may see the app in a browser: who knows the token, and comes from our own page.

A web server on loopback is within reach of every page that the analyst's browser shows, and of
every program on the machine. So a request has to name us as its host (a name that somebody else's
DNS points to 127.0.0.1 is not ours), may not come from another page, and has to know a secret.
"""

import asyncio
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

TOKEN = "token"  # noqa: S105 - the name of the parameter
"""Parameter of the address that the program prints."""
COOKIE = "blotter"
"""What the browser knows the token by from then on, so that it stays out of its history."""

_WRONG = 1.0
"""Seconds that who guesses has to wait for an answer."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "blotter",
}
"""The terminal's own script writes its styles as it goes; nothing else may come from anywhere."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What is asked of every request."""

    token: str
    """The secret."""
    origins: frozenset[str]
    """Where our page may come from, as a browser says it: `http://127.0.0.1:8765`."""

    @property
    def hosts(self) -> frozenset[str]:
        """What we may be called."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)

    def middleware(self) -> Middleware:
        """What aiohttp asks before it answers anything."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            self._check_origin(request)
            named = request.query.get(TOKEN)
            if not self._knows(named or request.cookies.get(COOKIE, "")):
                await asyncio.sleep(_WRONG)
                raise web.HTTPUnauthorized(
                    text="open the address that blotter serve printed, with its token\n"
                )
            return self._welcome() if named is not None else await handler(request)

        return guarded

    def _check_origin(self, request: web.Request) -> None:
        """Refuse what another page sends, and what thinks that we are somebody else."""
        origin = request.headers.get("Origin")
        is_ours = origin in self.origins
        if request.headers.get("Host") not in self.hosts or not (origin is None or is_ours):
            raise web.HTTPForbidden(text="this is not the page that you came from\n")
        if "Upgrade" in request.headers and not is_ours:
            raise web.HTTPForbidden(text="only our own page may open a window\n")

    def _knows(self, token: str) -> bool:
        """Whether it is the token; a cookie may hold bytes that are no text."""
        return hmac.compare_digest(token.encode("utf-8", "surrogateescape"), self.token.encode())

    def _welcome(self) -> web.StreamResponse:
        """Hand out the cookie, and leave the token's address."""
        answer = web.HTTPSeeOther("/")  # //HOST/ as a path would lead to another host
        secure = all(origin.startswith("https:") for origin in self.origins)
        answer.set_cookie(
            COOKIE, self.token, httponly=True, samesite="Strict", secure=secure, path="/"
        )
        return answer


async def add_headers(_: web.Request, answer: web.StreamResponse) -> None:
    """Tell the browser what our page may not do."""
    answer.headers.update(_HEADERS)


def origin_of(host: str, port: int) -> str:
    """Where a page comes from, as a browser says it.

    Args:
        host: An address, without brackets.
        port: Its port.
    """
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def origins_of(host: str, port: int, public: Sequence[str] = ()) -> frozenset[str]:
    """Where our page may come from.

    Args:
        host: An address of this machine, without brackets.
        port: Its port.
        public: Under which addresses a proxy shows us, if one does.
    """
    return frozenset({origin_of(host, port), origin_of("localhost", port), *public})
