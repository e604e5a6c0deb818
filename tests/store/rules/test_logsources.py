"""Logsources and the kinds that they select."""

import pytest

from store.model import Kind
from store.rules.fields import Family
from store.rules.logsources import Selector, Source, source_for

ACCESS = Kind(dataset="apache.access", category="web")
ERROR = Kind(dataset="apache.error", category="web")
SSHD = Kind(dataset="system.auth", category="authentication", program="sshd")
SESSION = Kind(dataset="system.auth", category="session", program="sshd-session")
SUDO = Kind(dataset="system.auth", category="process", program="sudo")
SUDOERS = Kind(dataset="system.auth", program="sudoers")
LOGON = Kind(dataset="windows.eventlog", category="authentication", channel="Security", code="4625")
PROCESS = Kind(dataset="windows.eventlog", category="process", channel="Security", code="4688")
SYSTEM = Kind(dataset="windows.eventlog", channel="System", code="7045")
SYSMON = Kind(dataset="windows.eventlog", channel="Microsoft-Windows-Sysmon/Operational", code="1")
SCRIPT = Kind(
    dataset="windows.eventlog", channel="Microsoft-Windows-PowerShell/Operational", code="4104"
)
FTP = Kind(dataset="ftp.vsftpd", category="authentication", program="vsftpd")
NAMED = Kind(dataset="dns.named", category="network", action="dns-query", program="named")
DNSMASQ = Kind(dataset="system.auth", category="network", action="dns-query", program="dnsmasq")
DENIED = Kind(dataset="dns.named", category="network", action="dns-denied", program="named")
NOBODY = Kind()
ALL = {name: kind for name, kind in globals().items() if isinstance(kind, Kind)}


@pytest.mark.parametrize(
    ("category", "product", "service", "selected"),
    [
        ("webserver", None, None, {"ACCESS"}),
        ("webserver", "apache", None, {"ACCESS"}),
        ("Webserver", None, "Apache", {"ACCESS"}),
        (None, None, "apache", {"ERROR"}),
        (None, "apache", None, {"ERROR"}),
        (None, "linux", None, {"SSHD", "SESSION", "SUDO", "SUDOERS", "DNSMASQ"}),
        (None, "linux", "auth", {"SSHD", "SESSION", "SUDO", "SUDOERS", "DNSMASQ"}),
        (None, "linux", "vsftpd", {"FTP"}),
        ("dns", None, None, {"NAMED", "DNSMASQ"}),
        (None, "linux", "sshd", {"SSHD", "SESSION"}),
        (None, "linux", "sudo", {"SUDO"}),
        ("authentication", "linux", None, {"SSHD"}),
        ("authentication", None, None, {"SSHD", "LOGON", "FTP"}),
        (None, "windows", None, {"LOGON", "PROCESS", "SYSTEM", "SYSMON", "SCRIPT"}),
        (None, "windows", "security", {"LOGON", "PROCESS"}),
        (None, "windows", "system", {"SYSTEM"}),
        (None, "windows", "powershell", {"SCRIPT"}),
        (None, "windows", "sysmon", {"SYSMON"}),
        ("process_creation", "windows", None, {"PROCESS", "SYSMON"}),
        ("ps_script", "windows", None, {"SCRIPT"}),
    ],
)
def test_a_logsource_selects_kinds(category, product, service, selected):
    source = source_for(category, product, service)
    assert isinstance(source, Source)
    assert {name for name, kind in ALL.items() if source.selector.accepts(kind)} == selected


@pytest.mark.parametrize(
    ("category", "product", "service", "reason"),
    [
        ("proxy", None, None, "no log format here provides the logsource proxy"),
        (None, "linux", "auditd", "no log format here provides the Linux service auditd"),
        ("file_event", "linux", None, "no log format here provides the Linux category file_event"),
        ("webserver", "nginx", None, "no log format here provides the logsource webserver/nginx"),
        (
            "registry_set",
            "windows",
            None,
            "the Windows category registry_set needs Sysmon's own events",
        ),
        (None, "windows", "nonsense", "the channel of the Windows service nonsense is not known"),
    ],
)
def test_what_nothing_provides_is_not_applicable(category, product, service, reason):
    assert source_for(category, product, service) == reason


@pytest.mark.parametrize(
    ("category", "product", "family"),
    [
        ("webserver", None, Family.WEB),
        (None, "linux", Family.LINUX),
        ("process_creation", "windows", Family.PROCESS),
        ("dns", None, Family.DNS),
        ("ps_script", "windows", Family.WINDOWS),
    ],
)
def test_a_logsource_tells_whose_names_are_used(category, product, family):
    source = source_for(category, product, None)
    assert isinstance(source, Source)
    assert source.family is family


def test_an_open_selector_accepts_every_kind():
    assert all(Selector().accepts(kind) for kind in ALL.values())
