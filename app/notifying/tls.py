"""TLS that verifies, and what is to be said of a connection."""

import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.notifying.undelivered import Undelivered


def context(ca_file: Path | None) -> ssl.SSLContext:
    """A context that verifies the other side's certificate, and that it is for its name.

    Args:
        ca_file: Who is to vouch for it; None: those whom the system trusts.

    Raises:
        Undelivered: The file cannot be read, or holds no certificate.
    """
    try:
        made = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except OSError as wrong:
        bad = isinstance(wrong, ssl.SSLError)
        reason = "holds no certificate" if bad else wrong.strerror
        raise Undelivered(f"ca_file {ca_file}: {reason}", is_down=True) from wrong
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def told(wrong: ssl.SSLError) -> str:
    """What is wrong with the other side's TLS, and what helps."""
    if isinstance(wrong, ssl.SSLCertVerificationError):
        message = f"its certificate is not to be trusted: {wrong.verify_message}"
        own = ("self-signed" in wrong.verify_message, "issuer" in wrong.verify_message)
        return f"{message}; name its authority with ca_file" if any(own) else message
    return f"TLS: {wrong.reason or wrong}"


def described(connection: ssl.SSLSocket) -> Iterator[str]:
    """The version, the cipher and the chain of certificates, a line each."""
    cipher = connection.cipher()
    yield f"{connection.version()}, {cipher[0] if cipher else 'no cipher'}"
    for number, (info, digest) in enumerate(_chain(connection)):
        yield f"certificate {number}: {_name(info.get('subject'))}"
        yield f"  issued by {_name(info.get('issuer'))}"
        yield f"  valid from {info.get('notBefore')} to {info.get('notAfter')}"
        names = ", ".join(value for _, value in info.get("subjectAltName", ()))
        if names:
            yield f"  for {names}"
        yield f"  SHA-256 {digest}"


def _chain(connection: ssl.SSLSocket) -> Iterator[tuple[dict[str, Any], str]]:
    """Each certificate of the verified chain, the server's own first, with its fingerprint.

    The chain has no public name before Python 3.13, and no parsed form in any: without it, the
    server's own certificate is all.
    """
    inner = getattr(connection, "_sslobj", None)
    chain = getattr(inner, "get_verified_chain", lambda: None)()
    try:
        parsed = [(each.get_info(), each.public_bytes(1)) for each in chain or ()]
    except (AttributeError, TypeError):
        parsed = []
    if not parsed:
        parsed = [(connection.getpeercert() or {}, _der(connection.getpeercert(binary_form=True)))]
    for info, encoded in parsed:
        der = encoded if isinstance(encoded, bytes) else ssl.PEM_cert_to_DER_cert(encoded)
        yield info, hashlib.sha256(der).hexdigest()


def _der(found: bytes | None) -> bytes:
    return found or b""


def _name(parts: Any) -> str:  # noqa: ANN401 - nested tuples of ssl
    """A distinguished name in one line."""
    return ", ".join(f"{key}={value}" for part in parts or () for key, value in part)
