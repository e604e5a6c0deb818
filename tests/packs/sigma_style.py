"""Make folders of Sigma rules as public collections have them: many, alike, with every modifier.

None says anything true; fields, log sources, selections and conditions are those of real ones.
`python -m tests.packs.sigma_style DIR` writes them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, uuid5

import yaml

WEB = (
    "cs-uri-query cs-uri-query cs-uri-query cs-method cs-uri-stem cs-user-agent cs-referer "
    "cs-username cs-host cs-content-type c-useragent cs-uri c-uri cs-cookie"
)
SECURITY = (
    "ObjectName ObjectType RelativeTargetName ServiceFileName ProcessName TargetUserName "
    "SubjectUserName ShareName AccessList AttributeLDAPDisplayName ServiceName ObjectClass "
    "AttributeValue TaskName LogonProcessName SubjectUserSid Status AuthenticationPackageName "
    "WorkstationName ObjectServer TargetName ObjectValueName SamAccountName TicketEncryptionType "
    "Application TaskContent PrivilegeList TargetServerName NewValue Workstation "
    "AuditPolicyChanges SubcategoryGuid ObjectDN SubjectLogonId NewTargetUserName Properties "
    "Service NewTemplateContent TemplateContent FilterName Attributes ComputerName "
    "SubjectAccountName TargetInfo ClassName DeviceDescription AllowedToDelegateTo LayerRTID "
    "NewUacValue OldUacValue SubStatus AuditSourceName ServicePrincipalNames FilterOrigin "
    "TaskContentNew param1 AdditionalInfo SubjectDomainName Keywords SidHistory "
    "ProviderContextName TargetSid CertThumbprint Provider_Name TargetOutboundUserName "
    "TargetUserSid CallerProcessName ShareLocalPath OldTargetUserName FileName TargetLogonId"
)
SYSTEM = (
    "Provider_Name ImagePath ServiceName param1 param2 param3 Binary Channel HiveName DeviceName "
    "Description Origin AccountName Caption"
)
APPLICATION = "Provider_Name Data AppName ExceptionCode Message AppVersion ModuleName"
PROCESS = (
    "Image Image CommandLine CommandLine CommandLine ParentImage ParentCommandLine "
    "OriginalFileName User IntegrityLevel CurrentDirectory Company Product Description Hashes"
)
SYSMON = (
    "Image TargetFilename TargetObject Details ImageLoaded Signed SignatureStatus PipeName "
    "QueryName DestinationHostname SourceImage TargetImage CallTrace GrantedAccess Contents"
)
LINUX = "user USER COMMAND TTY PWD program message host"


class Source(NamedTuple):
    """A log source, and what its rules ask for."""

    folder: str
    logsource: dict[str, str]
    texts: str
    """Fields of text; none: its rules are of keywords."""
    numbers: str = ""
    addresses: str = ""
    times: str = ""
    ids: tuple[int, ...] = ()
    """Windows: event ids."""
    rules: int = 12


def _windows(folder: str, texts: str, rules: int, **logsource: str) -> Source:
    return Source(
        f"windows/{folder}",
        {"product": "windows", **logsource},
        texts,
        rules=rules,
        numbers="Level",
    )


APPLICABLE = (
    Source(
        "web", {"category": "webserver"}, WEB, "sc-status sc-bytes", "c-ip", "@timestamp", rules=60
    ),
    Source("web/nginx", {"category": "webserver", "product": "nginx"}, WEB, "sc-status", "c-ip"),
    Source("web/apache", {"service": "apache"}, "", rules=6),
    Source(
        "web/apache", {"product": "apache", "service": "error"}, "module message", "pid", "client"
    ),
    Source("linux/builtin", {"product": "linux"}, "", rules=12),
    *(
        Source(f"linux/{service}", {"product": "linux", "service": service}, texts, numbers, "c-ip")
        for service, texts, numbers in (
            ("auth", LINUX, "pid"),
            ("sshd", "", ""),
            ("sudo", LINUX, "pid"),
            ("syslog", "", ""),
            ("cron", "", ""),
            ("vsftpd", "", ""),
            ("su", LINUX, "pid"),
            ("pam", LINUX, ""),
            ("clamav", "", ""),
        )
    ),
    Source(
        "windows/security",
        {"product": "windows", "service": "security"},
        SECURITY,
        "LogonType KeyLength PreAuthType ImpersonationLevel",
        "IpAddress SourceAddress DestAddress",
        "PasswordLastSet",
        (4624, 4625, 4656, 4663, 4688, 4697, 4698, 4720, 4728, 4738, 4768, 4769, 4776, 5136, 5145),
        100,
    ),
    _windows("system", SYSTEM, 40, service="system")._replace(ids=(7045, 7036, 104, 16, 98)),
    _windows("application", APPLICATION, 20, service="application")._replace(
        ids=(1000, 1034, 33205)
    ),
    _windows("powershell_classic", "Data", 6, service="powershell-classic"),
    _windows("powershell_script", "ScriptBlockText Path", 30, category="ps_script"),
    _windows("powershell_module", "Payload ContextInfo", 10, category="ps_module"),
    _windows("powershell_classic_start", "Data", 6, category="ps_classic_start"),
    _windows("sysmon", SYSMON, 8, service="sysmon")._replace(ids=(1, 3, 8, 10, 255)),
    _windows("process_creation", PROCESS, 60, category="process_creation"),
    *(
        _windows(category, SYSMON, 6, category=category)
        for category in (
            *("network_connection", "file_event", "file_delete", "registry_set", "registry_add"),
            *("registry_event", "image_load", "dns_query", "pipe_created", "process_access"),
            *("create_remote_thread", "driver_load", "wmi_event", "create_stream_hash"),
        )
    ),
)
"""What logs that are read here can answer."""

INAPPLICABLE = (
    Source("linux/auditd", {"product": "linux", "service": "auditd"}, "type a0 a1 exe", rules=20),
    Source("linux/process", {"product": "linux", "category": "process_creation"}, "Image", rules=8),
    Source("proxy", {"category": "proxy"}, "c-uri c-useragent", rules=8),
    Source("cloud", {"product": "aws", "service": "cloudtrail"}, "eventName eventSource", rules=8),
    Source("macos", {"product": "macos", "category": "file_event"}, "TargetFilename", rules=4),
)
"""What they cannot."""

PLACEHOLDERS = {"Admins_Workstations": ["ADMIN-*"], "domain_controllers": ["DC1$", "DC2$"]}
"""What their placeholders stand for."""

_WORDS = (
    r"\\powershell.exe",
    r"\\rundll32.exe",
    "-EncodedCommand ",
    " /c ",
    "${jndi:",
    "../../etc/passwd",
    "/wp-login.php",
    "cmd.exe /c whoami",
    "' OR 1=1 -- ",
    "S-1-5-21-",
    r"\\pipe\\spoolss",
    "ATTRIB +h",
    "0x1000",
    "Ünïcode",
    "authentication failure",
    "exited on signal 11",
    "%COMSPEC%",
    "100%",
    "under_score",
    r"C:\Users\*\AppData\Local\Temp\?.exe",
    "*admin*",
    "Mozilla/5.0 (Nikto/2.1.6)",
)
_PLAIN = ("Invoke-Mimikatz", "net user /add", "IEX(New-Object", "whoami", "http://")
_EXPRESSIONS = (
    r"\$\{[a-z:]{1,20}jndi",
    r"(?:^|[\s;])(?:wget|curl)\s+https?://",
    r"\d{1,3}(?:\.\d{1,3}){3}",
    r"^[A-Za-z0-9+/]{40,}={0,2}$",
    r"cmd(?!line)",
    r"(?<!Program )Files",
    r"(['\"]).{1,8}\1\s*\+\s*['\"]",
)
_NETWORKS = ("10.0.0.0/8", "192.168.0.0/16", "127.0.0.0/8", "fe80::/10", "::1/128", "2001:db8::/32")
_OF_TEXT = (
    *("", "", "|contains", "|contains", "|contains", "|contains|all", "|startswith", "|endswith"),
    *("|endswith", "|cased", "|contains|cased", "|startswith|cased", "|windash|contains", "|neq"),
    *("|windash|contains|all", "|contains|windash"),
)
_OF_PLAIN = (
    *("|base64", "|base64offset|contains", "|wide|base64offset|contains", "|utf16|base64"),
    *("|utf16le|base64offset|contains", "|utf16be|base64", "|wide", "|utf16"),
)
_OF_EXPRESSION = (
    *(
        "|re",
        "|re|i",
        "|re|m",
        "|re|s",
        "|re|i|m|s",
        "|re|ignorecase",
        "|re|multiline",
        "|re|dotall",
    ),
)
_OF_TIME = ("|hour|gte", "|hour|lt", "|minute", "|day", "|week", "|month|lte", "|year|gt")
_OF_NUMBER = ("", "|gt", "|gte", "|lt", "|lte", "|neq")


def write(folder: Path, *sources: Source) -> int:
    """Write the rules of some sources, one a file.

    Returns:
        How many there are.
    """
    written = 0
    for source in sources:
        for name, text in _texts(source):
            path = folder / "rules" / source.folder / f"{name}.yml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            written += 1
    return written


def _texts(source: Source) -> Iterator[tuple[str, str]]:
    """Rules by the name of their file."""
    service = "_".join(source.logsource.values())
    for number in range(source.rules):
        name = f"{service}_{number:03d}"
        dice = Random(name)  # noqa: S311 - the same rules each time
        content = _rule(dice, name, source)
        yield name, yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def _rule(dice: Random, name: str, source: Source) -> dict[str, Any]:
    return {
        "title": f"Suspicious {name.replace('_', ' ').title()}",
        "id": str(uuid5(NAMESPACE_OID, name)),
        "related": [{"id": str(uuid5(NAMESPACE_OID, f"{name} before")), "type": "derived"}],
        "status": dice.choice(["stable", "test", "experimental"]),
        "description": "Detects what was made up for a test.",
        "references": ["https://example.com/write-up"],
        "author": "Somebody Else, Another (idea)",
        "date": "2024-01-31",
        "modified": "2025-02-28",
        "tags": [
            "attack.execution",
            "attack.t1059.001",
            "cve.2021-44228",
            "detection.threat-hunting",
        ],
        "logsource": source.logsource | {"definition": "Requirements: the log has to be written"},
        "detection": _detection(dice, source),
        "falsepositives": ["Unlikely"],
        "level": dice.choice(["informational", "low", "medium", "high", "critical"]),
    }


def _detection(dice: Random, source: Source) -> dict[str, Any]:
    """Selections, filters and a condition in the usual shapes."""
    if not source.texts:
        return _keywords(dice)
    shape = dice.randrange(5)
    if shape == 0:
        return {"selection": _mapping(dice, source), "condition": "selection"}
    selections = {f"selection_{letter}": _selection(dice, source) for letter in "ab"}
    filters = {f"filter_main_{n}": _selection(dice, source) for n in range(dice.randint(1, 2))}
    optional = {"filter_optional_app": _selection(dice, source)}
    condition = (
        "1 of selection_* and not 1 of filter_main_*",
        "all of selection_* and not 1 of filter_main_* and not 1 of filter_optional_*",
        "selection_a and (selection_b or not filter_main_0)",
        ["selection_a and not filter_main_0", "selection_b"],
    )[shape - 1]
    return {**selections, **filters, **optional, "condition": condition}


def _keywords(dice: Random) -> dict[str, Any]:
    words = dice.sample(_WORDS, 3)
    if dice.random() < 0.3:
        return {
            "keywords": {"|all": words},
            "filter": [dice.choice(_WORDS), 4625],
            "condition": "keywords and not filter",
        }
    if dice.random() < 0.3:
        return {"keywords": {"|re": dice.choice(_EXPRESSIONS)}, "condition": "keywords"}
    return {
        "keywords_a": words,
        "keywords_b": dice.sample(_WORDS, 2),
        "condition": "1 of keywords_*",
    }


def _selection(dice: Random, source: Source) -> Any:
    if dice.random() < 0.25:
        return [_mapping(dice, source) for _ in range(2)]
    return _mapping(dice, source)


def _mapping(dice: Random, source: Source) -> dict[str, Any]:
    """One to three fields, for Windows with event ids before them."""
    content: dict[str, Any] = {}
    if source.ids:
        wanted = dice.sample(source.ids, dice.randint(1, 2))
        content["EventID"] = wanted if len(wanted) > 1 else wanted[0]
    for _ in range(dice.randint(1, 3)):
        content |= dict([_item(dice, source)])
    return content


def _item(dice: Random, source: Source) -> tuple[str, Any]:
    kinds = [("texts", 6), ("numbers", 1), ("addresses", 1), ("times", 1)]
    there = [name for name, weight in kinds for _ in range(weight) if getattr(source, name)]
    kind = dice.choice(there)
    field = dice.choice(getattr(source, kind).split())
    if kind == "texts":
        return _text(dice, field, source)
    if kind == "numbers":
        return f"{field}{dice.choice(_OF_NUMBER)}", dice.choice([0, 3, 128, 404, 500])
    if kind == "addresses":
        return f"{field}|cidr", dice.sample(_NETWORKS, 2)
    return f"{field}{dice.choice(_OF_TIME)}", dice.choice([1, 6, 22])


def _text(dice: Random, field: str, source: Source) -> tuple[str, Any]:
    roll = dice.random()
    if roll < 0.6:
        modifier = dice.choice(_OF_TEXT)
        words = dice.sample(_WORDS, dice.randint(1, 4))
        return f"{field}{modifier}", words if len(words) > 1 else words[0]
    if roll < 0.7:
        return f"{field}{dice.choice(_OF_PLAIN)}", dice.sample(_PLAIN, 2)
    if roll < 0.8:
        return f"{field}{dice.choice(_OF_EXPRESSION)}", dice.choice(_EXPRESSIONS)
    return _unusual(dice, field, source)


def _unusual(dice: Random, field: str, source: Source) -> tuple[str, Any]:
    other = dice.choice(source.texts.split())
    placeholder = dice.choice(sorted(PLACEHOLDERS))
    return dice.choice(
        [
            (field, None),
            (field, ""),
            (field, "-"),
            (f"{field}|exists", dice.random() < 0.5),
            (f"{field}|fieldref", other),
            (f"{field}|fieldref|endswith", other),
            (f"{field}|expand", f"%{placeholder}%"),
            (f"{field}|expand|contains", [f"%{placeholder}%", "fixed"]),
        ]
    )


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), *APPLICABLE, *INAPPLICABLE))  # noqa: T201 - what was asked for
