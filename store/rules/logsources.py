"""Which records a rule is for: Sigma's `logsource` to the kinds that it means.

A rule is only ever judged on the kinds that its logsource selects. What no format here reads is not
run on everything instead: it is said to be not applicable, and why.
"""

from typing import NamedTuple

from store.model import Kind
from store.rules.reading.fields import Family
from store.rules.windows_logs import CATEGORIES, CHANNELS

_WINDOWS = "windows.eventlog"


class Selector(NamedTuple):
    """The kinds of record that a rule looks at; an empty tuple leaves its attribute open."""

    datasets: tuple[str, ...] = ()
    """`event.dataset`; as all the texts here in lower case."""
    categories: tuple[str, ...] = ()
    """`event.category`."""
    channels: tuple[str, ...] = ()
    """`winlog.channel`."""
    programs: tuple[str, ...] = ()
    """`process.name`; a program's helpers count as the program (`sshd-session` as `sshd`)."""
    codes: tuple[str, ...] = ()
    """`event.code`."""
    actions: tuple[str, ...] = ()
    """`event.action`."""

    def accepts(self, kind: Kind) -> bool:
        """Whether records of the kind are among those selected."""
        return (
            _open_or_in(self.datasets, kind.dataset)
            and _open_or_in(self.categories, kind.category)
            and _open_or_in(self.channels, kind.channel)
            and _open_or_in(self.codes, kind.code)
            and _open_or_in(self.actions, kind.action)
            and _is_program(self.programs, kind.program)
        )


class Source(NamedTuple):
    """What a logsource stands for."""

    selector: Selector
    family: Family
    """Whose field names its rules use."""


_PROGRAMS: dict[str, tuple[str, ...]] = {
    "auth": (),
    "syslog": (),
    "pam": (),
    "clamav": ("clamav", "clamd", "freshclam"),
    "cron": ("cron", "crond", "anacron", "atd", "crontab"),
    "dovecot": ("dovecot",),
    "guacamole": ("guacamole", "guacd"),
    "login": ("login",),
    "proftpd": ("proftpd",),
    "sshd": ("sshd",),
    "su": ("su",),
    "sudo": ("sudo",),
    "systemd": ("systemd",),
    "vsftpd": ("vsftpd",),
}
"""Sigma's services of Linux that write to syslog; no names: all that is read of it."""

_WEBSERVERS = ("apache", "httpd", "nginx")
"""Programs whose access logs are read as `apache.access`: they write the same lines."""

_OWN_LOGS: dict[str, str] = {"vsftpd": "ftp.vsftpd"}
"""Services that write a log of their own besides, and its dataset."""

_ANYWHERE = {
    "authentication": Source(Selector(categories=("authentication",)), Family.LINUX),
    "dns": Source(Selector(categories=("network",), actions=("dns-query",)), Family.DNS),
}
"""Categories that records of several logs have."""


def source_for(category: str | None, product: str | None, service: str | None) -> Source | str:
    """What a rule's logsource stands for here.

    Args:
        category: The three attributes of Sigma's `logsource`, in any case.
        product: As above.
        service: As above.

    Returns:
        The source, or one sentence that says why the rule does not apply.
    """
    category, product, service = (
        text.strip().lower() if text else None for text in (category, product, service)
    )
    if category == "webserver":
        return _webserver(product, service)
    if product == "windows":
        return _windows(category, service)
    if product == "linux":
        return _linux(category, service)
    if category is None and "apache" in (product, service):
        return _apache(service)
    if category in _ANYWHERE and not (product or service):
        return _ANYWHERE[category]
    return _nothing(category, product, service)


def _nothing(*logsource: str | None) -> str:
    """Why a log source that is for no log read here does not apply."""
    given = "/".join(part for part in logsource if part)
    return f"no log format here provides the logsource {given}"


def _webserver(product: str | None, service: str | None) -> Source | str:
    """Access logs, of whichever program writes them as Apache does."""
    named = {product, service} - {None, "linux", "access"}
    if named <= set(_WEBSERVERS):
        return Source(Selector(datasets=("apache.access",)), Family.WEB)
    return _nothing("webserver", product, service)


def _apache(service: str | None) -> Source:
    dataset = "apache.access" if service == "access" else "apache.error"
    return Source(Selector(datasets=(dataset,)), Family.WEB)


def _linux(category: str | None, service: str | None) -> Source | str:
    if service in ("apache", "modsecurity"):  # which writes to Apache's error log
        return _apache(service)
    if category not in (None, "authentication"):
        return f"no log format here provides the Linux category {category}"
    if service is not None and service not in _PROGRAMS:
        return f"no log format here provides the Linux service {service}"
    programs = _PROGRAMS.get(service or "", ())
    categories = (category,) if category else ()
    datasets = ("system.auth", *([_OWN_LOGS[service]] if service in _OWN_LOGS else []))
    return Source(
        Selector(datasets=datasets, categories=categories, programs=programs), Family.LINUX
    )


def _windows(category: str | None, service: str | None) -> Source | str:
    if category == "authentication":
        return Source(
            Selector(datasets=(_WINDOWS,), categories=("authentication",)), Family.WINDOWS
        )
    if category is not None and category not in CATEGORIES:
        return f"no log format here provides the Windows category {category}"
    if service is not None and service not in CHANNELS:
        return f"the channel of the Windows service {service} is not known"
    services, codes = CATEGORIES.get(category or "", ((), ()))
    wanted = (service,) if service else services
    channels = tuple(channel.lower() for name in wanted for channel in CHANNELS[name])
    family = Family.PROCESS if category == "process_creation" else Family.WINDOWS
    return Source(Selector(datasets=(_WINDOWS,), channels=channels, codes=codes), family)


def _open_or_in(wanted: tuple[str, ...], value: str | None) -> bool:
    return not wanted or (value is not None and value.lower() in wanted)


def _is_program(wanted: tuple[str, ...], value: str | None) -> bool:
    if not wanted:
        return True
    name = (value or "").lower()
    return any(name == program or name.startswith(f"{program}-") for program in wanted)
