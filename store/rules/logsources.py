"""Which records a rule is for: Sigma's `logsource` to the kinds that it means.

A rule is only ever judged on the kinds that its logsource selects. What no format here reads is not
run on everything instead: it is said to be not applicable, and why.
"""

from typing import NamedTuple

from store.model import Kind
from store.rules.fields import Family

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


_CHANNELS: dict[str, tuple[str, ...]] = {
    "security": ("Security",),
    "system": ("System",),
    "application": ("Application",),
    "sysmon": ("Microsoft-Windows-Sysmon/Operational",),
    "powershell": ("Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"),
    "powershell-classic": ("Windows PowerShell",),
    "taskscheduler": ("Microsoft-Windows-TaskScheduler/Operational",),
    "wmi": ("Microsoft-Windows-WMI-Activity/Operational",),
    "windefend": ("Microsoft-Windows-Windows Defender/Operational",),
    "ntlm": ("Microsoft-Windows-NTLM/Operational",),
    "terminalservices-localsessionmanager": (
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
    ),
    "firewall-as": ("Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",),
    "bits-client": ("Microsoft-Windows-Bits-Client/Operational",),
    "codeintegrity-operational": ("Microsoft-Windows-CodeIntegrity/Operational",),
    "applocker": (
        "Microsoft-Windows-AppLocker/EXE and DLL",
        "Microsoft-Windows-AppLocker/MSI and Script",
        "Microsoft-Windows-AppLocker/Packaged app-Deployment",
        "Microsoft-Windows-AppLocker/Packaged app-Execution",
    ),
    "driver-framework": ("Microsoft-Windows-DriverFrameworks-UserMode/Operational",),
    "dns-server": ("DNS Server",),
    "dns-client": ("Microsoft-Windows-DNS Client Events/Operational",),
    "printservice-admin": ("Microsoft-Windows-PrintService/Admin",),
    "printservice-operational": ("Microsoft-Windows-PrintService/Operational",),
    "smbclient-security": ("Microsoft-Windows-SmbClient/Security",),
    "openssh": ("OpenSSH/Operational",),
    "msexchange-management": ("MSExchange Management",),
    "shell-core": ("Microsoft-Windows-Shell-Core/Operational",),
    "capi2": ("Microsoft-Windows-CAPI2/Operational",),
    "lsa-server": ("Microsoft-Windows-LSA/Operational",),
}
"""Sigma's services of Windows, and the channels that they are written to."""

_CATEGORIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "process_creation": (("security", "sysmon"), ("4688", "1")),
    "ps_script": (("powershell",), ("4104",)),
    "ps_module": (("powershell",), ("4103",)),
    "ps_classic_start": (("powershell-classic",), ("400",)),
    "ps_classic_provider_start": (("powershell-classic",), ("600",)),
}
"""Sigma's categories of Windows as services and event ids (no other channel uses the id)."""

_PROGRAMS: dict[str, tuple[str, ...]] = {
    "auth": (),
    "syslog": (),
    "sshd": ("sshd",),
    "sudo": ("sudo",),
    "su": ("su",),
    "cron": ("cron", "crond"),
    "login": ("login",),
    "pam": (),
    "vsftpd": ("vsftpd",),
    "proftpd": ("proftpd",),
    "dovecot": ("dovecot",),
}
"""Sigma's services of Linux that an authentication log carries; no names: all of it."""

_OWN_LOGS: dict[str, str] = {"vsftpd": "ftp.vsftpd"}
"""Services that write a log of their own besides, and its dataset."""


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
    if product == "windows":
        return _windows(category, service)
    if product == "linux":
        return _linux(category, service)
    if category == "authentication" and product is None and service is None:
        return Source(Selector(categories=("authentication",)), Family.LINUX)
    if category == "dns" and service is None and product is None:
        return Source(Selector(categories=("network",), actions=("dns-query",)), Family.DNS)
    if "apache" in (product, service) or (category == "webserver" and not (product or service)):
        return _apache(category, service)
    given = "/".join(part for part in (category, product, service) if part)
    return f"no log format here provides the logsource {given}"


def _apache(category: str | None, service: str | None) -> Source:
    if category == "webserver" or service == "access":
        return Source(Selector(datasets=("apache.access",)), Family.WEB)
    return Source(Selector(datasets=("apache.error",)), Family.WEB)


def _linux(category: str | None, service: str | None) -> Source | str:
    if category == "webserver":
        return _apache(category, service)
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
    if category is not None and category not in _CATEGORIES:
        return f"the Windows category {category} needs Sysmon's own events"
    if service is not None and service not in _CHANNELS:
        return f"the channel of the Windows service {service} is not known"
    services, codes = _CATEGORIES.get(category or "", ((), ()))
    wanted = (service,) if service else services
    channels = tuple(channel.lower() for name in wanted for channel in _CHANNELS[name])
    family = Family.PROCESS if category == "process_creation" else Family.WINDOWS
    return Source(Selector(datasets=(_WINDOWS,), channels=channels, codes=codes), family)


def _open_or_in(wanted: tuple[str, ...], value: str | None) -> bool:
    return not wanted or (value is not None and value.lower() in wanted)


def _is_program(wanted: tuple[str, ...], value: str | None) -> bool:
    if not wanted:
        return True
    name = (value or "").lower()
    return any(name == program or name.startswith(f"{program}-") for program in wanted)
