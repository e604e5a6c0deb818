"""Which labels the rendered text of an event has, and under which name each value is kept.

One template for each provider and event id, in the order in which the text has its labels.
Source: messages compared with the event data of the same events; Microsoft's documentation of the
security audit events and of Sysmon.

A template has a line for each section: the section's heading (none for labels that stand alone),
then `Label=Name`, separated by `|`. Marks after a name or a heading: `*` the value has several
lines, `!` it does and is somebody's own text, `?2` the text has it since the event's version 2.
"""

from functools import lru_cache
from typing import NamedTuple

from store.formats.windows.events.acts import SECURITY, SYSMON
from store.formats.windows.rendered.message_sysmon import NAMES


class Item(NamedTuple):
    """A heading or a label of a text."""

    label: str
    """As it stands before the colon."""
    name: str
    """The name in the event data; `""` for a heading."""
    indented: bool
    """Whether it stands in a section."""
    lines: bool = False
    """Whether the value may have several lines."""
    free: bool = False
    """Whether the value is text that somebody wrote, line breaks and all."""
    since: int = 0
    """The version of the event that was the first to have it."""


Template = tuple[Item, ...]

_WHO = (
    "Security ID={0}UserSid|Account Name={0}UserName|Account Domain={0}DomainName"
    "|Logon ID={0}LogonId"
)
_SUBJECT = "Subject|" + _WHO.format("Subject") + "\n"
_ACCOUNT = "Security ID=TargetSid|Account Name=TargetUserName|Account Domain=TargetDomainName"
_GROUP = "Security ID=TargetSid|{0} Name=TargetUserName|{0} Domain=TargetDomainName"
_PROCESS = "Process Information|Process ID=ProcessId|Process Name=ProcessName\n"
_CALLER = "Process Information|Process ID=CallerProcessId|Process Name=CallerProcessName"
_PRIVILEGES = "\nAdditional Information|Privileges=PrivilegeList*?1"
"""Windows itself leaves the colon out behind some of these."""
_DETAILS = (
    "Network Information|Workstation Name=WorkstationName|Source Network Address=IpAddress"
    "|Source Port=IpPort\n"
    "Detailed Authentication Information|Logon Process=LogonProcessName"
    "|Authentication Package=AuthenticationPackageName|Transited Services=TransmittedServices"
    "|Package Name (NTLM only)=LmPackageName|Key Length=KeyLength"
)
_NEW_LOGON = "New Logon|" + _WHO.format("Target")
_OBJECT = (
    "Object|Object Server=ObjectServer|Object Type=ObjectType|Object Name=ObjectName"
    "|Handle ID=HandleId|Resource Attributes=ResourceAttributes?1\n"
)
_SHARE = (
    "Network Information|Object Type=ObjectType|Source Address=IpAddress|Source Port=IpPort\n"
    "Share Information|Share Name=ShareName|Share Path=ShareLocalPath"
)
_ACCESS = "\nAccess Request Information|Access Mask=AccessMask|Accesses=AccessList*"
_ATTRIBUTES = (
    "SAM Account Name=SamAccountName|Display Name=DisplayName"
    "|User Principal Name=UserPrincipalName|Home Directory=HomeDirectory|Home Drive=HomePath"
    "|Script Path=ScriptPath|Profile Path=ProfilePath|User Workstations=UserWorkstations"
    "|Password Last Set=PasswordLastSet|Account Expires=AccountExpires"
    "|Primary Group ID=PrimaryGroupId|{0}=AllowedToDelegateTo"
    "|Old UAC Value=OldUacValue|New UAC Value=NewUacValue|User Account Control=UserAccountControl*"
    "|User Parameters=UserParameters|SID History=SidHistory|Logon Hours=LogonHours"
)
_TICKET_CLIENT = "Network Information|Client Address=IpAddress|Client Port=IpPort\n"
_CERTIFICATE = (
    "\nCertificate Information|Certificate Issuer Name=CertIssuerName"
    "|Certificate Serial Number=CertSerialNumber|Certificate Thumbprint=CertThumbprint"
)
_SESSION = (
    _SUBJECT.replace("Security ID=SubjectUserSid|", "")
    .replace("Subject", "Account")
    .replace("AccountUserName", "AccountName")
    .replace("AccountDomainName", "AccountDomain")
    .replace("AccountLogonId", "LogonID")
    .replace("Account|", "Subject|", 1)
    + "Session|Session Name=SessionName\n"
    "Additional Information|Client Name=ClientName|Client Address=ClientAddress"
)
_TASK = _SUBJECT + "Task Information|Task Name=TaskName|Task {0}Content=TaskContent{0}!"

