"""Logsources and the kinds that they select."""

import pytest

from store.model import Kind
from store.rules.logsources import Selector, Source, source_for
from store.rules.reading.fields import Family
from store.rules.windows_logs import CATEGORIES, CHANNELS

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
RUNNING = SYSMON._replace(code="3")
KEY_SET = SYSMON._replace(code="13")
CLASSIC = Kind(dataset="windows.eventlog", channel="Windows PowerShell", code="400")
CRON = Kind(dataset="system.auth", category="session", program="CRON")
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
        (None, "linux", None, {"SSHD", "SESSION", "SUDO", "SUDOERS", "CRON", "DNSMASQ"}),
        (None, "linux", "auth", {"SSHD", "SESSION", "SUDO", "SUDOERS", "CRON", "DNSMASQ"}),
        ("webserver", "nginx", None, {"ACCESS"}),
        ("webserver", None, "nginx", {"ACCESS"}),
        ("webserver", "linux", "apache", {"ACCESS"}),
        (None, "apache", "access", {"ACCESS"}),
        (None, "apache", "error", {"ERROR"}),
        (None, "linux", "modsecurity", {"ERROR"}),
        (None, "linux", "pam", {"SSHD", "SESSION", "SUDO", "SUDOERS", "CRON", "DNSMASQ"}),
        (None, "linux", "cron", {"CRON"}),
        (None, "linux", "clamav", set()),
        (None, "linux", "vsftpd", {"FTP"}),
        ("dns", None, None, {"NAMED", "DNSMASQ"}),
        (None, "linux", "sshd", {"SSHD", "SESSION"}),
        (None, "linux", "sudo", {"SUDO"}),
        ("authentication", "linux", None, {"SSHD"}),
        ("authentication", None, None, {"SSHD", "LOGON", "FTP"}),
        (
            None,
            "windows",
            None,
            {"LOGON", "PROCESS", "SYSTEM", "SYSMON", "SCRIPT", "RUNNING", "KEY_SET", "CLASSIC"},
        ),
        (None, "windows", "security", {"LOGON", "PROCESS"}),
        (None, "windows", "system", {"SYSTEM"}),
        (None, "windows", "powershell", {"SCRIPT"}),
        (None, "windows", "powershell-classic", {"CLASSIC"}),
        (None, "windows", "sysmon", {"SYSMON", "RUNNING", "KEY_SET"}),
        ("process_creation", "windows", "sysmon", {"SYSMON"}),
        ("network_connection", "windows", None, {"RUNNING"}),
        ("registry_set", "windows", None, {"KEY_SET"}),
        ("registry_event", "windows", None, {"KEY_SET"}),
        ("image_load", "windows", None, set()),
        ("ps_classic_start", "windows", None, {"CLASSIC"}),
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
        ("webserver", "iis", None, "no log format here provides the logsource webserver/iis"),
        (None, None, "nginx", "no log format here provides the logsource nginx"),
        (None, "aws", "cloudtrail", "no log format here provides the logsource aws/cloudtrail"),
        ("antivirus", None, None, "no log format here provides the logsource antivirus"),
        ("antivirus", "apache", None, "no log format here provides the logsource antivirus/apache"),
        ("dns", "bind", None, "no log format here provides the logsource dns/bind"),
        (
            "process_creation",
            "linux",
            None,
            "no log format here provides the Linux category process_creation",
        ),
        (
            "antivirus",
            "windows",
            None,
            "no log format here provides the Windows category antivirus",
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


@pytest.mark.parametrize("program", ["cron", "CRON", "crond", "anacron", "atd", "crontab"])
def test_all_programs_for_jobs_write_the_log_of_cron(program):
    source = source_for(None, "linux", "cron")
    assert isinstance(source, Source)
    assert source.selector.accepts(Kind(dataset="system.auth", program=program))


def test_an_open_selector_accepts_every_kind():
    assert all(Selector().accepts(kind) for kind in ALL.values())


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_of_windows_selects_events_by_their_ids(category):
    source = source_for(category, "windows", None)
    assert isinstance(source, Source)
    assert all((source.selector.channels, source.selector.codes))


@pytest.mark.parametrize("service", CHANNELS)
def test_every_service_of_windows_is_its_channels(service):
    source = source_for(None, "windows", service)
    assert isinstance(source, Source)
    assert source.selector.channels == tuple(name.lower() for name in CHANNELS[service])
