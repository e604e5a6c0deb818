"""What sudo says.

Source: sudo's lib/eventlog/eventlog.c and plugins/sudoers/logging.c. The parts are joined by ` ; `
and the command is the last of them, so nothing behind `COMMAND=` is taken apart. But the name of a
directory, which stands before it, is the user's own: it may hold a whole end of such a message.
Then nothing tells a directory from a command's arguments. The command is all of it, so that nothing
hides from who looks for a word; and who may have become root is taken to have become root.
"""

from store.formats.syslog.programs.message import AUTHENTICATION, Message, Pattern
from store.model import Fields, Outcome, Role

_LINE = Pattern(r"(\S(?:.{0,254}?\S)?) : (.*)\Z")
"""Names of directories' accounts may hold blanks."""
_PART = Pattern(r"(HOST|TTY|CHROOT|PWD|USER|GROUP|TSID|ENV)=(.*)\Z")
_TRIES = Pattern(r"(\d{1,6}) incorrect password attempts?\b")
_AGAIN = " ; USER=root ;"
"""What a second end of a message may name."""
_KEYS = {"TTY": "process.tty", "PWD": "process.working_directory", "USER": "user.effective.name"}


def parse(text: str) -> Message | None:
    """What a sudo message means; None where it reports no command."""
    found = _LINE.match(text)
    if found is None:
        return None
    user, rest = found.groups()
    if rest.startswith("(command continued) "):
        fields: Fields = {"user.name": user}
        return Message(AUTHENTICATION, "privilege-use", Outcome.UNKNOWN, fields, 0)
    head, marker, command = _cut(rest)
    reason, fields = _parts(head)
    if not marker and "user.effective.name" not in fields:
        return None
    fields["user.name"] = user
    if _AGAIN in command:
        fields["user.effective.name"] = "root"
    if command:
        fields["process.command_line"] = command
    return _judged(reason, fields)


def _cut(rest: str) -> tuple[str, str, str]:
    """What stands before the command, the mark between, and the command."""
    if rest.startswith("COMMAND="):
        return "", "COMMAND=", rest[8:]
    head, marker, command = rest.partition(" ; COMMAND=")
    return head, marker, command


def _parts(head: str) -> tuple[str, Fields]:
    """The reason, and the fields of the parts that have names; the last of a name counts."""
    reasons: list[str] = []
    values: dict[str, list[str]] = {}
    taking = reasons
    for piece in head.replace(" : TTY=", " ; TTY=").split(" ; "):
        found = _PART.match(piece)
        if found:
            taking = values[found[1]] = [found[2]]
        else:  # the reason; or a value that holds what parts are joined by
            taking.append(piece)
    said = {key: " ; ".join(values.get(name, ())) for name, key in _KEYS.items()}
    fields: Fields = {key: text for key, text in said.items() if text not in ("", "unknown")}
    return " ; ".join(filter(None, reasons)), fields


def _judged(reason: str, fields: Fields) -> Message:
    """The message's meaning by its reason, which sudo gives only where it refused."""
    if not reason:
        return Message(AUTHENTICATION, "privilege-use", Outcome.SUCCESS, fields)
    tries = _TRIES.search(reason)
    weight = int(tries[1]) if tries else 1
    asked = tries is not None or "a password is required" in reason
    role = Role.VERDICT if asked else None
    return Message(AUTHENTICATION, "privilege-use", Outcome.FAILURE, fields, weight, role)