_LOGONS = {
    "4624": _SUBJECT
    + "Logon Information?2|Logon Type=LogonType|Restricted Admin Mode=RestrictedAdminMode?2"
    "|Remote Credential Guard=RemoteCredentialGuard?3|Virtual Account=VirtualAccount?2"
    "|Elevated Token=ElevatedToken?2\n"
    "|Impersonation Level=ImpersonationLevel?1\n"
    + _NEW_LOGON
    + "|Linked Logon ID=TargetLinkedLogonId?2|Network Account Name=TargetOutboundUserName?2"
    "|Network Account Domain=TargetOutboundDomainName?2|Logon GUID=LogonGuid\n"
    + _PROCESS
    + _DETAILS,
    "4625": _SUBJECT + "|Logon Type=LogonType\n"
    "Account For Which Logon Failed|Security ID=TargetUserSid|Account Name=TargetUserName"
    "|Account Domain=TargetDomainName\n"
    "Failure Information|Failure Reason=FailureReason|Status=Status|Sub Status=SubStatus\n"
    "Process Information|Caller Process ID=ProcessId|Caller Process Name=ProcessName\n" + _DETAILS,
    "4627": _SUBJECT
    + "|Logon Type=LogonType\n"
    + _NEW_LOGON
    + "\n|Event in sequence=EventIdx\n|Group Membership=GroupMembership*",
    "4634": "Subject|" + _WHO.format("Target") + "\n|Logon Type=LogonType",
    "4647": "User initiated logoff\nSubject|" + _WHO.format("Target"),
    "4648": _SUBJECT.rstrip() + "|Logon GUID=LogonGuid\n"
    "Account Whose Credentials Were Used|Account Name=TargetUserName"
    "|Account Domain=TargetDomainName|Logon GUID=TargetLogonGuid\n"
    "Target Server|Target Server Name=TargetServerName|Additional Information=TargetInfo\n"
    + _PROCESS
    + "Network Information|Network Address=IpAddress|Port=IpPort",
    "4672": _SUBJECT + "|Privileges=PrivilegeList*",
    "4768": "Account Information|Account Name=TargetUserName|Supplied Realm Name=TargetDomainName"
    "|User ID=TargetSid\n"
    "Service Information|Service Name=ServiceName|Service ID=ServiceSid\n"
    + _TICKET_CLIENT
    + "Additional Information|Ticket Options=TicketOptions|Result Code=Status"
    "|Ticket Encryption Type=TicketEncryptionType|Pre-Authentication Type=PreAuthType"
    + _CERTIFICATE,
    "4769": "Account Information|Account Name=TargetUserName|Account Domain=TargetDomainName"
    "|Logon GUID=LogonGuid\n"
    "Service Information|Service Name=ServiceName|Service ID=ServiceSid\n"
    + _TICKET_CLIENT
    + "Additional Information|Ticket Options=TicketOptions"
    "|Ticket Encryption Type=TicketEncryptionType|Failure Code=Status"
    "|Transited Services=TransmittedServices",
    "4771": "Account Information|Security ID=TargetSid|Account Name=TargetUserName\n"
    "Service Information|Service Name=ServiceName\n"
    + _TICKET_CLIENT
    + "Additional Information|Ticket Options=TicketOptions|Failure Code=Status"
    "|Pre-Authentication Type=PreAuthType" + _CERTIFICATE,
    "4776": "|Authentication Package=PackageName\n|Logon Account=TargetUserName\n"
    "|Source Workstation=Workstation\n|Error Code=Status",
    "4778": _SESSION,
    "4779": _SESSION,
}

