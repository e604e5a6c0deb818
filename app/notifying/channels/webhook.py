"""Webhooks: a signed POST of one JSON object.

The signature is that of the time and the body, so what was heard once cannot be said again later:
`Blotter-Signature: t=SECONDS,v1=HEX`, where HEX is HMAC-SHA-256 of `SECONDS.BODY` under the secret.
"""

import hmac
import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO

from app.notifying import tls
from app.notifying.channels.interface import endpoint_of
from app.notifying.payload import as_json
from app.notifying.secret import SecretError
from app.notifying.settings import Endpoint, Notify
from app.notifying.undelivered import Undelivered
from app.notifying.waiting import GivenUp
from store.notifying.outbox import Delivery
from store.text import decode, safe

_TIMEOUT = 20.0
_MOST_ANSWER = 300
_AGAIN = frozenset({401, 403, 404, 408, 425, 429})
"""Answers of 4xx that are worth another try: they are about now, or about a setting."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody to another place: what is told was meant for this one."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Never."""


class Webhook:
    """Posts to the URLs of receivers."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    def send(self, delivery: Delivery) -> str:
        """Post a message."""
        endpoint = endpoint_of(self._notify, delivery)
        body = as_json(delivery, self._notify.host)
        request = urllib.request.Request(  # noqa: S310 - the configuration allows http and https only
            endpoint.place, body, _headers(delivery, endpoint, body), method="POST"
        )
        opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=tls.context(endpoint.ca_file)), _NoRedirect
        )
        try:
            with opener.open(request, timeout=_TIMEOUT) as answer:
                return _said(answer.status, answer.read(_MOST_ANSWER))
        except urllib.error.HTTPError as wrong:
            with wrong:
                raise _refused(wrong.code, wrong.read(_MOST_ANSWER)) from wrong
        except (OSError, HTTPException) as wrong:
            raise Undelivered(safe(_reason(wrong)), is_down=True) from wrong

    def close(self) -> None:
        """Nothing is held."""


def _headers(delivery: Delivery, endpoint: Endpoint, body: bytes) -> dict[str, str]:
    found = {
        "Content-Type": "application/json",
        "User-Agent": "blotter",
        "Blotter-Delivery": delivery.message_id,
    }
    if endpoint.secret is not None:
        try:
            secret = endpoint.secret.read()
        except SecretError as wrong:
            raise Undelivered(str(wrong), is_down=True) from wrong
        found["Blotter-Signature"] = signature(secret, int(time.time()), body)
    return found


def signature(secret: str, seconds: int, body: bytes) -> str:
    """The value of the header `Blotter-Signature`.

    Args:
        secret: Known to both sides.
        seconds: Now, since 1970 UTC.
        body: What is signed.
    """
    signed = hmac.new(secret.encode(), f"{seconds}.".encode() + body, "sha256").hexdigest()
    return f"t={seconds},v1={signed}"


def _refused(code: int, body: bytes) -> Undelivered:
    is_final = 400 <= code < 500 and code not in _AGAIN
    return Undelivered(_said(code, body), code, is_final=is_final, is_down=not is_final)


def _said(code: int, body: bytes) -> str:
    return safe(f"{code} {' '.join(decode(body).split())}".strip())


def _reason(wrong: Exception) -> str:
    """What is wrong with a connection."""
    import ssl

    inner = getattr(wrong, "reason", wrong)
    if isinstance(inner, ssl.SSLError):
        return tls.told(inner)
    if isinstance(inner, TimeoutError) and not isinstance(inner, GivenUp):
        return f"no answer within {_TIMEOUT:g} s"
    return str(getattr(inner, "strerror", None) or inner or type(inner).__name__)


def channel(notify: Notify) -> Webhook:
    """The way to webhooks."""
    return Webhook(notify)
