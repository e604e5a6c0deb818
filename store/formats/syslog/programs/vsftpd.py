"""What vsftpd says, by way of syslog or in its own log (logging.c, `vsf_log_common`).

The name in brackets is the client's until it has logged in, and so is what a command holds.
"""

from store.formats.syslog.programs.message import (
    AUTHENTICATION,
    FILE,
    SESSION,
    Message,
    Pattern,
    Rule,
    first,
    message_of,
    source,
)
from store.model import Outcome, Role

_DATE = r"(?:[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4} )?"
"""What its own log begins with, where something passes that on to syslog."""
_PID = _DATE + r"(?:\[pid \d+\] )?"
_CLIENT = r'Client "(?P<address>[^"\s]*)"'
_RULES = (
    Rule(
        Pattern(rf"{_PID}\[(?P<user>.*)\] FAIL LOGIN: {_CLIENT}\Z"),
        "login",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(rf"{_PID}\[(?P<user>[^\]]*)\] OK LOGIN: {_CLIENT}(?:, anon password \".*)?\Z"),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
    Rule(
        Pattern(rf"{_PID}CONNECT: {_CLIENT}(?:, .*)?\Z"),
        "connection",
        Outcome.UNKNOWN,
        0,
        category=SESSION,
    ),
)
_TRANSFER = Pattern(
    rf"{_PID}\[([^\]]*)\] (OK|FAIL) (\w+): Client \"([^\"\s]*)\", \"(.*)\""
    r"(?:, (\d+) bytes)?(?:, [\d.]+Kbyte/sec)?\Z"
)
_ACTIONS = {
    "UPLOAD": "file-upload",
    "APPEND": "file-upload",
    "DOWNLOAD": "file-download",
    "DELETE": "file-deleted",
    "MKDIR": "directory-created",
    "RMDIR": "directory-deleted",
    "RENAME": "file-renamed",
    "CHMOD": "file-changed",
}
_ANSWERED = Pattern(rf"{_PID}(?:\[([^\]]*)\] )?FTP response: Client \"([^\"\s]*)\", \"530 (.*)\"\Z")
_QUOTING = Pattern(r"(?:OK|FAIL|FTP) \w+: Client \"[^\"\s]*\", (?:anon password )?\"")
"""What stands before words of a client in quotes."""
_INNER = Pattern(r"\] (?:FAIL LOGIN|FTP \w+): Client \"")
"""What stands behind the name of a user who may not be in."""
_TURNED_AWAY = "Permission denied."
"""The answer to a name on the list of those that may not even try; no line tells of the attempt."""


def parse(text: str) -> Message | None:
    """What a vsftpd message means; None where it is none of a login or a file."""
    if _reads_two_ways(text):
        return message_of(AUTHENTICATION, "login", Outcome.UNKNOWN, {}, (0, None))
    message = first(_RULES, text)
    if message is None:
        message = _transfer(text)
    return message or _refused(text)


def _reads_two_ways(text: str) -> bool:
    """Whether a message quotes another one, or names a user that looks like the beginning of one.

    A client chooses both the quoted words (a password, a path, a command) and the name of a user
    who is not in yet; nothing tells the two readings apart.
    """
    quoted = _QUOTING.search(text)
    return quoted is not None and _INNER.search(text, quoted.end()) is not None


def _transfer(text: str) -> Message | None:
    """What was done to a file by a user who is in."""
    found = _TRANSFER.match(text)
    action = _ACTIONS.get(found[3]) if found else None
    if found is None or action is None:
        return None
    user, verdict, _, address, path, size = found.groups()
    fields = source(address)
    if user:
        fields["user.name"] = user
    if path:
        fields["file.path"] = path
    if size and len(size) < 19:
        fields["file.size"] = int(size)
    outcome = Outcome.SUCCESS if verdict == "OK" else Outcome.FAILURE
    return message_of(FILE, action, outcome, fields)


def _refused(text: str) -> Message | None:
    """An answer that turns a client away; a name that holds such an answer hides the address."""
    found = _ANSWERED.match(text)
    if found is None or text.count('Client "') > 1:
        return None
    user, address, answer = found.groups()
    fields = source(address)
    if user:
        fields["user.name"] = user
    if answer == _TURNED_AWAY:
        return message_of("authentication", "access-denied", Outcome.FAILURE, fields)
    return message_of("authentication", "login", Outcome.FAILURE, fields, (0, None))