_ACCOUNTS = {
    "4720": _SUBJECT
    + f"New Account|{_ACCOUNT}\nAttributes|"
    + _ATTRIBUTES.format("Allowed To Delegate To")
    + _PRIVILEGES,
    "4738": _SUBJECT
    + f"Target Account|{_ACCOUNT}\nChanged Attributes|"
    + _ATTRIBUTES.format("AllowedToDelegateTo")
    + _PRIVILEGES,
    **dict.fromkeys(("4722", "4724", "4725", "4767"), _SUBJECT + "Target Account|" + _ACCOUNT),
    **dict.fromkeys(("4723", "4726"), _SUBJECT + "Target Account|" + _ACCOUNT + _PRIVILEGES),
    "4740": _SUBJECT
    + "Account That Was Locked Out|Security ID=TargetSid|Account Name=TargetUserName\n"
    "Additional Information|Caller Computer Name=TargetDomainName",
    "4743": _SUBJECT + "Target Computer|" + _ACCOUNT + _PRIVILEGES,
    "4781": _SUBJECT + "Target Account|Security ID=TargetSid|Account Domain=TargetDomainName"
    "|Old Account Name=OldTargetUserName|New Account Name=NewTargetUserName" + _PRIVILEGES,
    "4798": _SUBJECT + f"User|{_ACCOUNT}\n" + _CALLER,
    "4799": _SUBJECT + "Group|" + _GROUP.format("Group") + "\n" + _CALLER,
    **dict.fromkeys(
        ("4727", "4731", "4754"),
        _SUBJECT
        + "New Group|"
        + _GROUP.format("Group")
        + "\nAttributes|SAM Account Name=SamAccountName|SID History=SidHistory"
        + _PRIVILEGES,
    ),
    **dict.fromkeys(
        ("4728", "4729", "4732", "4733", "4756", "4757"),
        _SUBJECT
        + "Member|Security ID=MemberSid|Account Name=MemberName\nGroup|"
        + _GROUP.format("Group")
        + _PRIVILEGES,
    ),
    **dict.fromkeys(
        ("4730", "4734", "4758"),
        _SUBJECT + "Deleted Group|" + _GROUP.format("Group") + _PRIVILEGES,
    ),
    **dict.fromkeys(
        ("4735", "4737", "4755"),
        _SUBJECT
        + "Group|"
        + _GROUP.format("Group")
        + "\nChanged Attributes|SAM Account Name=SamAccountName|SID History=SidHistory"
        + _PRIVILEGES,
    ),
}

