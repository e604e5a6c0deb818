"""The data of Sysmon's events in the order of their rendered text: each label is a datum's name.

Source: Sysmon's own manifest. The marks are those of `message_labels`.
"""

_HEAD = "RuleName?1 UtcTime ProcessGuid ProcessId Image"
_PIPE = "RuleName?1 EventType?1 UtcTime ProcessGuid ProcessId PipeName Image User?2"
_REGISTRY = "RuleName?1 EventType UtcTime ProcessGuid ProcessId Image TargetObject"
NAMES = {
    "1": _HEAD + " FileVersion?1 Description?1 Product?1 Company?1 OriginalFileName?2"
    " CommandLine! CurrentDirectory User LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes"
    " ParentProcessGuid ParentProcessId ParentImage ParentCommandLine! ParentUser?3",
    "2": _HEAD + " TargetFilename CreationUtcTime PreviousCreationUtcTime User?2",
    "3": _HEAD + " User Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort"
    " SourcePortName DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort"
    " DestinationPortName",
    "5": _HEAD + " User?2",
    "6": "RuleName?1 UtcTime ImageLoaded Hashes Signed Signature SignatureStatus?1",
    "7": _HEAD + " ImageLoaded FileVersion?1 Description?1 Product?1 Company?1 OriginalFileName?2"
    " Hashes Signed Signature SignatureStatus?1 User?3",
    "8": "RuleName?1 UtcTime SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid"
    " TargetProcessId TargetImage NewThreadId StartAddress StartModule StartFunction SourceUser?2"
    " TargetUser?2",
    "9": _HEAD + " Device User?2",
    "10": "RuleName?1 UtcTime SourceProcessGUID SourceProcessId SourceThreadId SourceImage"
    " TargetProcessGUID TargetProcessId TargetImage GrantedAccess CallTrace SourceUser?2"
    " TargetUser?2",
    "11": _HEAD + " TargetFilename CreationUtcTime User?2",
    "12": _REGISTRY + " User?2",
    "13": _REGISTRY + " Details! User?2",
    "14": _REGISTRY + " NewName User?2",
    "15": _HEAD + " TargetFilename CreationUtcTime Hash Contents!?1 User?2",
    "17": _PIPE,
    "18": _PIPE,
    "22": _HEAD.replace(" Image", "") + " QueryName QueryStatus QueryResults Image User?2",
    "23": _HEAD.replace(" Image", "") + " User Image TargetFilename Hashes IsExecutable Archived",
    "25": _HEAD + " Type User?2",
    "26": _HEAD.replace(" Image", "") + " User Image TargetFilename Hashes IsExecutable",
}
