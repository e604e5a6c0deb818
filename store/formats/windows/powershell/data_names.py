"""Names for event data that an export gives without them: by provider, id and number of values.

`Get-WinEvent` keeps the values of `EventData` in their order and drops the names; so does
`Get-EventLog` (`ReplacementStrings`). The names are those of the providers' manifests, as they
stand in event logs. A `*` marks numbers that the XML of an event shows in hexadecimal.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from store.formats.windows.events.acts import SECURITY

_SUBJECT = "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId*"
_TARGET = "TargetUserName TargetDomainName TargetSid"
_LOGON = f"{_SUBJECT} TargetUserSid TargetUserName TargetDomainName TargetLogonId*"
_ACCOUNT = (
    "SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath ProfilePath "
    "UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo "
    "OldUacValue* NewUacValue* UserAccountControl UserParameters SidHistory LogonHours"
)
_LOGON_V0 = (
    f"{_LOGON} LogonType LogonProcessName AuthenticationPackageName WorkstationName LogonGuid "
    "TransmittedServices LmPackageName KeyLength ProcessId* ProcessName IpAddress IpPort"
)
_LOGON_V2 = (
    "RestrictedAdminMode TargetOutboundUserName TargetOutboundDomainName VirtualAccount "
    "TargetLinkedLogonId* ElevatedToken"
)
_PROCESS = (
    f"{_SUBJECT} NewProcessId* NewProcessName TokenElevationType ProcessId* CommandLine "
    "TargetUserSid TargetUserName TargetDomainName TargetLogonId* ParentProcessName MandatoryLabel"
)
_ON_ACCOUNT = f"{_TARGET} {_SUBJECT}"
_ON_MEMBER = f"MemberName MemberSid {_ON_ACCOUNT} PrivilegeList"
_ON_GROUP = f"{_ON_ACCOUNT} PrivilegeList SamAccountName SidHistory"
_TASK = f"{_SUBJECT} TaskName TaskContent"
_TGT = (
    "TargetUserName TargetDomainName TargetSid ServiceName ServiceSid TicketOptions* Status* "
    "TicketEncryptionType* PreAuthType IpAddress IpPort CertIssuerName CertSerialNumber "
    "CertThumbprint"
)
_SESSION = "AccountName AccountDomain LogonID* SessionName ClientName ClientAddress"
_FAILED_LOGON = (
    f"{_LOGON.removesuffix(' TargetLogonId*')} Status* FailureReason SubStatus* LogonType "
    "LogonProcessName AuthenticationPackageName WorkstationName TransmittedServices "
    "LmPackageName KeyLength ProcessId* ProcessName IpAddress IpPort"
)
_WITH_CREDENTIALS = (
    f"{_SUBJECT} LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName "
    "TargetInfo ProcessId* ProcessName IpAddress IpPort"
)
_COMPUTER = (
    f"ComputerAccountChange {_ON_ACCOUNT} PrivilegeList {_ACCOUNT} DnsHostName "
    "ServicePrincipalNames"
)
_SERVICE_TICKET = (
    "TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions* "
    "TicketEncryptionType* IpAddress IpPort Status* LogonGuid TransmittedServices"
)
_PREAUTH = (
    "TargetUserName TargetSid ServiceName TicketOptions* Status* PreAuthType IpAddress IpPort "
    "CertIssuerName CertSerialNumber CertThumbprint"
)
_SHARE = (
    f"{_SUBJECT} ObjectType IpAddress IpPort ShareName ShareLocalPath RelativeTargetName "
    "AccessMask* AccessList AccessReason"
)

_SECURITY: dict[str, tuple[str, ...]] = {
    "4624": (
        _LOGON_V0,
        f"{_LOGON_V0} ImpersonationLevel",
        f"{_LOGON_V0} ImpersonationLevel {_LOGON_V2}",
    ),
    "4625": (_FAILED_LOGON,),
    "4634": ("TargetUserSid TargetUserName TargetDomainName TargetLogonId* LogonType",),
    "4647": ("TargetUserSid TargetUserName TargetDomainName TargetLogonId*",),
    "4648": (_WITH_CREDENTIALS,),
    "4672": (f"{_SUBJECT} PrivilegeList",),
    "4688": (_PROCESS,),
    "4689": (f"{_SUBJECT} Status* ProcessId* ProcessName",),
    "4697": (
        f"{_SUBJECT} ServiceName ServiceFileName ServiceType* ServiceStartType ServiceAccount",
    ),
    **dict.fromkeys(("4698", "4699", "4700", "4701"), (_TASK,)),
    "4702": (f"{_SUBJECT} TaskName TaskContentNew",),
    "4719": (f"{_SUBJECT} CategoryId SubcategoryId SubcategoryGuid AuditPolicyChanges",),
    "4720": (f"{_ON_ACCOUNT} PrivilegeList {_ACCOUNT}",),
    **dict.fromkeys(("4722", "4724", "4725", "4740", "4767"), (_ON_ACCOUNT,)),
    **dict.fromkeys(("4723", "4726", "4743"), (f"{_ON_ACCOUNT} PrivilegeList",)),
    **dict.fromkeys(("4728", "4729", "4732", "4733", "4756", "4757"), (_ON_MEMBER,)),
    **dict.fromkeys(("4727", "4731", "4735", "4737", "4754", "4755"), (_ON_GROUP,)),
    **dict.fromkeys(("4730", "4734", "4758"), (f"{_ON_ACCOUNT} PrivilegeList",)),
    "4738": (f"Dummy {_ON_ACCOUNT} PrivilegeList {_ACCOUNT}",),
    "4741": (f"{_ON_ACCOUNT} PrivilegeList {_ACCOUNT} DnsHostName ServicePrincipalNames",),
    "4742": (_COMPUTER,),
    "4768": (_TGT,),
    "4769": (_SERVICE_TICKET,),
    "4771": (_PREAUTH,),
    "4776": ("PackageName TargetUserName Workstation Status*",),
    **dict.fromkeys(("4778", "4779"), (_SESSION,)),
    "4781": (
        f"OldTargetUserName NewTargetUserName TargetDomainName TargetSid {_SUBJECT} PrivilegeList",
    ),
    "4798": (f"{_ON_ACCOUNT} CallerProcessId* CallerProcessName",),
    "4799": (f"{_ON_ACCOUNT} CallerProcessId* CallerProcessName",),
    "5140": (
        f"{_SUBJECT} ObjectType IpAddress IpPort ShareName ShareLocalPath AccessMask* AccessList",
    ),
    "5145": (_SHARE,),
}
_SERVICES: dict[str, tuple[str, ...]] = {
    "7036": ("param1 param2", "param1 param2 Binary"),
    "7040": ("param1 param2 param3 param4",),
    "7045": ("ServiceName ImagePath ServiceType StartType AccountName",),
}
_OTHERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("microsoft-windows-eventlog", "1102"): (
        "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId*",
    ),
    ("microsoft-windows-eventlog", "104"): (
        "SubjectUserName SubjectDomainName Channel BackupPath",
    ),
    ("microsoft-windows-terminalservices-remoteconnectionmanager", "1149"): (
        "Param1 Param2 Param3",
    ),
    ("microsoft-windows-powershell", "4104"): (
        "MessageNumber MessageTotal ScriptBlockText ScriptBlockId",
        "MessageNumber MessageTotal ScriptBlockText ScriptBlockId Path",
    ),
    ("microsoft-windows-powershell", "4103"): ("ContextInfo UserData Payload",),
}
_TEMPLATES: dict[tuple[str, str], tuple[str, ...]] = {
    **{(SECURITY, code): names for code, names in _SECURITY.items()},
    **{("service control manager", code): names for code, names in _SERVICES.items()},
    **_OTHERS,
}
_NUMBER = re.compile(r"-?\d{1,20}", re.ASCII)
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class _Name(NamedTuple):
    """Where a value goes."""

    name: str
    hexadecimal: bool


def named(provider: str, code: str, values: Sequence[str]) -> dict[str, str] | None:
    """Give an event's values their names.

    Args:
        provider: The provider's name.
        code: The event id, digits.
        values: All values in the order of the event, `""` for an empty one.

    Returns:
        The values by name in the spelling of the event's XML, without empty ones; None where no
        names are known for so many values.
    """
    for template in _TEMPLATES.get((provider.casefold(), code), ()):
        names = [_Name(name.rstrip("*"), name.endswith("*")) for name in template.split()]
        if len(names) == len(values):
            pairs = zip(names, values, strict=True)
            return {name.name: _spelt(text, name) for name, text in pairs if text.strip()}
    return None


def _spelt(text: str, name: _Name) -> str:
    """A value as XML shows it: numbers in hexadecimal where they are so there, GUIDs in braces."""
    if name.hexadecimal and _NUMBER.fullmatch(text):
        number = int(text)
        return f"0x{number if number >= 0 else number & 0xFFFF_FFFF:x}"
    return f"{{{text.upper()}}}" if _GUID.fullmatch(text) else text