_OBJECTS = {
    "4656": _SUBJECT
    + _OBJECT
    + _PROCESS
    + "Access Request Information|Transaction ID=TransactionId|Accesses=AccessList*"
    "|Access Reasons=AccessReason*?1|Access Mask=AccessMask"
    "|Privileges Used for Access Check=PrivilegeList*|Restricted SID Count=RestrictedSidCount",
    "4658": _SUBJECT + "Object|Object Server=ObjectServer|Handle ID=HandleId\n" + _PROCESS,
    "4663": _SUBJECT
    + _OBJECT
    + _PROCESS
    + "Access Request Information|Accesses=AccessList*|Access Mask=AccessMask",
    "4673": _SUBJECT
    + "Service|Server=ObjectServer|Service Name=Service\n"
    + _PROCESS.replace("Process Information", "Process")
    + "Service Request Information|Privileges=PrivilegeList*",
    "4688": "Creator Subject|"
    + _WHO.format("Subject")
    + "\nTarget Subject?2|"
    + _WHO.format("Target").replace("|", "?2|")
    + "?2\nProcess Information|New Process ID=NewProcessId|New Process Name=NewProcessName"
    "|Token Elevation Type=TokenElevationType|Mandatory Label=MandatoryLabel?2"
    "|Creator Process ID=ProcessId|Creator Process Name=ParentProcessName?2"
    "|Process Command Line=CommandLine!?1",
    "4689": _SUBJECT + _PROCESS.rstrip() + "|Exit Status=Status",
    "4697": _SUBJECT
    + "Service Information|Service Name=ServiceName|Service File Name=ServiceFileName!"
    "|Service Type=ServiceType|Service Start Type=ServiceStartType|Service Account=ServiceAccount",
    **dict.fromkeys(("4698", "4699", "4700", "4701"), _TASK.format("")),
    "4702": _TASK.format("New ").replace("TaskContentNew ", "TaskContentNew"),
    "4703": _SUBJECT
    + "Target Account|"
    + _WHO.format("Target")
    + "\n"
    + _PROCESS
    + "|Enabled Privileges=EnabledPrivilegeList*\n|Disabled Privileges=DisabledPrivilegeList*",
    "4719": _SUBJECT + "Audit Policy Change|Category=CategoryId|Subcategory=SubcategoryId"
    "|Subcategory GUID=SubcategoryGuid|Changes=AuditPolicyChanges",
    "5140": _SUBJECT + _SHARE + _ACCESS,
    "5145": _SUBJECT
    + _SHARE
    + "|Relative Target Name=RelativeTargetName"
    + _ACCESS
    + "\nAccess Check Results?1",
}

_SESSIONS = "|User=User\n|Session ID=SessionID"
_FROM = "\n|Source Network Address=Address"
_OTHERS = {
    ("microsoft-windows-eventlog", "1102"): _SUBJECT.replace("Account Domain", "Domain Name"),
    ("service control manager", "7045"): "|Service Name=ServiceName\n"
    "|Service File Name=ImagePath!\n|Service Type=ServiceType\n|Service Start Type=StartType\n"
    "|Service Account=AccountName",
    ("microsoft-windows-terminalservices-remoteconnectionmanager", "1149"): "|User=Param1\n"
    "|Domain=Param2\n|Source Network Address=Param3",
    **{
        ("microsoft-windows-terminalservices-localsessionmanager", code): text
        for code, text in {
            **dict.fromkeys(("21", "22", "24", "25"), _SESSIONS + _FROM),
            "23": _SESSIONS,
        }.items()
    },
}


@lru_cache(maxsize=1024)
def template_of(provider: str, code: str) -> Template:
    """The labels of an event's text.

    Args:
        provider: Name of the provider, case folded.
        code: The event id, digits.

    Returns:
        Headings and labels in their order; none for events whose text is not known.
    """
    if provider == SYSMON:
        names = NAMES.get(code, "").split()
        return tuple(_item(name.rstrip("!?0123456789"), name, indented=False) for name in names)
    text = _OTHERS.get((provider, code), "")
    if provider == SECURITY:
        text = (_LOGONS.get(code) or _ACCOUNTS.get(code) or _OBJECTS.get(code)) or ""
    return tuple(item for line in text.split("\n") if line for item in _section(line))


def _section(line: str) -> list[Item]:
    """The items of a line of a template."""
    heading, *labels = line.split("|")
    pairs = (label.partition("=") for label in labels)
    items = [_item(label, name, indented=bool(heading)) for label, _, name in pairs]
    if not heading:
        return items
    title, _, since = heading.partition("?")
    return [Item(title, "", indented=False, since=int(since or 0)), *items]


def _item(label: str, marked: str, *, indented: bool) -> Item:
    """A label, from the name with its marks."""
    bare, _, since = marked.partition("?")
    name = bare.rstrip("*!")
    return Item(label, name, indented, name != bare, bare.endswith("!"), int(since or 0))
