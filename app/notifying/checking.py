"""Whether what is configured about telling is there: secrets, certificates, folders."""

from collections.abc import Iterator
from pathlib import Path

from app.configuration.configured import Config
from app.notifying import tls
from app.notifying.secret import Secret, SecretError
from app.notifying.settings import meant
from app.notifying.undelivered import Undelivered
from store.errors import InputError

_KEYS = ("password", "token")


def missing(config: Config) -> Iterator[InputError]:
    """What is not there, or cannot be used, with where it is named."""
    notify = meant(config)
    if notify.smtp is not None:
        for key, secret in zip(_KEYS, (notify.smtp.password, notify.smtp.token), strict=True):
            yield from _unreadable(config, secret, ("notify", "smtp", key))
        yield from _untrusted(config, notify.smtp.ca_file, ("notify", "smtp", "ca_file"))
    for number, own in enumerate(config.notify.get("to", ())):
        endpoint = notify.endpoints.get(own["name"])
        if endpoint is not None:
            at = ("notify", "to", number)
            key = "secret" if "webhook" in own else "chat"
            yield from _unreadable(config, endpoint.secret, (*at, key))
            yield from _untrusted(config, endpoint.ca_file, (*at, "ca_file"))
            if "file" in own and not Path(endpoint.place).parent.is_dir():
                message = f"there is no folder {Path(endpoint.place).parent}"
                yield InputError(message, config.place(*at, "file"))


def _unreadable(
    config: Config, secret: Secret | None, path: tuple[str | int, ...]
) -> Iterator[InputError]:
    """Why a secret cannot be had; one of systemd's is there only when systemd has started us."""
    if secret is not None and secret.way != "credential":
        try:
            secret.read()
        except SecretError as wrong:
            ending = "" if secret.way == "inline" else f"_{secret.way}"
            yield InputError(str(wrong), config.place(*path[:-1], f"{path[-1]}{ending}"))


def _untrusted(
    config: Config, ca_file: Path | None, path: tuple[str | int, ...]
) -> Iterator[InputError]:
    """Why certificates cannot be used."""
    if ca_file is not None:
        try:
            tls.context(ca_file)
        except Undelivered as wrong:
            yield InputError(wrong.answer, config.place(*path))
