"""Turn words of a rendered text back into what the event data hold, and read whole sentences.

Source of the numbers: the message table of `msobjs.dll` as the security events' documentation
lists it.
"""

import re
from functools import lru_cache

_SAID = {
    "ElevatedToken": {"Yes": "%%1842", "No": "%%1843"},
    "VirtualAccount": {"Yes": "%%1842", "No": "%%1843"},
    "RestrictedAdminMode": {"Yes": "%%1842", "No": "%%1843"},
    "RemoteCredentialGuard": {"Yes": "%%1842", "No": "%%1843"},
    "ImpersonationLevel": {
        "Identification": "%%1832",
        "Impersonation": "%%1833",
        "Delegation": "%%1840",
    },
    "TokenElevationType": {
        "TokenElevationTypeDefault (1)": "%%1936",
        "TokenElevationTypeFull (2)": "%%1937",
        "TokenElevationTypeLimited (3)": "%%1938",
    },
    "FailureReason": {
        "An Error occured during Logon.": "%%2304",
        "The specified user account has expired.": "%%2305",
        "Account locked out.": "%%2307",
        "The user has not been granted the requested logon type at this machine.": "%%2308",
        "The specified account's password has expired.": "%%2309",
        "Account currently disabled.": "%%2310",
        "Account logon time restriction violation.": "%%2311",
        "User not allowed to logon at this computer.": "%%2312",
        "Unknown user name or bad password.": "%%2313",
    },
    "AuditPolicyChanges": {
        "Success removed": "%%8448",
        "Success Added": "%%8449",
        "Success added": "%%8449",
        "Failure removed": "%%8450",
        "Failure Added": "%%8451",
        "Failure added": "%%8451",
    },
    "AccessList": {
        "DELETE": "%%1537",
        "READ_CONTROL": "%%1538",
        "WRITE_DAC": "%%1539",
        "WRITE_OWNER": "%%1540",
        "SYNCHRONIZE": "%%1541",
        "ACCESS_SYS_SEC": "%%1542",
        "ReadData (or ListDirectory)": "%%4416",
        "WriteData (or AddFile)": "%%4417",
        "AppendData (or AddSubdirectory or CreatePipeInstance)": "%%4418",
        "ReadEA": "%%4419",
        "WriteEA": "%%4420",
        "Execute/Traverse": "%%4421",
        "DeleteChild": "%%4422",
        "ReadAttributes": "%%4423",
        "WriteAttributes": "%%4424",
        "Query key value": "%%4432",
        "Set key value": "%%4433",
        "Create sub-key": "%%4434",
        "Enumerate sub-keys": "%%4435",
        "Notify about changes to keys": "%%4436",
        "Create Link": "%%4437",
    },
}
_LISTS = re.compile(r"(\s*[\r\n]\s*|, )")
_HEXADECIMAL = re.compile(r"0[xX][0-9A-Fa-f]{1,16}", re.ASCII)
_NUMBERS = re.compile(r"(?:Id|ID|Status|Mask|Options|EncryptionType|UacValue|ServiceType)$")
_SIDS = re.compile(r"(?:UserSid|TargetSid|MemberSid|ServiceSid)$")

_LONGEST = 2000
"""Characters of the longest sentence: its patterns try all places where a part could end."""
_POWERSHELL = frozenset({"microsoft-windows-powershell", "powershellcore"})
_SCRIPT_BLOCK = re.compile(r"Creating Scriptblock text \((\d{1,9}) of (\d{1,9})\):\r?\n", re.ASCII)

