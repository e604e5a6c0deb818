"""What vsftpd says, by way of syslog or in its own log (logging.c, `vsf_log_common`).

The name in brackets is the client's until it has logged in, and so is what a command holds.
"""

from store.formats.syslog.programs.message import (
    FILE,
    SESSION,
    Message,
    Rule,
    first,
    message_of,
    pattern,
    source,
)
from store.model import Outcome, Role

_PID = r"(?:\[pid \d+\] )?"
_CLIENT = r'Client "(?P<address>[^"\s]*)"'
_RULES = (
    Rule(
        pattern(rf"{_PID}\[(?P<user>.*)\] FAIL LOGIN: {_CLIENT}\Z"),
        "login",
        Outcome.FAILURE,
        role=Role.VERDICT,
    ),
    Rule(
        pattern(rf"{_PID}\[(?P<user>[^\s\]]*)\] OK LOGIN: {_CLIENT}(?:, .*)?\Z"),
        "login",
        Outcome.SUCCESS,
        role=Role.VERDICT,
    ),
    Rule(
        pattern(rf"{_PID}CONNECT: {_CLIENT}(?:, .*)?\Z"),
        "connection",
        Outcome.UNKNOWN,
        0,
        category=SESSION,
    ),
)
_TRANSFER = pattern(
    rf"{_PID}\[([^\s\]]*)\] (OK|FAIL) (\w+): Client \"([^\"\s]*)\", \"(.*)\""
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
_ANSWERED = pattern(rf"{_PID}(?:\[([^\]]*)\] )?FTP response: Client \"([^\"\s]*)\", \"530 (.*)\"\Z")
_TURNED_AWAY = "Permission denied."
"""The answer to a name on the list of those that may not even try; no line tells of the attempt."""


def parse(text: str) -> Message | None:
    """What a vsftpd message means; None where it is none of a login or a file."""
    message = first(_RULES, text)
    if message is None:
        message = _transfer(text)
    return message or _refused(text)


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
