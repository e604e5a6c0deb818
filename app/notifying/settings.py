"""What the table `[notify]` means: who is to be told how, in the types that the rest works with."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.configuration.configured import Config
from app.configuration.notify_values import span
from app.configuration.settings import zone
from app.configuration.toml_notify import CHANNELS
from app.notifying.secret import Secret
from store.model import Severity
from store.notifying.outbox import Target, mail
from store.notifying.policy import Inhibition, Policy, Receiver
from store.notifying.quiet import Quiet, read
from store.times import machine_zone

_SPANS = ("group_wait", "group_interval", "repeat", "after")
_PLAIN = ("filter", "recovered", "per_hour", "reminders")
_OWN = frozenset({"name", "smtp", "to", "inhibit", "host", "open_with", "give_up"})
_GIVE_UP = "3d"
_TIMEOUT = "20s"
_PORTS = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that takes our mail."""

    host: str
    port: int
    security: str
    """`starttls`, `tls` or `none`."""
    sender: str
    """The address that mail comes from."""
    user: str | None
    password: Secret | None
    token: Secret | None
    """For XOAUTH2, instead of a password."""
    ca_file: Path | None
    """Who vouches for the server, instead of those whom the system trusts."""
    timeout: float
    """Seconds that it has for each answer."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a receiver is told that is not told by mail."""

    place: str
    """A URL, a path, or where syslog listens."""
    secret: Secret | None
    """What signs it; of `chat`: the URL itself."""
    ca_file: Path | None


@dataclass(frozen=True, slots=True)
class Notify:
    """All that is configured about telling."""

    policy: Policy
    smtp: Smtp | None
    endpoints: Mapping[str, Endpoint]
    """By the names of their receivers."""
    host: str
    """What this machine is called in messages."""
    open_with: str | None
    """The command that opens an alert, with `{alert}` in it."""
    give_up: int
    """Microseconds after which a message is given up that nobody takes."""


def meant(config: Config) -> Notify:
    """What a configuration says about telling, which was found to be sound."""
    table = config.notify
    receivers = [_receiver(each, table) for each in table.get("to", ())]
    policy = Policy(
        tuple(receivers),
        tuple(
            Inhibition(each["when"], each["mute"], tuple(each.get("equal", ())))
            for each in table.get("inhibit", ())
        ),
    )
    folder = config.file.parent if config.file else Path()
    ways = {each["name"]: _endpoint(each, folder) for each in table.get("to", ())}
    return Notify(
        policy,
        _smtp(table["smtp"], folder) if "smtp" in table else None,
        {name: way for name, way in ways.items() if way is not None},
        table.get("host") or socket.gethostname(),
        table.get("open_with"),
        span(table.get("give_up", _GIVE_UP)),
    )


def _receiver(own: Mapping[str, Any], table: Mapping[str, Any]) -> Receiver:
    """A receiver; what it does not say itself is said for all."""
    said = {key: value for key, value in table.items() if key not in _OWN} | dict(own)
    more: dict[str, Any] = {key: span(said[key]) for key in _SPANS if key in said}
    more |= {key: said[key] for key in _PLAIN if key in said}
    more |= {key: Severity(said[key]) for key in ("severity", "quiet_below") if key in said}
    if "group_by" in said:
        more["group_by"] = tuple(said["group_by"])
    if "quiet" in said:
        place = zone(said["quiet_zone"]) if "quiet_zone" in said else machine_zone()
        more["quiet"] = Quiet(read(said["quiet"]), place)
    if "per_hour" not in said and way(own) in ("file", "syslog"):
        more["per_hour"] = 0
    return Receiver(own["name"], _targets(own), **more)


def way(own: Mapping[str, Any]) -> str:
    """The channel of a receiver's table."""
    return next(name for name in CHANNELS if _said(own, name))


def _said(own: Mapping[str, Any], name: str) -> bool:
    return any(key == name or key.startswith(f"{name}_") for key in own)


def _targets(own: Mapping[str, Any]) -> tuple[Target, ...]:
    name = way(own)
    return mail(*own["mail"]) if name == "mail" else (Target(name, own["name"]),)


def _endpoint(own: Mapping[str, Any], folder: Path) -> Endpoint | None:
    name = way(own)
    if name == "mail":
        return None
    place = str(own.get(name, ""))
    if name == "file":
        place = str(_path(place, folder))
    secret = _secret(own, "chat" if name == "chat" else "secret", folder)
    ca_file = _path(own["ca_file"], folder) if "ca_file" in own else None
    return Endpoint("" if name == "chat" else place, secret, ca_file)


def _smtp(said: Mapping[str, Any], folder: Path) -> Smtp:
    security = said.get("security", "tls" if said.get("port") == 465 else "starttls")
    return Smtp(
        said.get("host", ""),
        said.get("port", _PORTS[security]),
        security,
        said.get("from", ""),
        said.get("user"),
        _secret(said, "password", folder),
        _secret(said, "token", folder),
        _path(said["ca_file"], folder) if "ca_file" in said else None,
        span(said.get("timeout", _TIMEOUT)) / 1_000_000,
    )


def _secret(said: Mapping[str, Any], name: str, folder: Path) -> Secret | None:
    """Where a secret comes from, if there is one."""
    if name in said:
        return Secret("inline", said[name])
    if f"{name}_file" in said:
        return Secret("file", str(_path(said[f"{name}_file"], folder)))
    for key in ("credential", "env"):
        if f"{name}_{key}" in said:
            return Secret(key, said[f"{name}_{key}"])
    return None


def _path(text: str, folder: Path) -> Path:
    """A path of the configuration: relative ones begin in its folder."""
    return folder / Path(text).expanduser()
