"""Transfers as wu-ftpd, proftpd and vsftpd log them (xferlog(5))."""

from store.formats.stamped import Line, log_format, moment
from store.formats.syslog.programs.message import FILE, Message, Pattern, message_of, source
from store.model import Fields, Outcome

_LINE = Pattern(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):([0-5]\d|60) (\d{4}) ((\d{1,9}) "
    r"(\S+) (\d{1,18}) (.*) ([ab]) ([A-Z_]{1,4}) ([oid]) ([arg]) (\S*) (\S+) ([01]) (\S+) ([ci]))\Z"
)
"""Time, seconds taken, remote host, bytes, path, type, what was done on the way (`_`: nothing),
direction, kind of account, user, service, whether identd was asked, whom it named, completeness.
The path is the client's, so what stands behind it is anchored to the end."""
_ACTIONS = {"o": "file-download", "i": "file-upload", "d": "file-deleted"}
_SAMPLE = b"""\
Mon Mar 10 06:25:09 2025 1 192.0.2.7 2048 /pub/read me.txt b _ o a kim@example.com ftp 0 * c
Mon Mar 10 06:26:31 2025 3 198.51.100.4 4096 /in/a.bin b _ i r amy ftp 0 * i
"""


def _take(text: str) -> Line | None:
    """A line's parts."""
    found = _LINE.match(text)
    if found is None:
        return None
    month, day, hour, minute, second, year = found.groups()[:6]
    time = moment((year, month, day, hour, minute, second))
    return None if time is None else Line(time, found[7], _meaning(found.groups()[7:]))


def _meaning(parts: tuple[str, ...]) -> Message:
    """The transfer; `i` at its end says that it was not completed."""
    _, host, size, path, _, _, way, account, user, service, _, _, done = parts
    fields: Fields = source(host)
    if path:
        fields["file.path"] = path
    fields["file.size"] = int(size)
    fields["ftp.service"] = service
    if user:
        fields["ftp.anonymous" if account == "a" else "user.name"] = user
    outcome = Outcome.SUCCESS if done == "c" else Outcome.FAILURE
    return message_of(FILE, _ACTIONS[way], outcome, fields)


def _fits(text: str) -> bool:
    return bool(_LINE.match(text))


FORMAT = log_format(
    ("ftp.xferlog", "ftpd"), "FTP transfers (xferlog)", take=_take, fits=_fits, sample=_SAMPLE
)