_SENTENCES: dict[tuple[str, str], re.Pattern[str]] = {
    ("service control manager", "7036"): re.compile(
        r"The (?P<param1>.+) service entered the (?P<param2>.+) state\.", re.DOTALL
    ),
    ("service control manager", "7040"): re.compile(
        r"The start type of the (?P<param1>.+) service was changed from (?P<param2>.+)"
        r" to (?P<param3>[^\r\n]+)\.",
        re.DOTALL,
    ),
    ("eventlog", "6008"): re.compile(
        r"The previous system shutdown at (?P<param1>.+) on (?P<param2>.+) was unexpected\."
    ),
    ("user32", "1074"): re.compile(
        r"The process (?P<param1>[^\r\n]+) \((?P<param2>[^()\r\n]+)\) has initiated the "
        r"(?P<param5>[^\r\n]+) of computer [^\r\n]+ on behalf of user (?P<param7>[^\r\n]+) for "
        r"the following reason: (?P<param3>[^\r\n]*)\s+Reason Code: (?P<param4>[^\r\n]*)"
        r"\s+Shutdown Type: [^\r\n]*\s+Comment:(?P<param6>.*)",
        re.DOTALL,
    ),
    ("microsoft-windows-eventlog", "104"): re.compile(
        r"The (?P<Channel>[^\r\n]+) log file was cleared\."
    ),
    **dict.fromkeys(
        (
            ("microsoft-windows-taskscheduler", "106"),
            ("microsoft-windows-taskscheduler", "140"),
            ("microsoft-windows-taskscheduler", "141"),
        ),
        re.compile(
            r'User "(?P<UserContext>[^"\r\n]*)" +(?:registered|updated|deleted) '
            r'Task Scheduler task "(?P<TaskName>[^"\r\n]*)"'
        ),
    ),
}


def read_sentence(provider: str, code: str, message: str) -> dict[str, str]:
    """Read a text that has no labels, or that has them behind text of any length.

    Args:
        provider: Name of the provider, case folded.
        code: The event id, digits.
        message: The text.

    Returns:
        Event data by name; nothing where the text is not of that event's shape.
    """
    text = message.strip()
    if provider in _POWERSHELL and code in ("4103", "4104"):
        return _script_block(text) if code == "4104" else _pipeline(text)
    pattern = _SENTENCES.get((provider, code))
    found = pattern.fullmatch(text) if pattern and len(text) <= _LONGEST else None
    return found.groupdict() if found else {}


def _script_block(text: str) -> dict[str, str]:
    """What 4104 says; the script is anything, so the end is looked for from behind."""
    found = _SCRIPT_BLOCK.match(text)
    script, block, rest = text.rpartition("\nScriptBlock ID: ")
    if not found or not block or found.end() > len(script):
        return {}
    identifier, _, path = rest.partition("\n")
    return {
        "MessageNumber": found[1],
        "MessageTotal": found[2],
        "ScriptBlockText": script[found.end() :],
        "ScriptBlockId": identifier,
        "Path": path.partition("Path:")[2],
    }


def _pipeline(text: str) -> dict[str, str]:
    """What 4103 says; parameters are anything, so the context is looked for from behind."""
    before, user, _ = text.rpartition("\nUser Data:")
    payload, context, details = before.rpartition("\nContext:")
    return {"Payload": payload, "ContextInfo": details} if user and context else {}


def meant(name: str, value: str) -> str:
    """The value as the event data have it.

    Args:
        name: Name of the datum.
        value: What the text says, without white space around it.

    Returns:
        Numbers of messages for the words that stand for them (`%%1842` for `Yes`), hexadecimal
        numbers in small letters; `""` for a name that stands in the place of a SID.
    """
    if value == "<value not set>":
        return "%%1793"
    words, is_sid, is_number = _sort_of(name)
    if is_sid:
        return value if value.startswith("S-1-") else ""
    if is_number and _HEXADECIMAL.fullmatch(value):
        return value.lower()
    if words is None:
        return value
    return "".join(words.get(part, part) for part in _LISTS.split(value))


@lru_cache(maxsize=1024)
def _sort_of(name: str) -> tuple[dict[str, str] | None, bool, bool]:
    """The words that a datum may have, and whether it holds a SID, or a number."""
    return _SAID.get(name), bool(_SIDS.search(name)), bool(_NUMBERS.search(name))
