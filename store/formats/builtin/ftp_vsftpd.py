"""vsftpd's own log: logins, transfers and, if asked for, every command."""

from store.formats.stamped import Line, log_format, moment
from store.formats.syslog.programs import vsftpd
from store.formats.syslog.programs.message import Pattern

_LINE = Pattern(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):([0-5]\d|60) (\d{4})"
    r" \[pid (\d{1,10})\] (.*)\Z"
)
_BODY = Pattern(r"(?:\[.*\] )?(?:[A-Z]+|(?:OK|FAIL) [A-Z]+|FTP (?:command|response)|DEBUG)\b")
_SAMPLE = b"""\
Mon Mar 10 06:25:07 2025 [pid 301] CONNECT: Client "192.0.2.7"
Mon Mar 10 06:25:09 2025 [pid 300] [kim] FAIL LOGIN: Client "192.0.2.7"
Mon Mar 10 06:26:11 2025 [pid 304] [amy] OK LOGIN: Client "::ffff:198.51.100.4"
Mon Mar 10 06:26:31 2025 [pid 306] [amy] OK UPLOAD: Client "::ffff:198.51.100.4", "/in/a b.txt", \
2048 bytes, 96.31Kbyte/sec
"""


def _take(text: str) -> Line | None:
    """A line's parts (vsftpd logging.c: asctime's date, `[pid n]`, `[user]`, the act)."""
    found = _LINE.match(text)
    if found is None:
        return None
    month, day, hour, minute, second, year, pid, body = found.groups()
    time = moment((year, month, day, hour, minute, second))
    return None if time is None else Line(time, body, vsftpd.parse(body), int(pid))


def _fits(text: str) -> bool:
    found = _LINE.match(text)
    return bool(found and _BODY.match(found[8]))


FORMAT = log_format(
    ("ftp.vsftpd", "vsftpd"), "vsftpd's own log", take=_take, fits=_fits, sample=_SAMPLE
)
